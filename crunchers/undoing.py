"""Taking back an answer that was sent, for as long as it has ended nothing."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from requests_app import lifecycle, tallies
from requests_app.models import Assignment, HeatRequest

from . import assignments, earnings, reservations
from .assignments import Gone
from .models import Cruncher

Status = Assignment.Status
NONE = "There is no answer of yours to take back."
TOO_LATE = "This answer can’t be taken back any more: the client has it."


def seconds_left(cruncher: Cruncher, assignment_id: int) -> float | None:
    """For how long an answer can be taken back, at least; inf when until others have answered, None when not at all."""
    sent = Assignment.objects.filter(pk=assignment_id, cruncher=cruncher, status=Status.ANSWERED)
    pending: Any = sent.filter(heat_request__status=HeatRequest.Status.PENDING).annotate(now=Now())
    row = pending.values_list("heat_request__settles_at", "now").first()
    if row is None:
        return None
    settles_at, now = row
    return (settles_at - now).total_seconds() if settles_at else float("inf")


@transaction.atomic
def take_back(cruncher: Cruncher, assignment_id: int, token: str) -> Assignment:
    """Give an answered task back into its cruncher's hands, with a new token; what they hold steps back behind it.

    Raises Gone when the answer has ended its request, or is none, or the cruncher was stopped meanwhile.
    """
    if Cruncher.objects.select_for_update(no_key=True).get(pk=cruncher.pk).standing != Cruncher.Standing.APPROVED:
        raise Gone(assignments.STOPPED)
    mine = assignments.of(cruncher, assignment_id, token)
    sent, kept = mine.first(), reservations.of(cruncher)
    if sent is None:
        raise Gone("This task is not yours, or no longer.")
    if sent.status != Status.ANSWERED:
        raise Gone(NONE)
    ids = {one.heat_request_id for one in (sent, kept) if one}
    locked = {row.pk: row for row in lifecycle.lock_pending(pk__in=ids)}
    if sent.heat_request_id not in locked:
        raise Gone(TOO_LATE)
    if kept and assignments.current(cruncher):  # there is room for one behind the one in hand
        assignments.release(kept.pk, Status.WITHDRAWN)
    reservations.step_back(cruncher)
    lease = lifecycle.due_in(settings.HEAT_LEASE)
    held = {"status": Status.HELD, "token": uuid.uuid4(), "held_at": Now(), "expires_at": lease, "ended_at": None}
    if not mine.filter(status=Status.ANSWERED).update(**held, answer=None, sizes=None, agrees_with=None):
        raise Gone(NONE)
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    lifecycle.answer_taken_back(locked[sent.heat_request_id], assignment_id)
    earnings.reverse(assignment_id)
    _uncount(sent, locked[sent.heat_request_id])
    return Assignment.objects.get(pk=assignment_id)


def _uncount(sent: Assignment, heat_request: HeatRequest) -> None:
    """What the answer was counted as when it was sent."""
    if sent.ended_at is None:
        return
    counted = [str(Status.ANSWERED)]
    if sent.held_at:
        counted.append(tallies.duration((sent.ended_at - sent.held_at).total_seconds()))
    tallies.uncount([(sent.cruncher_id, heat_request.type, what) for what in counted], sent.ended_at.date())
