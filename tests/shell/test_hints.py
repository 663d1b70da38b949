"""Between processes: what ends in one wakes who waits at another, through Redis, which may come and go."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.servers import Valkey

from .conftest import Site

pytestmark = pytest.mark.services
Start = Callable[..., Site]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Valkey]:
    redis = Valkey(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def two(start: Start, redis: Valkey, new_folder: Callable[[], Path]) -> list[Site]:
    """Two processes that look again only after a minute."""
    env = {"HEAT_DATA": str(new_folder()), "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", "HEAT_LOOK_AGAIN": "60"}
    sites = [start(**env), start(**env)]
    time.sleep(0.5)  # until both have subscribed
    return sites


def test_what_ends_in_one_process_wakes_who_waits_at_another(two: list[Site]) -> None:
    here, there = two
    with here.wire() as wire:
        wire.ask("POST /ask?block=30")
        here.wait_for(held=1)
        begun = time.monotonic()
        there.post("/end", json={"ids": "all", "tell": True})
        assert wire.answer(seconds=8).json()["status"] == "complete"
        assert time.monotonic() - begun < 5


def test_many_that_end_in_one_process_wake_all_who_wait_at_another(two: list[Site]) -> None:
    here, there = two
    wires = [here.wire() for _ in range(300)]
    for wire in wires:
        wire.ask("POST /ask?block=30")
    here.wait_for(held=300)
    there.post("/end", json={"ids": "all", "tell": True})
    assert {wire.answer(seconds=5).json()["status"] for wire in wires} == {"complete"}
    for wire in wires:
        wire.close()


def test_what_ended_while_redis_was_away_is_found_when_it_is_back(two: list[Site], redis: Valkey) -> None:
    here, there = two
    with here.wire() as wire:
        wire.ask("POST /ask?block=30")
        here.wait_for(held=1)
        redis.stop()
        there.post("/end", json={"ids": "all", "tell": True})
        assert wire.silent(0.7)
        redis.start()
        assert wire.answer(seconds=5).json()["status"] == "complete"


def test_after_five_restarts_of_redis_hints_come_again(two: list[Site], redis: Valkey) -> None:
    here, there = two
    for _ in range(5):
        redis.stop()
        time.sleep(0.2)
        redis.start()
        time.sleep(0.4)
    time.sleep(1)
    with here.wire() as wire:
        wire.ask("POST /ask?block=30")
        here.wait_for(held=1)
        there.post("/end", json={"ids": "all", "tell": True})
        assert wire.answer(seconds=8).json()["status"] == "complete"


def test_without_redis_held_calls_look_by_themselves(
    start: Start, redis: Valkey, new_folder: Callable[[], Path]
) -> None:
    redis.stop()
    env = {"HEAT_DATA": str(new_folder()), "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", "HEAT_LOOK_AGAIN": "0.5"}
    here, there = start(**env), start(**env)
    with here.wire() as wire:
        wire.ask("POST /ask?block=30")
        here.wait_for(held=1)
        there.post("/end", json={"ids": "all", "tell": True})
        assert wire.answer(seconds=5).json()["status"] == "complete"
