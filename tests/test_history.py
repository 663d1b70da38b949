"""What a cruncher sees of what they answered, and never of what others said."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from crunchers import assignments, dispatch, history
from crunchers.in_words import answer_lines
from requests_app import lifecycle
from requests_app.models import Assignment
from tests.making import COLOUR, make_account, make_cruncher, make_request

pytestmark = pytest.mark.django_db

SEVERAL = {"strategy": "majority", "min_agreements": 2, "max_crunchers": 3}


def answers(cruncher, answer) -> Assignment:
    """A cruncher answers what they are given."""
    task = dispatch.next_for(cruncher)
    assert task
    assignments.submit(cruncher, task.pk, str(task.token), answer, None)
    return task


def seen(cruncher) -> list[tuple[list[str], str]]:
    return [(one.lines, one.outcome) for one in history.page(cruncher)[0]]


def test_one_s_own_answers_the_newest_first(cruncher):
    make_request(make_account(), instruction="First?")
    answers(cruncher, ["red"])
    make_request(make_account(), type="free-text", instruction="Second?")
    answers(cruncher, "two\nlines")
    second, first = history.page(cruncher)[0]
    assert (second.instruction, second.type, second.lines) == ("Second?", "free-text", ["two\nlines"])
    assert (first.instruction, first.lines, first.outcome) == ("First?", ["red"], "Accepted.")


def test_what_became_of_an_answer_among_several(cruncher):
    make_request(make_account(), confidence=SEVERAL)
    answers(cruncher, ["red"])
    assert "Others are asked" in seen(cruncher)[0][1]
    other, third = make_cruncher(), make_cruncher()
    answers(other, ["green"])
    answers(third, ["green"])
    assert seen(cruncher) == [(["red"], "Accepted. The result was another one.")]
    assert seen(third) == [(["green"], "Accepted. It agreed with the result.")]


def test_where_nobody_agreed_it_says_so(cruncher):
    make_request(make_account(), confidence=SEVERAL)
    for one, answer in ((cruncher, "red"), (make_cruncher(), "green"), (make_cruncher(), "blue")):
        answers(one, [answer])
    assert "did not agree" in seen(cruncher)[0][1]


def test_marks_with_support_are_compared_with_one_s_own(cruncher):
    text = {"attachments": ["A red roof."], "annotations_type": "rectangle"}
    make_request(make_account(), type="annotations", confidence=SEVERAL, **text)
    mark = [{"start": 2, "end": 5, "text": "red"}]
    answers(cruncher, mark), answers(make_cruncher(), mark)
    assert seen(cruncher) == [(["“red”"], "Accepted. It agreed with the result.")]


def test_a_question_that_ended_otherwise_and_a_report_of_one_s_own(cruncher):
    heat_request = make_request(make_account(), confidence=SEVERAL)
    answers(cruncher, ["red"])
    lifecycle.abort(heat_request.pk)
    make_request(make_account())
    task = dispatch.next_for(cruncher)
    assignments.flag(cruncher, task.pk, str(task.token), "unclear", "Which one?")
    assert seen(cruncher) == [
        (["Can’t be done: The instruction is not clear.", "Which one?"], "Reported."),
        (["red"], "Accepted. The client took the question back later."),
    ]


def test_the_page_shows_nothing_of_others_or_of_the_client(cruncher):
    account = make_account("A shop of secrets")
    secrets = {
        "metadata": {"note": "metadata-secret"},
        "hook_url": "https://example.com/hook-secret",
        "tags": ["tag-secret"],
    }
    make_request(account, confidence=SEVERAL, **secrets)
    answers(cruncher, ["red"]), answers(make_cruncher("other-secret"), ["blue"])
    answers(make_cruncher("third-secret"), ["blue"])
    client = Client()
    client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/crunch/history/").content.decode()
    assert "red" in page
    assert "secret" not in page and "blue" not in page and "green" not in page


def many(cruncher, count: int) -> None:
    account, now = make_account(), timezone.now()
    for number in range(count):
        heat_request = make_request(account, **{**COLOUR, "instruction": f"Number {number}?"})
        status = "flagged" if number % 3 == 0 else "answered"
        # Three at a time end in the same moment.
        ended = now - timedelta(seconds=number // 3)
        Assignment.objects.create(
            heat_request=heat_request, cruncher=cruncher, status=status, answer=["red"], ended_at=ended
        )


def test_pages_follow_each_other_without_a_gap(cruncher, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 4)
    many(cruncher, 10)
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page, cursor = history.page(cruncher, cursor)
        found += [one.instruction for one in page]
        pages += 1
    assert pages == 3
    assert sorted(found) == sorted(f"Number {number}?" for number in range(10))


def test_a_page_takes_few_queries(cruncher, django_assert_num_queries):
    many(cruncher, 9)
    with django_assert_num_queries(3):
        history.page(cruncher)


@pytest.mark.parametrize("cursor", ["x", "1", "1-2-3", "-1-2", "9" * 18 + "-1", "1-" + "9" * 19, "٣-٣", "1-\x00"])
def test_what_is_no_cursor_is_not_there(cruncher, cursor):
    client = Client()
    client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/crunch/history/", {"before": cursor}).status_code == 404


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("words", ["words"]),
        (7, ["7"]),
        (["a", "b"], ["a", "b"]),
        ([], ["Nothing of it."]),
        ([{"x": 1, "y": 2}], ["at 1, 2"]),
        ([{"x": 1, "y": 2, "x2": 11, "y2": 22, "t": 3.5}], ["10 × 20 at 1, 2, at 3.5 s"]),
        ([{"t": 1, "t2": 2.5}, {"t": 3}], ["from 1 s to 2.5 s", "at 3 s"]),
        ([{"start": 4}], ["after 4 characters"]),
        ([{"start": 0, "end": 3, "text": "red", "response": ["a", "b"]}], ["“red”: a, b"]),
        ([{"x": 1, "y": 2, "width": 1280, "attachment_index": 1, "response": 0}], ["attachment 2: at 1, 2: 0"]),
        (["x"] * 15, [*["x"] * 12, "… and 3 more"]),
        ("y" * 500, ["y" * 400 + "…"]),
    ],
)
def test_an_answer_in_plain_lines(answer, lines):
    assert answer_lines(answer) == lines
