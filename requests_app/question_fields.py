"""A type's fields, out of the API's own description: for the documentation's tables and the console's form."""

from typing import Any, NamedTuple

from requests_app.api.schema import description
from requests_app.api.schema_questions import name_of
from requests_app.request_types import RequestType

_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "maxProperties": "at most {} names",
}
_WORDS = {"array": "list", "integer": "whole number", "boolean": "true or false"}


class Field(NamedTuple):
    """Its name (dotted where nested), what it takes, what it means, whether it must be given, and its JSON Schema."""

    name: str
    takes: str
    meaning: str
    required: bool
    schema: dict[str, Any]


def own_fields(request_type: RequestType) -> list[Field]:
    """The fields that the type has beside those of every type."""
    wanted = list(request_type.Params().fields)
    return [row for row in _rows(_question(request_type)) if row.name.partition(".")[0] in wanted]


def common_fields(request_type: RequestType) -> list[Field]:
    """The fields of every type."""
    own = list(request_type.Params().fields)
    return [row for row in _rows(_question(request_type)) if row.name.partition(".")[0] not in own]


def _question(request_type: RequestType) -> dict[str, Any]:
    return dict(description()["components"]["schemas"][name_of(request_type, "Question")])


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with what it refers to, its own words first."""
    parts = [schema, *schema.get("allOf", [])]
    merged: dict[str, Any] = {}
    for part in parts:
        if ref := part.get("$ref"):
            part = _resolved(description()["components"]["schemas"][ref.rpartition("/")[2]])
        merged = {**part, **{key: value for key, value in merged.items() if key != "allOf"}}
    return merged


def _rows(schema: dict[str, Any], before: str = "") -> list[Field]:
    rows = []
    for name, given in schema.get("properties", {}).items():
        field = _resolved(given)
        required = name in schema.get("required", ())
        rows.append(Field(before + name, _takes(field), field.get("description", ""), required, field))
        if "properties" in field and not before:
            rows += _rows(field, f"{name}.")
    return rows


def _takes(field: dict[str, Any]) -> str:
    kind = field.get("type", "any JSON value")
    words = [_WORDS.get(kind, kind)] if isinstance(kind, str) else ["any JSON value"]
    if choices := field.get("enum"):
        words = ["one of " + ", ".join(map(str, choices))]
    words += [
        text.format(_number(field[name])) for name, text in _BOUNDS.items() if name in field and _matters(field, name)
    ]
    if "default" in field and field["default"] not in ([], {}, None):
        words.append(f"{_number(field['default'])} unless given")
    return "; ".join(words)


def _matters(field: dict[str, Any], name: str) -> bool:
    """Bounds that only say that a number must not be absurd, or a text not empty, are left out."""
    value = field[name]
    return not (name in ("minimum", "maximum") and abs(value) >= 1e15) and not (name == "minLength" and value == 1)


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return f"{value:,}"
