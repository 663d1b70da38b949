"""axe finds nothing in any state, light and dark, on a telephone and on a desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .files import Files
from .shift import Shift

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = {
    "desk, light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "desk, dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "telephone, light": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
    "telephone, dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "has_touch": True},
}
SHORT = "Does the image contain violent content?"


def faults(page: Any) -> list[str]:
    """What axe finds, a line for each element, once the page has its styles."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    # Foreign pages in their frames are not ours to judge.
    found = page.evaluate("(tags) => axe.run({ exclude: [['iframe']] }, { runOnly: tags, iframes: false })", TAGS)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture(params=VIEWS)
def seen(request: pytest.FixtureRequest, open_shift: Callable[..., Shift]) -> Shift:
    return open_shift(**VIEWS[request.param])


def fits(page: Any) -> bool:
    """Nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def questions(files: Files) -> list[tuple[str, dict[str, Any]]]:
    pictures = [f"{files.url}wide.png?{n}" for n in range(3)]
    return [
        ("multiple-choice", {"attachments_type": "image", "attachments": pictures, "choices": ["no", "yes"]}),
        ("multiple-choice", {"choices": pictures, "choices_type": "image", "max_answers": 1, "min_answers": 0}),
        ("multiple-choice", {"choices": [f"{files.url}sound.wav?{n}" for n in (1, 2)], "choices_type": "audio"}),
        ("multiple-choice", {"choices": [f"{files.url}site.html?{n}" for n in (1, 2)], "choices_type": "website"}),
        ("multiple-choice", {"choices": [f"{files.url}film.mp4?{n}" for n in (1, 2)], "choices_type": "video"}),
        ("free-text", {"attachments": ["long text " * 500, "", "dial:+1212123456@ww1234"]}),
        ("free-text", {"validation": "number", "attachments_type": "audio", "attachments": [f"{files.url}sound.wav"]}),
        ("free-text", {"validation": "url", "attachments_type": "website", "attachments": [f"{files.url}site.html"]}),
        ("free-text", {"attachments_type": "image", "attachments": [f"{files.url}none.png"]}),
        ("rating", {"label_min": "not at all", "label_max": "very much so, indeed"}),
    ]


def test_every_kind_of_question(seen: Shift, files: Files) -> None:
    for type, body in questions(files):
        asked = seen.given(type, instruction=SHORT, **body)
        seen.page.wait_for_timeout(100)
        assert faults(seen.page) == [], (type, body)
        assert fits(seen.page), (type, body)
        seen.submit()
        seen.error()
        assert faults(seen.page) == [], ("refused", type, body)
        asked.abort()
        seen.is_in("waiting")


def test_every_other_state(seen: Shift) -> None:
    page = seen.page
    seen.start().is_in("waiting")
    assert faults(page) == []
    several = seen.given("rating", instruction=SHORT, confidence={"min_agreements": 2, "max_crunchers": 2})
    seen.press("End", "Enter")
    page.get_by_role("button", name="Take it back").wait_for()
    assert faults(page) == [] and fits(page)
    several.abort()
    asked = seen.given("free-text", instruction=SHORT * 30)
    page.locator("[data-typed]").fill("words")
    assert faults(page) == []
    page.locator(".bar [data-do=flag]").click()
    page.get_by_role("button", name="Send").click()
    assert faults(page) == []
    page.locator("[data-flag-back]").click()
    page.get_by_role("button", name="Keys").click()
    assert faults(page) == []
    seen.press("Escape")
    asked.abort()
    seen.is_in("closed")
    assert faults(page) == [] and fits(page)
    page.get_by_role("button", name="Break").click()
    seen.is_in("break")
    assert faults(page) == [] and fits(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("dialog", name="Sign in again").wait_for()
    seen.press("Enter")
    page.locator("[data-sign-in-error]").wait_for()
    assert faults(page) == [] and fits(page)
    seen.press("Escape")
    page.locator("[data-notice]").get_by_role("button").wait_for()
    assert faults(page) == [] and fits(page)
    seen.trouble = []


def test_the_pages_around_it(seen: Shift) -> None:
    page = seen.page
    for path in ("/crunch/", "/nothing/here"):
        page.goto(seen.heat.url + path)
        assert faults(page) == [] and fits(page), path
    page.context.clear_cookies()
    page.goto(f"{seen.heat.url}/crunch/")
    assert faults(page) == [] and fits(page)
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert faults(page) == [] and fits(page)


def test_targets_are_44_pixels_high(phone: Shift, files: Files) -> None:
    body = {"attachments_type": "image", "attachments": [f"{files.url}wide.png"], "choices": ["no", "yes"]}
    phone.given("multiple-choice", instruction=SHORT, **body)
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll("button, a, .choice > label, input[type=range]")]
            .filter((target) => target.checkVisibility())
            .map((target) => [target.outerHTML.slice(0, 80), target.getBoundingClientRect().height])
            .filter(([, height]) => height < 43.9)"""
    )
    assert small == []


def test_the_question_stays_in_sight_above_a_tall_attachment(phone: Shift, files: Files) -> None:
    pictures = [f"{files.url}film.mp4?{n}" for n in range(4)]
    phone.given("free-text", instruction=SHORT, attachments_type="video", attachments=pictures)
    phone.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    phone.page.wait_for_timeout(100)
    top = phone.page.locator("[data-question]").bounding_box()["y"]
    assert 0 <= top < 40
