"""The API description is whole, is true, and is OpenAPI 3.1."""

import io
import json
import re
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver
from jsonschema import Draft202012Validator

from requests_app.api import query, schema, throttles
from requests_app.models import Switches
from requests_app.request_types import REQUEST_TYPES
from tests.description import assert_described, assert_valid, description, operations

CONTRACT = {
    ("POST", "/v1/requests/{type}"),
    ("GET", "/v1/requests"),
    ("GET", "/v1/requests/{id}"),
    ("DELETE", "/v1/requests/{id}"),
    ("GET", "/v1/responses/{id}"),
    ("POST", "/v1/tasks/abort/{id}"),
    ("POST", "/v1/tasks/archive/{id}"),
    ("POST", "/v1/batch"),
    ("GET", "/v1/batch"),
    ("GET", "/v1/batch/{id}"),
    ("GET", "/v1/batch/{id}/results"),
    ("POST", "/v1/batch/{id}/abort"),
    ("GET", "/v1/account"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/v1/openapi.yaml"),
}
ABORTING = {"abortRequest", "deleteRequest"}


def inside(node: Any) -> Any:
    """Every object in a JSON value."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from inside(child)
    elif isinstance(node, list):
        for child in node:
            yield from inside(child)


def test_it_is_made_without_a_warning_and_is_openapi_3_1():
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=io.StringIO())
    assert description()["openapi"] == "3.1.0"


def test_every_schema_in_it_is_json_schema_2020_12():
    for component in description()["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)


def test_every_reference_in_it_leads_somewhere_and_every_component_is_used():
    refs = {node["$ref"] for node in inside(description()) if isinstance(node.get("$ref"), str)}
    there = {f"#/components/{kind}/{name}" for kind, named in description()["components"].items() for name in named}
    assert refs <= there
    unused = {ref for ref in there - refs if not ref.startswith("#/components/securitySchemes/")}
    assert not unused


def test_patterns_are_such_as_every_engine_reads():
    for node in inside(description()):
        if isinstance(pattern := node.get("pattern"), str):
            re.compile(pattern)
            assert not re.search(r"\(\?[=!<]|\\p|\\u|\\Z|\\A", pattern), pattern


def test_it_names_every_call_of_the_contract_and_no_other():
    named = set()
    for operation in operations().values():
        path = re.sub(r"{\w+}", "{id}", operation.path)
        by_type = operation.method == "POST" and path.removeprefix("/v1/requests/") in REQUEST_TYPES
        named.add((operation.method, "/v1/requests/{type}" if by_type else path))
    assert named == CONTRACT
    assert {f"/v1/requests/{name}" for name in REQUEST_TYPES} <= description()["paths"].keys()


def test_it_names_every_route_and_method_of_the_code_and_no_other():
    [api] = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "v1/"]
    routed = set()
    for route in api.url_patterns:
        assert isinstance(route, URLPattern)
        path = "/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern))
        methods = set(route.callback.cls().allowed_methods) - {"HEAD"}
        routed |= {(method, path) for method in methods if not path.endswith("/")}
    assert routed == {(operation.method, operation.path) for operation in operations().values()}


@pytest.fixture
def queries_read(monkeypatch):
    """The names of the query parameters that are looked for."""
    names: set[str] = set()
    read = query.read
    monkeypatch.setattr(query, "read", lambda given, readers: (names.update(readers), read(given, readers))[1])
    return names


@pytest.mark.django_db
@pytest.mark.parametrize("operation_id", operations())
def test_it_names_the_query_parameters_that_the_code_reads(operation_id, calls, queries_read):
    operation = operations()[operation_id]
    path = calls.path(operation)
    queries_read.clear()
    calls.make(operation, path=path)
    described = {parameter["name"] for parameter in parameters(operation) if parameter["in"] == "query"}
    # Taken there, as the contract says, and without a meaning: nothing reads it.
    taken = {"block"} if operation_id in ABORTING else set()
    assert queries_read | taken == described


def parameters(operation: Any) -> list[Any]:
    named = [parameter["$ref"].rpartition("/")[2] for parameter in operation.described.get("parameters", [])]
    return [description()["components"]["parameters"][name] for name in named]


class Calls:
    """Calls of each operation, with what they need."""

    def __init__(self, live: Any, test: Any) -> None:
        self.live, self.test = live, test

    def body(self, operation: Any) -> Any:
        content = operation.described.get("requestBody", {}).get("content", {}).get("application/json")
        return next(iter(content["examples"].values()))["value"] if content else None

    def path(self, operation: Any, status: str = "complete") -> str:
        """The operation's path, with the id of a request of that status, or of a batch, where it wants one."""
        if "{request_id}" in operation.path:
            staged = {"instruction": "Say it.", "staging": {"status": status}}
            made = self.test.post("/v1/requests/free-text", staged).json()["id"]
        elif "{batch_id}" in operation.path:
            made = self.test.post("/v1/batch", self.body(operations()["createBatch"])).json()["id"]
        else:
            return operation.path
        return re.sub(r"{\w+}", made, operation.path)

    def make(self, operation: Any, **of: Any) -> Any:
        """A call that is answered 200, but for what `of` changes: path, client, body, method, content_type."""
        aborting = operation.described["operationId"] in ABORTING
        path = of.pop("path", None) or self.path(operation, "pending" if aborting else "complete")
        client = of.pop("client", self.test.client)
        body = json.dumps(of.pop("body", self.body(operation)))
        method = of.pop("method", operation.method)
        answer = client.generic(method, path, body, of.pop("content_type", "application/json"), **of)
        if answer.streaming:
            content = answer.getvalue()
            answer.json = lambda: json.loads(content)
        return answer


@pytest.fixture
def calls(live, test):
    yield Calls(live, test)
    # Keys of later tests have the same numbers: what these have spent must not count for them.
    throttles._limiter.cache_clear()
    throttles._store.cache_clear()


def a_400(calls, operation, **_):
    names = {parameter["name"] for parameter in parameters(operation)}
    if operation.described["operationId"] in {*ABORTING, "archiveRequest"}:
        wrong = calls.path(operation, "pending" if "archive" in operation.path else "complete")
        return calls.make(operation, path=wrong)
    bad = (
        "?block=soon"
        if "block" in names
        else "?limit=0"
        if "limit" in names
        else "?format=pdf"
        if "format" in names
        else ""
    )
    return calls.make(operation, path=calls.path(operation) + bad, body={})


def a_413(calls, operation, settings, **_):
    settings.HEAT_MAX_BODY = settings.HEAT_MAX_BATCH_BODY = 10
    return calls.make(operation)


def a_429(calls, operation, settings, **_):
    settings.HEAT_RATE, settings.HEAT_BURST = 0.001, 1
    path = re.sub(r"{\w+}", "0b7d6a52-6f0c-4f0e-9c60-0a3a1f1f9a11", operation.path)
    calls.make(operation, path=path, client=calls.live.client)
    return calls.make(operation, path=path, client=calls.live.client)


def a_500(calls, operation, monkeypatch, **_):
    path = calls.path(operation)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("requests_app.api.base.ApiView.initial", broken)
    calls.test.client.raise_request_exception = False
    return calls.make(operation, path=path)


def a_503(calls, operation, monkeypatch, **_):
    path = calls.path(operation)
    monkeypatch.setattr("requests_app.maintenance._kept", None)
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": True})
    return calls.make(operation, path=path)


MISSING = "0b7d6a52-6f0c-4f0e-9c60-0a3a1f1f9a11"
WAYS = {
    200: lambda calls, operation, **_: calls.make(operation),
    400: a_400,
    401: lambda calls, operation, **_: calls.make(operation, client=Client()),
    404: lambda calls, operation, **_: calls.make(operation, path=re.sub(r"{\w+}", MISSING, operation.path)),
    405: lambda calls, operation, **_: calls.make(operation, method="PUT"),
    413: a_413,
    415: lambda calls, operation, **_: calls.make(operation, content_type="text/plain"),
    429: a_429,
    449: lambda calls, operation, **_: calls.make(operation, path=calls.path(operation, "pending")),
    500: a_500,
    503: a_503,
}
# A body that does not come in time never reaches Django: tests/shell shows it.
ELSEWHERE = {408}
DESCRIBED = [(name, int(status)) for name, one in operations().items() for status in one.described["responses"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("operation_id", "status"), [one for one in DESCRIBED if one[1] not in ELSEWHERE])
def test_each_status_that_it_names_does_occur(operation_id, status, calls, settings, monkeypatch):
    operation = operations()[operation_id]
    answer = WAYS[status](calls, operation, settings=settings, monkeypatch=monkeypatch)
    assert answer.status_code == status
    assert_described(answer, operation)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 429, 503])
