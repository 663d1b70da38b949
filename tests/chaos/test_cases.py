"""The chaos cases that are cheap, one after the other at one site of two web processes and a worker.

docs/chaos.md has the table of all thirteen, and where each is tested.
"""

import asyncio
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis

from tests.answering import Answerer
from tests.processes import free_port
from tests.receiver import receiving

from .asking import PATH, QUESTION, a_worker_works, answers, ask, expired, listed, task_of, time_of, until
from .running import run
from .site import Many, Slot, standing

pytestmark = pytest.mark.timeout(900)
LEASE = 3  # seconds: site.SETTINGS has it


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    with standing(Many(tmp_path_factory.mktemp("cases"))) as site:
        yield site


@pytest.fixture(autouse=True)
def _all_up(site: Many) -> None:
    for slot in site.slots:
        slot.wait()


@pytest.fixture
def client(site: Many) -> Iterator[httpx.Client]:
    with site.client() as client:
        yield client


@pytest.fixture
def crunchers(site: Many) -> Iterator[list[Answerer]]:
    """Two, with nothing in hand: what earlier tests left pending is taken back first."""
    with site.client() as client:
        while pending := client.get("/v1/requests?status=pending&limit=200").json()["requests"]:
            for one in pending:
                client.post(f"/v1/tasks/abort/{one['id']}")
    both = [site.answerer(0, 0), site.answerer(1, 1)]
    yield both
    for cruncher in both:
        cruncher._post("/crunch/stop/", {})
        cruncher.close()


def test_case_2_a_web_process_killed_between_commit_and_reply(site: Many):
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    failures: list[Exception] = []

    def post() -> None:
        with site.client(0) as client:
            try:
                client.post(f"{PATH}?block=60", json=QUESTION, headers=headers)
            except httpx.HTTPError as error:
                failures.append(error)

    before = len(listed(site))
    asking = threading.Thread(target=post)
    asking.start()
    [new] = until(lambda: listed(site)[before:], 20)  # committed, and the reply is held
    site.webs[0].kill()
    asking.join(20)
    assert failures
    with site.client(1) as client:
        answers = [client.post(PATH, json=QUESTION, headers=headers).json()["id"] for _ in range(2)]
    assert answers == [new, new]
    assert len(listed(site)) == before + 1
    site.webs[0].start()


def test_case_3_a_web_process_killed_holding_200_blocked_clients(site: Many, client: httpx.Client):
    items = {"type": "multiple-choice", "defaults": QUESTION, "requests": [{}] * 200}
    batch = client.post("/v1/batch", json=items).json()["id"]
    ids = [one["id"] for one in client.get(f"/v1/batch/{batch}").json()["tasks"]]

    async def wait_at(number: int, then: Callable[[], Any]) -> list[Any]:
        headers, limits = {"X-Heat-API-Key": site.key}, httpx.Limits(max_connections=250)
        async with httpx.AsyncClient(
            base_url=site.urls()[number], headers=headers, timeout=60, limits=limits
        ) as waiting:
            calls = [asyncio.create_task(waiting.get(f"/v1/requests/{one}?block=50")) for one in ids]
            await asyncio.sleep(1.5)
            await asyncio.to_thread(then)
            return await asyncio.gather(*calls, return_exceptions=True)

    lost = asyncio.run(wait_at(0, site.webs[0].kill))
    assert all(isinstance(one, httpx.HTTPError) for one in lost)
    with site.client(1) as other:
        answers = asyncio.run(wait_at(1, lambda: other.post(f"/v1/batch/{batch}/abort")))
    assert {answer.json()["status"] for answer in answers} == {"aborted"}
    site.webs[0].start()


def test_case_4_five_restarts_of_redis_within_three_seconds(site: Many, client: httpx.Client):
    for _ in range(5):
        site.redis.stop()
        time.sleep(0.1)
        site.redis.start()
        time.sleep(0.3)
    a_worker_works(client, 30)
    assert site.workers[0].process.popen.poll() is None


