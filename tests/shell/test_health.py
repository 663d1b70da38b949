"""/healthz and /readyz: answered by the shell, whatever Django's threads do."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from django.db.models.functions import Now

from heatsite import health
from heatsite.models import Canary
from heatsite.tasks import canary
from requests_app.lifecycle import due_in

from .conftest import Site


def test_the_process_lives_though_all_its_threads_are_busy(start: Callable[..., Site]) -> None:
    site = start(HEAT_WEB_THREADS="1")
    with site.wire() as busy:
        busy.ask("GET /sleep?seconds=3")
        time.sleep(0.3)
        begun = time.monotonic()
        answer = site.get("/healthz", headers={"Host": "whatever.example"})
        assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
        assert site.get("/readyz").json()["checks"]["database"] == "ok"
        assert time.monotonic() - begun < 2.5
        busy.answer(seconds=10)


def test_without_a_worker_it_is_not_ready_and_says_so(site: Site) -> None:
    answer = site.get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json() == {
        "status": "not ready",
        "missing": ["worker"],
        "checks": {"database": "ok", "worker": "missing"},
    }


@pytest.mark.django_db
def test_the_canary_lives_for_a_minute_by_the_databases_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "close_old_connections", lambda: None)  # the connection is the test's
    assert health._database() == {"database": True, "worker": False}
    canary()
    canary()
    assert Canary.objects.count() == 1
    assert health._database()["worker"]
    Canary.objects.update(at=due_in(-61))
    assert not health._database()["worker"]
    Canary.objects.update(at=Now())
    assert health._database()["worker"]


def test_what_is_asked_often_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(health, "_database", lambda: looks.append(1) or {"database": True, "worker": True})

    async def ask() -> list[int]:
        asked = health.Health()
        return [(await asked.reply(health.READY)).status for _ in range(20)]

    assert asyncio.run(ask()) == [200] * 20
    assert len(looks) == 1


def test_a_look_that_hangs_is_not_waited_for_and_does_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, over = [], threading.Event()
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    monkeypatch.setattr(health, "KEPT", 0)
    monkeypatch.setattr(health, "_database", lambda: looks.append(over.wait(20)) or {"database": True})

    async def ask() -> list[int]:
        asked = health.Health()
        return [(await asked.reply(health.READY)).status for _ in range(3)]

    timer = threading.Timer(1, over.set)
    timer.start()
    assert asyncio.run(ask()) == [503] * 3
    assert len(looks) <= 1
