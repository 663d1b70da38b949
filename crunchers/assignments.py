"""The only door to leases: reserved, offered, acknowledged, extended, ended; and the answer that one ends with.

Locks are always taken in the same order, the request's row before the assignment's, and each change is a conditional
UPDATE. Time is the database's.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least, Now

from requests_app import confidence, events, lifecycle, tallies
from requests_app.models import Assignment, HeatRequest
from requests_app.request_types import REQUEST_TYPES

from . import earnings, files, quality, reservations
from .models import Cruncher

Status = Assignment.Status
REASONS = {
    "attachment": "An attachment does not load",
    "unclear": "The instruction is not clear",
    "unlawful": "It is unlawful or harmful",
    "language": "It is not in my language",
    "other": "Something else",
}
STOPPED = "Your work was stopped: the question went back in line."


class Gone(Exception):
    """The task is no longer this cruncher's; the message says why, in words for them."""


@dataclass(frozen=True)
class Left:
    """Seconds that a cruncher has: to the end of the task's limit, and to the end of the lease without a heartbeat."""

    left: float
    lease: float
    late: bool = False


def current(cruncher: Cruncher) -> Assignment | None:
    """What a cruncher has in hand."""
    return Assignment.objects.filter(cruncher=cruncher, status__in=Assignment.IN_HAND).first()


def _offered() -> dict[str, Any]:
    return {
        "status": Status.OFFERED,
        "offered_at": Now(),
        "held_at": None,
        "expires_at": lifecycle.due_in(settings.HEAT_ACKNOWLEDGE),
    }


def offer(heat_request_id: Any, cruncher: Cruncher, *, behind: bool = False, gold: bool = False) -> Assignment:
    """Hand out a place that was just taken: a new row, or an earlier one that came to nothing, with a new token.

    `behind` what is in hand, it is reserved. A gold question is handed out the same way, and takes no place.
    """
    fields = {**_offered(), **(reservations.lease() if behind else {}), "token": uuid.uuid4(), "ended_at": None}
    fields["gold"] = gold
    mine = Assignment.objects.filter(heat_request_id=heat_request_id, cruncher=cruncher)
    if not mine.filter(status__in=Assignment.AGAIN).update(**fields):
        Assignment.objects.create(heat_request_id=heat_request_id, cruncher=cruncher, **fields)
    return mine.get()


def promote(cruncher: Cruncher) -> Assignment | None:
    """Offer to a cruncher whose hands are empty what was reserved for them, with the token it has; None without any."""
    if not Assignment.objects.filter(cruncher=cruncher, status=Status.RESERVED).update(**_offered()):
        return None
    return current(cruncher)


def left_of(assignment_id: int) -> Left:
    """What is left of one that was held a moment ago. Raises Gone when it was taken back and offered anew since."""
    row: Any = Assignment.objects.annotate(now=Now()).get(pk=assignment_id)
    if row.held_at is None or row.expires_at is None:
        raise Gone("Your time for this one ran out.")
    limit = row.held_at + timedelta(seconds=settings.HEAT_TASK_LIMIT)
    return Left(max(0.0, (limit - row.now).total_seconds()), max(0.0, (row.expires_at - row.now).total_seconds()))


def of(cruncher: Cruncher, assignment_id: int, token: str) -> Any:
    """The query for an assignment by its id, its cruncher and its fencing token."""
    return Assignment.objects.filter(pk=assignment_id, cruncher=cruncher, token=token)


def read(cruncher: Cruncher, assignment_id: int, token: str) -> Assignment:
    """An assignment with its request. Raises Gone when it is not this cruncher's."""
    assignment = of(cruncher, assignment_id, token).select_related("heat_request").first()
    if assignment is None:
        raise Gone("This task is not yours, or no longer.")
    return assignment