def test_case_5_redis_down_and_flushed(site: Many, client: httpx.Client, crunchers: list[Answerer]):
    site.redis.stop()
    try:
        taken = [time_of(lambda: ask(client)) for _ in range(10)]
        assert max(taken) < 3
        time.sleep(float(os.environ.get("HEAT_CHAOS_REDIS_DOWN", "0")))
        answers: list[dict[str, Any]] = []
        waiting = threading.Thread(target=lambda: answers.append(ask(client, block=40)))
        waiting.start()
        answered = 0.0
        while waiting.is_alive():  # at another web process, so that only looking can wake the call
            if task := crunchers[1].next().get("task"):
                assert crunchers[1].answer(task, ["yes"])["state"] == "accepted"
                answered = time.monotonic()
            waiting.join(0.05)
        assert time.monotonic() - answered < 5 + 2
        assert answers[0]["response"] == ["yes"]
        health = client.get("/readyz")
        assert (health.status_code, health.json()["missing"]) == (503, ["redis"])
        assert client.get("/healthz").status_code == 200
    finally:
        site.redis.start()
    a_worker_works(client, 60)
    with redis.Redis(port=site.redis.port) as connection:
        connection.flushall()
    a_worker_works(client, 30)


def test_case_6_postgres_stopped_and_started(site: Many, client: httpx.Client, crunchers: list[Answerer]):
    kept = ask(client)
    processes = [slot.process for slot in site.slots]
    site.postgres.stop()
    seen: list[httpx.Response] = []
    with ThreadPoolExecutor(30) as pool:
        paths = [("POST", PATH), ("GET", f"/v1/requests/{kept['id']}?block=5"), ("GET", "/crunch/sign-in/")] * 10
        calls = [
            pool.submit(client.request, how, path, json=QUESTION if how == "POST" else None) for how, path in paths
        ]
        seen = [call.result(30) for call in calls]
        page = crunchers[0].client.post(
            "/crunch/next/", headers={"X-CSRFToken": crunchers[0].client.cookies["csrftoken"]}
        )
    assert {answer.status_code for answer in seen[:2] + seen[3:5]} == {503}
    assert {answer.status_code for answer in seen} <= {503, 200}  # the sign-in page needs no database
    assert all("retry-after" in answer.headers for answer in [*seen, page] if answer.status_code == 503)
    assert page.status_code == 503
    assert client.get("/readyz").json()["missing"] == ["database"]
    site.postgres.start()
    until(lambda: all(answers(slot, site.key) for slot in site.webs), 15)
    a_worker_works(client, 15)
    assert client.get(f"/v1/requests/{kept['id']}").json()["status"] == "pending"
    assert [slot.process for slot in site.slots] == processes
    assert all(process.popen.poll() is None for process in processes)


def test_case_8_the_crunchers_browser_closes(client: httpx.Client, crunchers: list[Answerer]):
    first, second = crunchers
    asked = ask(client)
    task = task_of(first)
    left = first.on(task, "acknowledge")
    gone = time.monotonic()
    task_of(second, left["lease"] + 5)
    assert time.monotonic() - gone < left["lease"] + 5
    client.post(f"/v1/tasks/abort/{asked['id']}")


def test_case_9_the_lease_ends_while_answering(site: Many, client: httpx.Client, crunchers: list[Answerer]):
    first, second = crunchers
    asked = ask(client)
    task = task_of(first)
    first.on(task, "acknowledge")
    until(lambda: expired(site, task), LEASE + 10)
    with_free_place = first.on(task, "submit", answer=["yes"], sizes=None)
    assert with_free_place.get("state") == "accepted", with_free_place
    assert client.get(f"/v1/requests/{asked['id']}").json()["response"] == ["yes"]

    asked = ask(client)
    task = task_of(first)
    first.on(task, "acknowledge")
    other = task_of(second, LEASE + 15)
    second.on(other, "acknowledge")
    refused = first.on(task, "submit", answer=["no"], sizes=None)
    assert refused["gone"]
    assert refused["message"]
    assert second.on(other, "submit", answer=["yes"], sizes=None)["state"] == "accepted"
    assert client.get(f"/v1/requests/{asked['id']}").json()["response"] == ["yes"]


