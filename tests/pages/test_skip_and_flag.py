"""Leaving a question: skip, each reason why it can't be done, a break."""

import pytest

from .shift import Shift

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}
REASONS = ["attachment", "unclear", "unlawful", "language"]


def test_s_skips_and_the_next_question_follows(shift: Shift) -> None:
    first = shift.given("multiple-choice", **COLOUR)
    second = shift.ask("multiple-choice", instruction="And which shape?", choices=["round", "square"])
    shift.press("s")
    shift.page.get_by_role("heading", name="And which shape?").wait_for()
    assert first.now()["status"] == "pending"
    shift.press("1", "Enter")
    assert second.response() == ["round"]
    shift.is_in("waiting")
    assert shift.page.locator("[data-panel-title]").inner_text() == "No questions for you just now"


def test_written_words_are_left_only_by_a_second_skip(shift: Shift) -> None:
    shift.given("free-text", instruction="Say it.")
    shift.page.keyboard.type("half a sentence")
    skip = shift.page.get_by_role("button", name="Skip")
    skip.click()
    assert "once more" in shift.error()
    assert shift.page.locator("[data-typed]").input_value() == "half a sentence"
    skip.click()
    shift.is_in("waiting")


@pytest.mark.parametrize(("digit", "reason"), list(enumerate(REASONS, start=1)))
def test_each_reason_flags_by_its_digit(shift: Shift, digit: int, reason: str) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("f", str(digit), "Enter")
    seen = asked.now(block=10)
    assert seen["status"] == "flagged"
    assert [(flag["reason"], flag["comment"]) for flag in seen["flags"]] == [(reason, "")]
    shift.is_in("waiting")


def test_another_reason_needs_a_comment(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("f", "5", "Control+Enter")
    error = shift.page.locator("[data-flag-error]")
    assert error.inner_text() == "Write in a few words what is wrong."
    assert asked.now()["status"] == "pending"
    shift.page.keyboard.type("Both are <b>grey</b>.")
    shift.press("Control+Enter")
    seen = asked.now(block=10)
    assert seen["flags"][0]["reason"] == "other"
    assert seen["flags"][0]["comment"] == "Both are <b>grey</b>."


def test_no_reason_is_no_flag(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.page.get_by_role("button", name="Can’t be done").click()
    shift.page.get_by_role("button", name="Send").click()
    assert shift.page.locator("[data-flag-error]").inner_text() == "Choose a reason first."
    assert asked.now()["status"] == "pending"


def test_escape_goes_back_to_the_question_with_its_answer_kept(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("2", "f", "1", "Escape")
    assert shift.page.locator("dialog[open]").count() == 0
    assert shift.page.get_by_label("green").is_checked()
    shift.press("Enter")
    assert asked.response() == ["green"]


def test_a_flag_by_touch_on_a_telephone(phone: Shift) -> None:
    asked = phone.given("multiple-choice", **COLOUR)
    phone.page.get_by_role("button", name="Can’t be done").tap()
    phone.page.get_by_text("It is not in my language").tap()
    phone.page.get_by_role("button", name="Send").tap()
    assert asked.now(block=10)["flags"][0]["reason"] == "language"


def test_a_break_gives_the_question_back_until_continue(shift: Shift) -> None:
    asked = shift.given("free-text", instruction="Say it.")
    shift.page.keyboard.type("so far")
    with shift.page.expect_response("**/stop/"):
        shift.page.get_by_role("button", name="Break").click()
    shift.is_in("break")
    assert shift.page.get_by_text("The question went back in line.").is_visible()
    shift.press("Enter")
    shift.is_in("task")
    assert shift.page.locator("[data-typed]").input_value() == "so far"
    shift.press("Control+Enter")
    assert asked.response() == "so far"
