"""What must hold of crunchers after every step: their hands, their pay, what is counted and learnt of them."""

from collections import Counter
from typing import Any

from hypothesis.stateful import invariant

from crunchers.models import Cruncher, LedgerEntry
from requests_app.models import Accuracy, Assignment, GoldJudgement, HeatRequest, Lesson, QuestionKind, Tally

from .world import IN_HAND, LIVE, MICROS, World

ROUNDED = 0.01  # soft counts are kept with four decimals


class PeopleRules(World):
    @invariant()
    def people_are_right(self) -> None:
        rows = list(Assignment.objects.select_related("heat_request", "cruncher"))
        self._hands_are_right([one for one in rows if one.status in LIVE])
        self._answers_are_paid_once(rows)
        self._counts_are_right(rows)
        self._what_is_learnt_is_on_record()

    def _hands_are_right(self, live: list[Assignment]) -> None:
        in_hand = Counter(one.cruncher_id for one in live if one.status in IN_HAND)
        assert max(in_hand.values(), default=0) <= 1, "somebody has two tasks"
        reserved = Counter(one.cruncher_id for one in live if one.status == "reserved")
        assert max(reserved.values(), default=0) <= 1, "two tasks are kept for somebody"
        assert all(one.cruncher.standing == "approved" for one in live), "who was stopped has work in hand"
        assert all(one.expires_at for one in live), "somebody holds it for ever"
        waiting = Cruncher.objects.filter(waiting_since__isnull=False)
        assert not waiting.exclude(standing="approved").exists(), "who was stopped waits for work"
        assert not waiting.filter(pk__in=in_hand).exists(), "somebody waits with a task in hand"

    def _answers_are_paid_once(self, rows: list[Assignment]) -> None:
        paid: Counter[int] = Counter()
        for entry in LedgerEntry.objects.all():
            paid[entry.assignment_id] += entry.micros
        assert +paid == Counter({one.pk: MICROS for one in rows if one.status == "answered"})

    def _counts_are_right(self, rows: list[Assignment]) -> None:
        expected: Counter[tuple[int, str]] = Counter()
        for one in rows:
            if one.status in Assignment.DONE:
                expected[one.cruncher_id, one.status] += 1
            if one.flag_verdict:
                expected[one.cruncher_id, one.flag_verdict] += 1
            if one.status == "answered" and not one.gold and _was_agreed(one.heat_request):
                expected[one.cruncher_id, "agreed or differed"] += 1
        for judgement in GoldJudgement.objects.all():
            expected[judgement.cruncher_id, "right" if judgement.right else "wrong"] += 1
        counted: Counter[tuple[int, str]] = Counter()
        for tally in Tally.objects.exclude(what__regex=r"^t\d"):
            what = "agreed or differed" if tally.what in ("agreed", "differed") else tally.what
            counted[tally.cruncher_id, what] += tally.n
        assert +counted == expected

    def _what_is_learnt_is_on_record(self) -> None:
        """What is known of somebody is the sum of what each answer taught; and each question taught once."""
        sums: dict[Any, list[float]] = {}
        for lesson in Lesson.objects.select_related("assignment__heat_request"):
            of = (lesson.assignment.cruncher_id, lesson.assignment.heat_request.type)
            known = sums.setdefault(of, [0.0, 0.0])
            if lesson.taught:
                known[0] += lesson.taught["right"]
                known[1] += lesson.taught["wrong"]
        for accuracy in Accuracy.objects.all():
            right, wrong = sums.pop((accuracy.cruncher_id, accuracy.type), (0.0, 0.0))
            assert abs(accuracy.right - right) < ROUNDED, "right answers that nothing taught"
            assert abs(accuracy.wrong - wrong) < ROUNDED, "wrong answers that nothing taught"
        assert not sums, "a lesson was lost"
        for kind in QuestionKind.objects.all():
            learnt = sum(kind.frequencies.values())
            taught = HeatRequest.objects.filter(account=kind.account, type=kind.type, status="complete")
            weighed = [row for row in taught if row.question.get("confidence") and not row.question.get("gold")]
            expected = sum(not row.lesson_due for row in weighed if row.type == "multiple-choice")
            assert abs(learnt - expected) < ROUNDED, "a question taught twice, or not at all"


def _was_agreed(row: HeatRequest) -> bool:
    return row.status == "complete" and bool(row.question.get("confidence")) and row.response is not None
