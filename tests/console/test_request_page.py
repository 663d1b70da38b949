"""What the page of a request says beyond its answers: agreement, support of marks, and whether it was right."""

import pytest

from requests_app.models import Feedback
from tests.making import make_request

from .test_requests import answer

pytestmark = pytest.mark.django_db

TWO_OF_THREE = {"min_agreements": 2, "max_crunchers": 3}


@pytest.fixture
def answered(account):
    """A complete request, its response being red."""
    heat_request = make_request(account)
    answer(["red"])
    return heat_request


def say(browser, heat_request, **said):
    return browser.post(browser.at(f"requests/{heat_request.pk}/feedback/"), said)


def test_agreement_is_said_with_its_share(owner, account):
    heat_request = make_request(account, confidence=TWO_OF_THREE)
    for value in (["red"], ["blue"], ["red"]):
        answer(value)
    page = owner.page(f"requests/{heat_request.pk}/")
    assert "2 of 3 answers agree: a share of 0.667." in page


def test_agreement_by_weighing_is_said_with_its_probability(owner, account):
    heat_request = make_request(account, confidence={"strategy": "adaptive", "target": 0.6, "max_crunchers": 2})
    answer(["red"])
    assert "The response is right with a probability of 0." in owner.page(f"requests/{heat_request.pk}/")


def test_each_mark_is_said_with_its_support(owner, account):
    heat_request = make_request(
        account,
        type="annotations",
        attachments_type="image",
        attachments=["https://example.com/a.png"],
        confidence={"min_agreements": 2, "max_crunchers": 2},
    )
    for _ in range(2):
        answer([{"x": 10, "y": 20}])
    assert "Mark 1: in 2 answers." in owner.page(f"requests/{heat_request.pk}/")


def test_a_wrong_answer_is_said_to_be_wrong_with_what_would_have_been_right(member, answered):
    told = say(member, answered, correct="no", answer='["green"]', comment="It is green.")
    assert told.headers["Location"] == member.at(f"requests/{answered.pk}/")
    feedback = Feedback.objects.get()
    assert (feedback.correct, feedback.answer, feedback.comment) == (False, ["green"], "It is green.")
    page = member.page(f"requests/{answered.pk}/")
    assert "You said that it was wrong" in page
    assert "It is green." in page


def test_an_answer_that_is_a_text_is_taken_as_it_is_written(owner, account):
    heat_request = make_request(account, type="free-text")
    answer("41")
    assert say(owner, heat_request, correct="no", answer=" 42 ").status_code == 302
    assert Feedback.objects.get().answer == "42"


def test_what_was_said_last_counts(owner, answered):
    say(owner, answered, correct="no")
    say(owner, answered, correct="yes")
    assert Feedback.objects.get().correct is True


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, "correct: This field is required."),
        ({"correct": "no", "answer": '["red"]'}, "answer: This answer agrees with the response"),
        ({"correct": "no", "answer": '["pink"]'}, "answer.0: Is not one of the choices."),
        ({"correct": "no", "answer": "green"}, "answer: Must be a list of choices."),
    ],
)
def test_what_can_not_be_meant_is_named_and_nothing_typed_is_lost(owner, answered, said, wrong):
    told = say(owner, answered, comment="It is not.", **said)
    page = told.content.decode()
    assert told.status_code == 400
    assert wrong in page
    assert "It is not.</textarea>" in page
    assert not Feedback.objects.exists()


def test_only_what_people_have_answered_can_be_right_or_wrong(owner, account):
    staged, pending = make_request(account, environment="staging"), make_request(account)
    for heat_request in (staged, pending):
        assert "Was it right?" not in owner.page(f"requests/{heat_request.pk}/")
        assert say(owner, heat_request, correct="no").status_code == 400
    assert not Feedback.objects.exists()
