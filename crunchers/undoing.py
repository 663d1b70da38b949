"""Taking back an answer that was sent, for as long as it has ended nothing."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from requests_app import confidence, lifecycle, tallies
from requests_app.models import Assignment, HeatRequest

from . import assignments, earnings, quality, reservations
from .assignments import Gone
from .models import Cruncher

Status = Assignment.Status
NONE = "There is no answer of yours to take back."
TOO_LATE = "This answer can’t be taken back any more: the client has it."


def seconds_left(cruncher: Cruncher, assignment_id: int) -> float | None:
    """For how long an answer can be taken back, at least; inf when until others have answered, None when not at all."""
    mine = Assignment.objects.filter(pk=assignment_id, cruncher=cruncher, status=Status.ANSWERED)
    sent: Any = mine.select_related("heat_request__account").annotate(now=Now()).first()
    return sent and _seconds_left(sent)


def _seconds_left(sent: Any) -> float | None:
    """The same of an answered assignment with its request, the account and the database's `now`.

    A gold question lets itself be taken back for as long as work of its account would, lest it be told apart: where
    that would be until others have answered, for as long as a lease lasts.
    """
    heat_request = sent.heat_request
    if sent.gold:
        undo = heat_request.account.undo_seconds
        several = confidence.rule_of(heat_request) is not None
        left = (undo or settings.HEAT_LEASE) - (sent.now - sent.ended_at).total_seconds()
        if left <= 0 or not (undo or several):
            return None
        return left if undo else float("inf")
    if heat_request.status != HeatRequest.Status.PENDING:
        return None
    settles_at = heat_request.settles_at
    return (settles_at - sent.now).total_seconds() if settles_at else float("inf")


@transaction.atomic
def take_back(cruncher: Cruncher, assignment_id: int, token: str) -> Assignment:
    """Give an answered task back into its cruncher's hands, with a new token; what they hold steps back behind it.

    Raises Gone when the answer has ended its request, or is none, or the cruncher was stopped meanwhile.
    """
    if Cruncher.objects.select_for_update(no_key=True).get(pk=cruncher.pk).standing != Cruncher.Standing.APPROVED:
        raise Gone(assignments.STOPPED)
    mine = assignments.of(cruncher, assignment_id, token)
    sent: Any = mine.select_related("heat_request__account").annotate(now=Now()).first()
    kept = reservations.of(cruncher)
    if sent is None:
        raise Gone("This task is not yours, or no longer.")
    if sent.status != Status.ANSWERED:
        raise Gone(NONE)
    ids = {one.heat_request_id for one in (sent, kept) if one}
    rows = HeatRequest.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    heat_request = {row.pk: row for row in rows}[sent.heat_request_id]
    if _seconds_left(sent) is None or not (sent.gold or heat_request.status == HeatRequest.Status.PENDING):
        raise Gone(TOO_LATE)
    if kept and assignments.current(cruncher):  # there is room for one behind the one in hand
        assignments.release(kept.pk, Status.WITHDRAWN)
    reservations.step_back(cruncher)
    lease = lifecycle.due_in(settings.HEAT_LEASE)
    held = {"status": Status.HELD, "token": uuid.uuid4(), "held_at": Now(), "expires_at": lease, "ended_at": None}
    if not mine.filter(status=Status.ANSWERED).update(**held, answer=None, sizes=None, agrees_with=None):
        raise Gone(NONE)
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    if sent.gold:
        quality.unjudge(sent)
    else:
        lifecycle.answer_taken_back(heat_request, assignment_id)
    earnings.reverse(assignment_id)
    _uncount(sent, heat_request)
    return Assignment.objects.get(pk=assignment_id)


def _uncount(sent: Assignment, heat_request: HeatRequest) -> None:
    """What the answer was counted as when it was sent."""
    if sent.ended_at is None:
        return
    counted = [str(Status.ANSWERED)]
    if sent.held_at:
        counted.append(tallies.duration((sent.ended_at - sent.held_at).total_seconds()))
    tallies.uncount([(sent.cruncher_id, heat_request.type, what) for what in counted], sent.ended_at.date())
