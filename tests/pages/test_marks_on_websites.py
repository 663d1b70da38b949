"""Marks on a website, in CSS pixels of the page at the width that it is shown at."""

from typing import Any

import pytest

from .files import Files
from .marking import Finger, Mouse, frame_of, named, near, zoom_to
from .shift import Shift

WIDTH, HEIGHT = 1280, 6000


def site(files: Files, **more: Any) -> dict[str, Any]:
    return {"instruction": "Mark it", "attachments_type": "website", "attachments": [files.url + "site.html"], **more}


@pytest.mark.parametrize("form", ["point", "rectangle"])
@pytest.mark.parametrize("hand", [Mouse, Finger])
def test_a_place_far_down_is_marked_with_the_page_scrolled(open_shift: Any, files: Files, hand: Any, form: str) -> None:
    shift = open_shift(viewport={"width": 1280, "height": 800}, has_touch=hand is Finger)
    asked = shift.given("annotations", **site(files, annotations_type=form))
    frame_of(shift, WIDTH, HEIGHT)
    shift.page.evaluate("scrollTo(0, 900)")
    frame = frame_of(shift, WIDTH, HEIGHT)
    assert frame.top < -500
    one, other = (frame.left + 100, 300), (frame.left + 400, 500)
    if form == "point":
        hand(shift).press(one)
        wanted = dict(zip(("x", "y"), frame.natural(one), strict=True))
    else:
        hand(shift).drag(one, other)
        wanted = dict(zip(("x", "y", "x2", "y2"), (*frame.natural(one), *frame.natural(other)), strict=True))
    shift.submit()
    near(asked.response()[0], {**wanted, "width": WIDTH}, 1 / frame.scale)


@pytest.mark.parametrize("form", ["point", "rectangle"])
def test_keys_alone_mark_a_website(shift: Shift, files: Files, form: str) -> None:
    asked = shift.given("annotations", **site(files, annotations_type=form))
    frame_of(shift, WIDTH, HEIGHT)
    shift.press("a")
    before = named(shift)[0]
    shift.press("ArrowRight", "Shift+ArrowDown")
    assert named(shift)[0] != before
    shift.press("Enter")
    made = asked.response()[0]
    assert made["width"] == WIDTH
    assert (made["x"] == 641) if form == "point" else (made["x"] + made["x2"] == pytest.approx(1282, abs=1))


def test_a_place_is_the_same_at_double_the_size(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **site(files))
    frame_of(shift, WIDTH, HEIGHT)
    zoom_to(shift, 200)
    frame = frame_of(shift, WIDTH, HEIGHT)
    at = (frame.left + 333, frame.top + 111)
    Mouse(shift).press(at)
    shift.submit()
    assert asked.response() == [{"x": 166, "y": 55, "width": WIDTH}]


def test_browsing_gives_the_presses_to_the_website(shift: Shift, files: Files) -> None:
    shift.given("annotations", **site(files))
    frame = frame_of(shift, WIDTH, HEIGHT)
    shift.page.get_by_role("button", name="Browse").click()
    Mouse(shift).press((frame.left + 50, frame.top + 50))
    assert named(shift) == []
    shift.press("Tab")
    shift.page.get_by_role("button", name="Browse").click()
    Mouse(shift).press((frame.left + 50, frame.top + 50))
    assert len(named(shift)) == 1


def test_a_website_that_refuses_to_be_framed_says_so_with_a_link_and_the_flag(shift: Shift, files: Files) -> None:
    shift.given("annotations", **site(files, attachments=[files.url + "closed/site.html"]))
    shift.page.get_by_text("127.0.0.1 does not let itself be shown here.").wait_for()
    assert not shift.page.locator(".window").is_visible()
    assert shift.page.get_by_role("link", name="Open 127.0.0.1 in a new tab").is_visible()
    shift.page.locator("[data-broken] [data-do=flag]").click()
    assert shift.page.get_by_role("radio", name="An attachment does not load").is_checked()
