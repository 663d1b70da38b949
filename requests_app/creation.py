"""Making requests: one or ten thousand, all or nothing, in one transaction that the caller opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from . import confidence, deliveries, events, hints, lifecycle, quota
from .line import next_ranks
from .models import Account, Assignment, Batch, Environment, HeatRequest, RequestTag
from .request_types import RequestType
from .staging import staged_course

Status = HeatRequest.Status
# Hints are not sent further ahead than this: the sweep finds what is due later.
_FURTHEST_HINT = 60
# Our clock and the database's differ by some milliseconds; a hint that comes too early finds nothing.


@dataclass(frozen=True)
class Ask:
    """One validated question to make a request of."""

    request_type: RequestType
    given: dict[str, Any]
    filled_in: dict[str, Any]
    warnings: list[str]


def _row(account: Account, environment: str, ask: Ask, now: datetime) -> HeatRequest:
    question = {**ask.given, **ask.filled_in}
    row = HeatRequest(
        account=account,
        environment=environment,
        type=ask.request_type.name,
        given=ask.given,
        filled_in=ask.filled_in,
        warnings=ask.warnings,
        instruction=question["instruction"],
        created_at=now,
    )
    if environment == Environment.STAGING:
        _stage(row, ask, question)
    elif question.get("deadline") is not None:
        row.due_at = lifecycle.due_in(question["deadline"])
    return row


def _stage(row: HeatRequest, ask: Ask, question: dict[str, Any]) -> None:
    course = staged_course(ask.request_type, question, ask.given, settings.PUBLIC_URL)
    if course.status == Status.PENDING:
        return
    if course.after > 0:
        row.due_at = lifecycle.due_in(course.after)
        row.staged_end = {"status": course.status, "fields": course.fields}
        return
    row.status, row.completed_at = course.status, row.created_at
    for name, value in course.fields.items():
        setattr(row, name, value)


def _line_up(rows: list[HeatRequest], asks: list[Ask], account: Account) -> None:
    for row, ask, rank in zip(rows, asks, next_ranks(account, len(rows)), strict=True):
        row.rank, row.opened_at = rank, Now()
        row.open_places = confidence.first_places(ask.request_type, {**ask.given, **ask.filled_in})


def make(account: Account, environment: str, asks: list[Ask], batch: Batch | None = None) -> list[HeatRequest]:
    """Make a request of each ask, in order. Call it in a transaction. Raises quota.QuotaExceeded."""
    now = timezone.now()
    rows = [_row(account, environment, ask, now + timedelta(microseconds=n)) for n, ask in enumerate(asks)]
    if environment == Environment.LIVE:
        quota.spend(account, len(rows))
        _line_up(rows, asks, account)
    if batch is not None:
        for index, row in enumerate(rows):
            row.batch, row.batch_index = batch, index
    HeatRequest.objects.bulk_create(rows, batch_size=500)
    _tag(rows)
    _exclude(rows)
    deliveries.owe_requests(row for row in rows if row.status != Status.PENDING)
    _hint(rows, asks)
    events.account_changed(account.pk)
    return rows


def make_batch(account: Account, environment: str, name: str, hook_url: str, asks: list[Ask]) -> Batch:
    """Make a batch and all its requests. Call it in a transaction. Raises quota.QuotaExceeded."""
    batch = Batch.objects.create(
        account=account, environment=environment, name=name, hook_url=hook_url, created_at=timezone.now()
    )
    statuses = [row.status for row in make(account, environment, asks, batch)]
    batch.total = len(statuses)
    for status in Status.values:
        setattr(batch, status, statuses.count(status))
    batch.save()
    if batch.pending == 0:
        deliveries.owe_batch(batch)
    return batch


def _tag(rows: list[HeatRequest]) -> None:
    tags = [RequestTag(heat_request=row, tag=tag) for row in rows for tag in dict.fromkeys(row.given.get("tags", []))]
    if tags:
        RequestTag.objects.bulk_create(tags, batch_size=500)


def _exclude(rows: list[HeatRequest]) -> None:
    """Write exclusions as assignments that are over, so that one rule, nobody twice, keeps them away."""
    wanted = {row: set(row.given.get("exclude_crunchers", [])) for row in rows}
    named = set().union(*wanted.values())
    if not named:
        return
    crunchers = dict(lifecycle.Cruncher.objects.filter(public_id__in=named).values_list("public_id", "pk"))
    Assignment.objects.bulk_create(
        [
            Assignment(heat_request=row, cruncher_id=crunchers[public_id], status=Assignment.Status.EXCLUDED)
            for row, ids in wanted.items()
            for public_id in ids & crunchers.keys()
        ],
        batch_size=500,
    )


def _hint(rows: list[HeatRequest], asks: list[Ask]) -> None:
    """Hint at what can be done now; what is due later in a batch is left to the sweep, lest it be 10,000 hints."""
    if any(row.open_places for row in rows):
        lifecycle.hint_dispatch()
    if len(rows) == 1 and rows[0].due_at is not None:
        question = {**asks[0].given, **asks[0].filled_in}
        seconds = question["deadline"] if rows[0].staged_end is None else question["staging"]["after"]
        if seconds <= _FURTHEST_HINT:
            hints.on_commit(hints.END_DUE, countdown=seconds + lifecycle.AFTER_DUE)
