"""What must hold of requests after every step, reckoned anew from the rows.

By plain counting, which shares nothing with the code but when two answers agree.
"""

import json
from collections import Counter
from typing import Any

from hypothesis.stateful import invariant

from requests_app.models import Assignment, Batch, HeatRequest, WebhookDelivery
from requests_app.request_types import REQUEST_TYPES

from .questions import SIZES
from .world import LIVE, OVER, World


class RequestRules(World):
    @invariant()
    def requests_are_right(self) -> None:
        rows = list(HeatRequest.objects.select_related("account"))
        of: dict[Any, list[Assignment]] = {row.pk: [] for row in rows}
        for assignment in Assignment.objects.select_related("cruncher").order_by("ended_at", "pk"):
            of[assignment.heat_request_id].append(assignment)
        for row in rows:
            self._people_are_known(row, of[row.pk])
            mine = [one for one in of[row.pk] if not one.gold]
            if row.status == "pending":
                assert len(mine) == len(of[row.pk]), "what waits for its answer is asked as gold"
                self._is_pending(row, mine)
            else:
                self._ended_once(row, mine)
        self._deliveries_are_right(rows)
        self._batches_count_right(rows)

    def _people_are_known(self, row: HeatRequest, mine: list[Assignment]) -> None:
        over = {(row.pk, one.cruncher_id) for one in mine if one.status in OVER}
        assert over == {pair for pair in self.dealt_with if pair[0] == row.pk}
        answers = {one.cruncher_id: one.answer for one in mine if one.status == "answered" and not one.gold}
        assert answers == {who: answer for (pk, who), answer in self.said.items() if pk == row.pk}

    def _is_pending(self, row: HeatRequest, mine: list[Assignment]) -> None:
        statuses = Counter(one.status for one in mine)
        assert row.completed_at is None
        assert row.response is row.raw_responses is row.flags is None
        if row.settles_at is not None:
            assert row.account.undo_seconds, "it waits, and its answers can't be taken back"
            assert row.open_places == 0
            assert statuses["answered"]
        elif (row.question.get("confidence") or {}).get("strategy") == "adaptive":
            self._adaptive_places_are_right(row, statuses)
            return
        self._places_are_right(row, mine, statuses)

    def _places_are_right(self, row: HeatRequest, mine: list[Assignment], statuses: Counter) -> None:
        held, confidence = sum(statuses[status] for status in LIVE), row.question.get("confidence")
        answers = [one.answer for one in mine if one.status == "answered"]
        waits, needed = row.settles_at is not None, 1
        if confidence is None:
            assert len(answers) == int(waits), "it is answered, and it is pending"
            needed = 0 if waits else 1
        elif confidence["strategy"] == "majority":
            agreed = _agreed(row, answers)
            left = confidence["max_crunchers"] - statuses["answered"] - statuses["flagged"]
            over = agreed >= confidence["min_agreements"] or left <= 0
            assert over == waits or (waits and confidence["stop_when_impossible"]), "they are done, and it is pending"
            needed = min(confidence["min_agreements"] - agreed, left)
        if waits:
            return
        assert row.open_places == max(0, needed - held), "places are not what can still be needed"
        # Marks may bring two groups together, and who was called back from the end may be one too many.
        assert held <= needed or row.type == "annotations" or row.account.undo_seconds

    def _adaptive_places_are_right(self, row: HeatRequest, statuses: Counter) -> None:
        """How many are asked at once follows from what was known at the last look; here only what always holds."""
        held, most = sum(statuses[status] for status in LIVE), row.question["confidence"]["max_crunchers"]
        left = most - statuses["answered"] - statuses["flagged"]
        assert left > 0, "everybody was asked, and it is pending"
        assert held + row.open_places >= 1, "nobody is asked any more"
        assert row.open_places <= max(0, left - held), "more are asked than may be"

    def _ended_once(self, row: HeatRequest, mine: list[Assignment]) -> None:
        ending = (row.status, row.response, row.raw_responses, row.flags, row.agreement, row.completed_at)
        assert self.endings.setdefault(row.pk, ending) == ending, "an ending changed"
        assert row.open_places == 0
        assert row.settles_at is row.due_at is None
        assert row.completed_at is not None
        assert not any(one.status in LIVE for one in mine), "what ended is in somebody's hands"
        answered = {one.cruncher.public_id: one.answer for one in mine if one.status == "answered"}
        flagged = sum(one.status == "flagged" for one in mine)
        confidence = row.question.get("confidence")
        if given := row.question.get("gold"):
            assert (row.status, row.response, answered, flagged) == ("complete", given["answer"], {}, 0)
        if row.status == "complete":
            assert row.raw_responses == answered
            assert confidence or given or len(answered) == 1
        if row.status == "flagged":
            assert len(row.flags) == flagged > 0
        if confidence and not given:
            assert len(answered) + flagged <= confidence["max_crunchers"], "too many were asked"
            self._agreement_is_right(row, list(answered.values()), flagged)

    def _agreement_is_right(self, row: HeatRequest, answers: list[Any], flagged: int) -> None:
        confidence, shown = row.question["confidence"], row.agreement
        assert shown["answers"] == len(answers)
        if confidence["strategy"] == "majority":
            assert shown["agreed"] == _agreed(row, answers)
            agreed = shown["agreed"] >= confidence["min_agreements"]
        else:
            assert shown["agreed"] == max((answers.count(a) for a in answers if a == row.response), default=0) or (
                row.response is None
            )
            agreed = row.response is not None
            everybody = len(answers) + flagged == confidence["max_crunchers"]
            if agreed:
                assert shown["probability"] >= confidence["target"] - 1e-4, "it was not sure enough"
                assert len(answers) >= confidence["min_crunchers"]
            elif row.status == "complete":
                assert everybody, "it was given up while somebody could have been asked"
            elif row.status == "flagged":
                assert everybody or flagged > 1, "one flag alone ended it"
        if row.status == "complete":
            assert (row.response is not None) == agreed

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
    request_type = REQUEST_TYPES[row.type]
    agrees = [[request_type.agrees(row.question, one, other, SIZES) for other in answers] for one in answers]
    return max(map(sum, agrees), default=0)
