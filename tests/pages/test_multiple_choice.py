"""Multiple choice, by keys, by mouse and by touch: the client gets what the person chose."""

from typing import Any

import pytest

from .files import Files
from .shift import Shift

COLOURS = ["red", "green", "blue"]
COLOUR: dict[str, Any] = {"instruction": "Which colour is the sky?", "choices": COLOURS, "max_answers": 1}
MANY: dict[str, Any] = {"instruction": "Which are colours?", "choices": [f"colour {n}" for n in range(1, 13)]}


def test_a_digit_chooses_and_enter_sends(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("3", "Enter")
    assert asked.response() == ["blue"]


def test_a_click_on_a_choice_and_on_submit_sends_it(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.page.get_by_text("green").click()
    shift.submit()
    assert asked.response() == ["green"]


def test_a_tap_on_a_telephone_sends_it(phone: Shift) -> None:
    asked = phone.given("multiple-choice", **COLOUR)
    phone.page.get_by_text("red", exact=True).tap()
    phone.page.get_by_role("button", name="Submit").tap()
    assert asked.response() == ["red"]


def test_one_answer_is_a_radio_group_named_by_the_question(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    group = shift.page.get_by_role("radiogroup", name=COLOUR["instruction"])
    assert group.get_by_role("radio").count() == 3
    shift.press("1", "2")
    assert group.get_by_role("radio", checked=True).count() == 1


def test_several_answers_come_in_the_order_of_the_choices(shift: Shift) -> None:
    asked = shift.given("multiple-choice", instruction="Which?", choices=COLOURS)
    shift.press("3", "1", "2", "2", "Enter")
    assert asked.response() == ["red", "blue"]


def test_zero_is_the_tenth_choice(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **MANY)
    shift.press("0", "Enter")
    assert asked.response() == ["colour 10"]


def test_arrows_and_space_reach_every_choice(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **MANY)
    shift.press("ArrowUp", "Space", "Enter")
    assert asked.response() == ["colour 12"]


def test_nothing_chosen_is_refused_and_nothing_sent(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("Enter")
    assert shift.error() == "Choose an answer first."
    assert asked.now()["status"] == "pending"


def test_fewer_than_the_least_are_refused_with_the_count(shift: Shift) -> None:
    asked = shift.given("multiple-choice", instruction="Which?", choices=COLOURS, min_answers=2)
    shift.press("1", "Enter")
    assert shift.error() == "Choose at least 2 answers: 1 chosen so far."
    shift.press("2", "Enter")
    assert asked.response() == ["red", "green"]


def test_one_more_than_the_most_is_not_taken_and_said(shift: Shift) -> None:
    asked = shift.given("multiple-choice", instruction="Which?", choices=COLOURS, max_answers=2)
    shift.press("1", "2", "3")
    assert "take one away" in shift.page.locator("[data-hint]").inner_text()
    shift.press("Enter")
    assert asked.response() == ["red", "green"]


@pytest.mark.parametrize("max_answers", [0, 1])
def test_none_is_an_answer_that_must_be_chosen(shift: Shift, max_answers: int) -> None:
    asked = shift.given(
        "multiple-choice", instruction="Which?", choices=COLOURS, min_answers=0, max_answers=max_answers
    )
    shift.press("Enter")
    assert "None of these" in shift.error()
    shift.press("2", "0")
    assert shift.page.get_by_label("green").is_checked() is False
    shift.press("Enter")
    assert asked.response() == []


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        ("image", "small.png", "img"),
        ("video", "film.mp4", "video[controls]"),
        ("audio", "sound.wav", "audio[controls]"),
        ("website", "site.html", "iframe[sandbox]"),
    ],
)
def test_choices_are_shown_as_what_they_are(shift: Shift, files: Files, kind: str, name: str, shown: str) -> None:
    choices = [f"{files.url}{name}?{n}" for n in (1, 2)]
    asked = shift.given("multiple-choice", instruction="Which?", choices=choices, choices_type=kind, max_answers=1)
    assert shift.page.locator(f".choice {shown}").count() == 2
    shift.press("2", "Enter")
    assert asked.response() == [choices[1]]


def test_a_press_anywhere_on_a_picture_chooses_it(shift: Shift, files: Files) -> None:
    choices = [f"{files.url}small.png?{n}" for n in (1, 2)]
    asked = shift.given("multiple-choice", instruction="Which?", choices=choices, choices_type="image")
    shift.page.locator(".choice").nth(1).click(position={"x": 20, "y": 20})
    shift.submit()
    assert asked.response() == [choices[1]]
