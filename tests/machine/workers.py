"""What crunchers do: look for work, have the next reserved, answer, skip, flag, take back, take a break."""

from django.db.models import Q
from hypothesis import strategies as st
from hypothesis.stateful import rule
from rest_framework.exceptions import ValidationError

from crunchers import ahead, assignments, dispatch, undoing
from crunchers.models import Cruncher
from crunchers.wilson import wilson
from requests_app.models import Assignment, GoldJudgement, GoldQuestion
from requests_app.request_types import REQUEST_TYPES

from .questions import SELDOM, SIZES, WHAT, WHICH, WHO, WRONG, answer_of
from .world import GOLD_BAR, GOLD_ENOUGH, IN_HAND, LIVE, World


class Workers(World):
    @rule(who=WHO)
    def look_for_work(self, who: int) -> None:
        cruncher = self.cruncher(who)
        (before, kept), allowed, revocable = self.hands_of(cruncher), self.allowed(cruncher), self.revocable(cruncher)
        got = dispatch.next_for(cruncher)
        if before or cruncher.standing != "approved":
            assert got == before
        elif kept:
            assert got == kept
        elif got and got.gold:
            self._is_good_gold(cruncher, got, work=bool(allowed))
        elif got:
            assert got.heat_request_id in (allowed or revocable)
        else:
            assert not allowed | revocable, "there was something to take"

    def _is_good_gold(self, cruncher: Cruncher, got: Assignment, *, work: bool) -> None:
        """Asked still, never seen, for somebody like them; instead of work, but for the first task of all."""
        assert GoldQuestion.objects.filter(pk=got.heat_request_id, retired_at=None).exists()
        pair = (got.heat_request_id, cruncher.pk)
        assert pair not in self.dealt_with
        spanish = cruncher.qualifications.filter(pk=self.spanish.pk).exists()
        assert spanish or not got.heat_request.question.get("qualifications")
        done = Assignment.objects.filter(cruncher=cruncher, status__in=Assignment.DONE)
        assert work or not done.exists(), "they can tell that it is gold"

    @rule(who=WHO)
    def many_look_for_work(self, who: int) -> None:
        for number in range(who, len(self.crowd)):
            self.look_for_work(number)

    @rule(who=WHO)
    def reserve(self, who: int) -> None:
        """Have the next task kept behind the one in hand; where somebody has one, for one of those."""
        busy = Cruncher.objects.filter(assignments__status__in=IN_HAND).order_by("pk")
        cruncher = self.one_of(busy, who) or self.cruncher(who)
        (before, kept), allowed = self.hands_of(cruncher), self.allowed(cruncher)
        got = ahead.reserve(cruncher)
        if kept or not before or cruncher.standing != "approved":
            assert got == kept
        elif got is None:
            assert not allowed or self._somebody_idle_may_have(allowed), "there was something to reserve"
        elif got.gold:
            self._is_good_gold(cruncher, got, work=bool(allowed))
        else:
            assert got.heat_request_id in allowed
            assert not self._somebody_idle_may_have({got.heat_request_id}), "it was kept from somebody who is idle"

    def _somebody_idle_may_have(self, requests: set) -> bool:
        idle = Cruncher.objects.filter(waiting_since__isnull=False)
        # What was just reserved is open no more, and still theirs to be given.
        return any(requests & (self.allowed(one) | self.revocable(one)) for one in idle)

    @rule(who=WHO)
    def acknowledge(self, who: int) -> None:
        if held := self._in_hand(who):
            try:
                assignments.acknowledge(held.cruncher, held.pk, str(held.token))
            except assignments.Gone:
                assert held.status == "reserved"

    @rule(who=WHO)
    def heartbeat(self, who: int) -> None:
        """Of what one holds, or had before: an expired one is taken up again while its place is free."""
        if latest := self.latest(who):
            try:
                assignments.heartbeat(latest.cruncher, latest.pk, str(latest.token))
            except assignments.Gone:
                assert latest.status != "held"

    @rule(who=WHO, what=WHAT)
    def submit(self, who: int, what: int) -> None:
        if held := self._in_hand(who):
            self._submit(held, what)

    @rule(who=WHO, what=WHAT)
    def work(self, who: int, what: int) -> None:
        """What pages do, one cruncher's after the other: show what is next, have another reserved, and send."""
        for number in range(who, len(self.crowd)):
            self.look_for_work(number)
            if held := assignments.current(self.crowd[number]):
                assignments.acknowledge(self.crowd[number], held.pk, str(held.token))
                self.reserve(number)
                self._submit(Assignment.objects.select_related("heat_request", "cruncher").get(pk=held.pk), what)

    @rule(who=WHO, what=WHAT)
    def submit_likewise(self, who: int, what: int) -> None:
        """All who are at it say the same, one after the other."""
        for cruncher in self.crowd[who:]:
            if held := assignments.current(cruncher):
                self._submit(held, what)

    @rule(who=WHO, what=WHAT)
    def submit_late(self, who: int, what: int) -> None:
        """An answer to what one had last: twice, late, or when it is over."""
        if latest := self.latest(who):
            self._submit(latest, what)

    def _submit(self, mine: Assignment, what: int) -> None:
        heat_request, cruncher = mine.heat_request, Cruncher.objects.get(pk=mine.cruncher_id)
        answer = answer_of(heat_request.type, what)
        sizes = SIZES if heat_request.type == "annotations" else None
        may = self.may_end(mine)
        try:
            assignments.submit(cruncher, mine.pk, str(mine.token), answer, sizes)
        except assignments.Gone:
            assert not may
            return
        assert may or mine.status == "answered"
        if mine.status == "answered":
            return
        self.is_done(mine)
        if mine.gold:
            self._is_judged(mine, answer)
        else:
            self.said[heat_request.pk, mine.cruncher_id] = answer

    def _is_judged(self, mine: Assignment, answer: object) -> None:
        gold = GoldQuestion.objects.select_related("heat_request").get(pk=mine.heat_request_id)
        request_type, question = REQUEST_TYPES[gold.heat_request.type], gold.heat_request.question
        right = request_type.agrees(question, gold.answer, answer, SIZES)
        assert GoldJudgement.objects.get(assignment=mine).right == right
        judged = self.judged[mine.cruncher_id]
        judged[mine.pk] = right
        bad = len(judged) >= GOLD_ENOUGH and wilson(sum(judged.values()), len(judged)).low < GOLD_BAR
        assert Cruncher.objects.get(pk=mine.cruncher_id).standing == ("paused" if bad else "approved")

    @rule(who=WHO, other=st.none() | WHO)
    def submit_wrongly(self, who: int, other: int | None) -> None:
        """What the question does not allow; or what another holds."""
        held = self._in_hand(who)
        if held is None or (other is not None and held.cruncher_id == self.crowd[other].pk):
            return
        right, wrong = answer_of(held.heat_request.type, 0), WRONG[held.heat_request.type]
        by, answer = (held.cruncher, wrong) if other is None else (self.crowd[other], right)
        try:
            assignments.submit(by, held.pk, str(held.token), answer, None)
        except ValidationError:
            assert other is None
        except assignments.Gone:
            assert other is not None
        else:
            raise AssertionError("a wrong answer was taken")

    @rule(who=WHO, late=st.booleans(), flags=st.booleans())
    def skip_or_flag(self, who: int, late: bool, flags: bool) -> None:
        mine = self.latest(who) if late else self._in_hand(who)
        if mine is None:
            return
        may, token = self.may_end(mine), str(mine.token)
        try:
            if flags:
                assignments.flag(mine.cruncher, mine.pk, token, "unclear", "")
            else:
                assignments.skip(mine.cruncher, mine.pk, token)
        except assignments.Gone:
            assert not may
        else:
            assert may
            self.is_done(mine)

    @rule(which=WHICH, late=SELDOM)
    def undo(self, which: int, late: bool) -> None:
        """Take an answer back into one's hands, where it has ended nothing yet; what is there steps behind it."""
        answered = Assignment.objects.filter(status="answered").select_related("heat_request__account", "cruncher")
        if not late:
            answered = answered.filter(Q(heat_request__status="pending") | Q(gold=True))
        sent = self.one_of(answered.order_by("-ended_at", "-pk"), which)
        if sent is None:
            return
        cruncher = sent.cruncher
        before, _ = self.hands_of(cruncher)
        row = sent.heat_request
        may_gold = row.account.undo_seconds or row.question.get("confidence")
        may = cruncher.standing == "approved" and bool(may_gold if sent.gold else row.status == "pending")
        try:
            held = undoing.take_back(cruncher, sent.pk, str(sent.token))
        except assignments.Gone:
            assert not may
            return
        assert may
        assert held.token != sent.token
        assert self.hands_of(cruncher)[0] == held
        assert before is None or self.hands_of(cruncher)[1] == before
        self.dealt_with.remove((sent.heat_request_id, cruncher.pk))
        if sent.gold:
            self.judged[cruncher.pk].pop(sent.pk, None)
        else:
            del self.said[sent.heat_request_id, cruncher.pk]

    @rule(who=WHO)
    def take_a_break(self, who: int) -> None:
        assignments.stop(self.crowd[who])

    def _in_hand(self, who: int) -> Assignment | None:
        """What one of those who hold something holds; where nobody does, `who` looks for work first."""
        live = Assignment.objects.filter(status__in=LIVE).select_related("heat_request", "cruncher").order_by("pk")
        if not live:
            self.look_for_work(who)
        return self.one_of(live.all(), who)
