"""The next question is there before the answer is sent; what is not taken comes back to the front."""

import json
from typing import Any

from .files import Files, png
from .shift import Asked, Shift

COLOUR = {"choices": ["red", "green"], "max_answers": 1}
STORED = "() => Object.keys(localStorage).filter((key) => key.startsWith('heat-sent:')).length"


def pictures(shift: Shift, files: Files, *names: str) -> list[Asked]:
    """Multiple choices about pictures that nothing has asked for yet; none is on the screen yet."""
    for name in names:
        files.served[name] = ("image/png", png(60, 40))
    bodies = [{"instruction": name, "attachments": [files.url + name], "attachments_type": "image"} for name in names]
    return [shift.ask("multiple-choice", **body, **COLOUR) for body in bodies]


def times_asked(files: Files, name: str) -> int:
    return sum(path.endswith(name) for path, _ in files.asked)


def heading(shift: Shift, text: str) -> None:
    shift.page.get_by_role("heading", name=text).wait_for()


def held_up(shift: Shift) -> list[Any]:
    """Keeps what is sent from the server: the routes, to be let go."""
    kept: list[Any] = []
    shift.page.route("**/submit/", lambda route: kept.append(route))
    return kept


def fail(shift: Shift, status: int, **body: Any) -> None:
    """The server answers the next submit so, once."""
    shift.page.route("**/submit/", lambda route: route.fulfill(status=status, body=json.dumps(body)), times=1)


def harmless(shift: Shift) -> None:
    shift.trouble = [line for line in shift.trouble if not any(code in line for code in ("400", "409", "500"))]


def test_the_next_picture_is_loaded_and_shown_before_the_answer_has_arrived(shift: Shift, files: Files) -> None:
    first, second = pictures(shift, files, "a-first.png", "a-second.png")
    with shift.page.expect_response("**/a-second.png"):
        shift.start().is_in("task")
    heading(shift, "a-first.png")
    kept = held_up(shift)
    shift.press("1", "Enter")
    heading(shift, "a-second.png")
    assert shift.page.locator("[data-stage] img").evaluate("(image) => image.complete && image.naturalWidth") == 60
    assert first.now()["status"] == "pending"
    kept[0].continue_()
    assert first.response() == ["red"]
    shift.page.unroute("**/submit/")
    shift.press("2", "Enter")
    assert second.response() == ["green"]
    shift.is_in("waiting")
    assert times_asked(files, "a-second.png") == 1


def test_a_website_is_loaded_once(shift: Shift, files: Files) -> None:
    files.served["b.html"] = ("text/html", b"<!doctype html><title>B</title><h1>Ledger</h1>")
    shift.ask("multiple-choice", instruction="First?", **COLOUR)
    second = {"instruction": "And this?", "attachments_type": "website", "attachments": [f"{files.url}b.html"]}
    asked = shift.ask("multiple-choice", **second, **COLOUR)
    with shift.page.expect_response("**/b.html"):
        shift.start().is_in("task")
    shift.press("1", "Enter")
    heading(shift, "And this?")
    shift.page.frame_locator("iframe.site").get_by_role("heading", name="Ledger").wait_for()
    shift.press("1", "Enter")
    assert asked.response() == ["red"]
    asked_by_pages = [
        headers for path, headers in files.asked if path.endswith("b.html") and headers["User-Agent"] != "Heat"
    ]
    assert len(asked_by_pages) == 1


def test_a_picture_that_failed_before_it_was_shown_says_so(shift: Shift, files: Files) -> None:
    shift.ask("multiple-choice", instruction="First?", **COLOUR)
    body = {"instruction": "And this?", "attachments_type": "image", "attachments": [f"{files.url}never.png"]}
    shift.ask("multiple-choice", **body, **COLOUR)
    with shift.page.expect_response("**/never.png"):
        shift.start().is_in("task")
    shift.press("1", "Enter")
    heading(shift, "And this?")
    shift.page.get_by_text("This image does not load.").wait_for()


