"""Every request body of the documents that the API was drawn from, sent with each way to give a key: it is answered."""

import base64
from typing import Any

import pytest

from requests_app.api.serializers import read_question
from requests_app.request_types import REQUEST_TYPES
from tests.processes import Heat

from .seed_bodies import SEED_BODIES

WAYS = {
    "X-Heat-API-Key": lambda key: {"X-Heat-API-Key": key},
    "X-Crunch-API-Key": lambda key: {"X-Crunch-API-Key": key},
    "Basic": lambda key: {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()},
    "Bearer": lambda key: {"Authorization": f"Bearer {key}"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "type_name", "body"), SEED_BODIES, ids=[name for name, *_ in SEED_BODIES])
def test_a_body_of_the_seeds_is_answered_with_a_lawful_response(
    live_server_process: Heat, name: str, type_name: str, body: dict[str, Any], way: str
):
    path = f"/v1/requests/{type_name}?block=30"
    headers = WAYS[way](live_server_process.demo["test_key"])
    answer = live_server_process.client.post(path, json=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "complete")
    shown = answer.json()
    assert {field: shown[field] for field in body} == body
    request_type = REQUEST_TYPES[type_name]
    reader = {**body, **defaults(type_name, body)}
    assert request_type.clean_answer(reader, shown["response"], shown.get("attachment_sizes")) == shown["response"]


def defaults(type_name: str, body: dict[str, Any]) -> dict[str, Any]:
    """What validation fills in; no database."""
    return read_question(REQUEST_TYPES[type_name], body, "staging").filled_in


@pytest.mark.parametrize("way", WAYS)
def test_the_sample_request_of_the_seeds_is_there(live_server_process: Heat, way: str):
    path = "/v1/requests/44647b6f-b033-4788-9ee2-9d7aa5cb0158?block=30"
    answer = live_server_process.client.get(path, headers=WAYS[way](live_server_process.demo["test_key"]))
    assert (answer.status_code, answer.json()["response"]) == (200, ["no violence"])


def test_a_media_response_is_a_url_that_serves_a_file(live_server_process: Heat):
    for type_name in ("image", "video", "audio"):
        made = live_server_process.post(f"/v1/requests/{type_name}", json={"instruction": "Any."}, test=True).json()
        file = live_server_process.client.get(made["response"])
        assert file.status_code == 200
        assert file.headers["content-type"].startswith(f"{type_name}/")
        assert len(file.content) > 100
