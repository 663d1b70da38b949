"""Nothing that a client writes runs in a cruncher's page, in whichever field it stands."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from .shift import Shift

RUNS = "window.hostile = (window.hostile || 0) + 1"
PAYLOADS = [
    f"<script>{RUNS}</script>",
    f"<img src=x onerror='{RUNS}'>",
    f'"><svg onload="{RUNS}">',
    f"'><details open ontoggle='{RUNS}'>",
    f"</textarea></title></style></script><script>{RUNS}</script>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>",
    f"javascript:{RUNS}",
    "{{ 7|add:7 }}{% debug %}${7*7}",
    f"<a href='javascript:{RUNS}'>press</a><form action='javascript:{RUNS}'><button>press</button></form>",
    "\u202e<b>right to left</b>\u0000".replace("\u0000", ""),
]
EVERYTHING = "".join(PAYLOADS)


def harmless(shift: Shift) -> None:
    shift.page.wait_for_timeout(150)
    assert shift.page.evaluate("window.hostile") is None
    assert shift.page.locator("[data-stage] :is(script, svg, details, b, a[href^=javascript])").count() == 0
    assert shift.page.locator("[data-stage] iframe[srcdoc]").count() == 0


@pytest.mark.parametrize("payload", [*PAYLOADS, EVERYTHING])
def test_in_the_words_of_a_question(shift: Shift, payload: str) -> None:
    choices = [payload, f"other {payload}"]
    asked = shift.given("multiple-choice", instruction=payload, attachments=[payload], choices=choices)
    assert shift.page.locator("[data-question]").evaluate("heading => heading.textContent") == payload
    assert shift.page.locator(".reading").evaluate("box => box.textContent") == payload
    shift.press("1", "Enter")
    harmless(shift)
    assert asked.response() == [payload]


def test_in_the_labels_of_a_rating(shift: Shift) -> None:
    shift.given("rating", instruction="How?", label_min=EVERYTHING, label_max=EVERYTHING)
    shift.press("End")
    assert shift.page.locator("[data-label-max]").evaluate("label => label.textContent") == EVERYTHING
    harmless(shift)


@pytest.mark.parametrize("kind", ["image", "video", "youtube", "audio", "website", "dial", "text"])
@pytest.mark.parametrize("choice", [True, False])
def test_in_whatever_an_attachment_holds(shift: Shift, kind: str, choice: bool) -> None:
    """The API takes no such address; were there one in a row all the same, it would stay an attribute's value."""
    fields = ("url", "page", "host", "href", "phone", "tones", "text")
    item = {"kind": kind, "index": 0, "number": 1, "count": 2, **dict.fromkeys(fields, EVERYTHING)}
    html = render_to_string("crunchers/_attachment.html", {"item": item, "choice": choice})
    shift.start()
    shift.page.evaluate("(html) => { document.querySelector('[data-stage]').innerHTML = html; }", html)
    harmless(shift)
    shift.trouble = [line for line in shift.trouble if "javascript:" not in line]


def test_in_an_answer_that_is_shown_again(shift: Shift) -> None:
    asked = shift.given("free-text", instruction="Say it.")
    shift.page.locator("[data-typed]").fill(EVERYTHING)
    shift.page.reload()
    shift.is_in("task")
    assert shift.page.locator("[data-typed]").input_value() == EVERYTHING
    asked.abort()
    shift.is_in("closed")
    harmless(shift)


def test_the_page_s_policy_lets_no_foreign_script_run(shift: Shift) -> None:
    """The second wall: even markup that got through would not run."""
    shift.start()
    policy: Any = shift.page.request.get(f"{shift.heat.url}/crunch/work/").headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    shift.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"{RUNS}\">`)")
    shift.page.wait_for_timeout(300)
    assert shift.page.evaluate("window.hostile") is None
    assert any("Content Security Policy" in line for line in shift.trouble)
    shift.trouble = []
