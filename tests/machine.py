"""A Hypothesis state machine over the real doors: whatever clients, crunchers, managers and time do, in any order.

After each step tests/invariants.py looks at all rows. Time passes by moving leases and deadlines into the past.
"""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from rest_framework.exceptions import ValidationError

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app import lifecycle
from requests_app.api.serializers import read_question
from requests_app.creation import Ask, make, make_batch
from requests_app.models import Account, Assignment, Batch, HeatRequest
from requests_app.request_types import REQUEST_TYPES
from tests.invariants import LIVE, Invariants
from tests.making import make_account, make_cruncher

HOOK = "https://example.com/hook"
CHOICE = {"instruction": "Which?", "choices": ["red", "green", "blue"], "max_answers": 1}
MARKS = {"instruction": "Where?", "attachments_type": "image", "attachments": ["https://example.com/a.png"]}
# Marks of which some agree with two others that do not agree: 16 pixels apart agree in a picture of 640 x 480.
ANSWERS: dict[str, list[Any]] = {
    "multiple-choice": [["red"], ["green"], ["blue"]],
    "annotations": [[{"x": x, "y": 100}] for x in (100, 112, 124, 400)],
}
WRONG: dict[str, Any] = {"multiple-choice": ["purple"], "annotations": [{"x": -1, "y": 0}]}
CONFIDENCE = st.one_of(
    st.none(),
    st.builds(
        lambda least, more, stop: {
            "min_agreements": least,
            "max_crunchers": least + more,
            **({"stop_when_impossible": True} if stop else {}),
        },
        st.integers(1, 3),
        st.integers(0, 2),
        st.booleans(),
    ),
)
QUESTIONS = st.fixed_dictionaries(
    {"type": st.sampled_from(list(ANSWERS)), "confidence": CONFIDENCE, "hook": st.booleans(), "dated": st.booleans()}
)
WHO, WHICH, WHAT = st.integers(0, 4), st.integers(0, 7), st.integers(0, 3)


