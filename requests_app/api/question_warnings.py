"""What is taken but worth a word: unknown fields, dropped names, blank attachments, impossible cruncher ids."""

import re
from collections.abc import Iterator
from typing import Any

from rest_framework.serializers import Serializer

from requests_app.request_types.fields import is_blank

CRUNCHER_ID = re.compile(r"[0-9a-f]{32}")
# Names of the answer's own fields: a body can't set them.
ANSWER_FIELDS = frozenset(
    {"id", "status", "type", "response", "raw_responses", "cruncher_feedback", "flags", "created_at", "completed_at"}
    | {"batch", "archived", "warnings", "environment", "attachment_sizes", "abort_reason", "eta", "agreement"}
)
MAX_NAMED = 20
MAX_NAME_LENGTH = 64


def kept_fields(body: dict[str, Any]) -> dict[str, Any]:
    """The body without the names of answer fields."""
    return {name: value for name, value in body.items() if name not in ANSWER_FIELDS}


def warnings_of(reader: Serializer, body: dict[str, Any], values: dict[str, Any]) -> list[str]:
    """A sentence for each thing, beginning with the field's path. `values` is the body as `reader` validated it."""
    dropped = [name for name in body if name in ANSWER_FIELDS]
    unknown = list(unknown_fields(reader, kept_fields(body)))
    blank = [index for index, text in enumerate(values["attachments"]) if is_blank(text)]
    impossible = [text for text in values.get("exclude_crunchers", []) if not CRUNCHER_ID.fullmatch(text)]
    warnings = [f"{name}: dropped, since it is the name of a field of the answer." for name in dropped]
    warnings += [f"{shortened(path)}: kept, but not a field that is known." for path in unknown[:MAX_NAMED]]
    if len(unknown) > MAX_NAMED:
        warnings.append(f"{len(unknown) - MAX_NAMED} more fields are kept, but not known.")
    warnings += [f"attachments.{index}: blank; it keeps its place, but shows nothing." for index in blank]
    if impossible:
        named = ", ".join(f'"{shortened(text)}"' for text in impossible[:MAX_NAMED])
        more = f" and {len(impossible) - MAX_NAMED} more" if len(impossible) > MAX_NAMED else ""
        warnings.append(f"exclude_crunchers: {named}{more} can't be cruncher ids, which are 32 lower-case hex digits.")
    return warnings


def unknown_fields(reader: Serializer, given: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """The paths of the fields that the serializer, or one nested in it, does not know."""
    for name, value in given.items():
        field = reader.fields.get(name)
        if field is None:
            yield prefix + name
        elif isinstance(field, Serializer):
            yield from unknown_fields(field, value, f"{prefix}{name}.")


def shortened(text: str) -> str:
    """A client's own words, cut to a length that fits into a sentence."""
    return text if len(text) <= MAX_NAME_LENGTH else text[: MAX_NAME_LENGTH - 1] + "…"
