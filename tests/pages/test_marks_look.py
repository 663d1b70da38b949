"""Marking at three widths, light and dark: axe finds nothing, nothing sticks out, what is pressed is large enough."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .files import Files
from .shift import Shift
from .test_accessibility import faults, fits

WIDTHS = {360: (360, 740), 768: (768, 1024), 1440: (1440, 900)}
ABOUT = {"instruction": "Of what colour is it?", "choices": ["red", "green"], "max_answers": 1}
SHOTS = os.environ.get("HEAT_SHOTS")  # a folder, to look at what was seen
SMALL = """
() => [...document.querySelectorAll('button, select, input:not([type=hidden]), a')]
  .filter((one) => one.checkVisibility() && !one.closest('label, [hidden]'))
  .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
  .filter(([box]) => box.height && (box.height < 44 || box.width < 44) && !(box.width >= 200 && box.height >= 24))
  .map(([box, html]) => `${box.width} x ${box.height}: ${html}`)
"""


def question(files: Files, kind: str) -> dict[str, Any]:
    attachments = {
        "image": [files.url + "wide.png", files.url + "small.png"],
        "video": [files.url + "film.mp4"],
        "audio": [files.url + "open/sound.wav"],
        "text": ["A green door, a red roof and a white fence. " * 30],
        "website": [files.url + "site.html"],
    }[kind]
    return {"instruction": "Mark each thing that has a colour", "attachments_type": kind, "attachments": attachments}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["image", "video", "audio", "text", "website"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_shift: Callable[..., Shift], files: Files, kind: str, width: int, scheme: str
) -> None:
    size = {"width": WIDTHS[width][0], "height": WIDTHS[width][1]}
    shift = open_shift(viewport=size, color_scheme=scheme, has_touch=width == 360)
    shift.given(
        "annotations-with-multiple-choice",
        **question(files, kind),
        annotations_type="rectangle",
        min_annotations=3,
        per_annotation=ABOUT,
    )
    shift.page.locator("[data-add]").first.wait_for()
    if kind == "text":
        for by in ("Shift+End", "Control+Shift+End"):
            shift.page.locator(".reading").focus()
            shift.press("Control+Home", by)
            shift.page.get_by_role("button", name="Mark the selection").click()
    else:
        shift.page.locator("[data-add]").first.click()
        shift.press("ArrowRight", "Shift+ArrowDown")
        shift.page.locator("[data-add]").first.click()
    shift.page.locator("[data-item]").nth(1).wait_for()
    if SHOTS:
        shift.page.screenshot(path=Path(SHOTS) / f"marks-{kind}-{width}-{scheme}.png", full_page=kind != "website")
    assert faults(shift.page) == []
    assert fits(shift.page)
    assert shift.page.evaluate(SMALL) == []
