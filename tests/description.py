"""Answers, held against the API's own description."""

import json
import re
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from requests_app.api import schema

ROOT = "urn:heat:description"
MAX_SHOWN = 5


class Operation(NamedTuple):
    """A call of the API as it is described: `pointer` is where, in the description."""

    method: str
    path: str
    pointer: str
    described: dict[str, Any]


@cache
def description() -> dict[str, Any]:
    """The whole description, as a client reads it."""
    return json.loads(schema.as_json())


@cache
def operations() -> dict[str, Operation]:
    """All operations by their ids."""
    found = [
        Operation(method.upper(), path, f"/paths/{path.replace('/', '~1')}/{method}", described)
        for path, methods in description()["paths"].items()
        for method, described in methods.items()
    ]
    return {operation.described["operationId"]: operation for operation in found}


def operation_of(method: str, url: str) -> Operation | None:
    """The operation that a call is, if any: of two paths that fit, the one without parameters."""
    path = urlsplit(url).path.rstrip("/")
    fitting = [
        operation
        for operation in operations().values()
        if operation.method == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", operation.path), path)
    ]
    return min(fitting, key=lambda operation: operation.path.count("{"), default=None)


@cache
def _validator(pointer: str) -> Draft202012Validator:
    resource = Resource.from_contents(description(), default_specification=DRAFT202012)
    registry: Registry = Registry().with_resource(ROOT, resource)
    return Draft202012Validator({"$ref": f"{ROOT}#{pointer}"}, registry=registry, format_checker=FormatChecker())


def assert_valid(pointer: str, value: Any) -> None:
    """Fail unless `value` is valid by the schema that stands at `pointer` in the description."""
    errors = [f"{error.json_path}: {error.message[:500]}" for error in _validator(pointer).iter_errors(value)]
    assert not errors, "\n".join(errors[:MAX_SHOWN])


def _resolved(node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What a reference leads to, and where that stands; "" where it is none."""
    ref = node.get("$ref")
    if ref is None:
        return "", node
    found: Any = description()
    for name in ref.removeprefix("#/").split("/"):
        found = found[name]
    return ref.removeprefix("#"), found


def assert_described(answer: Any, operation: Operation | None = None) -> None:
    """Fail unless an answer (of httpx, or of Django's test client) is one that its call's description knows.

    `operation` is looked up by the answer's own request where it is not given.
    """
    operation = operation or _asked(answer)
    if operation is None:
        assert answer.status_code in (404, 405), f"answered {answer.status_code} to a call that is not described"
        assert_valid("/components/schemas/Problem", answer.json())
        return
    status = str(answer.status_code)
    responses = operation.described["responses"]
    assert status in responses, f"{operation.method} {operation.path} answered {status}, which is not described"
    at, described = _resolved(responses[status])
    pointer = at or f"{operation.pointer}/responses/{status}"
    headers = {name.lower(): value for name, value in answer.headers.items()}
    for name, ref in described["headers"].items():
        where, header = _resolved(ref)
        given = headers.get(name.lower())
        assert given is not None or not header.get("required"), f"{status} without the header {name}"
        if given is not None:
            assert_valid(f"{where}/schema", int(given) if header["schema"]["type"] == "integer" else given)
    media_type = headers["content-type"].partition(";")[0]
    assert media_type in described["content"], f"{status} as {media_type}, which is not described"
    if media_type.endswith("json"):
        assert_valid(f"{pointer}/content/{media_type.replace('/', '~1')}/schema", answer.json())


def _asked(answer: Any) -> Operation | None:
    """The operation whose answer it is, if any."""
    asked = answer.request
    if isinstance(asked, dict):  # Django's test client keeps the WSGI environment
        return operation_of(asked["REQUEST_METHOD"], asked["PATH_INFO"])
    return operation_of(asked.method, str(asked.url))
