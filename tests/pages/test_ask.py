"""Ask in a browser: a question put together by keyboard alone, seen as crunchers see it, sent, and made again."""

from typing import Any

import pytest

from .desk import Desk, press_to
from .test_accessibility import VIEWS, faults, fits

HOSTILE = '<img src=x onerror="parent.hurt = window.hurt = 1"><script>parent.hurt = 1</script>'


def open_ask(desk: Desk, type_name: str = "multiple-choice") -> Any:
    """The form of a type, by the pages that lead there, with its script; the frame with the cruncher's page."""
    desk.open("Ask")
    desk.page.get_by_role("link", name=type_name).first.click()
    desk.page.get_by_role("heading", name=f"Ask: {type_name}").wait_for()
    desk.page.locator("[data-send-button]:enabled").wait_for()
    return desk.page.frame_locator("[data-preview]")


def body(desk: Desk) -> Any:
    """The JSON that the form makes, once its script is there."""
    desk.page.locator("[data-send-button]:enabled").wait_for()
    return desk.page.evaluate("JSON.parse(document.querySelector('[data-json]').textContent)")


def test_a_question_is_put_together_sent_and_made_again_by_keys_alone(desk: Desk) -> None:
    page = desk.page
    crunchers = open_ask(desk)
    keys = page.keyboard
    page.get_by_label("instruction", exact=False).first.focus()
    keys.type("Which animal is it?")
    press_to(desk, "choices_type")
    keys.press("Tab")
    for choice in ("dog", "cat", "cow"):
        keys.type(choice)
        keys.press("Enter")
    assert body(desk) == {"instruction": "Which animal is it?", "choices": ["dog", "cat", "cow"]}
    keys.press("Backspace")  # the last row is blank: taken away, and the one before it has the focus
    keys.press("Alt+ArrowUp")
    keys.press("Alt+ArrowUp")
    assert body(desk)["choices"] == ["cow", "dog", "cat"]
    crunchers.get_by_role("heading", name="Which animal is it?").wait_for()
    crunchers.get_by_label("cow").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "choices 1"

    page.get_by_role("tab", name="JSON").focus()
    keys.press("ArrowRight")
    page.get_by_text('-H "X-Heat-API-Key: $HEAT_API_KEY"').wait_for()
    assert '"cow"' in page.locator("[data-call=Shell]").inner_text()

    page.reload()  # what was written is there again
    page.locator("[data-send-button]:enabled").focus()
    keys.press("Enter")
    keys.press("Enter")  # in haste
    page.get_by_role("heading", name="Which animal is it?").wait_for()
    assert "complete" in page.locator(".status").first.inner_text()
    at = page.url
    page.get_by_role("link", name="All requests").click()
    assert page.get_by_role("link", name="Which animal is it?").count() == 1

    page.goto(at)
    press_to(desk, "Make again")
    keys.press("Enter")
    page.get_by_role("heading", name="Ask: multiple-choice").wait_for()
    assert body(desk) == {"instruction": "Which animal is it?", "choices": ["cow", "dog", "cat"]}
    assert "from=" not in page.url


