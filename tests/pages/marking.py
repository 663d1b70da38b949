"""Marking as people do it: where on the screen a natural pixel is, and mouse, fingers and keys that go there."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .shift import Shift

Place = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where something of `width` by `height` natural pixels is on the screen."""

    left: float
    top: float
    across: float
    down: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Screen pixels of one natural pixel."""
        return self.across / self.width

    def on_screen(self, x: float, y: float) -> Place:
        """The middle of a natural pixel, in whole pixels of the screen as a mouse has them."""
        return (
            round(self.left + (x + 0.5) * self.across / self.width),
            round(self.top + (y + 0.5) * self.down / self.height),
        )

    def natural(self, place: Place) -> Place:
        """What natural place a place of the screen is."""
        return (place[0] - self.left) * self.width / self.across, (place[1] - self.top) * self.height / self.down


def frame_of(shift: Shift, width: float, height: float, nth: int = 0) -> Frame:
    """The frame of the nth attachment that is marked, by what is marked itself and not by the marks over it."""
    media = shift.page.locator("[data-attachment] .canvas > :first-child").nth(nth)
    shift.page.locator("[data-attachment] svg.overlay").nth(nth).wait_for()
    box = media.bounding_box()
    return Frame(box["x"], box["y"], box["width"], box["height"], width, height)


class Mouse:
    """A mouse."""

    def __init__(self, shift: Shift) -> None:
        self.page = shift.page

    def press(self, at: Place) -> None:
        self.page.mouse.click(*at)

    def drag(self, *places: Place) -> None:
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=3)
        self.page.mouse.up()


class Finger:
    """Fingers on a touch screen, by Chromium's own protocol."""

    def __init__(self, shift: Shift) -> None:
        self.page = shift.page
        self.protocol = shift.page.context.new_cdp_session(shift.page)

    def send(self, kind: str, places: Iterable[Place]) -> None:
        """A touchStart, touchMove or touchEnd with all fingers that are down."""
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def press(self, at: Place) -> None:
        self.send("touchStart", [at])
        self.send("touchEnd", [])

    def drag(self, *places: Place) -> None:
        self.send("touchStart", [places[0]])
        for (x, y), (x2, y2) in itertools.pairwise(places):
            for part in (0.25, 0.5, 0.75, 1):
                self.send("touchMove", [(x + (x2 - x) * part, y + (y2 - y) * part)])
        self.send("touchEnd", [])


def zoom_to(shift: Shift, percent: int, nth: int = 0) -> None:
    """Press the buttons until the picture is shown at so many percent."""
    shown = shift.page.locator(".zoom-now").nth(nth)
    for _ in range(20):
        now = int(shown.inner_text().split()[0])
        if now == percent:
            return
        name = "Zoom in" if now < percent else "Zoom out"
        shift.page.get_by_role("button", name=name).nth(nth).click()
    raise AssertionError(f"{percent} % was not to be had: {shown.inner_text()}")


def count(shift: Shift) -> str:
    """What the page says of how many there are."""
    return str(shift.page.locator("[data-count]").inner_text())


def named(shift: Shift) -> list[str]:
    """The spoken names of the marks, in their order."""
    return [str(one.get_attribute("aria-label")) for one in shift.page.locator("[data-mark]").all()]


def near(mark: dict[str, Any], wanted: dict[str, float], within: float) -> None:
    """Fail unless the mark has just these keys, each number within so much of what was wanted."""
    assert mark.keys() == wanted.keys(), mark
    assert all(abs(mark[key] - wanted[key]) <= within for key in wanted), (mark, wanted)
