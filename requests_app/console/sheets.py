"""Files of questions: CSV, JSON and JSON Lines, read into rows; columns put into fields; rows made into bodies."""

import csv
import io
import json
import re
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError

from requests_app.api.batch_envelope import MAX_ITEMS
from requests_app.api.errors import flat
from requests_app.api.parsers import read_object
from requests_app.api.serializers import question_serializer
from requests_app.request_types import RequestType
from requests_app.request_types.fields import Boolean, Fields, Integer, List, Number

MAX_COLUMNS = 200
METADATA = "metadata."
_LEFT_OUT = {"staging", "gold"}
_BETWEEN = re.compile(r"\s*[|\n]\s*")  # between the items of a list in one cell


class Unreadable(Exception):
    """The file can't be read as rows; the message says why, and where."""


class Sheet(NamedTuple):
    """Rows by their columns' names. In CSV all values are text, and blank cells are left out."""

    columns: list[str]
    rows: list[dict[str, Any]]


def read(content: bytes) -> Sheet:
    """The rows of a file, whatever of the three it is. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is not UTF-8: byte {error.start + 1} is none of it. Save it as UTF-8.") from None
    if not text.strip():
        raise Unreadable("The file is empty.")
    if "\x00" in text:
        raise Unreadable(f"Character {text.index(chr(0)) + 1} of the file is NUL, which no text may hold.")
    start = text.lstrip()[0]
    rows = _json_list(text) if start == "[" else _json_lines(text) if start == "{" else _table(text)
    if not rows:
        raise Unreadable("The file has no rows below its first line.")
    if len(rows) > MAX_ITEMS:
        raise Unreadable(f"The file has {len(rows):,} rows: a batch has at most {MAX_ITEMS:,}.")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if len(columns) > MAX_COLUMNS:
        raise Unreadable(f"The file has {len(columns):,} columns: at most {MAX_COLUMNS} are read.")
    return Sheet(columns, rows)


def _table(text: str) -> list[dict[str, Any]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable(f"The file is no CSV: {error}.") from None
    names = [name.strip() for name in lines[0]]
    if "" in names or len(set(names)) < len(names):
        raise Unreadable("The first line names the columns: each must have a name of its own.")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) > len(names):
            raise Unreadable(f"Line {number} has {len(line)} cells, and there are {len(names)} columns.")
        if any(cell.strip() for cell in line):
            rows.append({name: cell for name, cell in zip(names, line, strict=False) if cell.strip()})
    return rows


def _json_list(text: str) -> list[dict[str, Any]]:
    try:
        rows = read_object(f'{{"rows": {text}}}'.encode())["rows"]
    except (ParseError, ValidationError) as error:
        raise Unreadable(f"The file is no JSON: {_first(error)}") from None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise Unreadable(f"Item {number} is no object.")
    return list(rows)


def _json_lines(text: str) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append(read_object(line.encode()))
            except (ParseError, ValidationError) as error:
                raise Unreadable(f"Line {number} can't be read: {_first(error)}") from None
    return rows


def _first(error: ParseError | ValidationError) -> str:
    """The first thing that is wrong, with where it is."""
    where, messages = next(iter(flat(error.detail).items()))
    return f"{where}: {messages[0]}" if where else messages[0]


def targets(request_type: RequestType) -> dict[str, Any]:
    """The fields that a column may go into, by name, dotted where they are nested; each with its serializer field."""
    found: dict[str, Any] = {}
    for name, field in question_serializer(request_type)().fields.items():
        if name in _LEFT_OUT:
            continue
        if name != "metadata":
            found[name] = field
        if isinstance(field, Fields):
            found |= {f"{name}.{inner}": one for inner, one in field.fields.items()}
    return found


def guess(columns: list[str], request_type: RequestType) -> dict[str, str]:
    """For each column the field that has its name, else the metadata of that name."""
    fields = targets(request_type)
    plain = {name: re.sub(r"[\s-]+", "_", name.strip().lower()) for name in columns}
    return {name: plain[name] if plain[name] in fields else METADATA + name for name in columns}


def bodies(sheet: Sheet, mapping: dict[str, str], request_type: RequestType) -> list[dict[str, Any]]:
    """A question's body for each row. Several columns may go into one list; a column mapped to "" is left out."""
    fields = targets(request_type)
    return [_body(row, mapping, fields) for row in sheet.rows]


def _body(row: dict[str, Any], mapping: dict[str, str], fields: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for column, given in row.items():
        target = mapping.get(column, "")
        if not target:
            continue
        value = _as_text(given) if target.startswith(METADATA) else _value(fields.get(target), given)
        outer, _, inner = target.partition(".")
        into = body.setdefault(outer, {}) if inner else body
        name = inner or outer
        into[name] = [*into[name], *value] if isinstance(into.get(name), list) and isinstance(value, list) else value
    return body


def _as_text(given: Any) -> str:
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def _value(field: Any, given: Any) -> Any:
    """A cell as what its field takes, where it can be read so; else as it is, for validation to name."""
    if not isinstance(given, str):
        return given
    if isinstance(field, List):
        return value_of(given) if given.lstrip().startswith("[") else _BETWEEN.split(given.strip())
    if isinstance(field, Integer | Number | Boolean):
        return value_of(given.strip().lower())
    return given if isinstance(field, serializers.CharField | serializers.ChoiceField) else value_of(given)


def value_of(text: str) -> Any:
    """The JSON value that a text is, by the API's own strict reading; the text where it is none."""
    try:
        read = read_object(f'{{"value": {text}}}'.encode())
    except (ParseError, ValidationError):
        return text
    return read["value"] if len(read) == 1 else text
