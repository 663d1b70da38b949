"""Practice, from home and from the waiting page: each kind of question, with its right answer after."""

from collections.abc import Callable

import pytest

from crunchers.practice import kinds

from .marking import Mouse, frame_of
from .shift import Shift
from .test_accessibility import VIEWS, faults, fits


def test_each_kind_is_shown_and_told(shift: Shift) -> None:
    """From home by keys; without trying each is told its answer, and nothing of it is kept in the browser."""
    shift.page.goto(f"{shift.heat.url}/crunch/")
    shift.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Practice").press("Enter")
    for kind in kinds().values():
        shift.page.get_by_role("link", name=kind.title, exact=True).press("Enter")
        for sample in kind.samples:
            shift.page.get_by_role("heading", name=sample.question["instruction"], exact=True).wait_for()
            shift.page.get_by_role("button", name="Show the answer").click()
            shift.page.get_by_role("heading", name="This is the answer.").wait_for()
            assert shift.page.locator("[data-right-why]").inner_text() == sample.why
            if isinstance(sample.answer, list):
                assert shift.page.locator("[data-right-lines] li").count() == len(sample.answer)
            shift.press("Enter")
        shift.page.get_by_role("heading", name="Practice", exact=True).wait_for()
    assert shift.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []


def test_answers_are_judged_as_they_come(shift: Shift) -> None:
    shift.page.goto(f"{shift.heat.url}/crunch/practice/multiple-choice/")
    shift.page.get_by_role("radio").first.wait_for()
    shift.press("Enter")
    assert shift.error() == "Choose an answer first."
    shift.press("2", "Enter")
    shift.page.get_by_role("heading", name="Not quite.").wait_for()
    assert shift.page.locator("[data-right-lines]").inner_text() == "a tree"
    shift.press("Enter", "1", "3", "4", "Enter")
    shift.page.get_by_role("heading", name="That is right.").wait_for()
    assert shift.page.locator("[data-right-lines]").is_hidden()


def test_the_right_marks_are_shown_where_they_belong(shift: Shift) -> None:
    shift.page.goto(f"{shift.heat.url}/crunch/practice/annotations-with-rating/")
    frame = frame_of(shift, 640, 400)
    Mouse(shift).drag(frame.on_screen(20, 20), frame.on_screen(60, 60))
    shift.page.get_by_role("slider").press("4")
    shift.press("Enter")
    shift.page.get_by_role("heading", name="Not quite.").wait_for()
    assert shift.page.locator("[data-mark]").count() == 2
    assert shift.page.locator("[data-right-lines] li").all_inner_texts() == [
        "42 × 42 at 275, 215: 1",
        "42 × 42 at 383, 215: 3",
    ]
    shift.press("Enter")
    shift.page.get_by_role("heading", name="Practice", exact=True).wait_for()


def test_practice_from_the_waiting_page_by_its_key(shift: Shift) -> None:
    shift.start().is_in("waiting")
    shift.press("l")
    shift.page.get_by_role("heading", name="Practice", exact=True).wait_for()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_before_or_after(open_shift: Callable[..., Shift], view: str) -> None:
    shift = open_shift(**VIEWS[view])
    for name in ("multiple-choice", "annotations-with-rating"):
        shift.page.goto(f"{shift.heat.url}/crunch/practice/{name}/")
        shift.page.locator(".task").wait_for()
        assert faults(shift.page) == [] and fits(shift.page), name
        shift.page.get_by_role("button", name="Show the answer").click()
        shift.page.locator("[data-right]:not([hidden])").wait_for()
        assert faults(shift.page) == [] and fits(shift.page), name
    for path in ("practice", "history", "earnings"):
        shift.page.goto(f"{shift.heat.url}/crunch/{path}/")
        assert faults(shift.page) == [] and fits(shift.page), path
