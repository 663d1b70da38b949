"""The form of Ask: a control for each field of a type, made from the API's own description of it."""

from dataclasses import dataclass, replace
from typing import Any

from requests_app.question_fields import Field, common_fields, own_fields
from requests_app.request_types import RequestType

# Of the fields of every type, what stands before those of the type, and after them; all others are under "More".
FIRST = ("instruction", "attachments_type", "attachments")
THEN = ("confidence",)
_LONG = 2_048  # characters; where more are taken, the control has several lines
_NUMBERS = ("integer", "number")


@dataclass(frozen=True)
class Control:
    """One field. `kind`: text, line, number, switch, choice, rows, pairs, json, or group with the controls in it.

    `kind_field` is the field that says what its rows are (attachments_type for attachments), "" where none does.
    """

    path: str
    kind: str
    meaning: str
    required: bool
    default: Any = None
    options: tuple[str, ...] = ()
    kind_field: str = ""
    inner: tuple["Control", ...] = ()

    @property
    def name(self) -> str:
        """Its name in the object that it is part of."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Form:
    """The controls in sight, in order, and the others."""

    shown: tuple[Control, ...]
    more: tuple[Control, ...]


def form_of(request_type: RequestType, *, may_use_gold: bool) -> Form:
    """The form for questions of a type."""
    # Where an answer is a text, it is written as it is; else as JSON.
    any_value = "text" if request_type.response_schema.get("type") == "string" else "json"
    common = {one.path: one for one in _controls(common_fields(request_type), any_value)}
    if not may_use_gold:
        common.pop("gold", None)
    first = tuple(common.pop(name) for name in FIRST)
    then = tuple(common.pop(name) for name in THEN if name in common)
    return Form(first + _controls(own_fields(request_type), any_value) + then, tuple(common.values()))


def _controls(fields: list[Field], any_value: str) -> tuple[Control, ...]:
    """Fields as they come, nested ones after their group, as controls with those inside.

    `any_value`: the kind of those that take any JSON.
    """
    names = {field.name for field in fields}
    flat = [_control(field, names, any_value) for field in fields]
    top = [one for one in flat if "." not in one.path]
    return tuple(replace(one, inner=tuple(two for two in flat if two.path.startswith(f"{one.path}."))) for one in top)


def _control(field: Field, names: set[str], any_value: str) -> Control:
    schema, kind_field = field.schema, f"{field.name}_type"
    return Control(
        path=field.name,
        kind=_kind(schema) or any_value,
        meaning=field.meaning,
        required=field.required,
        default=schema.get("default"),
        options=tuple(schema.get("enum", ())),
        kind_field=kind_field if kind_field in names else "",
    )


def _kind(schema: dict[str, Any]) -> str:
    """The kind of a control, "" for what takes any JSON."""
    kind = schema.get("type")
    if "properties" in schema:
        return "group"
    if "enum" in schema:
        return "choice"
    if kind == "array" and schema.get("items", {}).get("type") == "string":
        return "rows"
    if kind == "object" and schema.get("additionalProperties", {}).get("type") == "string":
        return "pairs"
    if kind == "string":
        return "line" if schema.get("maxLength", _LONG) <= _LONG else "text"
    return "number" if kind in _NUMBERS else "switch" if kind == "boolean" else ""
