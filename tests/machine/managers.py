"""What managers do to crunchers and questions, and what time does to all of them."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from crunchers import assignments, dispatch, flags
from crunchers.models import Cruncher
from requests_app import gold, learning, lifecycle
from requests_app.models import Assignment, GoldQuestion, HeatRequest

from .questions import SELDOM, WHICH, WHO, answer_of
from .world import IN_HAND, LIVE, World

PAST = timedelta(seconds=1)


class Managers(World):
    @rule(who=WHO)
    def put_back(self, who: int) -> None:
        if latest := self.latest(who):
            assert assignments.put_back(latest) == (latest.status in LIVE)

    @rule(who=WHO, ban=st.booleans())
    def ban_or_approve(self, who: int, ban: bool) -> None:
        """All who were banned or paused are approved, and no more than one is banned, lest nobody be left."""
        others = Cruncher.objects.exclude(standing="approved")
        self.judged |= {one.pk: {} for one in others}
        others.update(standing="approved", standing_reason="", judged_since=Now())
        if ban:
            assignments.ban(self.crowd[who], "spam")

    @rule(who=WHO)
    def qualify(self, who: int) -> None:
        """Give a cruncher the qualification, or take it away."""
        theirs = self.crowd[who].qualifications
        if theirs.filter(pk=self.spanish.pk).exists():
            theirs.remove(self.spanish)
        else:
            theirs.add(self.spanish)

    @rule(which=WHICH)
    def make_gold(self, which: int) -> None:
        """Of a request that is complete; or retire one that is gold, or ask it again."""
        heat_request = self.one_of(HeatRequest.objects.filter(status="complete").order_by("-completed_at"), which)
        if heat_request is None:
            return
        known = GoldQuestion.objects.filter(pk=heat_request.pk)
        if not known.exists():
            answer = heat_request.response and gold.own_answer(heat_request)
            gold.mark(heat_request, answer or answer_of(heat_request.type, 0))
        elif not known.filter(retired_at=None).update(retired_at=Now()):
            known.update(retired_at=None)

    @rule(which=WHICH, verdict=st.sampled_from(Assignment.Verdict))
    def judge_a_flag(self, which: int, verdict: Assignment.Verdict) -> None:
        if flag := self.one_of(Assignment.objects.filter(status="flagged").order_by("pk"), which):
            assert flags.judge([flag.pk], verdict) == (flag.flag_verdict == "")

    # What time does.

    @rule(who=WHO, over_the_limit=st.booleans(), swept=st.booleans(), reserved=SELDOM)
    def a_lease_ends(self, who: int, over_the_limit: bool, swept: bool, reserved: bool) -> None:
        live = Assignment.objects.filter(status__in=("reserved",) if reserved else IN_HAND).order_by("pk")
        if held := self.one_of(live, who):
            past: dict[str, Any] = {"expires_at": Now() - PAST}
            if over_the_limit and held.held_at:
                past["held_at"] = Now() - timedelta(days=1)
            Assignment.objects.filter(pk=held.pk).update(**past)
        if swept:
            late = Assignment.objects.filter(status__in=LIVE, expires_at__lte=Now())
            count = late.count()
            assert assignments.sweep() == count
            assert not late.exists()

    @precondition(lambda self: HeatRequest.objects.filter(due_at__isnull=False).exists())
    @rule(which=WHICH)
    def a_deadline_passes(self, which: int) -> None:
        """What is answered by then ends by its answers, even if they might still be taken back."""
        due = self.one_of(HeatRequest.objects.filter(due_at__isnull=False).order_by("-created_at"), which)
        HeatRequest.objects.filter(pk=due.pk).update(due_at=Now() - PAST)
        late = HeatRequest.objects.filter(status="pending", due_at__lte=Now())
        count, answered = late.count(), due.settles_at is not None
        assert lifecycle.end_due() == count
        due.refresh_from_db()
        if answered:
            assert due.settles_at is None
            assert due.status in ("complete", "pending")  # what was sure enough may be so no more
        else:
            assert (due.status, due.abort_reason) == ("aborted", "deadline")

    @precondition(lambda self: HeatRequest.objects.filter(settles_at__isnull=False).exists())
    @rule(which=WHICH)
    def it_is_too_late_to_undo(self, which: int) -> None:
        waiting = self.one_of(HeatRequest.objects.filter(settles_at__isnull=False).order_by("-created_at"), which)
        HeatRequest.objects.filter(pk=waiting.pk).update(settles_at=Now() - PAST)
        assert lifecycle.settle_due() == 1
        waiting.refresh_from_db()
        assert waiting.settles_at is None
        adaptive = (waiting.question.get("confidence") or {}).get("strategy") == "adaptive"
        assert waiting.status == "complete" or (adaptive and waiting.status == "pending")

    @rule()
    def learn(self) -> None:
        due = HeatRequest.objects.filter(lesson_due=True)
        count = due.count()
        assert learning.learn_due() == count
        assert not due.exists()

    @rule()
    def hand_out(self) -> None:
        dispatch.pair()
        for cruncher in Cruncher.objects.filter(waiting_since__isnull=False):
            left = self.allowed(cruncher) | self.revocable(cruncher)
            assert not left, "somebody waits while there is something for them"
