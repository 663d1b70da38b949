"""The OpenAPI 3.1 description: drf-spectacular walks the routes and reads the serializers, the rest is said here.

Whatever the routes have and schema_calls has not is an error, so that nothing is served without being described.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from . import schema_errors
from .schema_answers import answer_schemas, ref
from .schema_calls import JSON, PARAMETERS, Call, calls
from .schema_questions import Schema, refine_field, refine_serializer

SECURITY: dict[str, Schema] = {
    "heatKey": {"type": "apiKey", "in": "header", "name": "X-Heat-API-Key"},
    "crunchKey": {"type": "apiKey", "in": "header", "name": "X-Crunch-API-Key", "description": "The older edition's."},
    "basic": {"type": "http", "scheme": "basic", "description": "The key as user name, and an empty password."},
    "bearer": {"type": "http", "scheme": "bearer"},
}
# What can be done with that which a call made, by its id: the operation, and the parameter that takes the id.
LINKS: dict[str, dict[str, str]] = {
    "request": {
        "getRequest": "request_id",
        "getResponse": "request_id",
        "abortRequest": "request_id",
        "deleteRequest": "request_id",
        "archiveRequest": "request_id",
    },
    "batch": {
        "getBatch": "batch_id",
        "getBatchResults": "batch_id",
        "abortBatch": "batch_id",
        "listRequests": "batch",
    },
}
TEXT: Schema = {"schema": {"type": "string"}}
_calls = cache(calls)


class HeatSchema(AutoSchema):
    """An operation as schema_calls has it; its body as its serializer validates it."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Schema:
        self.registry, self.path, self.path_regex, self.method = registry, path, path_regex, method.upper()
        call = _calls()[path][self.method]
        operation: Schema = {
            "operationId": call.id,
            "summary": call.summary,
            "description": call.description,
            "tags": [call.tag],
        }
        if call.parameters:
            operation["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in call.parameters]
        if call.body is not None:
            schema = self.resolve_serializer(call.body, "request").ref
            content = {JSON: {"schema": schema, "examples": call.body_examples}}
            operation["requestBody"] = {"required": True, "content": content}
        operation["security"] = [] if call.open else [{name: []} for name in SECURITY]
        operation["responses"] = {"200": _answer(call), **schema_errors.errors(*call.statuses)}
        return operation

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        return refine_field(schema, field)

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Any) -> Any:
        return refine_serializer(super()._postprocess_serializer_schema(schema, serializer, direction), serializer)


def without_slashes(endpoints: list[Any]) -> list[Any]:
    """drf-spectacular's preprocessing hook: only the API, and each path once."""
    return [one for one in endpoints if one[0].startswith("/v1/") and not one[0].endswith("/")]


def complete(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """drf-spectacular's postprocessing hook: all that does not come from a route."""
    components = result["components"]
    for schema in components["schemas"].values():
        _drop_enum_ids(schema)
    components["schemas"] |= answer_schemas(components["schemas"])
    components["parameters"] = PARAMETERS
    components["links"] = {
        name: _link(name, parameter) for links in LINKS.values() for name, parameter in links.items()
    }
    components["headers"] = schema_errors.HEADERS
    components["responses"] = schema_errors.error_responses()
    components["securitySchemes"] = SECURITY
    result["webhooks"] = {
        "requestEnded": _webhook("A request has ended", "the request's `hook_url`", "Request"),
        "batchEnded": _webhook("A batch has ended: none of it is pending", "the batch's own `hook_url`", "Batch"),
    }
    return result


@cache
def description() -> Mapping[str, Any]:
    """The whole, made once a process."""
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def as_json() -> bytes:
    return json.dumps(description(), ensure_ascii=False, separators=(",", ":")).encode()


@cache
def as_yaml() -> bytes:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    plain = json.loads(as_json())  # equal parts are one object in the description: YAML would write them as aliases
    return yaml.dump(plain, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120, encoding="utf-8")


def _answer(call: Call) -> Schema:
    content: Schema = {"schema": call.answer}
    if call.examples:
        content["examples"] = call.examples
    named = schema_errors.every(not call.open)
    links = {name: {"$ref": f"#/components/links/{name}"} for name in LINKS.get(call.makes, ())}
    return {
        "description": call.summary,
        "headers": schema_errors.headers(named),
        "content": {call.media_type: content, **dict.fromkeys(call.other_media_types, TEXT)},
        **({"links": links} if links else {}),
    }


def _link(operation_id: str, parameter: str) -> Schema:
    return {"operationId": operation_id, "parameters": {parameter: "$response.body#/id"}}


def _drop_enum_ids(node: Any) -> None:
    """drf-spectacular's own mark on enumerations."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
        for child in node.values():
            _drop_enum_ids(child)
    elif isinstance(node, list):
        for child in node:
            _drop_enum_ids(child)


def _webhook(summary: str, where: str, body: str) -> Schema:
    names = {"webhook-id": "Stays the same when it is sent again.", "webhook-timestamp": "Unix time, in seconds."}
    names["webhook-signature"] = "Made with the account's signing secret, as Standard Webhooks has it."
    return {
        "post": {
            "summary": summary,
            "description": f"Sent to {where}, once. What is not answered with 2xx within 15 seconds is sent again, "
            "ever less often, for 3 days; redirects are not followed.",
            "tags": ["Webhooks"],
            "security": [],
            "parameters": [
                {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
                for name, text in names.items()
            ],
            "requestBody": {"required": True, "content": {JSON: {"schema": ref(body)}}},
            "responses": {"2XX": {"description": "Received."}, "default": {"description": "It is sent again."}},
        }
    }
