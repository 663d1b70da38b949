"""A question about each mark: its widget beside the mark, answered one after the other."""

from typing import Any

from .files import Files
from .marking import Mouse, count, frame_of
from .shift import Shift

WIDE = (1600, 900)
COLOUR: dict[str, Any] = {"instruction": "Of what colour is it?", "choices": ["red", "green"], "max_answers": 1}


def picture(files: Files, **more: Any) -> dict[str, Any]:
    return {
        "instruction": "Mark the doors",
        "attachments_type": "image",
        "attachments": [files.url + "wide.png"],
        **more,
    }


def test_enter_goes_to_the_next_mark_without_an_answer(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations-with-multiple-choice", **picture(files, per_annotation=COLOUR))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.press(frame.on_screen(300, 450))
    mouse.press(frame.on_screen(900, 450))
    assert count(shift) == "2 of at least 1, 2 without an answer"
    shift.page.locator("[data-item] .item").first.click()
    shift.press("2", "Enter")
    assert shift.page.locator("[data-item].chosen .number").inner_text() == "2"
    shift.press("1", "Enter")
    assert [mark["response"] for mark in asked.response()] == [["green"], ["red"]]


def test_a_mark_without_an_answer_is_shown_and_not_sent(shift: Shift, files: Files) -> None:
    asked = shift.given(
        "annotations-with-rating", **picture(files, per_annotation={"instruction": "How bright?", "rating_max": 5})
    )
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.press(frame.on_screen(300, 450))
    shift.submit()
    assert shift.error().startswith("Mark 1: Set the slider first")
    assert "No answer yet" in shift.page.locator("[data-item]").inner_text()
    shift.press("3")
    shift.submit()
    assert asked.response()[0]["response"] == 3


def test_typed_answers_stay_with_their_marks(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations-with-free-text", **picture(files, per_annotation={"instruction": "What is it?"}))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.press(frame.on_screen(300, 450))
    shift.page.keyboard.type("a door, asfz?")
    mouse.press(frame.on_screen(900, 450))
    shift.page.keyboard.type("a roof")
    shift.page.locator("[data-item] .item").first.click()
    assert shift.page.locator(".inner textarea").input_value() == "a door, asfz?"
    shift.page.locator(".inner textarea").focus()
    shift.press("Control+Enter")
    assert [mark["response"] for mark in asked.response()] == ["a door, asfz?", "a roof"]


def test_a_number_is_asked_as_a_number(shift: Shift, files: Files) -> None:
    inner = {"instruction": "How many?", "validation": "number"}
    asked = shift.given("annotations-with-free-text", **picture(files, per_annotation=inner))
    Mouse(shift).press(frame_of(shift, *WIDE).on_screen(300, 450))
    shift.page.keyboard.type("many")
    shift.press("Enter")
    assert asked.now()["status"] == "pending"
    shift.page.locator(".inner input").fill("42")
    shift.press("Enter")
    assert asked.response()[0]["response"] == "42"


def test_keys_alone_mark_and_answer(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations-with-multiple-choice", **picture(files, per_annotation=COLOUR))
    frame_of(shift, *WIDE)
    shift.press("a", "ArrowRight", "Enter", "ArrowDown", "Space", "Enter")
    assert asked.response() == [{"x": 801, "y": 450, "response": ["green"]}]
