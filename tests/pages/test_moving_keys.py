"""Keys that a person moves, or does without; and the layer that shows them once."""

from collections.abc import Callable
from typing import Any

import pytest

from .shift import Shift

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


@pytest.fixture
def newcomer(open_shift: Callable[..., Shift]) -> Shift:
    """Somebody who has not seen any kind of question yet."""
    return open_shift(new_here=True, viewport={"width": 1280, "height": 800})


def field(shift: Shift, name: str) -> Any:
    return shift.page.get_by_role("dialog", name="Change keys").get_by_label(name, exact=True)


def test_a_moved_key_does_its_work_is_printed_and_stays(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    shift.press("e")
    field(shift, "Skip").focus()
    shift.press("x")
    assert field(shift, "Skip").input_value() == "X"
    shift.press("Enter")
    assert shift.page.locator("dialog[open]").count() == 0
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    assert shift.page.get_by_role("button", name="Skip").inner_text().split() == ["Skip", "X"]
    shift.press("s")
    assert shift.page.locator("body[data-state=task]").count() == 1
    shift.press("?")
    assert "X" in shift.page.locator(".keys > div", has_text="Skip").locator("kbd").inner_text()
    shift.press("?", "x")
    shift.is_in("waiting")


def test_a_conflict_is_refused_in_words(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    shift.press("?")
    shift.page.get_by_role("button", name="Change keys").press("e")
    skip = field(shift, "Skip")
    for typed, why in (("f", "F is taken: “Can’t be done”"), ("1", "Digits choose answers"), ("/", "Take a letter")):
        skip.focus()
        shift.press(typed)
        assert why in shift.page.locator("[data-settings-error]").inner_text()
        assert (skip.input_value(), skip.get_attribute("aria-invalid")) == ("S", "true")
    field(shift, "Can’t be done").focus()
    shift.press("q")
    assert shift.page.locator("[data-settings-error]").is_hidden()
    skip.focus()
    shift.press("f")
    assert skip.input_value() == "F"
    shift.page.get_by_role("button", name="Put all keys back").click()
    assert (skip.input_value(), field(shift, "Can’t be done").input_value()) == ("S", "F")


def test_a_single_key_can_be_done_without(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    shift.press("e")
    field(shift, "Skip").focus()
    shift.press("Backspace", "Escape")
    shift.press("s")
    assert shift.page.locator("body[data-state=task]").count() == 1
    assert shift.page.locator(".bar [data-do=skip] kbd").is_hidden()
    shift.press("1")
    assert shift.page.get_by_label("red").is_checked()


def test_no_key_acts_while_somebody_types(shift: Shift) -> None:
    shift.given("free-text", instruction="Say it.")
    shift.page.keyboard.type("sfpewzlhnd?,.+-19")
    assert shift.page.locator("[data-typed]").input_value() == "sfpewzlhnd?,.+-19"
    assert shift.page.locator("dialog[open]").count() == 0
    assert shift.page.locator("body[data-state=task]").count() == 1


def test_break_has_a_key(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    shift.press("p")
    shift.is_in("break")
    shift.press("Enter")
    shift.is_in("task")


def test_the_keys_of_a_kind_of_question_are_shown_at_its_first_visit_alone(newcomer: Shift) -> None:
    asked = newcomer.given("rating", instruction="How much?", rating_max=10)
    layer = newcomer.page.get_by_role("dialog", name="Keys for this kind of question")
    layer.wait_for()
    told = " ".join(layer.locator("dd:visible").all_inner_texts())
    assert "Move a rating" in told and "Skip" in told
    assert "mark" not in told and "wait" not in told and "Move among" not in told
    newcomer.press("Enter")
    assert newcomer.page.locator("dialog[open]").count() == 0
    assert asked.now()["status"] == "pending"
    newcomer.press("7", "Enter")
    assert asked.response() == 7
    newcomer.given("multiple-choice", **COLOUR)
    layer.wait_for()
    newcomer.press("Escape")
    assert newcomer.page.evaluate("document.activeElement.name") == "choice"
    newcomer.press("1", "Enter")
    newcomer.is_in("waiting")
    newcomer.given("rating", instruction="And how much is this?", rating_max=10)
    assert newcomer.page.locator("dialog[open]").count() == 0
    newcomer.press("?")
    newcomer.page.get_by_role("dialog", name="Keys", exact=True).wait_for()


def test_no_layer_of_keys_where_people_use_their_thumbs(open_shift: Callable[..., Shift]) -> None:
    phone = open_shift(new_here=True, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.given("rating", instruction="How much?", rating_max=10)
    assert phone.page.locator("dialog[open]").count() == 0
