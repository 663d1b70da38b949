"""What a person entered outlives reloads, signing out, lost servers and questions that end elsewhere."""

from typing import Any

import pytest

from .shift import Shift

SAY = {"instruction": "Say it."}
DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('heat-draft:')).length"


@pytest.mark.parametrize(
    ("type", "body", "keys", "response"),
    [
        ("free-text", SAY, ["a", "b"], "ab"),
        ("multiple-choice", {**SAY, "choices": ["red", "green", "blue"]}, ["1", "3"], ["red", "blue"]),
        ("multiple-choice", {**SAY, "choices": ["red", "green"], "max_answers": 1}, ["2"], ["green"]),
        ("rating", {"instruction": "How much?", "rating_step": 0.5}, ["ArrowRight"], 50.5),
    ],
)
def test_a_draft_survives_a_reload(
    shift: Shift, type: str, body: dict[str, Any], keys: list[str], response: Any
) -> None:
    asked = shift.given(type, **body)
    shift.press(*keys)
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    shift.is_in("task")
    shift.submit()
    assert asked.response() == response
    shift.is_in("waiting")
    assert shift.page.evaluate(DRAFTS) == 0, "the server has it, so the browser forgets it"


def test_an_untouched_slider_is_still_unset_after_a_reload(shift: Shift) -> None:
    shift.given("rating", instruction="How much?")
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    shift.is_in("task")
    assert shift.page.locator("[data-shown]").inner_text() == "Not set"


def test_signed_out_in_the_middle_one_signs_in_over_the_page_and_goes_on(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("a long answer")
    shift.page.context.clear_cookies()
    shift.press("Control+Enter")
    layer = shift.page.get_by_role("dialog", name="Sign in again")
    layer.get_by_label("Password").fill("not this one")
    shift.press("Enter")
    layer.get_by_text("That password is not right.").wait_for()
    assert layer.get_by_label("Name").input_value() == shift.heat.demo["cruncher"]["username"]
    shift.page.keyboard.type(shift.heat.demo["cruncher"]["password"])
    shift.press("Enter")
    assert asked.response() == "a long answer"
    shift.is_in("waiting")
    assert layer.count() == 0
    assert shift.page.locator("[data-notice]").is_hidden()


def test_a_heartbeat_that_finds_one_signed_out_takes_no_key_from_who_types(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("a long ")
    shift.page.context.clear_cookies()
    shift.beat()
    shift.page.get_by_text("You are signed out.").wait_for()
    shift.page.keyboard.type("answer")
    shift.page.locator("[data-notice]").get_by_role("button", name="Sign in").click()
    layer = shift.page.get_by_role("dialog", name="Sign in again")
    shift.page.route("**/sign-in/", lambda route: route.fulfill(status=429, body="no"), times=2)
    shift.page.keyboard.type("wrong")
    shift.press("Enter")
    layer.get_by_text("Too many tries.").wait_for()
    shift.page.keyboard.type(shift.heat.demo["cruncher"]["password"])
    with shift.page.expect_response("**/heartbeat/"):
        shift.press("Enter")
    shift.page.locator("[data-typed]").focus()
    shift.press("Control+Enter")
    assert asked.response() == "a long answer"


def test_an_answer_that_found_no_server_is_kept_and_sent_again(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("kept")
    shift.page.context.set_offline(True)
    shift.press("Control+Enter")
    assert "can’t be reached" in shift.error()
    assert shift.page.locator("[data-link]").inner_text() == "Out of reach"
    shift.page.context.set_offline(False)
    shift.press("Control+Enter")
    assert asked.response() == "kept"


def test_one_lost_answer_of_the_server_is_not_noticed(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.fetch()
            route.abort()

    shift.page.route("**/submit/", lose_the_first)
    shift.page.keyboard.type("once")
    shift.press("Control+Enter")
    assert asked.response() == "once"
    shift.is_in("waiting")
    assert lost


def test_an_error_of_the_server_keeps_the_answer(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("kept")
    shift.page.route("**/submit/", lambda route: route.fulfill(status=500, body="<h1>no</h1>"), times=1)
    shift.press("Control+Enter")
    assert "had an error" in shift.error()
    shift.press("Control+Enter")
    assert asked.response() == "kept"
    shift.trouble = [line for line in shift.trouble if "500" not in line]


def test_a_question_that_its_client_took_back_leaves_the_words_to_copy(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("half an answer")
    asked.abort()
    shift.is_in("closed")
    assert shift.page.get_by_role("heading", name="The question was closed").is_visible()
    assert shift.page.get_by_label("What you had written").input_value() == "half an answer"
    assert shift.page.get_by_text("Your answer was not sent.").is_visible()
    following = shift.ask("free-text", instruction="And this?")
    shift.page.get_by_role("button", name="Next question").click()
    shift.page.get_by_role("heading", name="And this?").wait_for()
    shift.page.keyboard.type("yes")
    shift.press("Control+Enter")
    assert following.response() == "yes"


def test_with_nothing_entered_the_page_says_what_happened_and_goes_on(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    asked.abort()
    shift.is_in("waiting")
    notice = shift.page.locator("[data-notice]")
    notice.wait_for()
    assert "taken" in notice.inner_text()
    shift.given("free-text", instruction="And this?")


def test_a_lease_that_is_gone_at_submit_leaves_the_words(shift: Shift) -> None:
    shift.page.route_web_socket("**/crunch/socket", lambda socket: socket.close())  # nothing is told in time
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("too late")
    asked.abort()
    shift.press("Control+Enter")
    shift.is_in("closed")
    assert shift.page.get_by_label("What you had written").input_value() == "too late"
    shift.trouble = [line for line in shift.trouble if "409" not in line]
