"""What the shell asks for the calls that it holds: many at once, in one query."""

import json
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from requests_app.models import HeatRequest

from .errors import problem_body
from .objects import request_objects

Status = HeatRequest.Status


class Held(NamedTuple):
    """A held call: whose request, and whether the Request object or only its response is asked for."""

    id: UUID
    account: int
    environment: str
    resource: str


class Answer(NamedTuple):
    """An HTTP answer, ready to send."""

    status: int
    content_type: str
    body: bytes


def hold_header(heat_request: HeatRequest, seconds: float, resource: str) -> str:
    """The internal header by which a view asks the shell to hold its pending answer."""
    return f"{heat_request.pk} {seconds} {heat_request.account_id} {heat_request.environment} {resource}"


def _json(status: int, body: Any) -> Answer:
    return Answer(status, "application/json", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def response_answer(heat_request: HeatRequest) -> Answer:
    """What `GET /v1/responses/{id}` says: the response, 449 while pending, 400 when there will be none."""
    if heat_request.status == Status.COMPLETE:
        return _json(200, {"id": str(heat_request.pk), "response": heat_request.response})
    if heat_request.status == Status.PENDING:
        detail = "There is no response yet. Ask again, or add ?block=30 to wait for it."
        return Answer(449, "application/problem+json", problem_body(449, detail))
    detail = f"There is no response: the request is {heat_request.status}."
    return Answer(400, "application/problem+json", problem_body(400, detail, request_status=heat_request.status))


def answer(heat_request: HeatRequest, resource: str) -> Answer:
    """What a call that asks for `resource` ("request" or "response") is told now."""
    if resource == "response":
        return response_answer(heat_request)
    [shown] = request_objects([heat_request])
    return _json(200, shown)


def _read(held: Collection[Held], **where: Any) -> dict[Held, Answer]:
    rows = HeatRequest.objects.filter(pk__in={one.id for one in held}, **where)
    found = {(row.pk, row.account_id, row.environment): row for row in rows}
    wanted = {one: row for one in held if (row := found.get((one.id, one.account, one.environment)))}
    whole = list({row.pk: row for one, row in wanted.items() if one.resource != "response"}.values())
    objects = dict(zip((row.pk for row in whole), request_objects(whole), strict=True))
    return {
        one: response_answer(row) if one.resource == "response" else _json(200, objects[row.pk])
        for one, row in wanted.items()
    }


def ended(held: Collection[Held]) -> dict[Held, Answer]:
    """The answers to those held calls whose request is no longer pending; one query."""
    return _read(held, status__in=[Status.COMPLETE, Status.FLAGGED, Status.ABORTED])


def current(held: Collection[Held]) -> dict[Held, Answer]:
    """The answers to held calls as things stand, whatever the status; one query, and the few that an eta takes."""
    return _read(held)
