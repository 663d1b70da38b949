"""Making requests: one or ten thousand, all or nothing, in one transaction that the caller opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from . import confidence, deliveries, events, gold, hints, lifecycle, needs, quota
from .line import next_ranks
from .media import store
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
    if gold.known(question):
        _finish(row, Status.COMPLETE, gold.completion(question))
    elif environment == Environment.STAGING:
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
    _finish(row, course.status, course.fields)


def _finish(row: HeatRequest, status: str, fields: dict[str, Any]) -> None:
    row.status, row.completed_at = status, row.created_at
    for name, value in {**fields, **lifecycle.sums_of(fields)}.items():
        setattr(row, name, value)


def _line_up(rows: list[HeatRequest], account: Account) -> None:
    """Count those that people are to answer against the quota, and give them their places in line."""
    numbers = needs.numbers({needs.names_of(row.given) for row in rows})
    for row in rows:
        row.needs = numbers[needs.names_of(row.given)]
    waiting = [row for row in rows if row.status == Status.PENDING]
    if not waiting:
        return
    quota.spend(account, len(waiting))
    places = confidence.first_places(waiting)
    for row, rank, open_places in zip(waiting, next_ranks(account, len(waiting)), places, strict=True):
        row.rank, row.open_places, row.opened_at = rank, open_places, Now()


def _warn(rows: list[HeatRequest]) -> None:
    """Say where a qualification is asked for that no manager has given a name to."""
    names = [needs.names_of(row.given) for row in rows]
    unknown = needs.unknown(name for each in names for name in each)
    for row, asked in zip(rows, names, strict=True):
        if missing := [f'"{name}"' for name in asked if name in unknown]:
            said = f"qualifications: nobody has {' or '.join(missing)} yet; it waits until somebody does."
            row.warnings = [*row.warnings, said]


def make(account: Account, environment: str, asks: list[Ask], batch: Batch | None = None) -> list[HeatRequest]:
    """Make a request of each ask, in order. Call it in a transaction. Raises quota.QuotaExceeded."""
    now = timezone.now()
    rows = [_row(account, environment, ask, now + timedelta(microseconds=n)) for n, ask in enumerate(asks)]
    _warn(rows)
    if environment == Environment.LIVE:
        _line_up(rows, account)
    if batch is not None:
        for index, row in enumerate(rows):
            row.batch, row.batch_index = batch, index
    HeatRequest.objects.bulk_create(rows, batch_size=500)
    _tag(rows)
    _exclude(rows)
    if environment == Environment.LIVE:
        gold.add(rows)
    store.use(account, {row: _named_urls(row.given) for row in rows})
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


def _named_urls(given: dict[str, Any]) -> list[str]:
    """The attachments and choices of a question, among them URLs of files that are kept while the request is."""
    inner = given.get("per_annotation") or {}
    return [*(given.get("attachments") or []), *(given.get("choices") or []), *(inner.get("choices") or [])]


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
