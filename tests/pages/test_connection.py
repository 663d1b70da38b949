"""How questions reach the page: pushed within moments, asked for where the socket is down, only to eyes that see."""

import re
import time
from typing import Any

from .shift import Shift

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


def test_a_waiting_page_says_why_and_shows_a_question_at_once(shift: Shift) -> None:
    shift.start().is_in("waiting")
    assert shift.page.locator("[data-panel-title]").inner_text() == "No questions just now"
    shift.page.get_by_text("Connected").wait_for()
    shift.page.wait_for_timeout(300)
    began = time.monotonic()
    shift.ask("multiple-choice", **COLOUR)
    shift.is_in("task")
    assert time.monotonic() - began < 2, "by the socket, not by the next asking after 20 s"


def test_an_answer_brings_the_next_question_without_a_press(shift: Shift) -> None:
    first = shift.given("multiple-choice", **COLOUR)
    second = shift.ask("multiple-choice", instruction="And the other?", choices=["black", "white"], max_answers=1)
    shift.press("1", "Enter")
    shift.page.get_by_role("heading", name="And the other?").wait_for()
    shift.press("2", "Enter")
    assert (first.response(), second.response()) == (["red"], ["white"])
    shift.is_in("waiting")


def test_today_s_count_goes_up(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    before = int(shift.page.locator("[data-today]").inner_text())
    shift.press("1", "Enter")
    shift.is_in("waiting")
    assert int(shift.page.locator("[data-today]").inner_text()) == before + 1


def test_with_the_socket_down_the_page_goes_on_by_asking(shift: Shift) -> None:
    shift.page.route_web_socket("**/crunch/socket", lambda socket: socket.close())
    shift.start().is_in("waiting")
    shift.page.locator("[data-link=down]").wait_for()
    assert shift.page.locator("[data-link]").inner_text() == "Asking"
    asked = shift.ask("multiple-choice", **COLOUR)
    shift.is_in("task")
    shift.press("2", "Enter")
    assert asked.response() == ["green"]


def test_a_socket_that_breaks_is_opened_again(shift: Shift) -> None:
    sockets: list[Any] = []

    def pass_on(socket: Any) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    shift.page.route_web_socket("**/crunch/socket", pass_on)
    shift.start()
    shift.page.locator("[data-link=up]").wait_for()
    sockets[0].close()
    shift.page.locator("[data-link=down]").wait_for()
    shift.page.locator("[data-link=up]").wait_for()
    assert len(sockets) == 2


def test_the_question_is_acknowledged_once_it_is_painted(shift: Shift) -> None:
    shift.start().is_in("waiting")
    seen: list[bool] = []
    visible = "() => document.querySelector('[data-question]')?.checkVisibility() ?? false"
    shift.page.expose_function("seen", lambda: None)

    def held_up(route: Any) -> None:
        seen.append(shift.page.evaluate(visible))
        route.continue_()

    shift.page.route("**/acknowledge/", held_up)
    with shift.page.expect_response("**/acknowledge/"):
        shift.ask("multiple-choice", **COLOUR)
    assert seen == [True]


def _sight(shift: Shift, state: str) -> None:
    shift.page.evaluate(
        """(state) => {
            Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def test_heartbeats_stop_out_of_sight_and_one_comes_at_once_on_return(shift: Shift) -> None:
    def quick(route: Any) -> None:
        answer = route.fetch()
        body = answer.json()
        if body.get("task"):
            body["task"]["heartbeat"] = 0.5
        route.fulfill(response=answer, json=body)

    shift.page.route("**/next/", quick)
    beats: list[float] = []
    shift.page.on("request", lambda request: request.url.endswith("/heartbeat/") and beats.append(time.monotonic()))
    shift.given("multiple-choice", **COLOUR)
    shift.page.wait_for_timeout(1800)
    assert len(beats) >= 2
    _sight(shift, "hidden")
    shift.page.wait_for_timeout(300)
    before = len(beats)
    shift.page.wait_for_timeout(1500)
    assert len(beats) == before
    with shift.page.expect_request("**/heartbeat/", timeout=400):
        _sight(shift, "visible")


def test_the_countdown_runs_and_says_when_a_minute_is_left(shift: Shift) -> None:
    def short(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "left": 61.5})

    shift.page.route("**/acknowledge/", short)
    shift.given("multiple-choice", **COLOUR)
    left = shift.page.locator("[data-time]")
    left.filter(has_text=re.compile("^1:0[12] left$")).wait_for()
    shift.page.locator(".time.urgent").wait_for()
    assert left.inner_text() == "1:00 left"
    assert shift.page.locator("[data-announce]").inner_text() == "One minute left."


def test_nobody_is_asked_for_a_page_that_nobody_sees(shift: Shift) -> None:
    shift.page.route_web_socket("**/crunch/socket", lambda socket: socket.close())
    shift.start().is_in("waiting")
    _sight(shift, "hidden")
    shift.page.wait_for_timeout(200)
    asked: list[str] = []
    shift.page.on("request", lambda request: request.url.endswith("/next/") and asked.append(request.url))
    shift.ask("multiple-choice", **COLOUR)
    shift.page.wait_for_timeout(4000)
    assert asked == []
    _sight(shift, "visible")
    shift.is_in("task")
