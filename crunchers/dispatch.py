"""Who gets what next: the oldest open request that a cruncher may take, and the longest-waiting cruncher first."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from requests_app import events, lifecycle, maintenance, needs
from requests_app.models import Assignment, HeatRequest, NeededName, Qualification
from requests_app.request_types import REQUEST_TYPES

from . import assignments, quality, reservations
from .models import Cruncher

Status = HeatRequest.Status
# The oldest request of one type and one set of needs that a cruncher may take, from a rank on. A branch for each keeps
# it on the partial index request_open, whose order it follows; one query with "type IN (…)" sorted the whole backlog.
_BRANCH = """
SELECT * FROM (
    SELECT r.id, r.rank, r.created_at FROM requests_app_heatrequest r
    WHERE r.type = %s AND r.needs = %s AND r.rank >= %s AND r.status = 'pending' AND r.open_places > 0 AND {not_yet}
    ORDER BY r.rank, r.created_at, r.id LIMIT 1 {lock}
) AS branch
"""
# The oldest of those before a rank that were opened, or half taken, since the cruncher found nothing there: on the
# partial index request_opened_lately. Type and rank are written so that no other index serves, which a database
# without statistics would take.
_LATELY = """
SELECT * FROM (
    SELECT r.id, r.rank, r.created_at FROM requests_app_heatrequest r
    WHERE r.type || '' IN ({types}) AND r.needs + 0 IN ({needs}) AND r.rank + 0 < %s AND r.opened_at > %s
        AND r.status = 'pending' AND r.open_places > 0 AND {not_yet}
    ORDER BY r.rank, r.created_at, r.id LIMIT 1 {lock}
) AS lately
"""
_NOT_YET = """NOT EXISTS (
        SELECT 1 FROM requests_app_assignment a
        WHERE a.heat_request_id = r.id AND a.cruncher_id = %s AND a.status NOT IN ('expired', 'withdrawn')
    )"""
# A transaction may have begun before it is seen to have opened something, by no more than this.
_UNSEEN = timedelta(seconds=60)
# Then a cruncher looks from the front of the line again: a row that was locked when they came by is not lost on them.
_LINE_FROM_LASTS = timedelta(seconds=120)


def offered_types() -> list[str]:
    """The names of the types that people answer."""
    return [name for name, request_type in REQUEST_TYPES.items() if request_type.answered_by_people]


def _needs_met(names: list[str]) -> list[int]:
    """The needs that some open request has and that these qualifications meet; 0, none, is always among them."""
    return [0, *needs.with_work(names, offered_types())]


def _oldest_for(cruncher: Cruncher, may: list[int], since: datetime | None) -> tuple[Any, int] | None:
    """The oldest open request that a cruncher may take, its row locked where the database can, and its rank; or None.

    With `since` (when the cruncher could take nothing before their `line_from`) only that part of the line is looked
    through, and what was opened before it meanwhile. Somebody who has answered the first 10,000, which still wait for
    other people's answers, would else be kept from them one by one each time.
    """
    line_from = cruncher.line_from if since else 0
    names = offered_types()
    lanes = [(name, need) for name in names for need in may]
    lock = "FOR UPDATE OF r SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    branches = [_BRANCH.format(lock=lock, not_yet=_NOT_YET)] * len(lanes)
    values: list[Any] = [value for lane in lanes for value in (*lane, line_from, cruncher.pk)]
    if since:
        lists = {"types": ", ".join(["%s"] * len(names)), "needs": ", ".join(["%s"] * len(may))}
        branches.append(_LATELY.format(lock=lock, not_yet=_NOT_YET, **lists))
        moment = connection.ops.adapt_datetimefield_value(since - _UNSEEN)
        values += [*names, *may, line_from, moment, cruncher.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, rank FROM ({' UNION ALL '.join(branches)}) AS oldest "  # noqa: S608 - holds no input
            "ORDER BY rank, created_at, id LIMIT 1",
            values,
        )
        return cursor.fetchone()


def _next_in_line(cruncher: Any, may: list[int]) -> Any:
    """The id of the request that a cruncher, whose row is locked, may take next; where they look from is kept."""
    since = cruncher.line_from_at
    if since and since < cruncher.now - _LINE_FROM_LASTS:
        since = None
    found = _oldest_for(cruncher, may, since) or (_oldest_for(cruncher, may, None) if since else None)
    if found is None:
        return None
    heat_request_id, rank = found
    if since is None or rank >= cruncher.line_from:
        # What was opened before a rank that is kept has not all been looked at yet: then both stay as they are.
        cruncher.line_from, cruncher.line_from_at = rank, cruncher.now
        Cruncher.objects.filter(pk=cruncher.pk).update(line_from=rank, line_from_at=cruncher.now)
    return heat_request_id


@transaction.atomic
def take(cruncher_id: int, *, only_if_waiting: bool = False) -> Assignment | None:
    """Offer a cruncher the oldest request that they may take; what they have in hand already, if anything.

    The place is taken by a conditional UPDATE, and the cruncher's row is locked, so that no request goes to two
    people at once and nobody gets two.
    """
    cruncher: Any = Cruncher.objects.select_for_update(no_key=True).annotate(now=Now()).get(pk=cruncher_id)
    if only_if_waiting and cruncher.waiting_since is None:
        return None
    if current := assignments.current(cruncher):
        return current
    if cruncher.standing != Cruncher.Standing.APPROVED:
        return None
    if kept := assignments.promote(cruncher):
        return kept
    if maintenance.is_on():
        return None
    if picked := pick(cruncher):
        return _given(cruncher, *picked)
    for assignment_id in _reserved_for_others(cruncher):
        if heat_request_id := reservations.revoke(assignment_id):
            return _given(cruncher, heat_request_id)
    return None


def pick(cruncher: Any, *, behind: bool = False) -> tuple[Any, bool] | None:
    """Take a place in the oldest request that a cruncher, whose row is locked, may take: its id, and False.

    Or a gold question, which takes no place: its id, and True. `behind` what they have in hand, nothing is taken that
    somebody who waits could take: that is dispatched.
    """
    names = cruncher.qualification_names()
    may = _needs_met(names)
    heat_request_id = _next_in_line(cruncher, may)
    if gold := quality.gold_for(cruncher, names, offered_types(), work=heat_request_id is not None):
        return gold.pk, True
    while heat_request_id:
        if behind and idle_for(heat_request_id).exists():
            lifecycle.hint_dispatch()
            return None
        place = HeatRequest.objects.filter(pk=heat_request_id, status=Status.PENDING, open_places__gt=0)
        if place.update(open_places=F("open_places") - 1, opened_at=Now()):
            return heat_request_id, False
        heat_request_id = _next_in_line(cruncher, may)
    return None


def _given(cruncher: Any, heat_request_id: Any, gold: bool = False) -> Assignment:
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=None)
    return assignments.offer(heat_request_id, cruncher, gold=gold)


def _kept_from(heat_request_id: Any, cruncher_id: Any) -> Exists:
    """Whether a cruncher may not take a request, by what they had to do with it: as _NOT_YET has it."""
    theirs = Assignment.objects.filter(heat_request=heat_request_id, cruncher=cruncher_id)
    return Exists(theirs.exclude(status__in=Assignment.AGAIN))


def idle_for(heat_request_id: Any) -> QuerySet[Cruncher]:
    """Those who wait and could take a request."""
    waiting = Cruncher.objects.filter(waiting_since__isnull=False, standing=Cruncher.Standing.APPROVED)
    has = Qualification.objects.filter(name=OuterRef("name"), crunchers=OuterRef(OuterRef("pk")))
    wanted = HeatRequest.objects.filter(pk=heat_request_id).values("needs")
    lacking = NeededName.objects.filter(~Exists(has), needed_set__in=wanted)
    return waiting.exclude(_kept_from(heat_request_id, OuterRef("pk"))).filter(~Exists(lacking))


def _revocable() -> QuerySet[Assignment]:
    """Reservations that are not begun. A gold question takes nobody's place."""
    return Assignment.objects.filter(status=Assignment.Status.RESERVED, held_at=None, gold=False)


