"""What clients find later of a response: taken, kept, taught; nothing of the request changes."""

import pytest

from crunchers import assignments, dispatch
from requests_app import learning
from requests_app.api import schema_examples
from requests_app.models import Accuracy, Confusion, Feedback
from requests_app.request_types import REQUEST_TYPES
from tests.description import assert_valid, operations
from tests.making import make_cruncher, make_request

pytestmark = pytest.mark.django_db

TWO_OF_THREE = {"min_agreements": 2, "max_crunchers": 3}
PICTURE = {"attachments_type": "image", "attachments": ["https://example.com/a.png"]}


def answered(account, answers, **fields):
    """A complete request; its answers by cruncher."""
    heat_request = make_request(account, **fields)
    crunchers = [make_cruncher() for _ in answers]
    for cruncher, answer in zip(crunchers, answers, strict=True):
        held = dispatch.take(cruncher.pk)
        sizes = [{"width": 300, "height": 400}] if fields.get("type") == "annotations" else None
        assignments.submit(cruncher, held.pk, str(held.token), answer, sizes)
    return heat_request, crunchers


def tell(live, heat_request, **body):
    return live.post(f"/v1/requests/{heat_request.pk}/feedback", body)


def counts(cruncher):
    """Right and wrong answers as they are known."""
    row = Accuracy.objects.filter(cruncher=cruncher).first()
    return (row.right, row.wrong) if row else (0, 0)


def test_it_teaches_and_changes_nothing_of_the_request(live, account):
    heat_request, [cruncher] = answered(account, [["red"]])
    before = live.get(f"/v1/requests/{heat_request.pk}").json()
    answer = tell(live, heat_request, correct=True, comment="Thanks.")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert counts(cruncher) == (1, 0)
    feedback = Feedback.objects.get()
    assert (feedback.correct, feedback.answer, feedback.comment) == (True, None, "Thanks.")
    assert live.get(f"/v1/requests/{heat_request.pk}").json() == before


def test_the_right_answer_teaches_of_each_who_answered(live, account):
    asked = [["red"], ["green"], ["red"]]
    heat_request, crunchers = answered(account, asked, confidence=TWO_OF_THREE)
    assert tell(live, heat_request, correct=False, answer=["green"]).status_code == 200
    assert [counts(one) for one in crunchers] == [(0, 1), (1, 0), (0, 1)]
    assert Confusion.objects.get(cruncher=crunchers[0]).rows == {"green": {"red": 1}}


def test_given_again_it_replaces_what_was_said_and_what_that_taught(live, account):
    heat_request, crunchers = answered(account, [["red"], ["green"], ["red"]], confidence=TWO_OF_THREE)
    learning.learn_due()
    by_the_others = [counts(one) for one in crunchers]
    tell(live, heat_request, correct=False, answer=["blue"])
    assert [counts(one) for one in crunchers] == [(0, 1)] * 3
    tell(live, heat_request, correct=False)
    assert [counts(one) for one in crunchers] == [(0, 1), by_the_others[1], (0, 1)]
    tell(live, heat_request, correct=True)
    tell(live, heat_request, correct=True)
    assert [counts(one) for one in crunchers] == [(1, 0), (0, 1), (1, 0)]
    assert Feedback.objects.get().correct


def test_before_it_was_learnt_from_feedback_leaves_the_rest_to_the_others(live, account):
    heat_request, crunchers = answered(account, [["red"], ["green"], ["red"]], confidence=TWO_OF_THREE)
    tell(live, heat_request, correct=False)
    assert [counts(one) for one in crunchers] == [(0, 1), (0, 0), (0, 1)]
    learning.learn_due()
    assert counts(crunchers[0]) == (0, 1)
    assert sum(counts(crunchers[1])) > 0


def test_of_two_choices_the_other_is_right_when_one_is_wrong(live, account):
    choices = ["yes", "no"]
    heat_request, crunchers = answered(account, [["no"], ["yes"], ["no"]], choices=choices, confidence=TWO_OF_THREE)
    tell(live, heat_request, correct=False)
    assert [counts(one) for one in crunchers] == [(0, 1), (1, 0), (0, 1)]


def test_marks_are_right_where_they_agree_with_the_right_ones(live, account):
    heat_request, crunchers = answered(
        account, [[{"x": 10, "y": 10}], [{"x": 12, "y": 10}]], type="annotations", confidence=TWO_OF_THREE, **PICTURE
    )
    assert live.get(f"/v1/requests/{heat_request.pk}").json()["response"][0]["support"] == 2
    tell(live, heat_request, correct=True)
    assert [counts(one) for one in crunchers] == [(1, 0), (1, 0)]
    assert tell(live, heat_request, correct=False, answer=[{"x": 200, "y": 10}]).status_code == 200
    assert [counts(one) for one in crunchers] == [(0, 1), (0, 1)]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "correct"),
        ({"correct": 1}, "correct"),
        ({"correct": None}, "correct"),
        ({"correct": False, "answer": ["pink"]}, "answer.0"),
        ({"correct": False, "answer": "green"}, "answer"),
        ({"correct": False, "answer": None}, "answer"),
        ({"correct": False, "answer": ["red"]}, "answer"),
        ({"correct": True, "answer": ["green"]}, "answer"),
        ({"correct": True, "comment": 5}, "comment"),
        ({"correct": True, "comment": "x" * 10_001}, "comment"),
    ],
)
def test_what_can_not_be_meant_is_refused_by_its_field(live, account, body, named):
    heat_request, [cruncher] = answered(account, [["red"]])
    answer = live.post(f"/v1/requests/{heat_request.pk}/feedback", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [named])
    assert counts(cruncher) == (0, 0)
    assert not Feedback.objects.exists()


def test_where_no_agreement_was_reached_nothing_was_correct_but_something_may_have_been_right(live, account):
    heat_request, crunchers = answered(account, [["red"], ["green"], ["blue"]], confidence=TWO_OF_THREE)
    assert list(tell(live, heat_request, correct=True).json()["errors"]) == ["correct"]
    assert tell(live, heat_request, correct=False, answer=["blue"]).status_code == 200
    assert [counts(one) for one in crunchers] == [(0, 1), (0, 1), (1, 0)]


def test_it_goes_with_complete_live_requests_of_ones_own(live, test, other_live, account):
    pending = make_request(account)
    answer = tell(live, pending, correct=True)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["status"])
    live.delete(f"/v1/requests/{pending.pk}")
    assert list(tell(live, pending, correct=True).json()["errors"]) == ["status"]
    staged = make_request(account, environment="staging")
    answer = tell(test, staged, correct=True)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["environment"])
    heat_request, _ = answered(account, [["red"]])
    assert tell(other_live, heat_request, correct=True).status_code == 404
    assert tell(test, heat_request, correct=True).status_code == 404
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("name", schema_examples.feedback())
def test_its_examples_are_taken(live, account, name):
    operation, body = operations()["giveFeedback"], schema_examples.feedback()[name]["value"]
    assert_valid(f"{operation.pointer}/requestBody/content/application~1json/schema", body)
    heat_request, _ = answered(account, [["fair"]], **REQUEST_TYPES["multiple-choice"].example)
    assert tell(live, heat_request, **body).status_code == 200


def test_it_costs_no_quota(live, account):
    heat_request, _ = answered(account, [["red"]])
    account.monthly_quota = 1
    account.save()
    assert tell(live, heat_request, correct=True).status_code == 200