def read_open(cruncher: Cruncher, assignment_id: int, token: str) -> Assignment:
    """An assignment that its cruncher may still end. Raises Gone."""
    assignment = read(cruncher, assignment_id, token)
    if assignment.status not in (*Assignment.LIVE, Status.EXPIRED):
        raise Gone(_gone_message(assignment.heat_request, assignment))
    return assignment


def acknowledge(cruncher: Cruncher, assignment_id: int, token: str) -> Left:
    """The offer is on the screen: the lease and the task's limit begin. Raises Gone when it was taken back."""
    mine = of(cruncher, assignment_id, token)
    lease = lifecycle.due_in(settings.HEAT_LEASE)
    if not mine.filter(status=Status.OFFERED).update(status=Status.HELD, held_at=Now(), expires_at=lease):
        return heartbeat(cruncher, assignment_id, token)
    return left_of(assignment_id)


def heartbeat(cruncher: Cruncher, assignment_id: int, token: str) -> Left:
    """Extend the lease, up to the task's limit; take an expired one up again while its place is free.

    Raises Gone when it is somebody else's, or over.
    """
    mine = of(cruncher, assignment_id, token)
    limit = F("held_at") + timedelta(seconds=settings.HEAT_TASK_LIMIT)
    lease = Least(lifecycle.due_in(settings.HEAT_LEASE), limit)
    Cruncher.objects.filter(pk=cruncher.pk).update(seen_at=Now())
    if mine.filter(status=Status.HELD, expires_at__gt=Now()).update(expires_at=lease):
        return left_of(assignment_id)
    return _take_up_again(mine, limit, lease)


@transaction.atomic
def _take_up_again(mine: Any, limit: Any, lease: Any) -> Left:
    first = mine.first()
    cruncher = first and Cruncher.objects.select_for_update(no_key=True).get(pk=first.cruncher_id)
    heat_request = _lock(first)
    assignment = _lock_own(mine)
    if assignment.status not in (*Assignment.IN_HAND, Status.EXPIRED) or assignment.held_at is None:
        raise Gone(_gone_message(heat_request, assignment))
    if assignment.status == Status.EXPIRED and not _has_place(heat_request, assignment):
        raise Gone("Your time for this one ran out, and somebody else has it now.")
    if not mine.annotate(now=Now(), limit=limit).filter(limit__gt=F("now")).exists():
        return Left(0, 0, late=True)
    if assignment.status == Status.EXPIRED:
        if cruncher.standing != Cruncher.Standing.APPROVED:
            raise Gone(STOPPED)
        if current(cruncher):
            raise Gone("You have another task in hand.")
        _occupy(heat_request, assignment)
        Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    mine.update(status=Status.HELD, expires_at=lease, ended_at=None)
    return left_of(assignment.pk)


def _has_place(heat_request: HeatRequest, assignment: Assignment) -> bool:
    return assignment.gold or heat_request.open_places > 0


def _occupy(heat_request: HeatRequest, assignment: Assignment) -> None:
    if not assignment.gold:
        HeatRequest.objects.filter(pk=heat_request.pk).update(open_places=F("open_places") - 1, opened_at=Now())


def _lock(assignment: Assignment | None) -> HeatRequest:
    """The request of an assignment, locked. Raises Gone when there is none, or it has ended and is no gold question."""
    if assignment is None:
        raise Gone("This task is not yours, or no longer.")
    if assignment.gold:
        return HeatRequest.objects.select_for_update().get(pk=assignment.heat_request_id)
    pending = lifecycle.lock_pending(pk=assignment.heat_request_id)
    if not pending:
        raise Gone(_gone_message(assignment.heat_request, assignment))
    return pending[0]


def _lock_own(mine: Any) -> Any:
    """The assignment, locked. Raises Gone when its token was changed since it was looked at: it was offered anew."""
    assignment = mine.select_for_update().first()
    if assignment is None:
        raise Gone("This task is not yours, or no longer.")
    return assignment


