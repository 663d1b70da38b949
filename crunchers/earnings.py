"""The only door to the ledger: what accepted answers earn, by the rates that managers set.

An entry is added in the transaction that stores the answer, and never changed or deleted: what is taken back gets a
second, negative one. Amounts are whole millionths of the currency's unit throughout.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from requests_app.days import midnight, month_after, today
from requests_app.money import amounts
from requests_app.pieces import in_pieces

from .models import Cruncher, LedgerEntry, Rate

EXPORTED = 100_000  # entries of one month that a download holds


@dataclass
class Day:
    """One day's earnings: how many answers were paid, less those taken back, and the sums by currency."""

    day: date
    answers: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def amounts(self) -> list[str]:
        return amounts(self.sums)


def earn(cruncher: Cruncher, assignment_id: int, type_name: str) -> None:
    """Enter what an answer earns, if its type has a rate. In the transaction that stores the answer."""
    rates = Rate.objects.filter(type=type_name, since__lte=timezone.now().date())
    micros = rates.order_by("-since").values_list("micros", flat=True).first()
    if micros:
        fields: dict[str, Any] = {"micros": micros, "currency": settings.HEAT_CURRENCY, "at": Now()}
        LedgerEntry.objects.create(cruncher=cruncher, assignment_id=assignment_id, type=type_name, **fields)


def reverse(assignment_id: int) -> None:
    """Take back what an answer earned, if it did. In the transaction that takes the answer back, under its lock."""
    for entry in LedgerEntry.objects.filter(assignment_id=assignment_id, reverses=None, reversed_by=None):
        fields: dict[str, Any] = {"micros": -entry.micros, "currency": entry.currency, "at": Now()}
        LedgerEntry.objects.create(
            cruncher_id=entry.cruncher_id, assignment_id=assignment_id, type=entry.type, reverses=entry, **fields
        )


def are_paid(cruncher: Cruncher) -> bool:
    """Whether earnings are of any interest to a cruncher: a rate is set, or they have earned something."""
    return Rate.objects.exists() or LedgerEntry.objects.filter(cruncher=cruncher).exists()


def _of(cruncher: Cruncher, since: date, until: date | None = None) -> QuerySet[LedgerEntry]:
    mine = LedgerEntry.objects.filter(cruncher=cruncher, at__gte=midnight(since))
    return mine.filter(at__lt=midnight(until)) if until else mine


def earned_today(cruncher: Cruncher) -> list[str]:
    """The sum of each currency, in words."""
    rows = _of(cruncher, today()).values("currency").annotate(sum=Sum("micros"))
    return amounts({row["currency"]: row["sum"] for row in rows})


def month(cruncher: Cruncher, first: date) -> list[Day]:
    """The days of a month on which something was earned or taken back, the newest first."""
    rows = _of(cruncher, first, month_after(first)).annotate(day=TruncDate("at")).values("day", "currency")
    days: dict[date, Day] = {}
    paid, back = Count("pk", filter=Q(reverses=None)), Count("pk", filter=Q(reverses__isnull=False))
    for row in rows.annotate(sum=Sum("micros"), answers=paid - back).order_by("-day"):
        day = days.setdefault(row["day"], Day(row["day"]))
        day.answers += row["answers"]
        day.sums[row["currency"]] = row["sum"]
    return list(days.values())


def total(days: Iterable[Day]) -> list[str]:
    """What the days come to, by currency."""
    sums: dict[str, int] = defaultdict(int)
    for day in days:
        for currency, micros in day.sums.items():
            sums[currency] += micros
    return amounts(sums)


def entries(cruncher: Cruncher, first: date) -> Iterator[LedgerEntry]:
    """A month's entries, the oldest first, EXPORTED at most."""
    return islice(in_pieces(_of(cruncher, first, month_after(first))), EXPORTED)
