"""Every example of the API description does what it says, against the running server."""

from typing import Any

import pytest

from requests_app.api import schema_examples
from tests.description import assert_described, assert_valid, description, operations

JSON = "application/json"
EXAMPLES = [
    pytest.param(operation_id, name, id=f"{operation_id}-{name}")
    for operation_id, operation in operations().items()
    for name in operation.described.get("requestBody", {}).get("content", {}).get(JSON, {}).get("examples", ())
]
# What differs from call to call.
OF_THE_CALL = {"id", "created_at", "completed_at"}


def example(operation_id: str, name: str) -> Any:
    content = operations()[operation_id].described["requestBody"]["content"][JSON]
    return content["examples"][name]["value"]


def answers(operation: Any) -> dict[str, Any]:
    """The examples of an operation's answer."""
    content = operation.described["responses"]["200"]["content"].get(JSON, {})
    return {name: one["value"] for name, one in content.get("examples", {}).items()}


@pytest.mark.parametrize(("operation_id", "name"), EXAMPLES)
def test_an_example_of_a_question_is_answered_as_described(live_server_process, operation_id, name):
    operation = operations()[operation_id]
    body = example(operation_id, name)
    assert_valid(f"{operation.pointer}/requestBody/content/application~1json/schema", body)
    answer = live_server_process.post(operation.path, json=body, test=True)
    assert answer.status_code == 200
    assert_described(answer, operation)
    asked_live = live_server_process.post(operation.path, json=body)
    assert asked_live.status_code == 200
    assert_described(asked_live, operation)


@pytest.mark.parametrize(("operation_id", "name"), [one for one in EXAMPLES if one.values[0] != "createBatch"])
def test_an_example_of_an_answer_is_what_the_server_answers(live_server_process, operation_id, name):
    operation = operations()[operation_id]
    real = live_server_process.post(operation.path, json=example(operation_id, name), test=True).json()
    shown = answers(operation)[name]
    real, shown = ({key: value for key, value in one.items() if key not in OF_THE_CALL} for one in (real, shown))
    if operation_id in ("askImage", "askVideo", "askAudio"):
        real, shown = (without_host(one) for one in (real, shown))
    assert real == shown


def without_host(answer: dict[str, Any]) -> dict[str, Any]:
    """The description of the tests' own process has other URLs of sample files than the server that runs."""

    def path(url: str) -> str:
        return "/" + url.split("/", 3)[3]

    raw = {cruncher: path(url) for cruncher, url in answer["raw_responses"].items()}
    return {**answer, "response": path(answer["response"]), "raw_responses": raw}


@pytest.mark.parametrize("operation_id", operations())
def test_the_examples_of_answers_are_valid(operation_id):
    operation = operations()[operation_id]
    shown = answers(operation)
    assert shown or operation_id in ("getOpenapiJson", "getOpenapiYaml")
    for value in shown.values():
        assert_valid(f"{operation.pointer}/responses/200/content/application~1json/schema", value)


@pytest.mark.parametrize("name", description()["components"]["responses"])
def test_the_examples_of_problems_are_valid(name):
    [content] = description()["components"]["responses"][name]["content"].values()
    pointer = f"/components/responses/{name}/content/application~1problem+json/schema"
    assert_valid(pointer, content["example"])


def test_the_request_of_the_examples_is_there_in_the_demo_set_up(live_server_process):
    answer = live_server_process.get(f"/v1/requests/{schema_examples.REQUEST_ID}", test=True)
    assert answer.status_code == 200
    assert_described(answer)


def test_every_other_call_is_answered_as_described(live_server_process):
    heat = live_server_process
    ask = operations()["askRating"]
    done = heat.post(ask.path, json=example("askRating", "question"), test=True).json()["id"]
    waiting = {"instruction": "Say it.", "staging": {"status": "pending"}}
    pending, other = (heat.post("/v1/requests/free-text", json=waiting, test=True).json()["id"] for _ in range(2))
    batch = heat.post("/v1/batch", json=example("createBatch", "batch"), test=True).json()["id"]
    statuses = {
        f"/v1/requests/{done}": 200,
        f"/v1/requests/{pending}?block=0.01": 200,
        f"/v1/responses/{done}": 200,
        f"/v1/responses/{pending}?block=0.01": 449,
        "/v1/requests?limit=2": 200,
        f"/v1/requests?batch={batch}&archived=false&status=complete&type=rating": 200,
        "/v1/batch?limit=1": 200,
        f"/v1/batch/{batch}": 200,
        f"/v1/batch/{batch}?limit=1": 200,
        f"/v1/batch/{batch}/results?format=coco": 200,
        "/v1/account": 200,
        "/v1/openapi.json": 200,
        "/v1/openapi.yaml": 200,
    }
    answered = [heat.get(path, test=True) for path in statuses]
    assert [answer.status_code for answer in answered] == list(statuses.values())
    ended = {
        f"/v1/tasks/abort/{pending}": 200,
        f"/v1/tasks/abort/{done}": 400,
        f"/v1/tasks/archive/{done}": 200,
        f"/v1/tasks/archive/{pending}": 200,
        f"/v1/tasks/archive/{other}": 400,
        f"/v1/batch/{batch}/abort": 200,
    }
    posted = [heat.post(path, test=True) for path in ended]
    assert [answer.status_code for answer in posted] == list(ended.values())
    deleted = heat.client.delete(f"/v1/requests/{other}", headers={"X-Heat-API-Key": heat.demo["test_key"]})
    assert deleted.status_code == 200
    for answer in (*answered, *posted, deleted, heat.get(f"/v1/responses/{other}", test=True)):
        assert_described(answer)


@pytest.mark.parametrize("path", ["/v1/requests", "/v1/batch"])
def test_a_page_and_the_one_after_it_are_as_described(live_server_process, path):
    heat = live_server_process
    for _ in range(2):
        heat.post("/v1/batch", json=example("createBatch", "batch"), test=True)
    first = heat.get(f"{path}?limit=1", test=True)
    second = heat.get(f"{path}?limit=1&cursor={first.json()['next']}", test=True)
    for answer in (first, second):
        assert answer.status_code == 200
        assert_described(answer)
    assert first.json() != second.json()
