"""What was sent is taken back, by the button and by its key, while others are still to be asked."""

import json
from typing import Any

from .shift import Shift

TWO = {"min_agreements": 2, "max_crunchers": 2}


def test_u_takes_the_answer_back_with_what_was_typed(shift: Shift) -> None:
    asked = shift.given("free-text", instruction="Say it.", confidence=TWO)
    shift.page.keyboard.type("a slip")
    shift.press("Control+Enter")
    shift.is_in("waiting")
    shift.page.get_by_role("button", name="Take it back").wait_for()
    with shift.page.expect_response("**/acknowledge/"):
        shift.press("u")
    shift.is_in("task")
    assert shift.page.locator("[data-typed]").input_value() == "a slip"
    shift.page.keyboard.press("End")
    shift.page.keyboard.type(", mended")
    with shift.page.expect_response("**/submit/") as sent:
        shift.press("Control+Enter")
    assert sent.value.status == 200
    assert asked.now()["status"] == "pending"
    asked.abort()


def test_what_was_on_the_screen_meanwhile_follows_with_what_was_begun(shift: Shift) -> None:
    first = shift.ask("multiple-choice", instruction="First?", choices=["apple", "pear"], confidence=TWO)
    second = shift.ask("free-text", instruction="Second?")
    shift.start_with_next()
    shift.press("1", "Enter")
    shift.page.get_by_role("heading", name="Second?").wait_for()
    shift.page.keyboard.type("half")
    shift.page.get_by_role("button", name="Take it back").click()
    shift.page.get_by_role("heading", name="First?").wait_for()
    assert shift.page.get_by_label("apple").is_checked()
    shift.press("1", "2", "Enter")
    shift.page.get_by_role("heading", name="Second?").wait_for()
    assert shift.page.locator("[data-typed]").input_value() == "half"
    shift.press("Control+Enter")
    assert second.response() == "half"
    first.abort()


def test_an_answer_that_ended_its_request_offers_nothing(shift: Shift) -> None:
    asked = shift.given("multiple-choice", instruction="First?", choices=["a", "b"])
    shift.press("1", "Enter")
    assert asked.response() == ["a"]
    shift.is_in("waiting")
    assert shift.page.get_by_role("button", name="Take it back").count() == 0


def test_it_is_offered_for_as_long_as_the_server_says_and_too_late_is_said(shift: Shift) -> None:
    def for_a_second(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), "undo": {"seconds": 1}}))

    shift.page.route("**/submit/", for_a_second)
    offered = shift.page.get_by_role("button", name="Take it back")
    shift.given("multiple-choice", instruction="First?", choices=["a", "b"])
    shift.press("1", "Enter")
    offered.wait_for()
    offered.wait_for(state="hidden")
    shift.given("multiple-choice", instruction="Second?", choices=["a", "b"])
    shift.press("1", "Enter")
    offered.click()
    shift.page.get_by_text("can’t be taken back any more").wait_for()
    shift.trouble = [line for line in shift.trouble if "409" not in line]