def _gone_message(heat_request: HeatRequest, assignment: Assignment) -> str:
    if assignment.status in (Status.ANSWERED, Status.SKIPPED, Status.FLAGGED):
        return "You have dealt with this one already."
    if assignment.status == Status.RESERVED:
        return "Another question came before this one. It is kept for you behind that."
    ended = None if assignment.gold else lifecycle.CLOSED_MESSAGES.get(HeatRequest.Status(heat_request.status))
    return ended or "This task was put back in line; it is no longer yours."


def _claim(cruncher: Cruncher, assignment_id: int, token: str) -> tuple[HeatRequest, Assignment]:
    """An assignment that its cruncher may still end: theirs, or expired while the place is free. Both rows locked."""
    mine = of(cruncher, assignment_id, token)
    heat_request = _lock(mine.select_related("heat_request").first())
    assignment = _lock_own(mine.annotate(now=Now()))
    if assignment.status == Status.EXPIRED and _has_place(heat_request, assignment):
        if not Cruncher.objects.filter(pk=cruncher.pk, standing=Cruncher.Standing.APPROVED).exists():
            raise Gone(STOPPED)
        _occupy(heat_request, assignment)
    elif assignment.status not in Assignment.LIVE:
        raise Gone(_gone_message(heat_request, assignment))
    return heat_request, assignment


def _end(heat_request: HeatRequest, assignment: Any, status: str, **fields: Any) -> None:
    """End an assignment that _claim gave, count it, and have the other pages of its cruncher close it."""
    events.closed(assignment.cruncher_id, assignment.pk, "You have dealt with this one in another window.")
    Assignment.objects.filter(pk=assignment.pk).update(status=status, ended_at=Now(), expires_at=None, **fields)
    counted = [status]
    if status == Status.ANSWERED and assignment.held_at:
        counted.append(tallies.duration((assignment.now - assignment.held_at).total_seconds()))
    tallies.count((assignment.cruncher_id, heat_request.type, what) for what in counted)


def submit(cruncher: Cruncher, assignment_id: int, token: str, answer: Any, sizes: Any) -> None:
    """Take an answer, once: the same submitted again changes nothing.

    Raises rest_framework's ValidationError for an answer that the question does not allow, and Gone.
    """
    assignment = read(cruncher, assignment_id, token)
    if assignment.status == Status.ANSWERED:
        return
    heat_request = assignment.heat_request
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    clean_sizes = request_type.clean_sizes(question, sizes)
    clean = request_type.clean_answer(question, answer, clean_sizes)
    try:
        if assignment.gold:
            right = quality.is_right(heat_request, clean, clean_sizes)
            _judge_answer(cruncher, assignment_id, token, clean, clean_sizes, right)
            if cruncher.standing != Cruncher.Standing.APPROVED:  # paused for it: what was kept for them goes back
                stop(cruncher, STOPPED)
        else:
            weighed = confidence.weigh(heat_request, assignment_id, cruncher.public_id, clean, clean_sizes)
            _take_answer(cruncher, assignment_id, token, weighed)
    except Gone:
        # The same answer from another tab may have been taken between our look and our lock.
        if not of(cruncher, assignment_id, token).filter(status=Status.ANSWERED).exists():
            raise


@transaction.atomic
def _take_answer(cruncher: Cruncher, assignment_id: int, token: str, weighed: confidence.Weighed) -> None:
    heat_request, assignment = _claim(cruncher, assignment_id, token)
    answers = confidence.caught_up(heat_request, weighed)
    mine = answers[-1]
    fields = {"answer": mine.value, "sizes": mine.sizes, "agrees_with": mine.agrees_with}
    _end(heat_request, assignment, Status.ANSWERED, **fields)
    if REQUEST_TYPES[heat_request.type].file_kind:
        files.keep_answered(heat_request, assignment, mine.value)
    earnings.earn(cruncher, assignment.pk, heat_request.type)
    lifecycle.add_answer(heat_request, answers, weighed)


