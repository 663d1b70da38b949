"""The API through the shell: `block`, as a client meets it."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.processes import Heat

RATING = {"instruction": "How good is it?", "rating_max": 10}


def ask(heat: Heat) -> str:
    return heat.post("/v1/requests/rating", json=RATING).json()["id"]


@pytest.fixture
def waiting() -> Any:
    with ThreadPoolExecutor(8) as threads:
        yield lambda heat, path, **options: threads.submit(heat.get, path, **options)


def ends(future: Future[httpx.Response], seconds: float) -> httpx.Response:
    return future.result(seconds)


def test_a_blocked_create_answers_when_its_request_leaves_pending(live_server_process: Heat) -> None:
    heat = live_server_process
    with ThreadPoolExecutor(1) as threads:
        blocked = threads.submit(heat.post, "/v1/requests/rating?block=30", json={**RATING, "tags": ["blocked"]})
        until = time.monotonic() + 5
        while not (pending := heat.get("/v1/requests?tag=blocked").json()["requests"]):
            assert time.monotonic() < until
        assert heat.post(f"/v1/tasks/abort/{pending[0]['id']}").json() == {"success": True}
        answer = blocked.result(8)
    assert (answer.status_code, answer.json()["status"], answer.json()["id"]) == (200, "aborted", pending[0]["id"])
    assert answer.json() == heat.get(f"/v1/requests/{pending[0]['id']}").json()


def test_a_blocked_look_and_a_blocked_response_end_together(live_server_process: Heat, waiting: Any) -> None:
    heat = live_server_process
    request_id = ask(heat)
    look = waiting(heat, f"/v1/requests/{request_id}?block=30")
    response = waiting(heat, f"/v1/responses/{request_id}?block=30")
    time.sleep(0.5)
    assert not look.done() and not response.done()
    heat.post(f"/v1/tasks/abort/{request_id}")
    assert ends(look, 8).json()["status"] == "aborted"
    refused = ends(response, 8)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


def test_a_blocked_response_whose_time_is_up_is_a_449(live_server_process: Heat) -> None:
    begun = time.monotonic()
    response = live_server_process.get(f"/v1/responses/{ask(live_server_process)}?block=0.5")
    assert time.monotonic() - begun > 0.45
    assert (response.status_code, response.json()["status"]) == (449, 449)


def test_a_held_answer_has_the_headers_of_one_that_was_not_held(live_server_process: Heat) -> None:
    heat = live_server_process
    request_id = ask(heat)
    at_once = heat.get(f"/v1/requests/{request_id}")
    held = heat.get(f"/v1/requests/{request_id}?block=0.2")
    assert set(at_once.headers) == set(held.headers)
    assert not [name for name in held.headers if name.startswith("x-heat")]


def test_a_body_over_the_limit_is_refused_with_a_problem(live_server_process: Heat) -> None:
    response = live_server_process.post("/v1/requests/free-text", content=b"x" * (1024 * 1024 + 1))
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")


def test_a_key_in_a_header_with_underscores_is_no_key(live_server_process: Heat) -> None:
    heat = live_server_process
    with httpx.Client(base_url=heat.url) as client:
        assert client.get("/v1/requests", headers={"X_Heat_API_Key": heat.demo["live_key"]}).status_code == 401
        assert client.get("/v1/requests", headers={"X-Heat-API-Key": heat.demo["live_key"]}).status_code == 200