def test_the_description_itself_is_open_to_all_at_any_time(status, calls, settings, monkeypatch):
    for operation_id in ("getOpenapiJson", "getOpenapiYaml"):
        answer = WAYS[status](calls, operations()[operation_id], settings=settings, monkeypatch=monkeypatch)
        assert answer.status_code == 200


def test_json_and_yaml_say_the_same():
    served = Client().get("/v1/openapi.json"), Client().get("/v1/openapi.yaml/")
    assert [answer["Content-Type"] for answer in served] == ["application/json", "application/yaml"]
    assert served[0].json() == yaml.safe_load(served[1].content) == description()


def test_it_is_made_once_a_process():
    assert schema.as_json() is schema.as_json()
    assert schema.as_yaml() is schema.as_yaml()


def test_each_call_takes_a_key_in_any_of_four_ways():
    schemes = description()["components"]["securitySchemes"]
    ways = {(one["type"], one.get("name") or one.get("scheme")) for one in schemes.values()}
    headers = {("apiKey", "X-Heat-API-Key"), ("apiKey", "X-Crunch-API-Key")}
    assert ways == headers | {("http", "basic"), ("http", "bearer")}
    for operation in operations().values():
        open_to_all = operation.path.startswith("/v1/openapi")
        assert operation.described["security"] == ([] if open_to_all else [{name: []} for name in schemes])


