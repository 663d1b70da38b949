"""Learning what crunchers can do: from finished requests, from gold, and from what clients found later.

What is owed to be learnt is a flag on the request's row, set in the transaction that ends it and taken down in the one
that learns, so that nothing is learnt twice and nothing is lost with a process. Each answer teaches one lesson, which
is on record: a known truth takes the place of what the other answers had taught.

Rows are locked in one order: the request, its kind, accuracies and then confusions by cruncher.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from . import knowledge
from .agreement import Lesson as Taught
from .agreement import Skill, known, learnt, lessons
from .models import Accuracy, Assignment, Confusion, HeatRequest, Lesson, QuestionKind
from .request_types import REQUEST_TYPES

logger = logging.getLogger(__name__)

Source = Lesson.Source
NOTHING = Taught(0.0, 0.0, {})
# A kind of question that nobody has asked for so long is forgotten, with what was known of crunchers in it alone.
KEPT_FOR = timedelta(days=365)
_DECIMALS = 4


class _Book:
    """What is known of some crunchers in what a request asks, locked until the transaction's end, to be written in."""

    def __init__(self, heat_request: HeatRequest, crunchers: set[int]) -> None:
        self.kind = _locked_kind(heat_request) if knowledge.weighable(heat_request) else None
        of_type, in_kind = {"type": heat_request.type}, {"kind": self.kind}
        self.accuracies = _locked(Accuracy, of_type, crunchers)
        learns = self.kind is not None and knowledge.as_kind(heat_request, self.kind).learns
        self.confusions = _locked(Confusion, in_kind, crunchers) if learns else {}

    def skill(self, cruncher: int) -> Skill:
        accuracy, confusion = self.accuracies[cruncher], self.confusions.get(cruncher)
        return Skill(accuracy.right, accuracy.wrong, confusion.rows if confusion else {})

    def replace(self, cruncher: int, old: Taught, new: Taught) -> None:
        """Take back one lesson and put down another. Saves nothing."""
        skill = learnt(learnt(self.skill(cruncher), old, -1), new)
        self.accuracies[cruncher].right = round(skill.right, _DECIMALS)
        self.accuracies[cruncher].wrong = round(skill.wrong, _DECIMALS)
        if cruncher in self.confusions:
            self.confusions[cruncher].rows = _rounded(skill.rows)

    def save(self) -> None:
        Accuracy.objects.bulk_update(self.accuracies.values(), ["right", "wrong"])
        if self.confusions:
            Confusion.objects.bulk_update(self.confusions.values(), ["rows"])


