"""What a cruncher has done today."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, DurationField, F, Q, Sum, Value
from django.db.models.functions import Least

from requests_app.days import midnight, today
from requests_app.models import Assignment

from . import earnings
from .models import Cruncher

Status = Assignment.Status
FINISHED = (Status.ANSWERED, Status.SKIPPED, Status.FLAGGED)


@dataclass(frozen=True)
class Shift:
    """Today, by UTC: answers sent, seconds spent on what was finished, and earnings in words, one a currency."""

    answers: int
    seconds: float
    earned: list[str]

    @property
    def time(self) -> str:
        """The time in words: "less than a minute", "34 min", "2 h 5 min"."""
        minutes = int(self.seconds // 60)
        if not minutes:
            return "less than a minute" if self.seconds else "none yet"
        return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"

    @property
    def in_words(self) -> str:
        """ "Today: 12 answers in 34 min, 1.20 USD." """
        if not self.answers:
            return "Today: no answers yet."
        count = f"{self.answers:,} answer{'' if self.answers == 1 else 's'}"
        return f"Today: {', '.join([f'{count} in {self.time}', *self.earned])}."


def shift_of(cruncher: Cruncher) -> Shift:
    """Today's shift. A task counts from its first sight to its end, and for no longer than a task may take."""
    mine = Assignment.objects.filter(cruncher=cruncher, status__in=FINISHED, ended_at__gte=midnight(today()))
    most = Value(timedelta(seconds=settings.HEAT_TASK_LIMIT), output_field=DurationField())
    on_it: Any = Least(F("ended_at") - F("held_at"), most, output_field=DurationField())
    # Of a NULL, PostgreSQL's LEAST makes the other value: what was never seen is left out.
    seen = Q(held_at__isnull=False)
    found = mine.aggregate(answers=Count("pk", filter=Q(status=Status.ANSWERED)), time=Sum(on_it, filter=seen))
    return Shift(found["answers"], (found["time"] or timedelta()).total_seconds(), earnings.earned_today(cruncher))
