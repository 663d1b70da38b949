"""CSV (RFC 4180): a row a request, for spreadsheets."""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

COLUMNS = (
    "id",
    "status",
    "type",
    "instruction",
    "attachments",
    "response",
    "agreed",
    "answers",
    "cruncher_feedback",
    "tags",
    "metadata",
    "created_at",
    "completed_at",
)
# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"); a plain number is none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


class _Line:
    """What the csv module writes to: it hands each row back."""

    def write(self, text: str) -> str:
        return text


def safe(text: str) -> str:
    """The text so that no spreadsheet runs it: with an apostrophe before it, where it looks like a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def cell(value: Any) -> str:
    """A value as text: text and numbers as they are, lists of text joined by line breaks, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return safe("\n".join(value))
    return safe(json.dumps(value, ensure_ascii=False))


def write(source: Any) -> Iterator[str]:
    """The names of the columns, then a row for each request."""
    writer: Any = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for one in source():
        agreement = one.get("agreement") or {}
        values = {**one, "agreed": agreement.get("agreed"), "answers": agreement.get("answers")}
        yield writer.writerow([cell(values.get(name)) for name in COLUMNS])
