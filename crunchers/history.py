"""What a cruncher has answered, the newest first: their own words and what became of them, and nobody else's."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from requests_app.models import Assignment, HeatRequest
from requests_app.request_types import REQUEST_TYPES

from . import assignments
from .in_words import answer_lines, shortened
from .models import Cruncher

PAGE = 25
WEIGHED = 200  # marks; whether more of them agree is not looked at, since comparing takes long
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"([0-9]{1,19})-([0-9]{1,18})")

Status = Assignment.Status
Ended = HeatRequest.Status


@dataclass(frozen=True)
class Past:
    """An answer, or a report that it can't be done, as its cruncher is shown it."""

    instruction: str
    type: str
    at: datetime
    lines: list[str]
    outcome: str


def page(cruncher: Cruncher, cursor: str = "") -> tuple[list[Past], str]:
    """The answers after a cursor, and the cursor of the next page or "". Raises ValueError for what is no cursor."""
    rows = Assignment.objects.filter(cruncher=cruncher)
    if cursor:
        at, pk = _read(cursor)
        rows = rows.filter(Q(ended_at__lt=at) | Q(ended_at=at, pk__lt=pk), ended_at__lte=at)
    # A query a status: each follows the index (cruncher, status, ended_at).
    found = [
        row
        for status in (Status.ANSWERED, Status.FLAGGED)
        for row in rows.filter(status=status).order_by("-ended_at", "-pk")[: PAGE + 1]
    ]
    found.sort(key=lambda row: (row.ended_at, row.pk), reverse=True)
    shown = found[:PAGE]
    asked = HeatRequest.objects.defer("raw_responses", "flags", "warnings").in_bulk(
        [row.heat_request_id for row in shown]
    )
    following = _write(shown[-1]) if len(found) > PAGE else ""
    return [_past(row, asked[row.heat_request_id]) for row in shown if row.heat_request_id in asked], following


def _write(row: Assignment) -> str:
    assert row.ended_at
    return f"{(row.ended_at - _EPOCH) // _MICROSECOND}-{row.pk}"


def _read(cursor: str) -> tuple[datetime, int]:
    parts = _CURSOR.fullmatch(cursor)
    if parts is None:
        raise ValueError("The cursor is none of ours.")
    try:
        return _EPOCH + timedelta(microseconds=int(parts[1])), int(parts[2])
    except OverflowError as error:
        raise ValueError("The cursor is none of ours.") from error


def _past(row: Assignment, heat_request: HeatRequest) -> Past:
    assert row.ended_at
    flagged = row.status == Status.FLAGGED
    reason = assignments.REASONS.get(row.reason, row.reason)
    reported = [f"Can’t be done: {reason}.", *([shortened(row.comment)] if row.comment else [])]
    return Past(
        shortened(heat_request.instruction),
        heat_request.type,
        row.ended_at,
        reported if flagged else answer_lines(row.answer),
        "Reported." if flagged else _outcome(row, heat_request),
    )


def _outcome(row: Assignment, heat_request: HeatRequest) -> str:
    """What became of an answer. That others said something else is told, what they said is not."""
    if row.gold:
        return "Accepted."  # as of a question that one person is asked: nobody learns which ones were gold
    if heat_request.status == Ended.PENDING:
        return "Accepted. Others are asked as well."
    if heat_request.status == Ended.FLAGGED:
        return "Accepted. The question was closed later, because others reported it."
    if heat_request.status == Ended.ABORTED:
        return "Accepted. The client took the question back later."
    if heat_request.agreement is None:
        return "Accepted."
    if heat_request.response is None:
        return "Accepted. Those who were asked did not agree."
    agreed = _agreed(row, heat_request)
    if agreed is None:
        return "Accepted. The question has its answer."
    return "Accepted. It agreed with the result." if agreed else "Accepted. The result was another one."


def _agreed(row: Assignment, heat_request: HeatRequest) -> bool | None:
    """Whether an answer agrees with the response; None where that would take long to find out."""
    answer, response = row.answer, heat_request.response
    if isinstance(answer, list) and len(answer) > WEIGHED and isinstance(answer[0], dict):
        return None
    request_type = REQUEST_TYPES[heat_request.type]
    return request_type.agrees(heat_request.question, response, answer, heat_request.attachment_sizes)
