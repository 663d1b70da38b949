"""The figures of docs/chaos.md: each run is a function of how many times, and gives figures; `wrong` must be empty."""

import asyncio
import contextlib
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis

from tests.plain_client import Connection
from tests.processes import free_port
from tests.receiver import receiving

from . import checker
from .history import History, Waited
from .rows import integrity
from .running import hooked, run
from .site import Many, One, Slot, standing

Figures = dict[str, Any]
QUESTION = {"instruction": "Is it?", "choices": ["yes", "no"]}
PATH = "/v1/requests/multiple-choice"
PIECE = 420  # seconds that one run may rage


def _percentile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return round(ordered[int((len(ordered) - 1) * share)], 2) if ordered else 0.0


@contextlib.contextmanager
def _many(**settings: str):
    with tempfile.TemporaryDirectory(prefix="heat-chaos-") as folder, standing(Many(Path(folder), **settings)) as site:
        yield site


def kills(times: int, seed: int) -> Figures:
    """Everything strikes, kills most of all."""
    with _many(workers=2) as site:  # type: ignore[arg-type]
        outcome = run(site, seed, PIECE, 0.4, most_kills=times)
    return {"times": outcome.kills, "wrong": outcome.wrong, **outcome.figures}


def flushes(times: int, seed: int) -> Figures:
    """FLUSHALL again and again, and nothing else."""
    with _many() as site:
        outcome = run(site, seed, min(times * 1.2, PIECE), 1.0, only="flush")
    normal = max((one.seen - one.since for one in outcome.history.of(Waited)), default=0)
    flushed = int(outcome.figures["strikes"])
    wrong = outcome.wrong + ([f"a request waited {normal:.0f} s"] if normal > 30 else [])
    return {"times": flushed, "wrong": wrong, **outcome.figures}


def embedded(times: int, seed: int) -> Figures:
    """The one process killed."""
    with tempfile.TemporaryDirectory(prefix="heat-chaos-") as folder, standing(One(Path(folder))) as site:
        outcome = run(site, seed, PIECE, 1.0, most_kills=times, only="kill")
        site.slots[0].kill()
        found = integrity(site.folder)
    wrong = outcome.wrong + ([] if found == "ok" else [f"integrity_check: {found}"])
    return {"times": outcome.kills, "wrong": wrong, "integrity_check": found, **outcome.figures}


