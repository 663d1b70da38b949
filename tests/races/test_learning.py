"""Answers that decide adaptively, and all that teaches, raced: one ending, and no lesson lost or taught twice."""

import pytest

from crunchers import assignments, dispatch
from requests_app import feedback, learning
from requests_app.models import Accuracy, Confusion, Lesson, QuestionKind, WebhookDelivery
from tests.making import fresh, make_account, make_cruncher, make_request

from .rounds import rounds
from .test_one_ending import raced

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

ROUNDS = rounds(12)
ADAPTIVE = {"strategy": "adaptive", "target": 0.6, "min_crunchers": 2, "max_crunchers": 2}


def submitting(held, answer):
    return lambda: assignments.submit(held.cruncher, held.pk, str(held.token), answer, None)


def taught():
    """What the lessons on record come to, by cruncher."""
    sums: dict = {}
    for lesson in Lesson.objects.select_related("assignment"):
        counts = sums.setdefault(lesson.assignment.cruncher_id, [0.0, 0.0])
        counts[0] += lesson.taught["right"]
        counts[1] += lesson.taught["wrong"]
    return sums


def test_the_last_two_answers_end_it_once_and_everything_teaches_once():
    account, crunchers = make_account(), [make_cruncher(), make_cruncher()]
    for _ in range(ROUNDS):
        heat_request = make_request(account, confidence=ADAPTIVE, hook_url="https://example.com/hook")
        one, other = (dispatch.take(cruncher.pk) for cruncher in crunchers)
        assert raced(submitting(one, ["red"]), submitting(other, ["red"])) == ["done", "done"]
        ended = fresh(heat_request)
        assert (ended.status, ended.response, ended.agreement["answers"]) == ("complete", ["red"], 2)
        assert ended.agreement["probability"] > 0.6
        assert WebhookDelivery.objects.filter(heat_request=heat_request).count() == 1
        learnt = raced(
            learning.learn_due,
            learning.learn_due,
            lambda: feedback.give(ended, True, None, ""),
            lambda: learning.teach(fresh(one), ["green"]),
        )
        assert not [what for what in learnt if isinstance(what, Exception)]
        assert not fresh(heat_request).lesson_due
    assert QuestionKind.objects.get().questions == pytest.approx(ROUNDS)
    assert Lesson.objects.count() == 2 * ROUNDS
    sums = taught()
    for accuracy in Accuracy.objects.all():
        assert [accuracy.right, accuracy.wrong] == pytest.approx(sums[accuracy.cruncher_id], abs=0.01)
    # Feedback had the last word on the second; on the first it was either that, or gold.
    assert sums[crunchers[1].pk] == [ROUNDS, 0]
    assert sum(sums[crunchers[0].pk]) == ROUNDS
    assert Confusion.objects.get(cruncher=crunchers[1]).rows["red"]["red"] == ROUNDS
