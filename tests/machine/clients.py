"""What clients do: ask, take back, and tell what they found later."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from requests_app import feedback, lifecycle
from requests_app.creation import make, make_batch
from requests_app.models import Batch, HeatRequest

from .questions import HOOK, QUESTIONS, WHAT, WHICH, WHO, answer_of, ask_of
from .world import World


class Clients(World):
    @initialize(asked=st.lists(QUESTIONS, min_size=3, max_size=6), patient=st.booleans())
    def begin(self, asked: list[dict[str, Any]], patient: bool) -> None:
        self.populate()
        for one in asked:
            self.ask(one, [], patient)

    @rule(asked=QUESTIONS, excluded=st.lists(WHO, max_size=2, unique=True), patient=st.booleans())
    def ask(self, asked: dict[str, Any], excluded: list[int], patient: bool) -> None:
        ask = ask_of(asked, [self.crowd[who].public_id for who in excluded])
        [heat_request] = make(self.accounts[patient], "live", [ask])
        assert (heat_request.status == "complete") == asked["gold"]
        self.dealt_with |= {(heat_request.pk, self.crowd[who].pk) for who in excluded}

    @rule(asked=st.lists(QUESTIONS, min_size=1, max_size=3), hook=st.booleans(), patient=st.booleans())
    def ask_batch(self, asked: list[dict[str, Any]], hook: bool, patient: bool) -> None:
        asks = [ask_of(one, []) for one in asked]
        make_batch(self.accounts[patient], "live", "", HOOK if hook else "", asks)

    @rule(which=WHICH, how=st.sampled_from(["archive", "archive", "abort", "abort the batch"]))
    def take_back(self, which: int, how: str) -> None:
        if how == "abort the batch":
            if batch := self.one_of(Batch.objects.order_by("-created_at"), which):
                assert lifecycle.abort_batch(batch.pk) == batch.pending
        elif heat_request := self.one_of(HeatRequest.objects.order_by("-created_at"), which):
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

    @rule(which=WHICH, correct=st.booleans(), what=st.none() | WHAT)
    def find_out_later(self, which: int, correct: bool, what: int | None) -> None:
        """Feedback: whether the response was right, or what would have been."""
        complete = HeatRequest.objects.filter(status="complete").order_by("-completed_at")
        if heat_request := self.one_of(complete, which):
            answer = None if what is None else answer_of(heat_request.type, what)
            try:
                feedback.give(heat_request, correct, answer, "")
            except feedback.Contradiction:
                assert correct or answer is not None, "that it is wrong contradicts nothing"
