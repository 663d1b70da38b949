"""Blocked calls: who waits for a person costs nobody else anything, and always gets an answer."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from .conftest import Site
from .wire import Wire

Start = Callable[..., Site]


@pytest.fixture(autouse=True)
def _leave_nothing(site: Site) -> Iterator[None]:
    yield
    site.post("/slip", json={"ended": False, "current": False})
    site.post("/end", json={"ids": "all", "tell": True})
    site.wait_for(held=0)
    site.post("/forget-reads")


def held_call(site: Site, query: str = "block=30") -> Wire:
    wire = site.wire()
    wire.ask(f"POST /ask?{query}")
    return wire


def test_a_held_call_is_answered_the_moment_its_request_ends(site: Site) -> None:
    with held_call(site) as wire:
        site.wait_for(held=1)
        assert wire.silent(0.2)
        site.post("/end", json={"ids": "all", "tell": True, "response": "forty-two"})
        answer = wire.answer(seconds=8)
        assert (answer.status, answer.json()["status"], answer.json()["response"]) == (200, "complete", "forty-two")
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-shown"] == "shown"


def test_what_nobody_was_woken_for_is_found_by_looking_again(start: Start) -> None:
    own = start(HEAT_LOOK_AGAIN="0.4")
    with held_call(own) as wire:
        own.wait_for(held=1)
        time.sleep(0.3)
        own.post("/end", json={"ids": "all", "tell": False})
        assert wire.answer(seconds=8).json()["status"] == "complete"
    wires = [held_call(own) for _ in range(30)]
    own.wait_for(held=30)
    own.post("/forget-reads")
    time.sleep(1.4)
    reads = own.state()["reads"]
    assert sum(reads) >= 60
    assert len(reads) < 15, f"those whose time to look comes together look together: {reads}"
    for wire in wires:
        wire.close()


def test_what_ended_before_the_call_was_held_is_answered_at_once(site: Site) -> None:
    asked = site.post("/ask?block=0").json()
    site.post("/end", json={"ids": [asked["id"]], "tell": False})
    begun = time.monotonic()
    assert site.get(f"/again/{asked['id']}?block=20").json()["status"] == "complete"
    assert time.monotonic() - begun < 5


def test_when_the_time_is_up_the_pending_answer_goes_out(site: Site) -> None:
    with held_call(site, "block=0.5") as wire:
        begun = time.monotonic()
        answer = wire.answer()
        assert 0.45 < time.monotonic() - begun < 5
        assert (answer.status, answer.json()["status"]) == (200, "pending")
        assert "x-heat-hold" not in answer.headers


def test_a_connection_is_good_for_the_next_call_after_a_held_one(site: Site) -> None:
    with held_call(site, "block=0.2") as wire:
        assert wire.answer().json()["status"] == "pending"
        wire.ask("GET /ping")
        assert wire.answer().body == b"pong"
        wire.ask("POST /ask?block=30")
        site.wait_for(held=1)
        site.post("/end", json={"ids": "all", "tell": True})
        assert wire.answer().json()["status"] == "complete"
        wire.ask("GET /ping")
        assert wire.answer().body == b"pong"


def test_a_client_that_hangs_up_frees_all_that_was_held_for_it(site: Site) -> None:
    before = site.state()
    wires = [held_call(site) for _ in range(50)]
    site.wait_for(held=50)
    assert site.state()["sockets"] >= before["sockets"] + 50
    for wire in wires:
        wire.close()
    site.wait_for(held=0, seconds=8)
    after = site.state()
    assert after["sockets"] <= before["sockets"] + 1
    assert after["threads"] <= before["threads"] + 4


def test_a_client_that_pipelines_hides_its_hanging_up_no_longer_than_it_asked_to_wait(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /ask?block=1.5")
        site.wait_for(held=1)
        wire.ask("GET /ping")
    site.wait_for(held=0, seconds=8)


def test_pipelined_calls_are_answered_in_their_order(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /ask?block=0.4")
        wire.ask("GET /ping")
        assert wire.answer().json()["status"] == "pending"
        assert wire.answer().body == b"pong"


def test_held_calls_take_no_thread(site: Site) -> None:
    wires = [held_call(site) for _ in range(40)]
    site.wait_for(held=40)
    assert site.state()["threads"] < 20
    begun = time.monotonic()
    assert site.get("/ping").text == "pong"
    assert time.monotonic() - begun < 5
    for wire in wires:
        wire.close()


def test_a_thousand_woken_at_once_are_read_in_one_query_a_tick(site: Site) -> None:
    wires = [held_call(site) for _ in range(1000)]
    site.wait_for(held=1000, seconds=60)
    site.post("/forget-reads")
    site.post("/end", json={"ids": "all", "tell": True})
    answers = [wire.answer(seconds=10) for wire in wires]
    assert {answer.json()["status"] for answer in answers} == {"complete"}
    assert len({answer.json()["id"] for answer in answers}) == 1000
    assert site.state()["reads"] == [1000]
    for wire in wires:
        wire.close()


def test_many_who_wait_for_one_request_are_all_answered_by_one_look(site: Site) -> None:
    request_id = site.post("/ask?block=0").json()["id"]
    wires = [site.wire() for _ in range(20)]
    for wire in wires:
        wire.ask(f"GET /again/{request_id}?block=30")
    site.wait_for(held=20)
    site.post("/forget-reads")
    site.post("/end", json={"ids": [request_id], "tell": True})
    assert {wire.answer(seconds=8).json()["status"] for wire in wires} == {"complete"}
    assert site.state()["reads"] == [1]
    for wire in wires:
        wire.close()


def test_a_hint_about_a_request_that_is_still_pending_wakes_nobody(site: Site) -> None:
    with held_call(site, "block=1") as wire:
        site.wait_for(held=1)
        site.post("/wake")
        assert wire.silent(0.3)
        assert wire.answer().json()["status"] == "pending"


def test_where_the_look_fails_the_pending_answer_goes_out(site: Site) -> None:
    with held_call(site) as wire:
        site.wait_for(held=1)
        site.post("/slip", json={"ended": True})
        site.post("/end", json={"ids": "all", "tell": True})
        answer = wire.answer(seconds=8)
        assert (answer.status, answer.json()["status"]) == (200, "pending")


def test_a_long_pending_answer_is_not_kept_but_read_again_when_the_time_is_up(site: Site) -> None:
    with held_call(site, "block=0.5&pad=30000") as wire:
        answer = wire.answer()
        assert (answer.status, answer.json()["status"]) == (200, "pending")
        assert "created_at" in answer.json(), "this is what the read function made, not what the view made"


def test_a_long_pending_answer_that_can_not_be_read_again_is_a_503_that_names_the_request(site: Site) -> None:
    with held_call(site, "block=0.5&pad=30000") as wire:
        site.wait_for(held=1)
        site.post("/slip", json={"current": True})
        answer = wire.answer()
        assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "retry-after" in answer.headers
        assert answer.headers["x-request-id"]


def test_an_account_has_so_many_held_calls_and_beyond_them_is_answered_at_once(start: Start) -> None:
    own = start(HEAT_MAX_HELD_PER_ACCOUNT="3")
    wires = [held_call(own) for _ in range(3)]
    own.wait_for(held=3)
    begun = time.monotonic()
    assert own.post("/ask?block=20").json()["status"] == "pending"
    assert time.monotonic() - begun < 5
    with held_call(own, "block=20&account=Bob"):
        own.wait_for(held=4)
    own.wait_for(held=3)
    wires.pop().close()
    own.wait_for(held=2)
    wires.append(held_call(own))
    own.wait_for(held=3)
    for wire in wires:
        wire.close()


def test_a_head_call_is_held_and_answered_without_a_body(site: Site) -> None:
    request_id = site.post("/ask?block=0").json()["id"]
    with site.wire() as wire:
        wire.ask(f"HEAD /again/{request_id}?block=20")
        site.wait_for(held=1)
        site.post("/end", json={"ids": [request_id], "tell": True})
        assert int(wire.answer(seconds=8, head=True).headers["content-length"]) > 10
        wire.ask("GET /ping")
        assert wire.answer().body == b"pong"


def test_calls_that_are_held_while_others_end_are_never_lost(site: Site) -> None:
    """Blocking and ending race each other: register first, then look, or a call would wait in vain."""

    def one(number: int) -> str:
        with held_call(site, "block=15") as wire:
            return wire.answer(seconds=14).json()["status"]

    with ThreadPoolExecutor(20) as threads:
        waiting = [threads.submit(one, number) for number in range(200)]
        while not all(future.done() for future in waiting):
            site.post("/end", json={"ids": "all", "tell": True})
        assert {future.result() for future in waiting} == {"complete"}