@transaction.atomic
def _judge_answer(cruncher: Cruncher, assignment_id: int, token: str, answer: Any, sizes: Any, right: bool) -> None:
    """Take the answer to a gold question. The cruncher, who may be paused for it, is locked first, as in take()."""
    Cruncher.objects.select_for_update(no_key=True).get(pk=cruncher.pk)
    heat_request, assignment = _claim(cruncher, assignment_id, token)
    _end(heat_request, assignment, Status.ANSWERED, answer=answer, sizes=sizes)
    assignment.answer = answer
    earnings.earn(cruncher, assignment.pk, heat_request.type)
    quality.judge(cruncher, heat_request, assignment, right)


@transaction.atomic
def skip(cruncher: Cruncher, assignment_id: int, token: str) -> None:
    """Give the place back; this request is never offered to this cruncher again. Raises Gone."""
    heat_request, assignment = _claim(cruncher, assignment_id, token)
    _end(heat_request, assignment, Status.SKIPPED)
    lifecycle.reopen(heat_request)


@transaction.atomic
def flag(cruncher: Cruncher, assignment_id: int, token: str, reason: str, comment: str) -> None:
    """Say that it can't be done. Raises Gone."""
    heat_request, assignment = _claim(cruncher, assignment_id, token)
    _end(heat_request, assignment, Status.FLAGGED, reason=reason, comment=comment)
    if not assignment.gold:
        lifecycle.add_flag(heat_request)


@transaction.atomic
def release(assignment_id: int, status: str, **only_where: Any) -> Assignment | None:
    """Take a live assignment back and reopen its place; None when it was not live, or not as `only_where` says.

    The assignment is given as it was.
    """
    live = Assignment.objects.filter(pk=assignment_id, status__in=Assignment.LIVE, **only_where)
    assignment = live.select_related("heat_request").first()
    if assignment is None:
        return None
    heat_request = HeatRequest.objects.select_for_update().get(pk=assignment.heat_request_id)
    if not live.update(status=status, ended_at=Now(), expires_at=None):
        return None
    lifecycle.reopen(heat_request)
    return assignment


def stop(cruncher: Cruncher, why: str = "You took a break: the question went back in line.") -> None:
    """The cruncher takes a break: what they hold goes back, they no longer wait, and all their pages are told."""
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    for assignment in Assignment.objects.filter(cruncher=cruncher, status__in=Assignment.LIVE):
        if release(assignment.pk, Status.WITHDRAWN):
            events.closed(cruncher.pk, assignment.pk, why)


def put_back(assignment: Assignment) -> bool:
    """A manager takes a task out of a cruncher's hands; whether it was in them."""
    if not release(assignment.pk, Status.WITHDRAWN):
        return False
    events.closed(assignment.cruncher_id, assignment.pk, "A manager put this task back in line.")
    return True


def sweep(limit: int = 200) -> int:
    """Take back what is past its lease by the database's clock, and forget those who no longer ask. How many leases."""
    late = Assignment.objects.filter(status__in=Assignment.LIVE, expires_at__lte=Now())
    ids = list(late.order_by("expires_at").values_list("pk", flat=True)[:limit])
    for assignment_id in ids:
        ended = release(assignment_id, Status.EXPIRED, expires_at__lte=Now())
        if ended and ended.status == Status.RESERVED:
            events.closed(ended.cruncher_id, assignment_id, "This question went back in line.")
    unseen = Cruncher.objects.filter(waiting_since__isnull=False, seen_at__lt=lifecycle.due_in(-settings.HEAT_UNSEEN))
    unseen.update(waiting_since=None)
    return len(ids)


def ban(cruncher: Cruncher, reason: str, standing: str = Cruncher.Standing.BANNED) -> None:
    """Ban a cruncher, or pause them: their task goes back, their pages are closed, nothing new comes."""
    Cruncher.objects.filter(pk=cruncher.pk).update(standing=standing, standing_reason=reason, waiting_since=None)
    stop(cruncher, STOPPED)
    events.sign_off(cruncher.pk)