def test_what_is_typed_before_the_scripts_are_there_stays(desk: Desk) -> None:
    page = desk.page
    open_ask(desk)
    waiting: list[Any] = []
    page.route("**/console/ask.js*", lambda route: waiting.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("instruction", exact=False).first.press_sequentially("Which animal is it?")
    while not waiting:
        page.wait_for_timeout(20)
    waiting[0].continue_()
    page.locator("[data-json]", has_text="instruction").wait_for()
    assert body(desk) == {"instruction": "Which animal is it?"}


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    page = desk.page
    open_ask(desk, "rating")
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("rating_step").fill("wide")
    page.locator("[data-more] > summary").click()
    page.get_by_label("hook_url").fill("nowhere")
    page.get_by_label("metadata 1, name").fill("sku")
    page.get_by_label("metadata 1, value").fill("A1")
    page.get_by_role("radio", name="People").check()
    assert page.locator("[data-field=staging]").is_hidden()
    page.get_by_role("button", name="Ask people").click()
    page.get_by_text("Nothing was asked: 3 fields are wrong.").wait_for()
    for name, wrong in {
        "instruction": "This field is required.",
        "rating_step": "Must be a number.",
        "hook_url": "Must be an absolute URL",
    }.items():
        field = page.locator(f"[data-field={name}]")
        assert wrong in field.locator("[data-wrong]").inner_text()
        assert field.locator("[data-value]").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "instruction"
    assert body(desk) == {"rating_step": "wide", "hook_url": "nowhere", "metadata": {"sku": "A1"}}
    page.get_by_label("rating_step").fill("0.5")
    page.locator("[data-field=rating_step] [data-wrong]").wait_for(state="hidden")
    page.get_by_role("button", name="Clear").click()
    assert body(desk) == {}
    page.get_by_role("button", name="Undo").click()
    assert body(desk) == {"rating_step": 0.5, "hook_url": "nowhere", "metadata": {"sku": "A1"}}


def test_the_crunchers_page_can_be_worked_on_and_sends_nothing(desk: Desk) -> None:
    page = desk.page
    crunchers = open_ask(desk)
    page.get_by_role("button", name="Fill in an example").click()
    crunchers.get_by_label("stormy").check()
    crunchers.get_by_role("button", name="Submit").click()
    crunchers.get_by_text('Nothing was sent. This answer would be ["stormy"]').wait_for()
    instruction = page.locator("[data-field=instruction] [data-value]")
    instruction.fill(HOSTILE)
    crunchers.get_by_role("heading", name="<img src=x").wait_for()
    assert page.evaluate("window.hurt") is None
    page.get_by_label("choices 1", exact=True).fill("")  # can't be shown: it stays as it was
    page.get_by_text("this is how it was before").wait_for()
    assert crunchers.get_by_label("stormy").is_visible()
    page.get_by_label("Screen").select_option("phone")
    page.get_by_label("Colours").select_option("dark")
    frame = page.frames[1]
    assert frame.evaluate("innerWidth") == 360
    page.wait_for_timeout(300)
    assert frame.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(21, 19, 17)"


def test_marking_in_the_preview_leaves_the_focus_where_one_types(desk: Desk) -> None:
    crunchers = open_ask(desk, "annotations")
    desk.page.get_by_role("button", name="Fill in an example").click()
    crunchers.get_by_role("heading", name="Mark each word").wait_for()
    desk.page.locator("[data-field=instruction] [data-value]").fill("Mark what is red")
    crunchers.get_by_role("heading", name="Mark what is red").wait_for()
    assert desk.page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "instruction"


def test_a_file_of_ones_own_becomes_an_attachment(desk: Desk) -> None:
    page = desk.page
    crunchers = open_ask(desk, "free-text")
    page.get_by_role("button", name="Clear").click()
    page.locator("[data-field=instruction] [data-value]").fill("What is it?")
    page.get_by_label("attachments_type").select_option("image")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a file for attachments 1").click()
    chooser.value.set_files("static/samples/sample.png")
    page.get_by_text("The file is there.").wait_for()
    assert body(desk)["attachments"][0].startswith(f"{desk.heat.url}/media/")
    crunchers.get_by_alt_text("Image 1 of 1").wait_for()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_sticks_out(open_desk: Any, view: str) -> None:
    desk = open_desk(**VIEWS[view])
    page = desk.page
    desk.open("Ask")
    assert faults(page) == []
    assert fits(page)
    crunchers = open_ask(desk, "annotations-with-multiple-choice")
    page.get_by_role("button", name="Fill in an example").click()
    crunchers.get_by_role("heading", name="Mark each word").wait_for()
    page.locator("[data-more] > summary").click()
    page.get_by_label("hook_url").fill("nowhere")
    page.locator("[data-field=confidence] > summary").click()
    page.get_by_role("button", name="Send to staging").click()
    page.get_by_text("Nothing was asked: one field is wrong.").wait_for()
    assert faults(page) == []
    assert fits(page)
    page.goto(f"{desk.heat.url}/crunch/preview/")  # the frame by itself, told what to show as the form tells it
    page.get_by_role("heading", name="Nothing to show yet").wait_for()
    assert faults(page) == []
    page.evaluate(
        "postMessage({ type: 'rating', body: { instruction: 'How bright is it?' }, scheme: '' }, location.origin)"
    )
    page.get_by_role("heading", name="How bright is it?").wait_for()
    assert faults(page) == []
    assert fits(page)
