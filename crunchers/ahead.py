"""What comes after the task in hand: reserved, so that its page can load it meanwhile, unless somebody idle waits."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from requests_app import lifecycle, maintenance
from requests_app.models import Assignment

from . import assignments, dispatch, reservations
from .models import Cruncher


def reserve(cruncher: Cruncher) -> Assignment | None:
    """Keep the next task for a cruncher who has one in hand; the one that is kept already, its lease renewed.

    None when there is none, or somebody waits who could take it. Who began to wait in the same moment did not see it:
    then dispatch, which gives it to them, is told to look.
    """
    kept = _reserve(cruncher.pk)
    if kept and kept.held_at is None and not kept.gold and dispatch.idle_for(kept.heat_request_id).exists():
        lifecycle.hint_dispatch()
    return kept


@transaction.atomic
def _reserve(cruncher_id: int) -> Assignment | None:
    cruncher: Any = Cruncher.objects.select_for_update(no_key=True).annotate(now=Now()).get(pk=cruncher_id)
    if (kept := reservations.of(cruncher)) and reservations.renew(kept):
        return kept
    approved = cruncher.standing == Cruncher.Standing.APPROVED
    if not approved or maintenance.is_on() or not assignments.current(cruncher):
        return None
    if picked := dispatch.pick(cruncher, behind=True):
        heat_request_id, gold = picked
        return assignments.offer(heat_request_id, cruncher, behind=True, gold=gold)
    return None
