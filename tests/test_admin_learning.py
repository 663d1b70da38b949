"""The managers' lists of what was learnt: of whom, from what, in words, and without a query for each row."""

import pytest
from django.test import Client

from crunchers import assignments, dispatch
from requests_app import feedback, learning
from requests_app.models import Accuracy, Confusion, Feedback, GoldJudgement, Lesson, QuestionKind
from tests.gold_work import answered, make_gold, only_gold
from tests.making import fresh, make_account, make_cruncher, make_request
from tests.managing import list_of, rows_of

pytestmark = pytest.mark.django_db
TWO = {"strategy": "adaptive", "target": 0.7, "min_crunchers": 2, "max_crunchers": 2}


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def taught(settings):
    """Two who answered six requests and a gold question alike, which a client found to be right or wrong."""
    account, crowd = make_account(), [make_cruncher("ann"), make_cruncher("bob")]
    for number in range(6):
        heat_request = make_request(account, confidence=TWO, instruction=f"Which colour has number {number}?")
        for cruncher in crowd:
            held = dispatch.take(cruncher.pk)
            assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
        feedback.give(fresh(heat_request), True, ["red"], "We looked.")
    learning.learn_due()
    only_gold(settings)
    settings.HEAT_GOLD_FIRST = 10
    make_gold(account=account, instruction="Which colour has a tomato?")
    answered(crowd[0], "blue")


@pytest.mark.parametrize(
    ("model", "rows", "says"),
    [
        (Accuracy, 2, ["ann", "80%", "7.0, right 6.0", "89%"]),
        (QuestionKind, 7, ["Which colour has number 5?"]),
        (Confusion, 13, ["bob"]),
        (Lesson, 13, ["Which colour has number 3?", "ann", "1.00 right, 0.00 wrong", "a known answer"]),
        (Feedback, 6, ["Which colour has number 3?", "We looked."]),
        (GoldJudgement, 1, ["Which colour has a tomato?", "ann"]),
    ],
)
def test_each_list_says_who_and_what_in_few_queries(browser, taught, model, rows, says, django_assert_max_num_queries):
    browser.get(list_of(model))
    with django_assert_max_num_queries(6):
        answer = browser.get(list_of(model))
    assert len(rows_of(answer)) == rows
    page = answer.content.decode()
    assert [one for one in says if one not in page] == []


def test_lessons_and_feedback_are_found_by_the_id_of_their_request(browser, taught):
    wanted = Feedback.objects.first().heat_request_id
    assert len(rows_of(browser.get(list_of(Feedback), {"q": wanted}))) == 1
    assert len(rows_of(browser.get(list_of(Lesson), {"q": wanted}))) == 2
