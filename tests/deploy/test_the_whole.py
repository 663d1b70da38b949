"""The commands of compose.yaml, with its variables, as processes behind a real nginx with deploy/nginx."""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import psycopg
import pytest
from websockets.asyncio.client import connect as socket_to
from websockets.sync.client import connect

from tests.processes import ROOT, Process, environment, free_port
from tests.services.conftest import ManyProcesses, postgres_url, redis_url

from . import compose
from .proxy import Proxy

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
QUESTION = {"instruction": "Is it warm?", "choices": ["yes", "no"]}


class Whole(ManyProcesses):
    """All services of compose.yaml but the two servers, which are there already."""

    def __init__(self, folder: Path, postgres_url: str, redis_url: str) -> None:
        super().__init__(folder, postgres_url, redis_url)
        secrets = {"SECRET_KEY": self.settings["SECRET_KEY"], "POSTGRES_PASSWORD": "unused"}
        self.env = {**compose.env_file(), **secrets, "HEAT_HOSTS": "127.0.0.1", "HEAT_PUBLIC_URL": "http://127.0.0.1"}
        self.services = compose.read(self.env)["services"]
        # What is elsewhere here than in Docker; and so that a test which waits for less shows that a hint came through.
        self.moved = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "HOST": "127.0.0.1", "PORT": "0"}
        self.moved["HEAT_LOOK_AGAIN"] = "60"

    def run(self, service: str) -> Process:
        """Start the very command of a service, with the very variables."""
        settings = {**self.env, **self.services[service]["environment"], **self.moved}
        command = [sys.executable if word == "python" else word for word in self.services[service]["command"]]
        process = Process(command, self._folder / f"{service}-{len(self.processes)}.log", **settings)
        self.processes.append(process)
        return process

    def proxy(self, webs: list[str]) -> Proxy:
        """nginx before these."""
        static = self._folder / "static"
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment(HEAT_STATIC=str(static), HEAT_DATA=str(self._folder / "d")))
        proxy = Proxy(self._folder, free_port(), free_port(), static, webs)
        self.processes.append(proxy)
        proxy.wait_until(lambda: answers(f"{proxy.url}/healthz"), "nginx answers")
        return proxy


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (result := what()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)
    return result


@pytest.fixture(scope="module")
def server_urls() -> Iterator[tuple[str, str]]:
    """A database and a Redis for all tests of this file."""
    database = postgres_url.__wrapped__()  # type: ignore[attr-defined]
    yield next(database), redis_url.__wrapped__()  # type: ignore[attr-defined]
    next(database, None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, server_urls: tuple[str, str]) -> Iterator[Whole]:
    """One migration, two web processes and two workers, as compose.yaml says; `whole.webs` and `whole.nginx`."""
    whole = Whole(tmp_path_factory.mktemp("whole"), *server_urls)
    try:
        assert whole.run("migrate").wait(60) == 0
        whole.webs = [whole.run("web") for _ in range(int(whole.services["web"]["deploy"]["replicas"]))]  # type: ignore[attr-defined]
        whole.workers = [whole.run("worker") for _ in range(int(whole.services["worker"]["deploy"]["replicas"]))]  # type: ignore[attr-defined]
        whole.nginx = whole.proxy([whole.url_of(web) for web in whole.webs])  # type: ignore[attr-defined]
        yield whole
    finally:
        whole.stop()


def test_each_web_process_is_alive_by_the_containers_own_check(whole):
    [_, _, *command] = whole.services["web"]["healthcheck"]["test"]
    for web in whole.webs:
        port = whole.url_of(web).rsplit(":", 1)[1]
        assert subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(PORT=port)).returncode == 0
    dead = environment(PORT=str(free_port()))
    assert subprocess.run([sys.executable, *command], cwd=ROOT, env=dead, capture_output=True).returncode == 1


def test_it_is_ready_once_a_task_went_through_a_worker(whole):
    def ready() -> httpx.Response | None:
        answer = httpx.get(f"{whole.nginx.url}/readyz")
        return answer if answer.status_code == 200 else None

    assert until(ready).json() == {
        "status": "ready",
        "missing": [],
        "checks": {"database": "ok", "worker": "ok", "redis": "ok"},
    }


def test_static_files_come_from_nginx_with_the_headers_that_heat_gives_them(whole):
    heat = httpx.get(f"{whole.url_of(whole.webs[0])}/static/js/work.js")
    nginx = httpx.get(f"{whole.nginx.url}/static/js/work.js")
    assert nginx.headers["server"] == "nginx"
    assert nginx.content == heat.content
    for name in ("cache-control", "x-content-type-options"):
        assert nginx.headers[name] == heat.headers[name]
    assert nginx.headers["content-type"].split(";")[0] == heat.headers["content-type"].split(";")[0]
    assert "immutable" in httpx.get(f"{whole.nginx.url}/static/js/work.js?v=1").headers["cache-control"]


