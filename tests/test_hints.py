"""Hints cost next to nothing where the broker is away, and never fail the call that they follow."""

import socket
import time

import pytest
import redis
from kombu.exceptions import OperationalError

from requests_app import hints
from requests_app.breaker import Breaker


@pytest.fixture
def broker(settings, monkeypatch):
    """Sets where the broker is."""
    monkeypatch.setattr(hints, "_broker_away", Breaker(2))

    def at(port: int) -> None:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
        hints._broker.cache_clear()

    yield at
    hints._broker.cache_clear()


def took(times: int) -> float:
    begun = time.monotonic()
    for _ in range(times):
        hints._send(hints.DELIVER, (), None)
    return time.monotonic() - begun


def test_a_broker_that_refuses_costs_a_moment(broker):
    broker(9)
    assert took(20) < 2


def test_a_broker_that_hangs_costs_one_short_wait_and_not_one_each(broker):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(5)
        broker(deaf.getsockname()[1])
        assert took(20) < 6 * hints.TIMEOUT


@pytest.mark.parametrize("failure", [redis.ConnectionError("lost"), OperationalError("away"), ConnectionResetError()])
def test_whatever_the_broker_fails_with_is_a_lost_hint(broker, monkeypatch, failure):
    broker(9)

    def fail(*given, **named):
        raise failure

    monkeypatch.setattr(hints.pools.producers[hints._broker()], "acquire", fail)
    hints._send(hints.DELIVER, (), None)
    assert hints._broker_away.is_open


def test_the_broker_is_tried_again_after_a_while():
    breaker = Breaker(0.05)
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    time.sleep(0.06)
    assert not breaker.is_open
