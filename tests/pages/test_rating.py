"""Ratings: the slider, its keys, its exact grid, and that nothing counts as set until a person sets it."""

from typing import Any

import pytest

from .shift import Shift

FIVE: dict[str, Any] = {
    "instruction": "How friendly is it?",
    "rating_min": 1,
    "rating_max": 5,
    "label_min": "hostile",
    "label_max": "warm",
}
FINE: dict[str, Any] = {"instruction": "How sure are you?", "rating_min": 0, "rating_max": 1, "rating_step": 0.1}
HUNDRED: dict[str, Any] = {"instruction": "How loud is it?"}


def value(shift: Shift) -> str:
    return str(shift.page.locator("[data-shown]").inner_text())


def test_an_untouched_slider_has_no_value_and_is_not_sent(shift: Shift) -> None:
    asked = shift.given("rating", **FIVE)
    slider = shift.page.get_by_role("slider", name=FIVE["instruction"])
    assert value(shift) == "Not set"
    assert slider.get_attribute("aria-valuetext") == "not set"
    shift.press("Enter")
    assert shift.error().startswith("Set the slider first")
    assert asked.now()["status"] == "pending"


def test_value_and_both_labels_are_in_sight(shift: Shift) -> None:
    shift.given("rating", **FIVE)
    assert shift.page.get_by_text("hostile").is_visible() and shift.page.get_by_text("warm").is_visible()
    shift.press("End")
    assert value(shift) == "5"
    assert shift.page.get_by_role("slider").get_attribute("aria-valuetext") == "5, warm"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["ArrowRight"], 51),
        (["ArrowLeft", "ArrowDown"], 48),
        (["PageUp"], 60),
        (["PageDown", "ArrowUp"], 41),
        (["Home"], 0),
        (["Home", "ArrowLeft"], 0),
        (["End"], 100),
        (["Space"], 50),
    ],
)
def test_the_slider_s_keys_set_it(shift: Shift, keys: list[str], answer: int) -> None:
    asked = shift.given("rating", **HUNDRED)
    shift.press(*keys, "Enter")
    assert asked.response() == answer


def test_a_digit_sets_a_short_scale(shift: Shift) -> None:
    asked = shift.given("rating", **FIVE)
    shift.press("4", "Enter")
    assert asked.response() == 4


@pytest.mark.parametrize(
    ("scale", "keys", "answer"),
    [
        ({"rating_min": 0, "rating_max": 1, "rating_step": 0.1}, ["Home", *["ArrowRight"] * 3], 0.3),
        ({"rating_min": -0.3, "rating_max": 0.3, "rating_step": 0.1}, ["Home", "ArrowRight"], -0.2),
        ({"rating_min": -0.3, "rating_max": 0.3, "rating_step": 0.1}, ["Home", *["ArrowRight"] * 3], 0),
        ({"rating_min": 1.25, "rating_max": 3, "rating_step": 0.5}, ["End"], 2.75),
        ({"rating_min": 0, "rating_max": 1, "rating_step": 1e-7}, ["Home", "ArrowRight"], 1e-7),
        ({"rating_min": 7, "rating_max": 7}, ["Space"], 7),
    ],
)
def test_decimal_steps_stay_exact(shift: Shift, scale: dict[str, Any], keys: list[str], answer: float) -> None:
    asked = shift.given("rating", instruction="How much?", **scale)
    shift.press(*keys, "Enter")
    assert asked.response() == answer


def test_a_click_on_the_very_middle_sets_the_middle(shift: Shift) -> None:
    asked = shift.given("rating", **HUNDRED)
    shift.page.get_by_role("slider").click()
    assert value(shift) == "50"
    shift.submit()
    assert asked.response() == 50


def test_it_can_be_dragged(shift: Shift) -> None:
    asked = shift.given("rating", **FIVE)
    box = shift.page.get_by_role("slider").bounding_box()
    mouse = shift.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2, steps=5)
    mouse.up()
    assert value(shift) == "5"
    shift.submit()
    assert asked.response() == 5


def test_fingers_step_with_the_buttons(phone: Shift) -> None:
    asked = phone.given("rating", **FINE)
    up = phone.page.get_by_role("button", name="One step up")
    up.tap()
    up.tap()
    phone.page.get_by_role("button", name="One step down").tap()
    assert value(phone) == "0.6"
    phone.submit()
    assert asked.response() == 0.6
