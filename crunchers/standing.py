"""How a cruncher stands: what they did in a stretch of time, by type and over time, by two queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Sum, Value, When
from django.utils import timezone

from requests_app import tallies
from requests_app.models import Tally

from .models import Cruncher
from .quality import judgements_that_count
from .wilson import Interval, wilson


class Span(NamedTuple):
    """A stretch of time up to today: how many steps of how many days."""

    name: str
    steps: int
    days: int
    step_name: str

    def starts(self, today: date) -> list[date]:
        """The first day of each step, the earliest first; weeks begin on Mondays."""
        newest = today - timedelta(days=today.weekday() if self.days == 7 else 0)
        return [newest - timedelta(days=back * self.days) for back in reversed(range(self.steps))]


SPANS = {"4w": Span("4 weeks", 28, 1, "day"), "26w": Span("half a year", 26, 7, "week")}


@dataclass(frozen=True)
class Figures:
    """What was counted under one heading."""

    label: str
    counts: Counter[str]

    @property
    def answered(self) -> int:
        return self.counts["answered"]

    @property
    def skipped(self) -> int:
        return self.counts["skipped"]

    @property
    def flagged(self) -> int:
        return self.counts["flagged"]

    @property
    def upheld(self) -> int:
        return self.counts["upheld"]

    @property
    def rejected(self) -> int:
        return self.counts["rejected"]

    @property
    def judged(self) -> int:
        return self.counts["right"] + self.counts["wrong"]

    @property
    def accuracy(self) -> float | None:
        """The share of right answers to gold questions; None without any."""
        return self.counts["right"] / self.judged if self.judged else None

    @cached_property
    def interval(self) -> Interval:
        return wilson(self.counts["right"], self.judged)

    @property
    def compared(self) -> int:
        return self.counts["agreed"] + self.counts["differed"]

    @property
    def agreement(self) -> float | None:
        """The share of answers that said what became the response, where several were asked; None without any."""
        return self.counts["agreed"] / self.compared if self.compared else None

    @property
    def median(self) -> float | None:
        """The median seconds from sight to sending."""
        return tallies.median({int(what[1:]): n for what, n in self.counts.items() if what[1:].isdigit()})


@dataclass(frozen=True)
class Standing:
    """All of it. `judged` and `right` are of the gold questions that a pause is decided by."""

    span: Span
    total: Figures
    by_type: list[Figures]
    over_time: list[Figures]
    judged: int
    right: int

    @property
    def interval(self) -> Interval:
        return wilson(self.right, self.judged)


def standing_of(cruncher: Cruncher, span: Span, *, for_cruncher: bool) -> Standing:
    """How a cruncher stands.

    They themselves see nothing of today's gold questions: whoever could look after each answer would know which it was.
    """
    today = timezone.now().date()
    starts = span.starts(today)
    rows = Tally.objects.filter(cruncher=cruncher, day__gte=starts[0])
    if for_cruncher:
        rows = rows.exclude(day=today, what__in=("right", "wrong"))
    # In plain SQL: SQLite would call a function of Python's for each row to find its week.
    step = Case(*(When(day__gte=start, then=Value(n)) for n, start in reversed(list(enumerate(starts)))))
    counted = rows.order_by().annotate(step=step).values_list("step", "type", "what").annotate(sum=Sum("n"))
    total: Counter[str] = Counter()
    types: dict[str, Counter[str]] = {}
    steps: list[Counter[str]] = [Counter() for _ in starts]
    for number, type_name, what, n in counted:
        for counts in (total, types.setdefault(type_name, Counter()), steps[number]):
            counts[what] += n
    judged = judgements_that_count(cruncher, before_today=for_cruncher)
    return Standing(
        span,
        Figures("All", total),
        [Figures(name, counts) for name, counts in sorted(types.items(), key=_busiest)],
        [Figures(f"{day.day} {day:%b}", counts) for day, counts in zip(starts, steps, strict=True)],
        len(judged),
        sum(judged),
    )


def _busiest(entry: tuple[str, Counter[str]]) -> Any:
    name, counts = entry
    return -counts["answered"], name