def _works(slot: Slot, key: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.get(f"{slot.url}/v1/account", headers={"X-Heat-API-Key": key}, timeout=15)
        return answer.status_code == 200
    return False


def postgres(times: int, seed: int) -> Figures:
    """PostgreSQL stopped for ten seconds: what is answered meanwhile, and how soon all is well."""
    wrong, recovered, slowest = [], list[float](), 0.0
    statuses: dict[int, int] = {}
    with _many() as site, site.client() as client, ThreadPoolExecutor(8) as pool:
        processes = [slot.process for slot in site.slots]
        for _ in range(times):
            stopped = threading.Event()

            def probe() -> None:
                nonlocal slowest
                while not stopped.is_set():
                    begun = time.monotonic()
                    answer = client.post(PATH, json=QUESTION)
                    slowest = max(slowest, time.monotonic() - begun)
                    statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
                    if answer.status_code != 503 or "retry-after" not in answer.headers:
                        wrong.append(f"answered {answer.status_code} while the database was away")
                    time.sleep(0.1)

            site.postgres.stop()
            probes = [pool.submit(probe) for _ in range(8)]
            time.sleep(10)
            stopped.set()
            for one in probes:
                one.result()
            site.postgres.start()
            begun = time.monotonic()
            while not all(_works(slot, site.key) for slot in site.webs):
                time.sleep(0.1)
            ended = client.post(f"{PATH}?block=60", json={**QUESTION, "deadline": 1}).json()
            recovered.append(time.monotonic() - begun)
            if ended["status"] != "aborted" or recovered[-1] > 15:
                wrong.append(f"well after {recovered[-1]:.1f} s, and a deadline ended as {ended['status']}")
        if [slot.process for slot in site.slots] != processes or any(p.popen.poll() is not None for p in processes):
            wrong.append("a process ended")
    return {
        "times": times,
        "wrong": wrong,
        "answers of 503": statuses.get(503, 0),
        "slowest 503 s": round(slowest, 1),
        "well after s": round(max(recovered), 1),
    }


def webhooks(times: int, seed: int) -> Figures:
    """`times` webhooks, the receiver down for an hour of a fake clock, workers killed all the while."""
    port, kills = free_port(), 0
    with _many(HEAT_HOOKS_PER_HOST="64") as site, site.client() as client:
        history = History()
        items = [{"metadata": {"key": uuid.uuid4().hex}} for _ in range(times)]
        batch = {"type": "multiple-choice", "requests": items}
        batch["defaults"] = {**QUESTION, "hook_url": f"http://127.0.0.1:{port}/hook"}
        made = client.post("/v1/batch", json=batch).json()["id"]
        client.post(f"/v1/batch/{made}/abort")
        begun, passed = time.monotonic(), 0.0
        while passed < 3600 and time.monotonic() - begun < PIECE / 2:
            time.sleep(3)
            site.workers[0].kill()
            kills += 1
            site.workers[0].start()
            time.sleep(4)
            passed += _pass_time(site, 300)
        with receiving(port=port) as receiver:
            receiver.secret = site.secret
            while time.monotonic() - begun < PIECE and len({call.id for call in receiver.calls}) < times:
                time.sleep(4)
                if kills % 2 == 0:
                    site.workers[0].kill()
                    site.workers[0].start()
                kills += 1
                _pass_time(site, 600)
            until = time.monotonic() + 60
            while any(row.status != "delivered" for row in site.rows().deliveries) and time.monotonic() < until:
                time.sleep(1)
                _pass_time(site, 60)
            history.add(*hooked(receiver))
        wrong = checker.judge(history, site.rows())
    return {"times": len({call.webhook_id for call in history.events}), "wrong": wrong, "kills": kills, "hour": passed}


def _pass_time(site: Many, seconds: float) -> float:
    """Have every due webhook be due so much earlier."""
    with psycopg.connect(site.postgres.url) as connection:
        connection.execute(
            "UPDATE requests_app_webhookdelivery SET due_at = due_at - %(past)s * interval '1 second', "
            "kept_due_at = kept_due_at - %(past)s * interval '1 second', "
            "leased_until = leased_until - %(past)s * interval '1 second' WHERE status = 'due'",
            {"past": seconds},
        )
    return seconds


def keys(times: int, seed: int) -> Figures:
    """Idempotency keys, twenty parallel calls with each, and a web process killed every two seconds."""
    wrong: list[str] = []
    over = threading.Event()
    with _many() as site:
        kills = 0

        def strike() -> None:
            nonlocal kills
            while not over.wait(1):
                slot = site.webs[kills % 2]
                slot.kill()
                kills += 1
                slot.start()
                with contextlib.suppress(AssertionError):
                    slot.wait(20)

        def call(number: int, key: str) -> str:
            headers = {"X-Heat-API-Key": site.key, "Idempotency-Key": key}
            body = {**QUESTION, "metadata": {"key": key}}
            while True:
                number += 1
                with contextlib.suppress(httpx.HTTPError):
                    answer = httpx.post(f"{site.urls()[number % 2]}{PATH}", json=body, headers=headers, timeout=20)
                    if answer.status_code == 200:
                        return str(answer.json()["id"])
                    if answer.status_code != 503:
                        return f"{answer.status_code} {answer.text}"
                time.sleep(0.2)

        killer = threading.Thread(target=strike)
        killer.start()
        with ThreadPoolExecutor(20) as pool:
            for _ in range(times):
                key = uuid.uuid4().hex
                ids = set(pool.map(call, range(20), [key] * 20))
                if len(ids) != 1:
                    wrong.append(f"key {key} was answered {ids}")
        over.set()
        killer.join()
        with psycopg.connect(site.postgres.url) as connection:
            [[made]] = connection.execute("SELECT count(*) FROM requests_app_heatrequest").fetchall()
    if made != times:
        wrong.append(f"{made} requests of {times} keys")
    return {"times": times, "wrong": wrong, "requests": made, "kills": kills}


def _blocked(site: Many, times: int) -> tuple[list[float], int]:
    """How long each of so many clients, blocked at one web process, waits for an end made at the other; and how many
    were not told of it."""

    async def wait() -> tuple[list[float], int]:
        here, there = (httpx.URL(url).port or 0 for url in site.urls())
        async with contextlib.AsyncExitStack() as stack:
            other = await stack.enter_async_context(Connection(there, site.key))
            body = {"type": "multiple-choice", "defaults": QUESTION, "requests": [{}] * times}
            batch = (await other.call("POST /v1/batch", body))["id"]
            ids = [one["id"] for one in (await other.call(f"GET /v1/batch/{batch}"))["tasks"]]
            calls = []
            for one in ids:
                client = await stack.enter_async_context(Connection(here, site.key))
                client.send(f"GET /v1/requests/{one}?block=110")
                calls.append(asyncio.create_task(client.answer()))
            await asyncio.sleep(5 + times / 100)
            ended = []
            for one in ids:
                await other.call(f"POST /v1/tasks/abort/{one}")
                ended.append(time.perf_counter())
                await asyncio.sleep(0.01)  # over several looks of those who wait, not at one moment between two
            answers = await asyncio.gather(*calls)
            waits = [max(0.0, seen - end) for (_, seen), end in zip(answers, ended, strict=True)]
            return waits, sum(json.loads(answer)["status"] != "aborted" for answer, _ in answers)

    return asyncio.run(wait())


def blocked(times: int, seed: int) -> Figures:
    """Blocked clients whose requests end one after the other at another process, with Redis and without."""
    with _many() as site:
        up, missed_up = _blocked(site, times)
        site.redis.stop()
        down, missed_down = _blocked(site, times)
        with contextlib.suppress(redis.RedisError):
            site.redis.start()
    figures = {"p99 s, Redis up": _percentile(up, 0.99), "p99 s, Redis down": _percentile(down, 0.99)}
    wrong = [f"{missed_up + missed_down} clients were not told"] if missed_up + missed_down else []
    wrong += [f"p99 with Redis: {figures['p99 s, Redis up']} s"] if figures["p99 s, Redis up"] > 1 else []
    wrong += [f"p99 without: {figures['p99 s, Redis down']} s"] if figures["p99 s, Redis down"] > 5 else []
    return {"times": times, "wrong": wrong, **figures}


# Each run, how often it is wanted, and what `times` counts.
RUNS: dict[str, tuple[Callable[[int, int], Figures], int, str]] = {
    "kills": (kills, 500, "kills, everything else striking too"),
    "flushes": (flushes, 100, "FLUSHALLs under load"),
    "postgres": (postgres, 20, "times that PostgreSQL was stopped for 10 s"),
    "embedded": (embedded, 200, "kills of the one process"),
    "webhooks": (webhooks, 1000, "webhooks, their receiver down for an hour of a fake clock, workers killed"),
    "keys": (keys, 500, "idempotency keys, 20 parallel calls each, web processes killed"),
    "blocked": (blocked, 1000, "clients blocked at one process and answered at another"),
}
