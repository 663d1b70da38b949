"""SIGTERM: whoever waits is answered, and the process is gone within five seconds, whatever others do."""

import os
import signal
import time
from collections.abc import Callable

import httpx
import pytest

from .conftest import Site

Start = Callable[..., Site]
SECONDS = 5 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # a machine with too much to do may take longer


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_two_hundred_held_calls_are_answered_pending(start: Start, sig: int) -> None:
    site = start()
    wires = [site.wire() for _ in range(200)]
    for wire in wires:
        wire.ask("POST /ask?block=60")
    site.wait_for(held=200)
    assert site.stop(sig) < SECONDS
    answers = [wire.answer(seconds=5) for wire in wires]
    assert {(answer.status, answer.json()["status"]) for answer in answers} == {(200, "pending")}
    assert all(wire.closed() for wire in wires)
    assert site.process.returncode == 0


def test_long_pending_answers_that_were_not_kept_are_read_again_and_sent(start: Start) -> None:
    site = start()
    wires = [site.wire() for _ in range(50)]
    for wire in wires:
        wire.ask("POST /ask?block=60&pad=20000")
    site.wait_for(held=50)
    assert site.stop() < SECONDS
    assert {wire.answer(seconds=5).json()["status"] for wire in wires} == {"pending"}


def test_a_call_that_is_in_a_thread_is_finished_and_one_that_would_be_held_then_is_not(start: Start) -> None:
    site = start()
    with site.wire() as busy:
        busy.ask("GET /sleep?seconds=1")
        time.sleep(0.3)
        assert site.stop() < SECONDS
        assert busy.answer(seconds=5).body == b"slept"


def test_slow_uploads_and_downloads_and_idle_connections_do_not_keep_it_up(start: Start) -> None:
    site = start()
    idle, up, down, stuck = (site.wire() for _ in range(4))
    idle.ask("GET /ping")
    assert idle.answer().body == b"pong"
    up.ask("POST /echo", "Content-Length: 1000")
    down.ask("GET /static/large.bin")
    stuck.ask("GET /stream?size=30000000")
    time.sleep(0.3)
    assert site.stop() < SECONDS
    for wire in (idle, up, down, stuck):
        wire.close()


def test_nobody_new_is_let_in_while_it_goes_down(start: Start) -> None:
    site = start()
    with site.wire() as busy:
        busy.ask("GET /sleep?seconds=1.5")
        time.sleep(0.3)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(httpx.ConnectError):
            httpx.get(site.url + "/ping", trust_env=False)
        assert busy.answer(seconds=5).body == b"slept"
    site.process.wait(15)


def test_a_call_that_begins_to_wait_while_it_goes_down_is_answered_pending(start: Start) -> None:
    site = start(HEAT_WEB_THREADS="1")
    with site.wire() as busy, site.wire() as later:
        busy.ask("GET /sleep?seconds=1")
        time.sleep(0.2)
        later.ask("POST /ask?block=60")
        time.sleep(0.2)
        assert site.stop() < SECONDS
        assert later.answer(seconds=5).json()["status"] == "pending"
