"""What the serializers of questions and batches say beyond what drf-spectacular reads from them, as JSON Schema.

Two kinds of rules stay out, since JSON Schema has no words for them: those that compare two values (min_answers with
max_answers or with the number of choices, min_agreements with max_crunchers, a scale's ends and step), and those
that fold text before they look at it (choices that differ by white space only, an instruction that is trimmed).
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from requests_app.request_types import RequestType
from requests_app.request_types.fields import Dictionary, Number, String
from requests_app.request_types.links import DIAL, MAX_URL_LENGTH

from .batch_envelope import BatchEnvelope
from .confidence_field import ADAPTIVE_ONLY, MAJORITY_ONLY, Confidence
from .gold_field import Gold
from .serializers import Envelope, Staging, question_serializer

Schema = dict[str, Any]

# Patterns are such as every engine reads (no look-ahead, no \p{…}), and never refuse what validation takes: is_blank
# also knows control and zero-width characters, url_problem also reads host and port.
VISIBLE = r"\S"
URL: Schema = {"maxLength": MAX_URL_LENGTH, "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$"}
# Whatever it is, a text that begins as a number to dial must be one: as a URL it would be refused too.
ATTACHMENT: Schema = {"if": {"pattern": "^dial:"}, "then": {"pattern": f"^{DIAL.pattern}$"}}
NOT_NULL = ["array", "boolean", "number", "object", "string"]


def question_name(request_type: RequestType) -> str:
    """The name of the component that describes a type's question."""
    return question_serializer(request_type).__name__


def name_of(request_type: RequestType, what: str) -> str:
    """The name of a component of a type: ("Answer", "Request" …)."""
    return question_name(request_type).removesuffix("Question") + what


def refine_field(schema: Schema, field: Any) -> Schema:
    """The schema of a field with what its class adds."""
    if isinstance(field, String) and not field.allow_blank:
        schema["pattern"] = VISIBLE
    elif isinstance(field, Number) and field.default is not empty:
        schema["default"] = field.default
    elif isinstance(field, Dictionary):
        schema["maxProperties"] = field.max_length
    elif isinstance(field, serializers.JSONField):
        schema["type"] = NOT_NULL
    return schema


def refine_serializer(schema: Schema, serializer: Any) -> Schema:
    """The schema of an object with what its rules add."""
    properties = schema["properties"]
    if "hook_url" in properties:
        properties["hook_url"] |= URL
    if "rating_step" in properties:
        properties["rating_step"]["exclusiveMinimum"] = 0
    if isinstance(serializer, BatchEnvelope):
        _refine_batch(schema)
    elif isinstance(serializer, Confidence):
        schema |= _BY_STRATEGY
    elif isinstance(serializer, Staging):
        schema |= {"if": _has("response"), "then": {"properties": {"status": {"enum": ["complete", "pending"]}}}}
    elif isinstance(serializer, Envelope):
        _refine_question(schema, serializer.request_type)
    return schema


def _refine_batch(schema: Schema) -> None:
    schema["additionalProperties"] = False
    properties = schema["properties"]
    kind = {**properties["type"], "description": "The type of this item."}
    properties["requests"]["items"]["properties"] = {"type": kind}
    items_say = {"properties": {"requests": {"items": _has("type")}}}
    defaults_say = {"properties": {"defaults": _has("type")}, **_has("defaults")}
    schema |= {"if": {"not": _has("type")}, "then": {"anyOf": [items_say, defaults_say]}}


def _refine_question(schema: Schema, request_type: RequestType) -> None:
    properties = schema["properties"]
    properties["attachments"]["items"] |= ATTACHMENT
    answer = {"$ref": f"#/components/schemas/{name_of(request_type, 'Answer')}"}
    for name, component, key in (("staging", Staging, "response"), ("gold", Gold, "answer")):
        ref = {"$ref": f"#/components/schemas/{component.__name__}"}
        properties[name] = {**properties[name], "allOf": [ref, {"properties": {key: answer}}]}
    if not request_type.can_agree:
        del properties["confidence"], properties["gold"]
        schema["not"] = _any_of(("confidence", "gold"))
    if needs_attachments(request_type):
        schema["required"] = sorted([*schema["required"], "attachments"])
        properties["attachments"]["minItems"] = 1
        properties["attachments"].pop("default", None)


@cache
def needs_attachments(request_type: RequestType) -> bool:
    """Whether a question of the type must have attachments, found by asking one without."""
    try:
        question_serializer(request_type)().run_validation({**request_type.example, "attachments": []})
    except serializers.ValidationError:
        return True
    return False


def _has(name: str) -> Schema:
    return {"required": [name]}


def _any_of(names: Iterable[str]) -> Schema:
    return {"anyOf": [_has(name) for name in names]}


# Conditions are written as if/then/else: generators of clients pass over them, and see one plain object.
_BY_STRATEGY: Schema = {
    "if": {"properties": {"strategy": {"const": "adaptive"}}, **_has("strategy")},
    "then": {"not": _any_of(MAJORITY_ONLY)},
    "else": {"required": ["min_agreements", "max_crunchers"], "not": _any_of(ADAPTIVE_ONLY)},
}