def test_case_10_submitted_twice_in_two_tabs_an_hour_later(site: Many, client: httpx.Client, crunchers: list[Answerer]):
    first = crunchers[0]
    asked = ask(client)
    task = task_of(first)
    first.on(task, "acknowledge")
    with ThreadPoolExecutor(8) as tabs:
        send = [tabs.submit(first.on, task, "submit", answer=["yes"], sizes=None) for _ in range(8)]
        assert {one.result()["state"] for one in send} == {"accepted"}
    with psycopg.connect(site.postgres.url) as connection:
        connection.execute("UPDATE requests_app_assignment SET ended_at = ended_at - interval '1 hour'")
    assert first.on(task, "submit", answer=["yes"], sizes=None)["state"] == "accepted"
    assert first.on(task, "submit", answer=["no"], sizes=None)["state"] == "accepted"
    final = client.get(f"/v1/requests/{asked['id']}").json()
    assert (final["response"], list(final["raw_responses"].values())) == (["yes"], [["yes"]])


def test_case_11_an_abort_against_an_answer_and_two_last_answers(
    site: Many, client: httpx.Client, crunchers: list[Answerer]
):
    with receiving() as receiver, ThreadPoolExecutor(3) as pool:
        ids = []
        for number in range(12):
            several = {"confidence": {"min_agreements": 1, "max_crunchers": 2}} if number % 2 else {}
            asked = ask(client, hook_url=receiver.url, **several)
            ids.append(asked["id"])
            task = task_of(crunchers[0])
            crunchers[0].on(task, "acknowledge")
            submit = pool.submit(crunchers[0].on, task, "submit", answer=["yes"], sizes=None)
            abort = pool.submit(client.post, f"/v1/tasks/abort/{asked['id']}")
            said, aborted = submit.result(), abort.result().status_code
            status = client.get(f"/v1/requests/{asked['id']}").json()["status"]
            assert (said.get("state") == "accepted", aborted == 200) in {(True, False), (False, True)}
            assert status == ("aborted" if aborted == 200 else "complete")
        calls = receiver.wait_for(len(ids), 60)
        for call in calls:
            told = call.verify(site.secret)
            assert told == client.get(f"/v1/requests/{told['id']}").json()
        assert sorted(call.verify(site.secret)["id"] for call in calls) == sorted(ids)


def test_case_12_a_clock_ten_minutes_off(site: Many, client: httpx.Client, crunchers: list[Answerer], tmp_path: Path):
    command = [sys.executable, "-m", "tests.chaos.off_clock"]
    port = free_port()
    web = Slot(
        "off-web", [*command, "-600", "heatsite.server"], tmp_path / "web.log", port, **site.settings, PORT=str(port)
    )
    worker = Slot("off-worker", [*command, "600", "heatsite.work"], tmp_path / "worker.log", None, **site.settings)
    site.workers[0].kill()
    try:
        web.start()
        worker.start()
        web.wait()
        worker.wait()
        with receiving() as receiver:
            asked = ask(client, hook_url=receiver.url)
            task = task_of(crunchers[0])
            crunchers[0].client.base_url = httpx.URL(web.url)
            for _ in range(LEASE + 2):  # seconds: the sweeps of the wrong clock let the lease be
                assert crunchers[0].on(task, "acknowledge")["lease"] > LEASE - 1
                time.sleep(1)
            assert crunchers[0].on(task, "submit", answer=["yes"], sizes=None)["state"] == "accepted"
            [call] = receiver.wait_for(1, 30)
            assert call.verify(site.secret)["id"] == asked["id"]  # signed for a time that receivers believe
            a_worker_works(client, 20)
    finally:
        crunchers[0].client.base_url = httpx.URL(site.urls()[0])
        web.stop()
        worker.stop()
        site.workers[0].start()


def test_every_strike_under_load_loses_and_doubles_nothing(site: Many, crunchers: list[Answerer]):
    """The short form of `make chaos`."""
    assert crunchers  # all that others left is over
    outcome = run(site, seed=5, seconds=0, every=0)
    assert outcome.wrong == []
    assert outcome.kills > 0
    assert outcome.figures["ended"] > 10
    assert outcome.figures["webhooks"] > 5
