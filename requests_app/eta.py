"""`eta`: when pending live requests will be answered, and where they stand in line. The same few reads for any number.

What changes slowly (how long recent assignments took, a long line) is read anew after some seconds, in each process
for itself; the front of the line and who is there are read each time.
"""

import json
import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from statistics import fmean, pvariance
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from . import line
from .forecast import Crew, Forecast, Pace, Standing, forecast
from .lifecycle import Cruncher
from .models import Account, Assignment, Environment, HeatRequest
from .request_types import REQUEST_TYPES

LONGEST_LINE = 10_000  # requests; `ahead` counts no further
_FRONT = 100  # requests whose order is read at each look
_KEPT_FOR = 5.0  # seconds
_PAUSE = 50  # a long line is read for at most a fiftieth of the time
_RECENT = 1000  # assignments of all types that tell how long they take
# Who has waited so long beside a request that they might have taken is not one who can.
_SOON_TAKEN = 10.0
# What wants a qualification is not counted: who has it is not among all who are there.
_BRANCH = """
SELECT * FROM (
    SELECT r.rank, r.created_at, r.id, r.open_places FROM requests_app_heatrequest r
    WHERE r.type = %s AND r.needs = 0 AND r.status = 'pending' AND r.open_places > 0
    ORDER BY r.rank, r.created_at, r.id LIMIT {limit}
) AS branch
"""
# The conditions of partial indexes are written out: SQLite does not see them in parameters.
_RECENT_SQL = f"""
SELECT r.id, r.type, a.status, a.offered_at, a.ended_at, r.agreement
FROM (
    SELECT heat_request_id, status, offered_at, ended_at FROM requests_app_assignment
    WHERE status IN ('answered', 'skipped', 'flagged', 'expired') ORDER BY ended_at DESC LIMIT {_RECENT}
) AS a
JOIN requests_app_heatrequest r ON r.id = a.heat_request_id
"""  # noqa: S608 - holds no input
_THERE_SQL = f"""
SELECT
    (SELECT COUNT(*) FROM {Cruncher._meta.db_table} WHERE waiting_since IS NOT NULL AND standing = 'approved'),
    (SELECT COUNT(*) FROM requests_app_assignment
     WHERE status IN ('reserved', 'offered', 'held') AND expires_at IS NOT NULL AND status <> 'reserved')
"""  # noqa: S608
Key = tuple[Any, ...]  # (rank, created_at, id)


@dataclass(frozen=True)
class _Line:
    """The open requests of the line in order, as far as it was read, and how many places come before each."""

    keys: list[Key]
    places: list[int]
    whole: bool  # whether that is all of it

    def before(self, key: Key) -> tuple[int, int]:
        """How many requests, and how many places, stand before a key."""
        position = bisect_left(self.keys, key)
        return position, self.places[position]

    def holds(self, key: Key) -> bool:
        """Whether it was read at least up to a key."""
        return self.whole or key <= self.keys[-1]


@dataclass(frozen=True)
class _Recent:
    """What recent assignments tell: the pace by type, and of all (see Crew); how many answers more confidence takes."""

    paces: dict[str, Pace]
    mean: float
    variation: float
    known: int
    done: float
    more: float
    further: float


# When each was read, for how long the line was being read, and what was found.
_kept_recent: tuple[float, _Recent] | None = None
_kept_line: tuple[float, float, _Line] | None = None
_reading = threading.Lock()


def forget() -> None:
    """Read everything anew at the next look."""
    global _kept_recent, _kept_line
    _kept_recent = _kept_line = None


def _read_line(limit: int) -> _Line:
    names = [name for name, request_type in REQUEST_TYPES.items() if request_type.answered_by_people]
    branches = " UNION ALL ".join([_BRANCH.format(limit=limit)] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({branches}) AS line ORDER BY rank, created_at, id LIMIT {limit}",  # noqa: S608
            names,
        )
        rows = cursor.fetchall()
    places = list(accumulate((row[3] for row in rows), initial=0))
    keys = [(rank, _moment(created_at), _uuid(id)) for rank, created_at, id, _ in rows]
    return _Line(keys, places, len(rows) < limit)


