"""multiple-choice: which questions are taken, and which answers to them."""

import time

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

NAME = "multiple-choice"
COLOURS = ["red", "green", "blue"]
YOUTUBE = "https://www.youtube.com/watch?v=R0V_D4zaEpU"


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"choices"}),
        ({"choices": []}, {"choices"}),
        ({"choices": "red"}, {"choices"}),
        ({"choices": {"0": "red"}}, {"choices"}),
        ({"choices": None}, {"choices"}),
        ({"choices": ["red", ""]}, {"choices.1"}),
        ({"choices": [" \t", "red", "\u200b"]}, {"choices.0", "choices.2"}),
        ({"choices": ["red", 1, None, True, ["x"]]}, {"choices.1", "choices.2", "choices.3", "choices.4"}),
        ({"choices": ["red", "red"]}, {"choices"}),
        ({"choices": ["light red", " light  red\n"]}, {"choices"}),
        ({"choices": [str(n) for n in range(201)]}, {"choices"}),
        ({"choices": ["red\0"]}, {"choices.0"}),
        ({"choices": ["\ud800"]}, {"choices.0"}),
        ({"choices": ["javascript:alert(1)", "http://a.example/"], "choices_type": "image"}, {"choices.0"}),
        ({"choices": COLOURS, "choices_type": "picture"}, {"choices_type"}),
        ({"choices": COLOURS, "choices_type": None}, {"choices_type"}),
        ({"choices": COLOURS, "min_answers": 4}, {"min_answers"}),
        ({"choices": COLOURS, "min_answers": 3, "max_answers": 2}, {"min_answers", "max_answers"}),
        ({"choices": COLOURS, "min_answers": -1, "max_answers": -1}, {"min_answers", "max_answers"}),
        ({"choices": COLOURS, "min_answers": "1", "max_answers": 1.5}, {"min_answers", "max_answers"}),
        ({"choices": COLOURS, "min_answers": True, "max_answers": False}, {"min_answers", "max_answers"}),
        ({"choices": COLOURS, "min_answers": 10**400, "max_answers": 1e300}, {"min_answers", "max_answers"}),
        (
            {"choices": COLOURS, "min_answers": float("nan"), "max_answers": float("inf")},
            {"min_answers", "max_answers"},
        ),
        ({"choices": COLOURS, "min_answers": None}, {"min_answers"}),
    ],
)
def test_an_unlawful_question_names_all_that_is_wrong(body, paths):
    assert refused(NAME, **body).keys() == paths


def test_a_hundred_thousand_choices_are_refused_by_their_count_alone():
    started = time.thread_time()
    errors = refused(NAME, choices=[""] * 100_000)
    assert errors == {"choices": ["Must have at most 200."]}
    assert time.thread_time() - started < 1


def test_choices_that_differ_in_case_or_in_where_words_part_are_different():
    params = asked(NAME, choices=["No one", "no one", "noone"])
    assert answered(NAME, params, ["noone"]) == ["noone"]


def test_a_choice_that_begins_with_dial_is_no_phone_number():
    assert answered(NAME, asked(NAME, choices=["dial: up", "quit"]), ["dial: up"]) == ["dial: up"]


def test_defaults_are_filled_in_and_what_is_given_stays():
    assert asked(NAME, choices=COLOURS) == {
        "instruction": "Do it",
        "attachments_type": "text",
        "attachments": [],
        "choices_type": "text",
        "choices": COLOURS,
        "min_answers": 1,
        "max_answers": 0,
    }
    assert asked(NAME, choices=COLOURS, min_answers=2.0)["min_answers"] == 2


def test_an_answer_comes_in_the_order_of_the_choices():
    assert answered(NAME, asked(NAME, choices=COLOURS), ["blue", "red"]) == ["red", "blue"]


def test_a_choice_that_is_a_url_is_answered_as_given():
    params = asked(NAME, choices=[YOUTUBE, "https://youtu.be/R0V_D4zaEpU"], choices_type="video")
    assert answered(NAME, params, [YOUTUBE]) == [YOUTUBE]


@pytest.mark.parametrize(
    ("limits", "answer", "paths"),
    [
        ({}, [], {""}),
        ({}, "red", {""}),
        ({}, None, {""}),
        ({}, {"0": "red"}, {""}),
        ({}, ["red", "red"], {""}),
        ({}, ["red "], {"0"}),
        ({}, ["red", "pink", 3], {"1", "2"}),
        ({"max_answers": 1}, ["red", "blue"], {""}),
        ({"min_answers": 2}, ["red"], {""}),
        ({}, ["red"] * 100_000, {""}),
        ({}, [["red"]], {"0"}),
    ],
)
def test_an_unlawful_answer_is_refused(limits, answer, paths):
    assert unanswerable(NAME, asked(NAME, choices=COLOURS, **limits), answer).keys() == paths


def test_nothing_may_be_chosen_where_the_minimum_is_none():
    params = asked(NAME, choices=COLOURS, min_answers=0)
    assert answered(NAME, params, []) == []
    assert REQUEST_TYPES[NAME].staged_answer(params, 1) == []


def test_a_maximum_above_the_number_of_choices_limits_nothing():
    assert answered(NAME, asked(NAME, choices=COLOURS, max_answers=9), COLOURS) == COLOURS


@pytest.mark.parametrize("least", [1, 2, 3])
def test_a_staged_answer_chooses_as_few_as_it_may(least):
    params = asked(NAME, choices=COLOURS, min_answers=least)
    assert len(REQUEST_TYPES[NAME].staged_answer(params, 7)) == least


def test_staged_answers_differ_with_their_seed():
    params = asked(NAME, choices=COLOURS)
    assert len({tuple(REQUEST_TYPES[NAME].staged_answer(params, seed)) for seed in range(30)}) == 3


def test_the_same_set_agrees_and_any_other_does_not():
    agrees, params = REQUEST_TYPES[NAME].agrees, asked(NAME, choices=COLOURS)
    assert agrees(params, ["red", "blue"], ["blue", "red"])
    assert not agrees(params, ["red"], ["red", "blue"])
    assert not agrees(params, [], ["red"])
