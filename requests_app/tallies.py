"""What crunchers do, counted by day and type in the transaction that does it: their standing is read from these rows.

| what | counts |
| --- | --- |
| answered, skipped, flagged | assignments that ended so |
| t12 | answers that took 2^(12/8) to 2^(13/8) s from sight to sending; so for every eighth of an octave |
| agreed, differed | answers to a request of several people, by whether they said what became the response |
| right, wrong | answers to gold questions |
| upheld, rejected | flags, by what a manager made of them |
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import F
from django.utils import timezone

from .confidence import Answer
from .models import Assignment, HeatRequest, Tally
from .request_types import REQUEST_TYPES

STEPS = 8  # an octave
Entry = tuple[int, str, str]  # a cruncher's primary key, a request's type, what
_ADD = """
INSERT INTO {table} (cruncher_id, day, type, what, n) VALUES {rows}
ON CONFLICT (cruncher_id, day, type, what) DO UPDATE SET n = {table}.n + excluded.n
"""


def count(entries: Iterable[Entry]) -> None:
    """Count each entry once more, today by UTC; always in the same order, so that two who count don't deadlock."""
    day = connection.ops.adapt_datefield_value(timezone.now().date())
    rows = sorted(Counter(entries).items())
    if not rows:
        return
    sql = _ADD.format(table=Tally._meta.db_table, rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(rows)))
    values = [value for (cruncher, type_name, what), n in rows for value in (cruncher, day, type_name, what, n)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def uncount(entries: Iterable[Entry], day: date) -> None:
    """Count each entry once less, of a day by UTC, in the order of count()."""
    for cruncher, type_name, what in sorted(entries):
        rows = Tally.objects.filter(cruncher=cruncher, day=day, type=type_name, what=what, n__gt=0)
        rows.update(n=F("n") - 1)


def duration(seconds: float) -> str:
    """What an answer that took so long is counted as."""
    return f"t{math.floor(STEPS * math.log2(max(seconds, 1.0)))}"


def median(durations: dict[int, int]) -> float | None:
    """The median of durations in seconds, counted by step; None without any. It is right to about 5 %."""
    total = sum(durations.values())
    seen = 0
    for step in sorted(durations):
        seen += durations[step]
        if 2 * seen >= total:
            return float(2 ** ((step + 0.5) / STEPS))
    return None


def count_agreement(heat_request: HeatRequest, answers: list[Answer], leading: Answer) -> None:
    """Count, for each who answered a request that several were asked, whether theirs says what became the response."""
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question

    def agrees(one: Answer) -> bool:
        if one.assignment in (leading.assignment, *leading.agrees_with) or leading.assignment in one.agrees_with:
            return True
        # Marks, which take long to compare, are decided by majority alone: there all pairs were compared already.
        adaptive = question["confidence"]["strategy"] == "adaptive"
        return adaptive and request_type.agrees(question, one.value, leading.value)

    said = {answer.assignment: "agreed" if agrees(answer) else "differed" for answer in answers}
    crunchers = Assignment.objects.filter(pk__in=said).values_list("pk", "cruncher_id")
    count((cruncher, heat_request.type, said[assignment]) for assignment, cruncher in crunchers)