def _rounded(rows: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {right: {label: round(n, _DECIMALS) for label, n in row.items()} for right, row in rows.items()}


def _locked(model: Any, where: dict[str, Any], crunchers: set[int]) -> dict[int, Any]:
    """The rows of these crunchers, made where they are missing, by cruncher and locked in that order."""
    fresh = [model(cruncher_id=cruncher, **where) for cruncher in sorted(crunchers)]
    model.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = model.objects.select_for_update().filter(cruncher__in=crunchers, **where).order_by("cruncher_id")
    return {row.cruncher_id: row for row in rows}


def _locked_kind(heat_request: HeatRequest) -> QuestionKind:
    key = knowledge.key_of(heat_request)
    made = {
        "account_id": heat_request.account_id,
        "type": heat_request.type,
        "instruction": heat_request.instruction[:200],
        "learnt_at": timezone.now(),
    }
    QuestionKind.objects.get_or_create(key=key, defaults=made)
    return QuestionKind.objects.select_for_update().get(key=key)


def _put(book: _Book, source: str, new: Mapping[Assignment, Taught | None]) -> None:
    """Put down what each answer teaches, once, in the place of what it taught before; None takes a known truth back."""
    rows = {row.assignment_id: row for row in Lesson.objects.filter(assignment__in=list(new))}
    for assignment, lesson in new.items():
        row = rows.get(assignment.pk) or Lesson(assignment=assignment, source=Source.FINISHED)
        before = row.taught
        if source == Source.FINISHED:
            row.finished = _stored(lesson)
            row.taught = row.finished if row.source == Source.FINISHED else row.taught
        elif lesson is not None:
            row.source, row.taught = source, _stored(lesson)
        elif row.source == source:
            row.source, row.taught = Source.FINISHED, row.finished
        book.replace(assignment.cruncher_id, _read(before), _read(row.taught))
        if row.pk or row.taught or row.finished:
            row.save()
    book.save()


def _stored(lesson: Taught | None) -> dict[str, Any] | None:
    if lesson is None:
        return None
    right, wrong = round(lesson.right, _DECIMALS), round(lesson.wrong, _DECIMALS)
    return {"right": right, "wrong": wrong, "rows": _rounded(lesson.rows)}


def _read(stored: dict[str, Any] | None) -> Taught:
    return Taught(**stored) if stored else NOTHING


def answered(heat_request: HeatRequest) -> list[Assignment]:
    """The assignments whose answers a request ended by, the earliest first; answers to it as gold are none."""
    rows = Assignment.objects.filter(heat_request=heat_request, status=Assignment.Status.ANSWERED, gold=False)
    return list(rows.order_by("ended_at", "pk"))


def learn_due(limit: int = 100) -> int:
    """Learn from finished requests that teach and have not yet. How many it learnt from."""
    due = HeatRequest.objects.filter(lesson_due=True).order_by("completed_at")
    return sum(_learn_safely(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _learn_safely(heat_request_id: UUID) -> bool:
    """One that can't be learnt from stays due, and must not keep the others from teaching."""
    try:
        return _learn(heat_request_id)
    except Exception:
        logger.exception("nothing was learnt from request %s", heat_request_id)
        return False


@transaction.atomic
def _learn(heat_request_id: UUID) -> bool:
    if not HeatRequest.objects.filter(pk=heat_request_id, lesson_due=True).update(lesson_due=False):
        return False
    heat_request = HeatRequest.objects.get(pk=heat_request_id)
    assignments = answered(heat_request)
    book = _Book(heat_request, {assignment.cruncher_id for assignment in assignments})
    assert book.kind is not None
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    given = [(book.skill(one.cruncher_id), request_type.label(question, one.answer)) for one in assignments]
    taught, kind = lessons(knowledge.as_kind(heat_request, book.kind), given)
    _put(book, Source.FINISHED, dict(zip(assignments, taught, strict=True)))
    row = book.kind
    row.frequencies = {label: round(n, _DECIMALS) for label, n in kind.frequencies.items()}
    row.hard, row.questions, row.learnt_at = kind.hard, kind.questions, timezone.now()
    row.save(update_fields=["frequencies", "hard", "questions", "learnt_at"])
    return True


@transaction.atomic
def teach(assignment: Assignment, truth: Any, *, right: bool | None = None, source: str = Source.GOLD) -> None:
    """Teach the right answer to what one answered assignment asked, in the place of all that its answer taught before.

    `truth`: a clean answer of the request's type. `right`: whether the answer given is right, where more than the
    type's agreeing decides it (a tolerance). Taught again, it changes nothing.
    """
    heat_request = HeatRequest.objects.select_for_update().get(pk=assignment.heat_request_id)
    _put_known(heat_request, source, {assignment: (truth, right)})


@transaction.atomic
def unteach(assignment: Assignment) -> None:
    """Take back what a gold answer taught, which was itself taken back."""
    heat_request = HeatRequest.objects.select_for_update().get(pk=assignment.heat_request_id)
    _put_known(heat_request, Source.GOLD, {assignment: None})


@transaction.atomic
def correct(heat_request: HeatRequest, truth: Any, wrong: Any = None) -> None:
    """Teach what the client found of a complete request, in the place of what they had found before.

    `truth`: the right answer, None where only `wrong`, an answer that is not right, is known of it.
    """
    heat_request = HeatRequest.objects.select_for_update().get(pk=heat_request.pk)
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    sizes = heat_request.attachment_sizes
    found: dict[Assignment, tuple[Any, bool | None] | None] = {}
    for assignment in answered(heat_request):
        if truth is not None:
            found[assignment] = (truth, None)
        else:
            as_bad = wrong is not None and request_type.agrees(question, wrong, assignment.answer, sizes)
            found[assignment] = (None, False) if as_bad else None
    _put_known(heat_request, Source.FEEDBACK, found)


def _put_known(
    heat_request: HeatRequest, source: str, found: Mapping[Assignment, tuple[Any, bool | None] | None]
) -> None:
    book = _Book(heat_request, {assignment.cruncher_id for assignment in found})
    taught = {one: _lesson(heat_request, one, *what) if what else None for one, what in found.items()}
    _put(book, source, taught)


def _lesson(heat_request: HeatRequest, assignment: Assignment, truth: Any, right: bool | None) -> Taught:
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    if right is None:
        right = request_type.agrees(question, truth, assignment.answer, heat_request.attachment_sizes)
    if not knowledge.weighable(heat_request):
        return known(None, "", None, right)
    label = request_type.label(question, assignment.answer)
    true_label = None if truth is None else request_type.label(question, truth)
    return known(knowledge.as_kind(heat_request, None), label, true_label, right)


def forget_old() -> None:
    """Delete kinds of questions that have taught nothing for a year."""
    QuestionKind.objects.filter(learnt_at__lt=timezone.now() - KEPT_FOR).delete()
