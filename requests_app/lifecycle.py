"""The only door to a request's status: made here, and ended here, once.

Each function that ends a request takes its row's lock first, then changes it only where it is still pending, writes
whatever the ending makes necessary in the same transaction, and tells others after the commit.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from . import confidence, deliveries, events, gold, hints, prices, tallies
from .agreement import Ending
from .models import Account, Assignment, Batch, HeatRequest

Status = HeatRequest.Status
AFTER_DUE = 0.05  # seconds, so that a hint comes when it is due by the database's clock
Cruncher: Any = Assignment._meta.get_field("cruncher").related_model

CLOSED_MESSAGES = {
    Status.COMPLETE: "Somebody else has answered this one.",
    Status.FLAGGED: "This question was taken back, because somebody reported it.",
    Status.ABORTED: "The client has taken this question back.",
}


class NotPending(Exception):
    """The request has ended already; `.status` says how."""

    def __init__(self, status: str) -> None:
        super().__init__(f"The request is {status}.")
        self.status = status


def lock_pending(**where: Any) -> list[HeatRequest]:
    """The pending requests that match, locked for this transaction, in an order that can't deadlock."""
    return list(HeatRequest.objects.select_for_update().filter(status=Status.PENDING, **where).order_by("pk"))


def hint_dispatch() -> None:
    """Have open requests handed out, if anybody waits for one; whoever becomes free later looks by themselves."""
    if Cruncher.objects.filter(waiting_since__isnull=False, standing="approved").exists():
        hints.on_commit(hints.DISPATCH)


def _open(heat_request: HeatRequest, places: int) -> None:
    HeatRequest.objects.filter(pk=heat_request.pk, status=Status.PENDING).update(open_places=places, opened_at=Now())
    if places:
        hint_dispatch()


def reopen(heat_request: HeatRequest) -> None:
    """Look again at how many may be asked, after somebody gave a place back. The request's row is locked."""
    if heat_request.status != Status.PENDING:
        return
    if confidence.rule_of(heat_request) is None:
        _open(heat_request, 1)
        return
    # Not only reckoned anew: what is known of the crowd may have grown since, so that the answers are enough now.
    _settle(heat_request, confidence.answers_of([heat_request.pk]).get(heat_request.pk, []))


def end(heat_requests: list[HeatRequest], status: str, **fields: Any) -> None:
    """End requests that `lock_pending` gave, all in one way, with all that follows from it."""
    now = timezone.now()
    for heat_request in heat_requests:
        ended: dict[str, Any] = {"open_places": 0, "due_at": None, "settles_at": None}
        fields_now = {"status": status, "completed_at": now, **ended, **fields, **sums_of(fields)}
        for name, value in fields_now.items():
            setattr(heat_request, name, value)
    ids = [heat_request.pk for heat_request in heat_requests]
    if not ids:
        return
    if status != Status.COMPLETE:
        confidence.interrupted(heat_requests)
        HeatRequest.objects.bulk_update([row for row in heat_requests if row.agreement], ["agreement"], batch_size=500)
    won = HeatRequest.objects.filter(pk__in=ids, status=Status.PENDING).update(**fields_now)
    if won != len(ids):
        raise NotPending("no longer pending")
    if status == Status.COMPLETE:
        prices.charge(heat_requests)
    _withdraw(ids, CLOSED_MESSAGES[Status(status)])
    deliveries.owe_requests(heat_requests)
    _count_in_batches(heat_requests, status)
    events.ended(ids)
    for account_id in {heat_request.account_id for heat_request in heat_requests}:
        events.account_changed(account_id)
    if fields.get("lesson_due"):
        hints.on_commit(hints.LEARN)


def sums_of(fields: dict[str, Any]) -> dict[str, Any]:
    """What is kept in columns of its own of the fields by which a request ends: how many answers, and their share."""
    return {"answers": len(fields.get("raw_responses") or {}), "share": (fields.get("agreement") or {}).get("share")}


def _withdraw(ids: list[UUID], message: str) -> None:
    """End the leases of requests that ended, and tell those who hold them."""
    live = Assignment.objects.filter(heat_request__in=ids, status__in=Assignment.LIVE)
    held = list(live.values_list("pk", "cruncher_id"))
    if held and live.update(status=Assignment.Status.WITHDRAWN, ended_at=Now(), expires_at=None):
        for assignment_id, cruncher_id in held:
            events.closed(cruncher_id, assignment_id, message)


def _count_in_batches(heat_requests: Iterable[HeatRequest], status: str) -> None:
    """Keep the batches' counters; whoever counts the last pending one to 0 owes the batch's hook."""
    for batch_id, count in Counter(row.batch_id for row in heat_requests if row.batch_id).items():
        Batch.objects.filter(pk=batch_id).update(pending=F("pending") - count, **{status: F(status) + count})
        batch = Batch.objects.get(pk=batch_id)
        if batch.pending == 0:
            deliveries.owe_batch(batch)


def add_answer(heat_request: HeatRequest, answers: list[confidence.Answer], weighed: confidence.Weighed) -> None:
    """Look at a request that `lock_pending` gave, after the last of these answers: complete it, or ask on."""
    if confidence.rule_of(heat_request) is not None:
        _settle(heat_request, answers, weighed)
    elif not _waits_for_undo(heat_request):
        _complete_with(heat_request, answers)


def _complete_with(heat_request: HeatRequest, answers: list[confidence.Answer]) -> None:
    [answer] = answers
    fields = {"response": answer.value, "raw_responses": {answer.cruncher: answer.value}}
    end([heat_request], Status.COMPLETE, **fields, attachment_sizes=answer.sizes)


