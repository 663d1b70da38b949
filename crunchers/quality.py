"""Gold questions among a cruncher's work: which comes when, how its answer is judged, and who is paused for it.

A cruncher is paused when, of the last 100 gold questions that were judged since a manager last approved them, at least
HEAT_GOLD_ENOUGH are there and the lower bound of the 95 % Wilson interval (wilson.py) of their accuracy is below
HEAT_GOLD_BAR. A few wrong answers so pause nobody, and many do not wait until it is certain. With 30 and 0.5 it is
whoever has 20 of 30 right or fewer, 31 of 50, 59 of 100. Simulated over 300 of them, that stops everybody who guesses
between two choices, one in 14 of those who are right 4 times of 5, and one in 500 of those who are 9 times of 10.
"""

import uuid
from random import random
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from requests_app import learning, needs, tallies
from requests_app.models import Assignment, GoldJudgement, GoldQuestion, HeatRequest
from requests_app.request_types import REQUEST_TYPES

from .models import Cruncher
from .wilson import wilson

LATEST = 100  # judgements that count: who was good long ago may be bad today
PAUSED = (
    "Some questions have an answer that is known. Of your last {n} answers to such, {right} were right, which is too "
    "few to go on. A manager can look at it and let you continue."
)


def gold_for(cruncher: Cruncher, names: list[str], types: list[str], *, work: bool) -> GoldQuestion | None:
    """The gold question that a cruncher gets now instead of work, if any. `names`: of their qualifications.

    Their first tasks are gold where there is any; later it takes the place of work at random, so that nobody can
    count, and only where there is work for them (`work`), so that nobody can tell.
    """
    mixed_in = work and random() < settings.HEAT_GOLD_SHARE  # noqa: S311 - a guess does not help
    if not mixed_in and not _is_new(cruncher):
        return None
    mine = Assignment.objects.filter(heat_request=OuterRef("pk"), cruncher=cruncher)
    seen = Exists(mine.exclude(status__in=Assignment.AGAIN))
    met = Q(needs=0)
    if names:
        met |= Q(needs__in=needs.satisfied_by(names).values("pk"))
    # Not joined: SQLite would begin with the requests, of which there are many, and few are gold.
    for_them = Exists(HeatRequest.objects.filter(met, pk=OuterRef("pk"), type__in=types))
    asked = GoldQuestion.objects.filter(~seen, for_them, retired_at=None).order_by("pk")
    return asked.filter(pk__gte=uuid.uuid4()).first() or asked.first()


def _is_new(cruncher: Cruncher) -> bool:
    """Whether they have done few questions so far, the one in hand among them, behind which one is reserved."""
    done = Assignment.objects.filter(cruncher=cruncher, status__in=(*Assignment.DONE, *Assignment.IN_HAND))
    first = settings.HEAT_GOLD_FIRST
    return first > 0 and len(done.values_list("pk")[:first]) < first


def is_right(heat_request: HeatRequest, answer: Any, sizes: Any) -> bool:
    """Whether a clean answer to a gold question is right. May take long where there are many marks: take no lock."""
    gold, request_type = heat_request.gold, REQUEST_TYPES[heat_request.type]
    return request_type.is_right(heat_request.question, gold.answer, answer, gold.tolerance, sizes)


def judge(cruncher: Cruncher, heat_request: HeatRequest, assignment: Assignment, right: bool) -> None:
    """Keep the judgement of an answer that was just taken, count it, and pause its cruncher where it comes to that.

    Called in the transaction that takes the answer, the cruncher's row being locked.
    """
    GoldJudgement.objects.create(
        assignment=assignment, cruncher=cruncher, gold_id=heat_request.pk, right=right, at=Now()
    )
    learning.teach(assignment, heat_request.gold.answer, right=right)
    tallies.count([(cruncher.pk, heat_request.type, "right" if right else "wrong")])
    cruncher.refresh_from_db()
    judged = judgements_that_count(cruncher)
    if cruncher.standing == Cruncher.Standing.APPROVED and is_below_the_bar(sum(judged), len(judged)):
        cruncher.standing = Cruncher.Standing.PAUSED
        cruncher.standing_reason = PAUSED.format(n=len(judged), right=sum(judged))
        cruncher.waiting_since = None
        cruncher.save(update_fields=["standing", "standing_reason", "waiting_since"])


def unjudge(assignment: Assignment) -> None:
    """Undo all that judge() did of an answer but a pause: it was taken back. The cruncher's row is locked."""
    judgement = GoldJudgement.objects.get(assignment=assignment)
    what = "right" if judgement.right else "wrong"
    tallies.uncount([(assignment.cruncher_id, assignment.heat_request.type, what)], judgement.at.date())
    learning.unteach(assignment)
    judgement.delete()


def judgements_that_count(cruncher: Cruncher, *, before_today: bool = False) -> list[bool]:
    """Whether each of the latest answers to gold questions was right, the latest first, since the last approval."""
    judged = GoldJudgement.objects.filter(cruncher=cruncher)
    if before_today:
        judged = judged.filter(at__lt=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0))
    if cruncher.judged_since:
        judged = judged.filter(at__gt=cruncher.judged_since)
    return list(judged.order_by("-at").values_list("right", flat=True)[: max(LATEST, settings.HEAT_GOLD_ENOUGH)])


def is_below_the_bar(right: int, n: int) -> bool:
    """Whether so many right answers of so many are too few to go on."""
    return n >= settings.HEAT_GOLD_ENOUGH and wilson(right, n).low < settings.HEAT_GOLD_BAR
