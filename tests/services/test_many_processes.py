"""`make serve` and `make work`, as many of each as one likes, over PostgreSQL and Redis."""

import threading
import time

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from .conftest import ManyProcesses

pytestmark = pytest.mark.services

QUESTION = {"instruction": "Is it warm?", "choices": ["yes", "no"]}


def test_a_call_blocked_at_one_web_process_is_answered_by_a_cruncher_at_another(many_processes: ManyProcesses):
    here, there = (many_processes.url_of(web) for web in [many_processes.start("serve"), many_processes.start("serve")])
    answers: list[httpx.Response] = []

    def ask() -> None:
        with many_processes.client(here) as client:
            answers.append(client.post("/v1/requests/multiple-choice?block=30", json=QUESTION))

    cruncher = many_processes.answerer(there)
    asking = threading.Thread(target=ask)
    asking.start()
    end = time.monotonic() + 20
    while (found := cruncher.next())["state"] != "task" and time.monotonic() < end:
        time.sleep(0.1)
    accepted = cruncher.answer(found["task"], ["yes"])
    answered = time.monotonic()
    asking.join(35)
    # The blocked call looks by itself every 60 s only: Redis carried the hint.
    assert time.monotonic() - answered < 2
    assert accepted["state"] == "accepted"
    assert [(one.json()["status"], one.json()["response"]) for one in answers] == [("complete", ["yes"])]
    cruncher.close()


def test_the_worker_ends_what_is_due(many_processes: ManyProcesses):
    url = many_processes.url_of(many_processes.start("serve"))
    many_processes.start("work")
    with many_processes.client(url) as client:
        answer = client.post("/v1/requests/multiple-choice?block=30", json={**QUESTION, "deadline": 1}).json()
    assert (answer["status"], answer["abort_reason"]) == ("aborted", "deadline")


def test_processes_that_start_at_the_same_moment_on_an_empty_database_all_come_up(many_processes: ManyProcesses):
    worker = many_processes.start("work")
    webs = [many_processes.start("serve") for _ in range(3)]
    with many_processes.client(many_processes.url_of(webs[0])) as client:
        for web in webs:
            assert client.get(f"{many_processes.url_of(web)}/v1/account").json()["name"] == "Alice"
    assert worker.popen.poll() is None, worker.output


def test_web_and_worker_end_cleanly_on_sigterm(many_processes: ManyProcesses):
    web, worker = many_processes.start("serve"), many_processes.start("work")
    url = many_processes.url_of(web)
    cruncher = many_processes.answerer(url)
    cookies = "; ".join(f"{name}={value}" for name, value in cruncher.client.cookies.items())
    cruncher.close()
    pending: list[httpx.Response] = []

    def ask() -> None:
        with many_processes.client(url) as client:
            pending.append(client.post("/v1/requests/multiple-choice?block=60", json=QUESTION))

    waiting = threading.Thread(target=ask)
    where = f"{url.replace('http', 'ws')}/crunch/socket"
    with connect(where, origin=url, additional_headers={"Cookie": cookies}) as socket:
        waiting.start()
        time.sleep(1.5)
        begun = time.monotonic()
        web.signal()
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=15)
        waiting.join(15)
        web.wait(20)
    assert time.monotonic() - begun < 10
    assert closed.value.rcvd.code == 1012
    assert pending[0].json()["status"] == "pending"
    worker.signal()
    worker.wait(20)
    assert "Traceback" not in web.output + worker.output


def test_a_second_web_process_without_redis_is_refused_with_the_reason(many_processes: ManyProcesses):
    first = many_processes.start("serve", REDIS_URL="")
    many_processes.url_of(first)
    second = many_processes.start("serve", REDIS_URL="")
    assert second.wait(30) != 0
    assert "another web process runs on this database, and REDIS_URL is not set" in second.output
    assert "Traceback" not in second.output
    first.stop()
    many_processes.url_of(many_processes.start("serve", REDIS_URL=""))


def test_a_worker_without_redis_is_refused_with_the_reason(many_processes: ManyProcesses):
    worker = many_processes.start("work", REDIS_URL="")
    assert worker.wait(30) != 0
    assert "a worker of its own needs DATABASE_URL and REDIS_URL" in worker.output


def test_a_missing_secret_key_is_refused_with_the_reason(many_processes: ManyProcesses):
    web = many_processes.start("serve", SECRET_KEY="")
    assert web.wait(30) != 0
    assert "Heat does not start: Set SECRET_KEY" in web.output
    assert "Traceback" not in web.output


def test_a_database_that_does_not_answer_is_refused_with_the_reason(many_processes: ManyProcesses):
    web = many_processes.start("serve", DATABASE_URL="postgresql://heat@127.0.0.1:9/heat")
    assert web.wait(40) != 0
    assert "Heat does not start: the database does not answer" in web.output
    assert "Traceback" not in web.output
