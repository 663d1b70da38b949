"""The rows that the checker judges by, read straight from the database, with no code of Heat's."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

LIVE = ("reserved", "offered", "held")


@dataclass(frozen=True)
class RequestRow:
    """A request; `key` is what the client put into its metadata, `most` how many may answer it."""

    id: str
    key: str
    status: str
    response: Any = None
    raw_responses: dict[str, Any] | None = None
    hook_url: str = ""
    open_places: int = 0
    most: int = 1


@dataclass(frozen=True)
class AssignmentRow:
    id: int
    request: str
    cruncher: str
    status: str
    answer: Any = None


@dataclass(frozen=True)
class DeliveryRow:
    id: str
    request: str
    status: str


@dataclass
class Rows:
    requests: list[RequestRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)
    deliveries: list[DeliveryRow] = field(default_factory=list)


_REQUESTS = "SELECT id, status, response, raw_responses, given, open_places FROM requests_app_heatrequest"
_ASSIGNMENTS = """
    SELECT a.id, a.heat_request_id, c.public_id, a.status, a.answer
    FROM requests_app_assignment a JOIN crunchers_cruncher c ON c.id = a.cruncher_id
"""
_DELIVERIES = "SELECT id, heat_request_id, status FROM requests_app_webhookdelivery WHERE heat_request_id IS NOT NULL"
Query = Callable[[str], list[tuple[Any, ...]]]


def _hex(value: Any) -> str:
    return str(value).replace("-", "")


def _json(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _read(query: Query) -> Rows:
    rows = Rows()
    for id_, status, response, raw, given, places in query(_REQUESTS):
        question = _json(given)
        if key := question.get("metadata", {}).get("key"):
            most = question.get("confidence", {}).get("max_crunchers", 1)
            hook = question.get("hook_url", "")
            rows.requests.append(RequestRow(_hex(id_), key, status, _json(response), _json(raw), hook, places, most))
    known = {row.id for row in rows.requests}
    for id_, request, cruncher, status, answer in query(_ASSIGNMENTS):
        if _hex(request) in known:
            rows.assignments.append(AssignmentRow(id_, _hex(request), _hex(cruncher), status, _json(answer)))
    for id_, request, status in query(_DELIVERIES):
        if _hex(request) in known:
            rows.deliveries.append(DeliveryRow(_hex(id_), _hex(request), status))
    return rows


def of_postgres(url: str) -> Rows:
    """The rows of a PostgreSQL."""
    with psycopg.connect(url) as connection:
        return _read(lambda sql: connection.execute(sql).fetchall())


def of_sqlite(folder: Path) -> Rows:
    """The rows of the one process's data folder."""
    connection = sqlite3.connect(f"file:{folder / 'heat.sqlite3'}?mode=ro", uri=True, timeout=20)
    try:
        return _read(lambda sql: connection.execute(sql).fetchall())
    finally:
        connection.close()


def integrity(folder: Path) -> str:
    """What SQLite's integrity_check says: "ok"."""
    connection = sqlite3.connect(folder / "heat.sqlite3", timeout=20)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()
