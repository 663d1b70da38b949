"""What held calls are answered: read for many at once, from any thread."""

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from requests_app.models import HeatRequest


class Held(NamedTuple):
    """A call that is held: the request's id, and who asked for which resource of it."""

    id: UUID
    account: int
    environment: str
    resource: str


class Answer(NamedTuple):
    """What goes out: the status code, the media type and the body."""

    status: int
    content_type: str
    body: bytes


def ended(held: Collection[Held]) -> dict[Held, Answer]:
    """The answers of those that are no longer pending, in one query."""
    rows = HeatRequest.objects.filter(id__in={one.id for one in held})
    return _answers(held, rows.exclude(status=HeatRequest.Status.PENDING))


def current(held: Collection[Held]) -> dict[Held, Answer]:
    """The answers of all of them as they are now, in one query."""
    return _answers(held, HeatRequest.objects.filter(id__in={one.id for one in held}))


def _answers(held: Collection[Held], rows: Iterable[HeatRequest]) -> dict[Held, Answer]:
    found = {row.id: row for row in rows}
    return {
        one: _answer(row)
        for one in held
        if (row := found.get(one.id)) and (row.account_id, row.environment) == (one.account, one.environment)
    }


def _answer(row: HeatRequest) -> Answer:
    given: dict[str, object] = row.given  # type: ignore[assignment]
    body = {**given, "id": str(row.id), "status": row.status, "response": row.response}
    return Answer(200, "application/json", json.dumps(body).encode())
