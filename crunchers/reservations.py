"""Leases of what is kept for a cruncher behind the task in hand: part of the door that assignments.py is.

A reservation takes up a place, lasts for a short while unless the page renews it, and may be revoked for somebody who
is idle, unless it was begun and only stepped back.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce, Now

from requests_app import events, lifecycle
from requests_app.models import Assignment

from .models import Cruncher

Status = Assignment.Status


def lease() -> dict[str, Any]:
    """The fields of an assignment that is reserved from now on."""
    return {"status": Status.RESERVED, "expires_at": lifecycle.due_in(settings.HEAT_RESERVED)}


def of(cruncher: Cruncher) -> Assignment | None:
    """What is kept for a cruncher, to be shown once their hands are empty."""
    return Assignment.objects.filter(cruncher=cruncher, status=Status.RESERVED).first()


def renew(assignment: Assignment) -> bool:
    """Keep a reservation for a page that is still there; whether it is still one."""
    return bool(Assignment.objects.filter(pk=assignment.pk, status=Status.RESERVED).update(**lease()))


def step_back(cruncher: Cruncher) -> None:
    """Reserve again what a cruncher has in hand, if anything, for something comes before it."""
    begun = Assignment.objects.filter(cruncher=cruncher, status__in=Assignment.IN_HAND)
    begun.update(**lease(), held_at=Coalesce("held_at", Now()))


@transaction.atomic
def revoke(assignment_id: int) -> Any:
    """Take a reservation back, its place staying taken, for somebody who is idle; the request's id, or None."""
    mine = Assignment.objects.filter(pk=assignment_id, status=Status.RESERVED, held_at=None)
    assignment = mine.first()
    if assignment is None or not lifecycle.lock_pending(pk=assignment.heat_request_id):
        return None
    if not mine.update(status=Status.WITHDRAWN, ended_at=Now(), expires_at=None):
        return None
    events.closed(assignment.cruncher_id, assignment_id, "Somebody who was free has this question now.")
    return assignment.heat_request_id
