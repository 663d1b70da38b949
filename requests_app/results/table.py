"""CSV (RFC 4180): a row a request, for spreadsheets."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
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


def lines(headings: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The headings, then each row, as CSV; no cell is one that a spreadsheet takes for a formula."""
    writer: Any = csv.writer(_Line())
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def write(source: Any) -> Iterator[str]:
    """The names of the columns, then a row for each request."""
    return lines(COLUMNS, (_row(one) for one in source()))


def _row(one: dict[str, Any]) -> Iterator[Any]:
    agreement = one.get("agreement") or {}
    values = {**one, "agreed": agreement.get("agreed"), "answers": agreement.get("answers")}
    return (values.get(name) for name in COLUMNS)
