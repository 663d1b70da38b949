"""What the chaos cases ask of a site, and how they look at what became of it."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import psycopg

from tests.answering import Answerer

from .site import Many, Slot

QUESTION = {"instruction": "Is it?", "choices": ["yes", "no"]}
PATH = "/v1/requests/multiple-choice"


def until(what: Callable[[], Any], seconds: float) -> Any:
    """What `what` returns, once that is true; AssertionError when it is not in time."""
    end = time.monotonic() + seconds
    while not (result := what()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)
    return result


def ask(client: httpx.Client, block: int = 0, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"{PATH}?block={block}", json={**QUESTION, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def task_of(cruncher: Answerer, seconds: float = 20) -> dict[str, Any]:
    return until(lambda: cruncher.next().get("task"), seconds)


def a_worker_works(client: httpx.Client, seconds: float) -> None:
    """Only a worker ends what is due."""
    assert ask(client, block=int(seconds), deadline=1)["status"] == "aborted"


def listed(site: Many) -> list[str]:
    with psycopg.connect(site.postgres.url) as connection:
        found = connection.execute("SELECT id FROM requests_app_heatrequest ORDER BY created_at").fetchall()
    return [str(row[0]) for row in found]


def time_of(what: Callable[[], Any]) -> float:
    begun = time.monotonic()
    what()
    return time.monotonic() - begun


def answers(slot: Slot, key: str) -> bool:
    return httpx.get(f"{slot.url}/v1/account", headers={"X-Heat-API-Key": key}, timeout=15).status_code == 200


def expired(site: Many, task: dict[str, Any]) -> bool:
    with psycopg.connect(site.postgres.url) as connection:
        row = connection.execute("SELECT status FROM requests_app_assignment WHERE id = %s", [task["id"]]).fetchone()
    return row == ("expired",)
