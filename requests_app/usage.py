"""What an account asked in a range of days, by UTC: how much, how it ended, how long it took, and what it cost.

Requests count on the day on which they were asked, charges on the day on which their request ended. Gold questions are
not in it: nobody is asked for the account's sake. All sums are the database's, over the columns of one index.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum

from . import prices
from .days import midnight
from .models import Account, HeatRequest
from .money import amounts
from .reckoning import Day, Quantiles, Seconds

Status = HeatRequest.Status


class Scope(NamedTuple):
    """What is looked at: whole days from `first` to `last`, live or staging, perhaps of one type or batch only."""

    account: Account
    first: date
    last: date
    environment: str
    type: str = ""
    batch: Any = None

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class Times(NamedTuple):
    """How long it took to answer, in seconds."""

    median: float
    p90: float


@dataclass
class Figures:
    """What was counted under one heading; sums of money in millionths, by currency."""

    counts: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    shares: float = 0
    shared: int = 0
    times: Times | None = None
    cost: Counter[str] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return self.counts.total()

    @property
    def median(self) -> float | None:
        return self.times.median if self.times else None

    @property
    def p90(self) -> float | None:
        return self.times.p90 if self.times else None

    @property
    def agreement(self) -> float | None:
        """The mean of the shares of answers that agreed, of requests that several were asked; None without any."""
        return self.shares / self.shared if self.shared else None

    @property
    def costs(self) -> list[str]:
        return amounts(self.cost)


@dataclass(frozen=True)
class Usage:
    """All of it, the types by how much was asked of them."""

    scope: Scope
    total: Figures
    by_day: dict[date, Figures]
    by_type: dict[str, Figures]


def requests_in(scope: Scope) -> QuerySet[HeatRequest]:
    """The requests that count."""
    rows = HeatRequest.objects.filter(
        account=scope.account,
        environment=scope.environment,
        created_at__gte=midnight(scope.first),
        created_at__lt=midnight(scope.last + timedelta(days=1)),
    ).exclude(status=Status.COMPLETE, answers=0)
    if scope.type:
        rows = rows.filter(type=scope.type)
    return rows.filter(batch=scope.batch) if scope.batch else rows


def charges_in(scope: Scope) -> Any:
    """The charges of the requests that ended in these days; none of staging's."""
    since, until = midnight(scope.first), midnight(scope.last + timedelta(days=1))
    rows = prices.charges_of(scope.account, since, until)
    if scope.environment != "live":
        return rows.none()
    if scope.type:
        rows = rows.filter(type=scope.type)
    if scope.batch:
        rows = rows.filter(heat_request_id__in=HeatRequest.objects.filter(batch=scope.batch).values("pk"))
    return rows


def _timed(scope: Scope) -> Any:
    """What is complete, with its day and the `seconds` that it took."""
    # Only complete requests have answers; asked by its status, the database would choose an index with less in it.
    rows = requests_in(scope).filter(answers__gt=0).order_by()
    return rows.annotate(day=Day("created_at"), seconds=Seconds("completed_at", "created_at"))


def _times(scope: Scope, *by: str) -> Iterator[tuple[tuple[Any, ...], Times]]:
    """The times of what is complete, by the values of columns."""
    rows = _timed(scope).values(*by).annotate(quantiles=Quantiles("seconds"))
    for *key, found in rows.values_list(*by, "quantiles"):
        yield tuple(key), Times(*found)


def usage_of(scope: Scope) -> Usage:
    """The figures of a scope, every day among them, by five queries."""
    total, by_type = Figures(), dict[str, Figures]()
    by_day = {day: Figures() for day in scope.days()}

    def under(day: date, type_name: str) -> list[Figures]:
        return [total, by_day[day], by_type.setdefault(type_name, Figures())]

    for row in counted(scope, "day", "type", "status"):
        for figures in under(row["day"], row["type"]):
            figures.counts[row["status"]] += row["n"]
            figures.answers += row["sum_answers"]
            figures.shares += row["shares"] or 0
            figures.shared += row["shared"]
    charged = charges_in(scope).order_by().annotate(day=Day("at")).values("day", "type", "currency")
    for row in charged.annotate(sum=Sum("micros")):
        for figures in under(row["day"], row["type"]):
            figures.cost[row["currency"]] += row["sum"]
    for (day,), times in _times(scope, "day"):
        by_day[day].times = times
    for (type_name,), times in _times(scope, "type"):
        by_type.setdefault(type_name, Figures()).times = times
    if overall := _timed(scope).aggregate(quantiles=Quantiles("seconds"))["quantiles"]:
        total.times = Times(*overall)
    busiest = sorted(by_type.items(), key=lambda entry: (-entry[1].requests, entry[0]))
    return Usage(scope, total, by_day, dict(busiest))


def counted(scope: Scope, *by: str) -> Any:
    """How many there are, their answers, and their shares of agreement, by the values of columns."""
    rows = requests_in(scope).order_by().annotate(day=Day("created_at")).values(*by)
    return rows.annotate(n=Count("pk"), sum_answers=Sum("answers"), shares=Sum("share"), shared=Count("share"))


def lines_of(scope: Scope) -> Iterator[tuple[Any, ...]]:
    """For each day, type and status: how many, the median and ninth decile in seconds, the mean share, the answers."""
    times = dict(_times(scope, "day", "type"))
    for row in counted(scope, "day", "type", "status").order_by("day", "type", "status"):
        took = times.get((row["day"], row["type"])) if row["status"] == Status.COMPLETE else None
        share = row["shares"] / row["shared"] if row["shared"] else None
        yield row["day"], row["type"], row["status"], row["n"], *(took or (None, None)), share, row["sum_answers"]
