"""Marks half done: a reload, or a network that is gone, takes none of them away."""

from typing import Any

from .files import Files
from .marking import Mouse, frame_of, named
from .shift import Shift

WIDE = (1600, 900)
AWAY = 20_000  # milliseconds


def picture(files: Files, **more: Any) -> dict[str, Any]:
    return {
        "instruction": "Mark the doors",
        "attachments_type": "image",
        "attachments": [files.url + "wide.png"],
        **more,
    }


def test_a_mark_that_is_being_drawn_survives_a_reload(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame, mouse = frame_of(shift, *WIDE), shift.page.mouse
    Mouse(shift).drag(frame.on_screen(100, 100), frame.on_screen(300, 300))
    mouse.move(*frame.on_screen(500, 300))
    mouse.down()
    mouse.move(*frame.on_screen(900, 700), steps=3)
    before = named(shift)
    shift.page.reload()
    frame_of(shift, *WIDE)
    shift.page.locator("[data-mark]").nth(1).wait_for()
    assert named(shift) == before
    shift.submit()
    assert len(asked.response()) == 2


def test_answers_about_marks_survive_a_reload(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations-with-free-text", **picture(files, per_annotation={"instruction": "What is it?"}))
    Mouse(shift).press(frame_of(shift, *WIDE).on_screen(300, 450))
    shift.page.keyboard.type("a door")
    shift.page.reload()
    frame_of(shift, *WIDE)
    shift.page.locator("[data-mark]").wait_for()
    shift.submit()
    assert asked.response()[0]["response"] == "a door"


def test_twenty_seconds_without_a_network_lose_nothing(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame, mouse = frame_of(shift, *WIDE), shift.page.mouse
    mouse.move(*frame.on_screen(500, 300))
    mouse.down()
    mouse.move(*frame.on_screen(700, 500), steps=3)
    shift.page.context.set_offline(True)
    shift.page.wait_for_timeout(AWAY)
    mouse.move(*frame.on_screen(900, 700), steps=3)
    mouse.up()
    shift.page.context.set_offline(False)
    shift.submit()
    (x, y), (x2, y2) = frame.natural(frame.on_screen(500, 300)), frame.natural(frame.on_screen(900, 700))
    assert asked.response() == [{"x": round(x), "y": round(y), "x2": round(x2), "y2": round(y2)}]