def _waits_for_undo(heat_request: HeatRequest) -> bool:
    """Put the end of a request off for as long as its account lets an answer be taken back; whether it does."""
    seconds = Account.objects.values_list("undo_seconds", flat=True).get(pk=heat_request.account_id)
    if not seconds:
        return False
    pending = HeatRequest.objects.filter(pk=heat_request.pk, status=Status.PENDING)
    pending.update(settles_at=Coalesce("settles_at", due_in(seconds)), open_places=0)
    hints.on_commit(hints.END_DUE, countdown=seconds + AFTER_DUE)
    return True


def answer_taken_back(heat_request: HeatRequest, assignment_id: int) -> None:
    """Look anew at a request that `lock_pending` gave, after an answer went back into its cruncher's hands."""
    HeatRequest.objects.filter(pk=heat_request.pk, status=Status.PENDING).update(settles_at=None)
    if confidence.rule_of(heat_request) is not None:
        confidence.forget(heat_request, assignment_id)
        _settle(heat_request, confidence.answers_of([heat_request.pk]).get(heat_request.pk, []))


def add_flag(heat_request: HeatRequest) -> None:
    """Look at a request that `lock_pending` gave, after one more of its assignments was flagged."""
    if confidence.rule_of(heat_request) is not None:
        _settle(heat_request, confidence.answers_of([heat_request.pk]).get(heat_request.pk, []))
    elif len(flags := _flags(heat_request)) >= settings.HEAT_FLAGS_TO_END:
        end([heat_request], Status.FLAGGED, flags=flags)
    else:
        reopen(heat_request)


def _flags(heat_request: HeatRequest) -> list[dict[str, str]]:
    flagged = heat_request.assignments.filter(status=Assignment.Status.FLAGGED).select_related("cruncher")
    return [
        {"cruncher": one.cruncher.public_id, "reason": one.reason, "comment": one.comment}
        for one in flagged.order_by("ended_at", "pk")
    ]


def _settle(
    heat_request: HeatRequest,
    answers: list[confidence.Answer],
    weighed: confidence.Weighed | None = None,
    *,
    may_wait: bool = True,
) -> None:
    """End a request that several are asked, or ask as many more as can still be needed."""
    outcome = confidence.decide_now(heat_request, answers)
    if outcome.ending is None:
        if heat_request.settles_at is not None:  # an answer that came while the end was put off has changed it
            HeatRequest.objects.filter(pk=heat_request.pk).update(settles_at=None)
        _open(heat_request, outcome.open_places)
    elif outcome.ending == Ending.FLAGGED:
        end([heat_request], Status.FLAGGED, flags=_flags(heat_request))
    elif not (may_wait and _waits_for_undo(heat_request)):
        end([heat_request], Status.COMPLETE, **confidence.completion(heat_request, answers, outcome, weighed))
        if outcome.ending == Ending.AGREED:
            tallies.count_agreement(heat_request, answers, answers[outcome.leading or 0])


@transaction.atomic
def abort(heat_request_id: UUID, reason: str = "client") -> None:
    """Abort a pending request; aborting an aborted one changes nothing. Raises NotPending when it ended otherwise."""
    if pending := lock_pending(pk=heat_request_id):
        end(pending, Status.ABORTED, abort_reason=reason)
        return
    status = HeatRequest.objects.values_list("status", flat=True).get(pk=heat_request_id)
    if status != Status.ABORTED:
        raise NotPending(status)


@transaction.atomic
def abort_batch(batch_id: UUID) -> int:
    """Abort every request of a batch that is still pending; how many they were."""
    pending = lock_pending(batch_id=batch_id)
    end(pending, Status.ABORTED, abort_reason="client")
    return len(pending)


def archive(heat_request: HeatRequest) -> None:
    """Take a request that ended out of the listings, and a client's gold question out of use.

    Raises NotPending's opposite, ValueError, while it is pending.
    """
    done = HeatRequest.objects.exclude(status=Status.PENDING).filter(pk=heat_request.pk, archived_at=None)
    if done.update(archived_at=Now()):
        gold.retire(heat_request)
    else:
        heat_request.refresh_from_db(fields=["status"])
        if heat_request.status == Status.PENDING:
            raise ValueError("A pending request can't be archived: abort it first, or wait for its answer.")


@transaction.atomic
def end_due(limit: int = 200) -> int:
    """End what is due by the database's clock: deadlines, and the courses that staging plays. How many it ended."""
    due = HeatRequest.objects.select_for_update(skip_locked=True).filter(status=Status.PENDING, due_at__lte=Now())
    ended = list(due.order_by("due_at")[:limit])
    for heat_request in ended:
        staged = heat_request.staged_end
        if heat_request.settles_at is not None:
            _settle_now(heat_request)  # the answer came in time; only its cruncher was still free to take it back
        elif staged is None:
            end([heat_request], Status.ABORTED, abort_reason="deadline")
        else:
            end([heat_request], staged["status"], **staged["fields"])
    return len(ended)


@transaction.atomic
def settle_due(limit: int = 200) -> int:
    """End what is answered and can no longer be taken back, by the database's clock. How many it ended."""
    due = HeatRequest.objects.select_for_update(skip_locked=True).filter(status=Status.PENDING, settles_at__lte=Now())
    settled = list(due.order_by("settles_at")[:limit])
    for heat_request in settled:
        _settle_now(heat_request)
    return len(settled)


def _settle_now(heat_request: HeatRequest) -> None:
    answers = confidence.answers_of([heat_request.pk]).get(heat_request.pk, [])
    if confidence.rule_of(heat_request) is None:
        _complete_with(heat_request, answers)
    else:
        _settle(heat_request, answers, may_wait=False)


def due_in(seconds: float) -> Any:
    """A moment `seconds` from now, by the database's clock."""
    return Now() + timedelta(seconds=seconds)
