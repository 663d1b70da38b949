"""Bodies come whole to Django, in their own time, and not larger than is taken."""

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Iterator

import pytest

from heatsite import bodies

from .conftest import Site
from .wire import Wire

MIB = 1024 * 1024
CHUNKED = "Transfer-Encoding: chunked"


def chunk(part: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(part), part)


def wait_until(true: Callable[[], bool], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_chunked_body_arrives_whole(site: Site) -> None:
    body = os.urandom(300_000)
    with site.wire() as wire:
        wire.ask("POST /echo", CHUNKED)
        for at in range(0, len(body), 70_001):
            wire.send(chunk(body[at : at + 70_001]))
        wire.send("0\r\n\r\n")
        arrived = wire.answer().json()
    assert (arrived["length"], arrived["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    assert arrived["meta"]["CONTENT_LENGTH"] == str(len(body))
    assert "HTTP_TRANSFER_ENCODING" not in arrived["meta"]


def test_a_body_that_comes_byte_by_byte_arrives_whole(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /echo", "Content-Length: 5")
        for byte in "heat!":
            wire.send(byte)
            time.sleep(0.03)
        assert wire.answer().json()["sha256"] == hashlib.sha256(b"heat!").hexdigest()


@pytest.mark.parametrize("kind", ["Content-Length: 100000", CHUNKED])
def test_ten_slow_uploads_do_not_keep_others_waiting(site: Site, kind: str) -> None:
    slow = [site.wire() for _ in range(10)]  # of a server with four threads
    for wire in slow:
        wire.ask("POST /echo", kind)
        wire.send(chunk(b"x") if kind == CHUNKED else b"x")
    begun = time.monotonic()
    for _ in range(20):
        assert site.get("/ping").text == "pong"
    assert time.monotonic() - begun < 5
    for wire in slow:
        wire.close()


def test_a_body_of_many_mib_waits_on_disk_and_arrives_whole(site: Site) -> None:
    body = os.urandom(5 * MIB)
    with site.wire() as wire:
        wire.ask("POST /v1/batch", f"Content-Length: {len(body)}")
        wire.send(body[: 3 * MIB])
        wait_until(lambda: site.state()["files"] == 1)
        wire.send(body[3 * MIB :])
        assert wire.answer().json()["sha256"] == hashlib.sha256(body).hexdigest()
    wait_until(lambda: site.state()["files"] == 0)


def test_a_body_announced_too_large_is_refused_before_it_is_sent(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /echo", f"Content-Length: {MIB + 1}", "Expect: 100-continue", "X-Request-Id: mine")
        answer = wire.answer(seconds=8)
        assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
        assert answer.headers["connection"] == "close"
        assert answer.headers["x-request-id"] == "mine"
        problem = answer.json()
        assert problem["status"] == 413
        assert problem["detail"]


def test_who_asks_whether_to_send_a_body_that_is_taken_is_told_to(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /echo", "Content-Length: 2", "Expect: 100-continue")
        assert wire.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.send("hi")
        assert wire.answer().json()["length"] == 2


def test_a_chunked_body_is_refused_as_soon_as_it_is_too_large(site: Site) -> None:
    with site.wire() as wire:
        wire.ask("POST /echo", CHUNKED)
        for _ in range(17):
            wire.send(chunk(b"x" * (MIB // 16)))
        answer = wire.answer(seconds=8)
        assert answer.status == 413
        assert answer.json()["status"] == 413


@pytest.mark.parametrize("kind", ["announced", "chunked"])
def test_a_client_that_sends_all_before_it_reads_still_learns_why(site: Site, kind: str) -> None:
    parts = [b"x" * MIB] * 20
    with site.wire() as wire:
        wire.ask("POST /echo", CHUNKED if kind == "chunked" else f"Content-Length: {20 * MIB}")
        for part in parts:
            wire.send(chunk(part) if kind == "chunked" else part)
            time.sleep(0.01)
        assert wire.answer(seconds=8).status == 413


def test_the_limit_is_taken_to_the_byte(site: Site) -> None:
    assert site.post("/echo", content=b"x" * MIB).json()["length"] == MIB
    assert site.post("/echo", content=b"x" * (MIB + 1)).status_code == 413


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/batch/"])
def test_a_batch_may_be_larger(site: Site, path: str) -> None:
    assert site.post(path, content=b"x" * (2 * MIB)).json()["length"] == 2 * MIB
    assert site.post(path, content=b"x" * (32 * MIB + 1)).status_code == 413


@pytest.fixture
def half_sent(site: Site) -> Iterator[list[Wire]]:
    wires = [site.wire() for _ in range(10)]
    for wire in wires:
        wire.ask("POST /v1/batch", f"Content-Length: {3 * MIB}")
        wire.send(b"x" * 2 * MIB)
    yield wires
    for wire in wires:
        wire.close()


def test_a_client_that_hangs_up_in_the_middle_of_its_body_frees_all(site: Site, half_sent: list[Wire]) -> None:
    wait_until(lambda: site.state()["files"] == 10)
    sockets = site.state()["sockets"]
    for wire in half_sent:
        wire.close()
    wait_until(lambda: site.state()["files"] == 0)
    assert site.state()["sockets"] <= sockets - 10


def test_a_client_that_falls_silent_in_the_middle_of_its_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_LIMIT", 0.05)

    async def never() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    with pytest.raises(bodies.TooSlow):
        asyncio.run(bodies.read_body([(b"content-length", b"5")], never, 100))


def test_a_refused_client_that_sends_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LINGER", 0.1)

    async def for_ever() -> dict[str, object]:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b"x", "more_body": True}

    begun = time.monotonic()
    asyncio.run(bodies.throw_away(for_ever))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("length", ["nonsense", "-1", "1e9", "9" * 30])
def test_a_length_that_is_none_is_refused_and_harms_nobody(site: Site, length: str) -> None:
    with site.wire() as wire:
        wire.ask("POST /echo", f"Content-Length: {length}")
        assert wire.answer(seconds=8).status in (400, 413)
    assert site.get("/ping").text == "pong"