def _reserved_for_others(cruncher: Any, most: int = 20) -> list[int]:
    """The ids of reservations that may be revoked for a cruncher, the first in line first."""
    sets = needs.satisfied_by(cruncher.qualification_names()).values("pk")
    met = Q(heat_request__needs=0) | Q(heat_request__needs__in=sets)
    others = _revocable().filter(met).exclude(_kept_from(OuterRef("heat_request"), cruncher.pk))
    line = ("heat_request__rank", "heat_request__created_at", "heat_request")
    return list(others.order_by(*line).values_list("pk", flat=True)[:most])


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


def anything_open(**where: Any) -> bool:
    """Whether any request, of those that match, waits for somebody, whoever it is."""
    waiting = HeatRequest.objects.filter(type__in=offered_types(), status=Status.PENDING, open_places__gt=0)
    return waiting.filter(**where).exists()


def _anything_left(**where: Any) -> bool:
    """Whether somebody who waits may still get a request, of those that match: an open one, or one only reserved."""
    kept = {f"heat_request__{name}": value for name, value in where.items()}
    return anything_open(**where) or _revocable().filter(**kept).exists()


def pair() -> None:
    """Offer open requests to those who wait, the longest-waiting first, and tell their pages."""
    waiting = Cruncher.objects.filter(waiting_since__isnull=False, standing=Cruncher.Standing.APPROVED)
    if not _anything_left(needs=0):  # then nobody without a qualification is tried, however many wait
        waiting = waiting.filter(qualifications__isnull=False).distinct()
    for cruncher_id in waiting.order_by("waiting_since").values_list("pk", flat=True):
        with transaction.atomic():
            offered = take(cruncher_id, only_if_waiting=True)
            if offered:
                events.look(cruncher_id)
        if not offered and not _anything_left():
            return


def why_nothing(cruncher: Cruncher) -> str:
    """Why there is no work: `maintenance`, `excluded`, `not_qualified`, `held_by_others` or `none_queued`."""
    if maintenance.is_on():
        return "maintenance"
    if anything_open():
        return "excluded" if anything_open(needs__in=_needs_met(cruncher.qualification_names())) else "not_qualified"
    if Assignment.objects.filter(status__in=Assignment.LIVE).exclude(cruncher=cruncher).exists():
        return "held_by_others"
    return "none_queued"
