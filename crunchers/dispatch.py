"""Who gets what next: the oldest open request that a cruncher may take, and the longest-waiting cruncher first."""

from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from requests_app import events, maintenance
from requests_app.models import Assignment, HeatRequest
from requests_app.request_types import REQUEST_TYPES

from . import assignments
from .models import Cruncher

Status = HeatRequest.Status
# The oldest request of one type that a cruncher may take. A branch a type keeps each on the partial index
# request_open, whose order it follows; one query with "type IN (…)" sorted the whole backlog.
_BRANCH = """
SELECT * FROM (
    SELECT r.id, r.rank, r.created_at FROM requests_app_heatrequest r
    WHERE r.type = %s AND r.status = 'pending' AND r.open_places > 0 AND NOT EXISTS (
        SELECT 1 FROM requests_app_assignment a
        WHERE a.heat_request_id = r.id AND a.cruncher_id = %s AND a.status NOT IN ('expired', 'withdrawn')
    )
    ORDER BY r.rank, r.created_at, r.id LIMIT 1 {lock}
) AS branch
"""


def offered_types() -> list[str]:
    """The names of the types that people answer."""
    return [name for name, request_type in REQUEST_TYPES.items() if request_type.answered_by_people]


def _oldest_for(cruncher: Cruncher) -> Any:
    """The id of the oldest open request that a cruncher may take, its row locked where the database can; or None."""
    names = offered_types()
    lock = "FOR UPDATE OF r SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    branches = " UNION ALL ".join([_BRANCH.format(lock=lock)] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({branches}) AS oldest ORDER BY rank, created_at, id LIMIT 1",  # noqa: S608 - holds no input
            [value for name in names for value in (name, cruncher.pk)],
        )
        row = cursor.fetchone()
    return row and row[0]


@transaction.atomic
def take(cruncher_id: int, *, only_if_waiting: bool = False) -> Assignment | None:
    """Offer a cruncher the oldest request that they may take; what they have in hand already, if anything.

    The place is taken by a conditional UPDATE, and the cruncher's row is locked, so that no request goes to two
    people at once and nobody gets two.
    """
    cruncher = Cruncher.objects.select_for_update().get(pk=cruncher_id)
    if only_if_waiting and cruncher.waiting_since is None:
        return None
    if current := assignments.current(cruncher):
        return current
    if cruncher.standing != Cruncher.Standing.APPROVED or maintenance.is_on():
        return None
    while heat_request_id := _oldest_for(cruncher):
        place = HeatRequest.objects.filter(pk=heat_request_id, status=Status.PENDING, open_places__gt=0)
        if place.update(open_places=F("open_places") - 1):
            Cruncher.objects.filter(pk=cruncher_id).update(waiting_since=None)
            return assignments.offer(heat_request_id, cruncher)
    return None


def next_for(cruncher: Cruncher) -> Assignment | None:
    """What a cruncher's page shows next; without anything the cruncher waits and will be told.

    They are put down as waiting before the second look, so that a request made meanwhile either is seen here or sees
    them.
    """
    if assignment := take(cruncher.pk):
        return assignment
    approved = Cruncher.objects.filter(pk=cruncher.pk, standing=Cruncher.Standing.APPROVED)
    if not approved.filter(waiting_since=None).update(waiting_since=Now(), seen_at=Now()):
        approved.update(seen_at=Now())
    return take(cruncher.pk)


def anything_open() -> bool:
    """Whether any request waits for somebody, whoever it is."""
    return HeatRequest.objects.filter(type__in=offered_types(), status=Status.PENDING, open_places__gt=0).exists()


def pair() -> None:
    """Offer open requests to those who wait, the longest-waiting first, and tell their pages."""
    waiting = Cruncher.objects.filter(waiting_since__isnull=False, standing=Cruncher.Standing.APPROVED)
    for cruncher_id in waiting.order_by("waiting_since").values_list("pk", flat=True):
        with transaction.atomic():
            offered = take(cruncher_id, only_if_waiting=True)
            if offered:
                events.look(cruncher_id)
        if not offered and not anything_open():
            return


def why_nothing(cruncher: Cruncher) -> str:
    """Why there is no work for a cruncher: `maintenance`, `excluded`, `held_by_others` or `none_queued`."""
    if maintenance.is_on():
        return "maintenance"
    if anything_open():
        return "excluded"
    if Assignment.objects.filter(status__in=Assignment.LIVE).exclude(cruncher=cruncher).exists():
        return "held_by_others"
    return "none_queued"