def _moment(value: datetime | str) -> datetime:
    """A time as a bare cursor gives it: SQLite's has no zone, and may be text."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _uuid(value: UUID | str) -> UUID:
    return UUID(value) if isinstance(value, str) else value


def _is_old(key: Key) -> bool:
    """Whether the kept line is too old for a key: for one that came after it was read, sooner."""
    if _kept_line is None:
        return True
    read_at, seconds, kept = _kept_line
    age = time.monotonic() - read_at
    came_later = kept.whole and not (kept.keys and key <= kept.keys[-1])
    return age > _PAUSE * seconds and (came_later or age > _KEPT_FOR)


def _line_from(front: _Line, key: Key) -> _Line:
    """The line as it stands now, as far as a key; where that is far, as it stood some seconds ago."""
    global _kept_line
    if front.holds(key):
        return front
    # One thread reads it, for the others the old one is good enough.
    if _is_old(key) and _reading.acquire(blocking=_kept_line is None):
        try:
            if _is_old(key):
                begun = time.monotonic()
                found = _read_line(LONGEST_LINE)
                now = time.monotonic()
                _kept_line = (now, now - begun, found)
        finally:
            _reading.release()
    return _kept_line[2] if _kept_line else front


def _recent() -> _Recent | None:
    """What the latest assignments tell, at most some seconds old; None without any answers."""
    global _kept_recent
    if _kept_recent is None or time.monotonic() - _kept_recent[0] > _KEPT_FOR:
        found = _read_recent()
        if found is None:
            return None
        _kept_recent = (time.monotonic(), found)
    return _kept_recent[1]


def _read_recent() -> _Recent | None:
    answered: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, list[float]] = defaultdict(list)
    further: dict[Any, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RECENT_SQL)
        rows = cursor.fetchall()
    for pk, name, status, offered_at, ended_at, agreement in rows:
        kind = answered if status == Assignment.Status.ANSWERED else failed
        kind[name].append(max(0.0, (_moment(ended_at) - _moment(offered_at)).total_seconds()))
        if agreement:
            agreed = json.loads(agreement)
            further[pk] = agreed["answers"] - agreed["agreed"]
    done = sum(map(len, answered.values()))
    if not done:
        return None
    times = [seconds for kind in (answered, failed) for found in kind.values() for seconds in found]
    mean = max(0.05, fmean(times))
    paces = {name: Pace.of(answered[name], failed[name]) for name in answered}
    return _Recent(
        paces={name: pace for name, pace in paces.items() if pace},
        mean=mean,
        variation=pvariance(times) / (mean * mean),
        known=len(times),
        done=done / len(times),
        more=sum(further.values()) / done,
        further=fmean(further.values()) if further else 0.0,
    )


def _there() -> tuple[int, int]:
    """How many crunchers are online, and how many of them wait for work."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE_SQL)
        idle, working = cursor.fetchone()
    return idle + working, idle


def _held(ids: Iterable[UUID]) -> dict[UUID, list[float]]:
    """For how many seconds each live assignment of these requests has been in somebody's hands."""
    rows: Any = Assignment.objects.filter(heat_request__in=list(ids), status__in=Assignment.LIVE).annotate(now=Now())
    found: dict[UUID, list[float]] = defaultdict(list)
    for of, offered_at, now in rows.values_list("heat_request_id", "offered_at", "now"):
        found[of].append(max(0.0, (now - offered_at).total_seconds()))
    return found


def _shown(found: Forecast | None, ahead: int | None, online: int) -> dict[str, Any]:
    return {
        "p50": None if found is None else round(found.p50, 1),
        "p90": None if found is None else round(found.p90, 1),
        "ahead": None if ahead is None else min(ahead, LONGEST_LINE),
        "crunchers_online": online,
    }


class _Look:
    """The figures of one moment, for any number of requests."""

    def __init__(self) -> None:
        self.online, self.idle = _there()
        self.recent = _recent()
        self.front = _read_line(_FRONT)

    def at(self, name: str, key: Key, standing: Standing, *, age: float = 0.0) -> dict[str, Any]:
        """The `eta` of a request of a type at a place in line; its standing is given but for what is ahead of it."""
        if not REQUEST_TYPES[name].answered_by_people:
            return _shown(None, None, self.online)
        ahead, places = _line_from(self.front, key).before(key) if standing.open else (0, 0)
        recent, found = self.recent, None
        if recent and (pace := recent.paces.get(name)) and self.online:
            idle = self.idle if age < _SOON_TAKEN else 0
            crew = Crew(self.online, idle, recent.mean, recent.variation, recent.known, recent.done, recent.more)
            further = standing.further * recent.further
            found = forecast(pace, crew, Standing(places, standing.open, standing.held, further))
        return _shown(found, ahead, self.online)


def of_requests(heat_requests: Iterable[HeatRequest]) -> dict[UUID, dict[str, Any]]:
    """The `eta` of each of these that is live and pending, by its id; nothing is read when none is."""
    pending = [
        row for row in heat_requests if row.environment == Environment.LIVE and row.status == HeatRequest.Status.PENDING
    ]
    if not pending:
        return {}
    look, held = _Look(), _held(row.pk for row in pending)
    return {row.pk: _of_request(look, row, held.get(row.pk, [])) for row in pending}


def _of_request(look: _Look, row: HeatRequest, held: list[float]) -> dict[str, Any]:
    several = 1.0 if row.question.get("confidence") else 0.0
    standing = Standing(0, row.open_places, tuple(held), several)
    age = time.time() - row.created_at.timestamp()
    return look.at(row.type, (row.rank, row.created_at, row.pk), standing, age=age)


def of_types(account: Account) -> dict[str, dict[str, Any]]:
    """The `eta` of a request that the account would make now, without confidence, by type."""
    look = _Look()
    key = (line.next_rank(account) + 1,)  # behind all of the rank that it would get
    return {name: look.at(name, key, Standing(0, 1)) for name in REQUEST_TYPES}
