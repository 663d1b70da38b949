"""Sending what deliveries.py wrote: which are sent now, how one is sent, and what follows from how that went.

A delivery that is due is claimed by a conditional UPDATE with a lease; whoever claimed it sends it and records the
attempt. Who is killed meanwhile leaves a lease that ends, and another sends it again, with the same id.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Now

from . import egress, hints
from .deliveries import know_hosts
from .models import DeliveryAttempt, WebhookDelivery, WebhookHost
from .signing import signed_headers

logger = logging.getLogger(__name__)
Status = WebhookDelivery.Status

_MINUTE, _HOUR = 60, 3600
# Seconds of each attempt after the one before: three days in all.
SCHEDULE = (
    0,
    5,
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    _HOUR,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    16 * _HOUR,
    24 * _HOUR,
)
JITTER = 0.1  # by so much of it a wait may be longer, lest all that failed together come back together
LONGEST_RETRY_AFTER = 24 * _HOUR
LEASE = timedelta(seconds=25)  # longer than a call may take
MARKED_AFTER = timedelta(days=5)
GONE = 410


@dataclass(frozen=True)
class Outcome:
    """How an attempt went: a status, or why there was none."""

    delivery: WebhookDelivery
    at: datetime
    milliseconds: int
    status_code: int | None = None
    error: str = ""
    reply: str = ""
    retry_after: float = 0

    @property
    def delivered(self) -> bool:
        return self.status_code is not None and 200 <= self.status_code < 300


class _Room:
    """How many more may be sent at once to each host of each account, and for each account.

    The bound is per account and host, so that neither a slow receiver nor another account that calls the same host
    delays anybody; what two workers claim in the same instant may pass it by a few.
    """

    def __init__(self, most: int) -> None:
        busy = WebhookDelivery.objects.filter(status=Status.DUE, leased_until__gt=Now())
        self._hosts = Counter(busy.values_list("account_id", "host"))
        self._accounts = Counter(account for account, _ in self._hosts.elements())
        self.left = most

    def at(self, account: int, host: str, fails: bool) -> int:
        """Places for one host of one account; fewer while it fails."""
        of_host = max(1, settings.HEAT_HOOKS_PER_HOST // 4) if fails else settings.HEAT_HOOKS_PER_HOST
        of_account = max(settings.HEAT_HOOKS_PER_HOST, settings.HEAT_HOOK_THREADS // 4)
        free = min(of_host - self._hosts[account, host], of_account - self._accounts[account], self.left)
        return max(0, free)

    def take(self, account: int, host: str, places: int) -> None:
        self._hosts[account, host] += places
        self._accounts[account] += places
        self.left -= places


def _due() -> QuerySet[WebhookDelivery]:
    free = Q(leased_until=None) | Q(leased_until__lte=Now())
    return WebhookDelivery.objects.filter(free, status=Status.DUE, due_at__lte=Now())


def claim(most: int) -> list[WebhookDelivery]:
    """Claim up to `most` deliveries that are due, the longest due first, for LEASE; each with its account.

    It looks at hosts, then at the few rows there is room for: what is due at a host that is slow costs it nothing.
    """
    if most <= 0 or not _due().exists():
        return []
    of_host = _due().filter(account=OuterRef("account"), host=OuterRef("host")).order_by("due_at")
    waiting = WebhookHost.objects.annotate(first=Subquery(of_host.values("due_at")[:1])).filter(first__isnull=False)
    hosts = list(waiting.order_by("first").values_list("account_id", "host", "failing_since"))
    token, room, chosen = uuid4(), _Room(most), list[UUID]()
    with transaction.atomic():
        for account, host, failing_since in hosts:
            if places := room.at(account, host, failing_since is not None):
                rows = _due().filter(account=account, host=host).order_by("due_at")
                found = rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:places]
                chosen += found
                room.take(account, host, len(found))
        _due().filter(pk__in=chosen).update(lease=token, leased_until=Now() + LEASE)
    claimed = WebhookDelivery.objects.filter(pk__in=chosen, lease=token).annotate(now=Now())
    return list(claimed.select_related("account").order_by("due_at"))


def adopt() -> None:
    """Know the hosts of deliveries whose host is not known, because they were written before hosts were."""
    known = WebhookHost.objects.filter(account=OuterRef("account"), host=OuterRef("host"))
    know_hosts(set(_due().exclude(Exists(known)).values_list("account_id", "host")))


def send(delivery: WebhookDelivery) -> Outcome:
    """Send one that `claim` gave. It reads and writes no row, and raises nothing."""
    # By the database's clock: receivers refuse a signature whose time is minutes off, as this machine's may be.
    at, began = delivery.now, time.monotonic()  # type: ignore[attr-defined]
    body = delivery.body.encode()
    headers = [
        ("content-type", "application/json"),
        ("user-agent", "Heat"),
        *signed_headers(delivery.account, str(delivery.pk), int(at.timestamp()), body),
    ]
    result: dict[str, Any] = {}
    try:
        reply = egress.call("POST", delivery.url, headers=headers, body=body)
        result = {"status_code": reply.status, "reply": _text(reply.start)}
        result["retry_after"] = _seconds(reply.header("retry-after"), at)
    except egress.NotReached as error:
        result = {"error": str(error)}
    except Exception:
        logger.exception("delivery %s could not be sent", delivery.pk)
        result = {"error": "It could not be sent."}
    return Outcome(delivery, at, int((time.monotonic() - began) * 1000), **result)


def _text(start: bytes) -> str:
    return start.decode(errors="replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _seconds(retry_after: str | None, now: datetime) -> float:
    """Seconds that a Retry-After asks to wait: digits or a date; 0 for what is neither."""
    if retry_after is None:
        return 0
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_RETRY_AFTER))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_RETRY_AFTER)


@transaction.atomic
def record(outcomes: list[Outcome]) -> None:
    """Write attempts down, and what follows for their deliveries and hosts."""
    wanted = WebhookDelivery.objects.filter(pk__in=[outcome.delivery.pk for outcome in outcomes])
    there = set(wanted.select_for_update().order_by("pk").values_list("pk", flat=True))
    outcomes = [outcome for outcome in outcomes if outcome.delivery.pk in there]  # an account may have been deleted
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            delivery=outcome.delivery,
            at=outcome.at,
            milliseconds=outcome.milliseconds,
            status_code=outcome.status_code,
            error=outcome.error[:500],
            reply=outcome.reply,
        )
        for outcome in outcomes
    )
    for outcome in sorted(outcomes, key=lambda one: (one.delivery.account_id, one.delivery.host)):
        if outcome.delivered:
            _delivered(outcome.delivery)
        else:
            _failed(outcome)


def _delivered(delivery: WebhookDelivery) -> None:
    """A success counts whoever had it: also one whose lease had ended."""
    rows = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(status=Status.DELIVERED)
    rows.update(status=Status.DELIVERED, ended_at=Now(), lease=None, leased_until=None)
    at_host = {"account": delivery.account_id, "host": delivery.host}
    failing = WebhookHost.objects.filter(failing_since__isnull=False, **at_host)
    if failing.update(failing_since=None, marked_at=None):
        # Once a step of the schedule: where one path of a host works and another does not, successes don't use up
        # the attempts of those that fail.
        waiting = WebhookDelivery.objects.filter(status=Status.DUE, kept_due_at=None, due_at__gt=Now(), **at_host)
        waiting.update(kept_due_at=F("due_at"), due_at=Now())


def _failed(outcome: Outcome) -> None:
    """What follows from a failure, if it is still this attempt's to say."""
    delivery = outcome.delivery
    held = WebhookDelivery.objects.filter(pk=delivery.pk, status=Status.DUE, lease=delivery.lease)
    free = {"lease": None, "leased_until": None}
    failures = delivery.failures + 1
    asked = Now() + timedelta(seconds=outcome.retry_after)
    if outcome.status_code == GONE:
        held.update(status=Status.FAILED, ended_at=Now(), failures=failures, **free)
    elif held.filter(kept_due_at__gt=Now()).update(due_at=Greatest(F("kept_due_at"), asked), **free):
        pass  # it had been brought forward: the schedule goes on as it was
    elif failures >= len(SCHEDULE):
        held.update(status=Status.FAILED, ended_at=Now(), failures=failures, **free)
    else:
        wait = SCHEDULE[failures] * random.uniform(1, 1 + JITTER)  # noqa: S311
        due_at = Now() + timedelta(seconds=max(wait, outcome.retry_after))
        held.update(due_at=due_at, kept_due_at=due_at if outcome.retry_after else None, failures=failures, **free)
    _host_failed(delivery)


def _host_failed(delivery: WebhookDelivery) -> None:
    at_host = {"account_id": delivery.account_id, "host": delivery.host}
    rows = WebhookHost.objects.filter(**at_host)
    rows.filter(failing_since=None).update(failing_since=Now())
    rows.filter(failing_since__lte=Now() - MARKED_AFTER, marked_at=None).update(marked_at=Now())


def give_back(deliveries: Iterable[WebhookDelivery]) -> None:
    """Let others send, at once, what was claimed and is not going to be recorded."""
    for delivery in deliveries:
        WebhookDelivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(lease=None, leased_until=None)


def send_again(deliveries: QuerySet[WebhookDelivery]) -> int:
    """Send these again, whatever became of them, under the ids they have: now, and from the schedule's beginning."""
    with transaction.atomic():
        count = deliveries.update(
            status=Status.DUE,
            due_at=Now(),
            kept_due_at=None,
            ended_at=None,
            failures=0,
            lease=None,
            leased_until=None,
        )
        hints.on_commit(hints.DELIVER)
    return count