def test_a_page_hears_by_its_socket_and_the_blocked_client_gets_its_answer_through_nginx(whole):
    url = whole.nginx.url
    answerer = whole.answerer(url)
    assert answerer.next()["state"] != "task"
    cookies = "; ".join(f"{name}={value}" for name, value in answerer.client.cookies.items())
    answers: list[httpx.Response] = []

    def ask() -> None:
        with whole.client(url) as client:
            answers.append(client.post("/v1/requests/multiple-choice?block=60", json=QUESTION))

    with connect(
        f"{url.replace('http', 'ws')}/crunch/socket", origin=url, additional_headers={"Cookie": cookies}
    ) as ws:
        asking = threading.Thread(target=ask)
        asking.start()
        assert json.loads(ws.recv(timeout=20)) == {"type": "look"}
        assert answerer.answer(answerer.next()["task"], ["yes"])["state"] == "accepted"
        asking.join(30)
    assert answers[0].json()["response"] == ["yes"]
    answerer.close()


def test_nobody_chooses_the_address_that_heat_sees(whole):
    with httpx.Client(base_url=whole.nginx.url, headers={"X-Forwarded-For": "203.0.113.7"}) as client:
        client.get("/crunch/sign-in/")
        form = {"username": "nobody", "password": "wrong", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        client.post("/crunch/sign-in/", data=form, headers={"Referer": whole.nginx.url})
    with psycopg.connect(whole.moved["DATABASE_URL"]) as connection:
        seen = connection.execute("SELECT ip_address::text FROM axes_accessattempt").fetchall()
    assert {address.removesuffix("/32") for (address,) in seen} == {"127.0.0.1"}


async def hold(url: str, key: str, cookies: str, look: Callable[[], int]) -> int:
    """What `look` says while 150 calls and 50 sockets are open, all of which then end as they should."""
    limits, headers = httpx.Limits(max_connections=300), {"X-Heat-API-Key": key}
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=60) as client,
        contextlib.AsyncExitStack() as stack,
    ):
        body = {"type": "multiple-choice", "defaults": QUESTION, "requests": [{}] * 150}
        batch = (await client.post("/v1/batch", json=body)).json()["id"]
        tasks = (await client.get(f"/v1/batch/{batch}")).json()["tasks"]
        held = [asyncio.create_task(client.get(f"/v1/requests/{one['id']}?block=50")) for one in tasks]
        for _ in range(50):
            where = f"{url.replace('http', 'ws')}/crunch/socket"
            await stack.enter_async_context(socket_to(where, origin=url, additional_headers={"Cookie": cookies}))
        await asyncio.sleep(2)
        seen, waiting = look(), sum(not one.done() for one in held)
        await client.post(f"/v1/batch/{batch}/abort")
        assert {answer.json()["status"] for answer in await asyncio.gather(*held)} == {"aborted"}
    assert waiting == 150
    return seen


def test_blocked_calls_and_open_sockets_hold_no_connection_to_the_database(whole):
    url, port = whole.url_of(whole.webs[0]), urlsplit(whole.moved["DATABASE_URL"]).port
    answerer = whole.answerer(url)
    cookies = "; ".join(f"{name}={value}" for name, value in answerer.client.cookies.items())
    answerer.close()

    def connections() -> int:
        open_ones = psutil.Process(whole.webs[0].popen.pid).net_connections("tcp")
        return sum(bool(one.raddr) and one.raddr.port == port for one in open_ones)

    assert asyncio.run(hold(url, whole.key, cookies, connections)) <= 16


def test_a_web_process_is_replaced_and_no_call_fails(whole):
    url, failed, count, over = whole.nginx.url, [], [0], threading.Event()

    def call() -> None:
        with whole.client(url) as client:
            while not over.is_set():
                answer = client.get("/v1/account")
                count[0] += 1
                if answer.status_code not in (200, 429):
                    failed.append(answer.text)
                time.sleep(0.05)

    callers = [threading.Thread(target=call) for _ in range(3)]
    for caller in callers:
        caller.start()
    time.sleep(1)
    before = count[0]
    begun = time.monotonic()
    whole.webs[1].signal()
    assert whole.webs[1].wait(15) == 0
    assert time.monotonic() - begun < 10
    time.sleep(2)
    over.set()
    for caller in callers:
        caller.join(70)
    assert not failed
    assert count[0] - before > 10
    assert not re.search("Traceback", whole.webs[1].output)
