"""The objects that clients see, made from rows alone: no query."""

from datetime import UTC, datetime
from typing import Any

from .models import Batch, HeatRequest

Status = HeatRequest.Status


def timestamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, with microseconds."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def cruncher_feedback(flags: list[dict[str, str]]) -> str:
    """The flags as text: a line each, `reason: comment`."""
    return "\n".join(f"{flag['reason']}: {flag['comment']}" if flag["comment"] else flag["reason"] for flag in flags)


def _ending(heat_request: HeatRequest) -> dict[str, Any]:
    """The fields that only some final status has."""
    fields: dict[str, Any] = {}
    if heat_request.status == Status.COMPLETE:
        fields = {"response": heat_request.response, "raw_responses": heat_request.raw_responses or {}}
        if heat_request.attachment_sizes is not None:
            fields["attachment_sizes"] = heat_request.attachment_sizes
    elif heat_request.status == Status.FLAGGED:
        flags = heat_request.flags or []
        fields = {"cruncher_feedback": cruncher_feedback(flags), "flags": flags}
    elif heat_request.abort_reason:
        fields = {"abort_reason": heat_request.abort_reason}
    return fields if heat_request.agreement is None else fields | {"agreement": heat_request.agreement}


def request_object(heat_request: HeatRequest, eta: dict[str, Any] | None = None) -> dict[str, Any]:
    """The Request object of the API: the answer's fields, then every field that the client gave, as given.

    `eta` is what eta.py says of a live one that is pending.
    """
    answer: dict[str, Any] = {
        "id": str(heat_request.id),
        "status": heat_request.status,
        "type": heat_request.type,
        **_ending(heat_request),
        **({"eta": eta} if eta else {}),
        "created_at": timestamp(heat_request.created_at),
        "completed_at": timestamp(heat_request.completed_at),
        **({"batch": str(heat_request.batch_id)} if heat_request.batch_id else {}),
        "tags": [],
        "archived": heat_request.archived_at is not None,
        **({"warnings": heat_request.warnings} if heat_request.warnings else {}),
        "environment": heat_request.environment,
    }
    return answer | {name: value for name, value in heat_request.given.items() if name not in answer or name == "tags"}


def batch_object(batch: Batch) -> dict[str, Any]:
    """A batch with its counts, without its tasks."""
    return {
        "id": str(batch.id),
        "name": batch.name,
        "created_at": timestamp(batch.created_at),
        "environment": batch.environment,
        "total": batch.total,
        "pending": batch.pending,
        "complete": batch.complete,
        "flagged": batch.flagged,
        "aborted": batch.aborted,
        **({"hook_url": batch.hook_url} if batch.hook_url else {}),
    }
