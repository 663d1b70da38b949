"""What must hold after every step of tests/machine.py, reckoned anew from the rows.

By plain counting, which shares nothing with the code but when two answers agree.
"""

import json
from collections import Counter
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from requests_app.models import Assignment, Batch, HeatRequest, WebhookDelivery
from requests_app.request_types import REQUEST_TYPES

IN_HAND, OVER = ("offered", "held"), ("answered", "skipped", "flagged", "excluded")
LIVE = ("reserved", *IN_HAND)


class Invariants(RuleBasedStateMachine):
    """A run, in a transaction that is rolled back, and what is known of it from outside.

    `dealt_with`: which request was answered, skipped or flagged by whom, or excludes them; `said`: the answers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.endings: dict[Any, tuple] = {}
        self.dealt_with: set[tuple[Any, int]] = set()
        self.said: dict[tuple[Any, int], Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @invariant()
    def rules_hold(self) -> None:
        rows = list(HeatRequest.objects.all())
        of: dict[Any, list[Assignment]] = {row.pk: [] for row in rows}
        for assignment in Assignment.objects.select_related("cruncher").order_by("ended_at", "pk"):
            of[assignment.heat_request_id].append(assignment)
        live = Counter(one.cruncher_id for mine in of.values() for one in mine if one.status in IN_HAND)
        assert max(live.values(), default=0) <= 1, "somebody has two tasks"
        for row in rows:
            mine = of[row.pk]
            self._people_are_known(row, mine)
            if row.status == "pending":
                self._places_are_right(row, mine)
            else:
                self._ended_once(row, mine)
        self._deliveries_are_right(rows)
        self._batches_count_right(rows)

    def _people_are_known(self, row: HeatRequest, mine: list[Assignment]) -> None:
        over = {(row.pk, one.cruncher_id) for one in mine if one.status in OVER}
        assert over == {pair for pair in self.dealt_with if pair[0] == row.pk}
        answers = {one.cruncher_id: one.answer for one in mine if one.status == "answered"}
        assert answers == {who: answer for (pk, who), answer in self.said.items() if pk == row.pk}

    def _places_are_right(self, row: HeatRequest, mine: list[Assignment]) -> None:
        statuses = Counter(one.status for one in mine)
        held, confidence = sum(statuses[status] for status in LIVE), row.question.get("confidence")
        needed = 1
        if confidence:
            agreed = _agreed(row, [one.answer for one in mine if one.status == "answered"])
            assert agreed < confidence["min_agreements"], "they agree, and it is pending"
            left = confidence["max_crunchers"] - statuses["answered"] - statuses["flagged"]
            assert left > 0, "everybody was asked, and it is pending"
            needed = min(confidence["min_agreements"] - agreed, left)
        assert row.open_places == max(0, needed - held), "places are not what can still be needed"
        # Marks may bring two groups together, so that who was asked before may then be one too many.
        assert held <= needed or row.type == "annotations"
        assert row.completed_at is None
        assert row.response is row.raw_responses is row.flags is None

    def _ended_once(self, row: HeatRequest, mine: list[Assignment]) -> None:
        ending = (row.status, row.response, row.raw_responses, row.flags, row.agreement, row.completed_at)
        assert self.endings.setdefault(row.pk, ending) == ending, "an ending changed"
        assert row.open_places == 0
        assert row.completed_at is not None
        assert not any(one.status in LIVE for one in mine), "what ended is in somebody's hands"
        answered = {one.cruncher.public_id: one.answer for one in mine if one.status == "answered"}
        flagged = sum(one.status == "flagged" for one in mine)
        confidence = row.question.get("confidence")
        if row.status == "complete":
            assert row.raw_responses == answered
            assert confidence or len(answered) == 1
        if row.status == "flagged":
            assert len(row.flags) == flagged > 0
        if confidence:
            agreed = _agreed(row, list(answered.values()))
            assert (row.agreement["agreed"], row.agreement["answers"]) == (agreed, len(answered))
            assert len(answered) + flagged <= confidence["max_crunchers"], "too many were asked"
            if row.status == "complete":
                assert (row.response is not None) == (agreed >= confidence["min_agreements"])

    def _deliveries_are_right(self, rows: list[HeatRequest]) -> None:
        owed = {row.pk: row.status for row in rows if row.status != "pending" and row.given.get("hook_url")}
        sent = list(WebhookDelivery.objects.filter(heat_request__isnull=False))
        assert {one.heat_request_id: json.loads(one.body)["status"] for one in sent} == owed
        assert len(sent) == len(owed), "an ending was told twice"

    def _batches_count_right(self, rows: list[HeatRequest]) -> None:
        over = []
        for batch in Batch.objects.all():
            statuses = Counter(row.status for row in rows if row.batch_id == batch.pk)
            for status in ("pending", "complete", "flagged", "aborted"):
                assert getattr(batch, status) == statuses[status], f"the batch's {status}"
            if batch.hook_url and not batch.pending:
                over.append(batch.pk)
        told = WebhookDelivery.objects.filter(batch__isnull=False).values_list("batch_id", flat=True)
        assert sorted(told) == sorted(over)


def _agreed(row: HeatRequest, answers: list[Any]) -> int:
    """How many are in the largest group: one answer with all that agree with it."""
    request_type, sizes = REQUEST_TYPES[row.type], [{"width": 640, "height": 480}]
    agrees = [[request_type.agrees(row.question, one, other, sizes) for other in answers] for one in answers]
    return max(map(sum, agrees), default=0)