class Machine(Invariants):
    """Five crunchers, one account, and what happens to its requests."""

    @initialize(asked=st.lists(QUESTIONS, min_size=1, max_size=3))
    def begin(self, asked: list[dict[str, Any]]) -> None:
        self.account: Account = make_account()
        self.crowd = [make_cruncher() for _ in range(5)]
        for one in asked:
            self.ask(one, [])

    # What clients do.

    def _ask(self, asked: dict[str, Any], excluded: list[int]) -> Ask:
        request_type = REQUEST_TYPES[asked["type"]]
        body: dict[str, Any] = dict(CHOICE if asked["type"] == "multiple-choice" else MARKS)
        if asked["confidence"]:
            body["confidence"] = asked["confidence"]
        if asked["hook"]:
            body["hook_url"] = HOOK
        if asked["dated"]:
            body["deadline"] = 3600
        if excluded:
            body["exclude_crunchers"] = [self.crowd[who].public_id for who in excluded]
        question = read_question(request_type, body, "live")
        return Ask(request_type, question.given, question.filled_in, question.warnings)

    @rule(asked=QUESTIONS, excluded=st.lists(WHO, max_size=2, unique=True))
    def ask(self, asked: dict[str, Any], excluded: list[int]) -> None:
        [heat_request] = make(self.account, "live", [self._ask(asked, excluded)])
        self.dealt_with |= {(heat_request.pk, self.crowd[who].pk) for who in excluded}

    @rule(asked=st.lists(QUESTIONS, min_size=1, max_size=3), hook=st.booleans())
    def ask_batch(self, asked: list[dict[str, Any]], hook: bool) -> None:
        make_batch(self.account, "live", "", HOOK if hook else "", [self._ask(one, []) for one in asked])

    @rule(which=WHICH, how=st.sampled_from(["abort", "abort the batch", "archive"]))
    def take_back(self, which: int, how: str) -> None:
        if how == "abort the batch":
            if batch := self._one_of(Batch.objects.order_by("-created_at"), which):
                assert lifecycle.abort_batch(batch.pk) == batch.pending
        elif heat_request := self._one_of(HeatRequest.objects.order_by("-created_at"), which):
            self._abort(heat_request) if how == "abort" else self._archive(heat_request)

    def _abort(self, heat_request: HeatRequest) -> None:
        try:
            lifecycle.abort(heat_request.pk)
            assert heat_request.status in ("pending", "aborted")
        except lifecycle.NotPending as error:
            assert error.status == heat_request.status != "pending"

    def _archive(self, heat_request: HeatRequest) -> None:
        try:
            lifecycle.archive(heat_request)
            assert heat_request.status != "pending"
        except ValueError:
            assert heat_request.status == "pending"

    # What crunchers do.

    @rule(who=WHO)
    def look_for_work(self, who: int) -> None:
        cruncher = self._cruncher(who)
        before = assignments.current(cruncher)
        allowed = self._allowed(cruncher)
        got = dispatch.next_for(cruncher)
        if before:
            assert got == before
        elif got:
            assert got.heat_request_id in allowed
        else:
            assert not allowed, "there was something to take"

    def _allowed(self, cruncher: Cruncher) -> set[Any]:
        if cruncher.standing != "approved":
            return set()
        is_open = HeatRequest.objects.filter(status="pending", open_places__gt=0).values_list("pk", flat=True)
        return {pk for pk in is_open if (pk, cruncher.pk) not in self.dealt_with}

    @rule(who=WHO)
    def many_look_for_work(self, who: int) -> None:
        for number in range(who, len(self.crowd)):
            self.look_for_work(number)

    @rule(who=WHO)
    def acknowledge(self, who: int) -> None:
        if held := self._in_hand(who):
            assignments.acknowledge(held.cruncher, held.pk, str(held.token))

    @rule(who=WHO)
    def heartbeat(self, who: int) -> None:
        """Of what one holds, or had before: an expired one is taken up again while its place is free."""
        if latest := self._latest(who):
            try:
                assignments.heartbeat(latest.cruncher, latest.pk, str(latest.token))
            except assignments.Gone:
                assert latest.status != "held"

    @rule(who=WHO, what=WHAT)
    def submit(self, who: int, what: int) -> None:
        if held := self._in_hand(who):
            self._submit(held, what)

    @rule(who=WHO, what=WHAT)
    def submit_likewise(self, who: int, what: int) -> None:
        """All who are at it say the same, one after the other."""
        for cruncher in self.crowd[who:]:
            if held := assignments.current(cruncher):
                self._submit(held, what)

    @rule(who=WHO, what=WHAT)
    def submit_late(self, who: int, what: int) -> None:
        """An answer to what one had last: twice, late, or when it is over."""
        if latest := self._latest(who):
            self._submit(latest, what)

    def _submit(self, mine: Assignment, what: int) -> None:
        heat_request = mine.heat_request
        choices = ANSWERS[heat_request.type]
        answer = choices[what % len(choices)]
        sizes = [{"width": 640, "height": 480}] if heat_request.type == "annotations" else None
        may = self._may_end(mine)
        try:
            assignments.submit(mine.cruncher, mine.pk, str(mine.token), answer, sizes)
        except assignments.Gone:
            assert not may
            return
        assert may or mine.status == "answered"
        if mine.status != "answered":
            self._is_done(mine)
            self.said[heat_request.pk, mine.cruncher_id] = answer

    @rule(who=WHO, other=st.none() | WHO)
    def submit_wrongly(self, who: int, other: int | None) -> None:
        """What the question does not allow; or what another holds."""
        held = self._in_hand(who)
        if held is None or (other is not None and held.cruncher_id == self.crowd[other].pk):
            return
        right, wrong = ANSWERS[held.heat_request.type][0], WRONG[held.heat_request.type]
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
        mine = self._latest(who) if late else self._in_hand(who)
        if mine is None:
            return
        may, token = self._may_end(mine), str(mine.token)
        try:
            if flags:
                assignments.flag(mine.cruncher, mine.pk, token, "unclear", "")
            else:
                assignments.skip(mine.cruncher, mine.pk, token)
        except assignments.Gone:
            assert not may
        else:
            assert may
            self._is_done(mine)

    @rule(who=WHO)
    def take_a_break(self, who: int) -> None:
        assignments.stop(self.crowd[who])

    # What managers do.

    @rule(who=WHO)
    def put_back(self, who: int) -> None:
        if latest := self._latest(who):
            assert assignments.put_back(latest) == (latest.status in LIVE)

    @rule(who=WHO, ban=st.booleans())
    def ban_or_approve(self, who: int, ban: bool) -> None:
        """At most one is banned at a time, lest nobody be left."""
        Cruncher.objects.update(standing="approved")
        if ban:
            assignments.ban(self.crowd[who], "spam")

    # What time does.

    @rule(who=WHO, over_the_limit=st.booleans(), swept=st.booleans())
    def a_lease_ends(self, who: int, over_the_limit: bool, swept: bool) -> None:
        if held := self._in_hand(who):
            past: dict[str, Any] = {"expires_at": Now() - timedelta(seconds=1)}
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
        due = self._one_of(HeatRequest.objects.filter(due_at__isnull=False).order_by("-created_at"), which)
        HeatRequest.objects.filter(pk=due.pk).update(due_at=Now() - timedelta(seconds=1))
        assert lifecycle.end_due() == 1
        due.refresh_from_db()
        assert (due.status, due.abort_reason) == ("aborted", "deadline")

    @rule()
    def hand_out(self) -> None:
        dispatch.pair()
        for cruncher in Cruncher.objects.filter(waiting_since__isnull=False):
            assert not self._allowed(cruncher), "somebody waits while there is something for them"

    # How it is all seen.

    def _one_of(self, rows: Any, which: int) -> Any:
        found = list(rows)
        return found[which % len(found)] if found else None

    def _cruncher(self, who: int) -> Cruncher:
        return Cruncher.objects.get(pk=self.crowd[who].pk)

    def _in_hand(self, who: int) -> Assignment | None:
        """What one of those who hold something holds; where nobody does, `who` looks for work first."""
        live = Assignment.objects.filter(status__in=LIVE).select_related("heat_request", "cruncher").order_by("pk")
        if not live:
            self.look_for_work(who)
        return self._one_of(live.all(), who)

    def _latest(self, who: int) -> Assignment | None:
        """What somebody has in hand, or had last."""
        had = Assignment.objects.filter(cruncher=self.crowd[who], offered_at__isnull=False)
        had = had.select_related("heat_request", "cruncher")
        return had.filter(status__in=LIVE).first() or had.order_by("-offered_at", "-pk").first()

    def _may_end(self, mine: Assignment) -> bool:
        """Whether its cruncher may still answer, skip or flag it."""
        return mine.status in LIVE or (mine.status == "expired" and mine.heat_request.open_places > 0)

    def _is_done(self, assignment: Assignment) -> None:
        pair = (assignment.heat_request_id, assignment.cruncher_id)
        assert pair not in self.dealt_with, "the same request went twice to the same person"
        self.dealt_with.add(pair)