def test_what_is_sent_to_hooks_is_described_too(live, test):
    hooks = description()["webhooks"]
    bodies = {name: f"/webhooks/{name}/post/requestBody/content/application~1json/schema" for name in hooks}
    ended = test.post("/v1/requests/rating", REQUEST_TYPES["rating"].example).json()
    assert_valid(bodies["requestEnded"], ended)
    batch = test.post("/v1/batch", {"type": "rating", "requests": [REQUEST_TYPES["rating"].example]}).json()
    assert_valid(bodies["batchEnded"], batch)


@pytest.mark.django_db
def test_the_agreement_of_nobody_is_described(live):
    confidence = {"min_agreements": 2, "max_crunchers": 3}
    made = live.post("/v1/requests/rating", {**REQUEST_TYPES["rating"].example, "confidence": confidence}).json()
    live.post(f"/v1/tasks/abort/{made['id']}")
    assert live.get(f"/v1/requests/{made['id']}").json()["agreement"]["share"] is None


@pytest.mark.parametrize("name", REQUEST_TYPES)
def test_a_request_is_described_by_its_status(name):
    """So that an answer which forgets its response, or has one too early, is not taken for a good one."""
    operation = next(one for one in operations().values() if one.path == f"/v1/requests/{name}")
    pointer = f"{operation.pointer}/responses/200/content/application~1json/schema"
    example = operation.described["responses"]["200"]["content"]["application/json"]["examples"]["question"]["value"]
    assert_valid(pointer, example)
    wrong: list[dict[str, Any]] = [
        {key: value for key, value in example.items() if key != "response"},
        {**example, "status": "pending"},
        {**example, "status": "flagged"},
        {**example, "status": "done"},
        {**example, "type": "other"},
        {**example, "response": {"no": "answer"}},
        {**example, "raw_responses": {"charlie": example["response"]}},
        {**example, "created_at": None},
    ]
    for body in wrong:
        with pytest.raises(AssertionError):
            assert_valid(pointer, body)