def test_what_its_client_took_back_meanwhile_is_not_shown(shift: Shift) -> None:
    asked = [shift.ask("free-text", instruction=name) for name in ("First?", "Second?", "Third?")]
    shift.start_with_next()
    with shift.page.expect_response(lambda reply: reply.url.endswith("/following/") and "Third?" in reply.text()):
        asked[1].abort()
        shift.beat()
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    heading(shift, "Third?")


def test_an_answer_that_the_server_fails_on_comes_back_and_the_next_keeps_what_was_begun(shift: Shift) -> None:
    shift.ask("free-text", instruction="First?")
    second = shift.ask("free-text", instruction="Second?")
    shift.start_with_next()
    kept = held_up(shift)
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    heading(shift, "Second?")
    shift.page.keyboard.type("tw")
    kept[0].fulfill(status=500, body="no")
    heading(shift, "First?")
    assert "had an error" in shift.error()
    assert shift.page.locator("[data-typed]").input_value() == "one"
    shift.page.unroute("**/submit/")
    shift.press("Control+Enter")
    heading(shift, "Second?")
    shift.page.keyboard.type("o")
    shift.press("Control+Enter")
    assert second.response() == "two"
    harmless(shift)


def test_an_answer_that_the_server_refuses_comes_back_with_its_reason(shift: Shift) -> None:
    asked = shift.given("free-text", instruction="First?")
    fail(shift, 400, message="It wants a verb.")
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    assert shift.error() == "It wants a verb."
    assert shift.page.evaluate(STORED) == 0
    shift.press("Control+Enter")
    assert asked.response() == "one"
    harmless(shift)


def test_several_that_found_no_server_come_back_one_after_the_other(shift: Shift) -> None:
    first = shift.ask("free-text", instruction="First?")
    second = shift.ask("free-text", instruction="Second?")
    shift.start_with_next()
    shift.page.context.set_offline(True)
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    heading(shift, "Second?")
    shift.page.keyboard.type("two")
    shift.press("Control+Enter")
    assert "can’t be reached" in shift.error()
    heading(shift, "First?")
    shift.page.wait_for_function("() => document.querySelector('[data-typed]').value === 'one'")
    shift.page.wait_for_timeout(1200)  # until the second has failed as well
    shift.page.context.set_offline(False)
    shift.press("Control+Enter")
    heading(shift, "Second?")
    assert "can’t be reached" in shift.error()
    shift.press("Control+Enter")
    assert (first.response(), second.response()) == ("one", "two")
    shift.is_in("waiting")
    assert shift.page.evaluate(STORED) == 0


def test_sent_and_reloaded_before_the_server_had_it_it_is_sent_again(shift: Shift) -> None:
    asked = shift.given("free-text", instruction="First?")
    kept = held_up(shift)
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    shift.is_in("sending")
    assert shift.page.evaluate(STORED) == 1
    shift.page.unroute("**/submit/")
    shift.page.reload()
    assert asked.response() == "one"
    shift.is_in("waiting")
    assert kept and shift.page.evaluate(STORED) == 0


def test_sent_for_a_question_that_is_gone_the_words_are_there_to_copy_and_the_next_goes_on(shift: Shift) -> None:
    first = shift.ask("free-text", instruction="First?")
    second = shift.ask("free-text", instruction="Second?")
    shift.start_with_next()
    kept = held_up(shift)
    shift.page.keyboard.type("one")
    shift.press("Control+Enter")
    heading(shift, "Second?")
    shift.page.keyboard.type("tw")
    first.abort()
    kept[0].continue_()
    shift.is_in("closed")
    assert shift.page.get_by_label("What you had written").input_value() == "one"
    shift.page.unroute("**/submit/")
    shift.press("Enter")
    heading(shift, "Second?")
    shift.page.keyboard.type("o")
    shift.press("Control+Enter")
    assert second.response() == "two"
    harmless(shift)
