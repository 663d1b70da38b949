"""The rows of the client's side. They have no side effects: what happens to them stands in lifecycle.py."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .json_text import JSONTextField


class Environment(models.TextChoices):
    LIVE = "live"
    STAGING = "staging"


class Account(models.Model):
    """A client organisation."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="accounts")
    monthly_quota = models.PositiveIntegerField(
        null=True, blank=True, help_text="Live requests a month. Empty: the server's default. 0: without limit."
    )
    rate = models.FloatField(
        null=True, blank=True, help_text="Calls a second per live key, in the long run. Empty: the server's default."
    )
    burst = models.PositiveIntegerField(
        null=True, blank=True, help_text="Calls at once per live key. Empty: the server's default."
    )
    may_use_gold = models.BooleanField(default=False, help_text="Whether its requests may carry gold answers.")
    # Which of its signing secrets is the present one (signing.py), and since when.
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    secret_rotated_at = models.DateTimeField(null=True, editable=False)
    # Where its next live request stands in line: fair queueing gives each account a lane of its own (lifecycle.py).
    lane = models.BigIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return self.name


class Usage(models.Model):
    """What an account used in one month: counted in the transaction that makes the request, never at reading."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="usage")
    month = models.DateField(help_text="The month's first day, UTC.")
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "usage"
        constraints = [models.UniqueConstraint(fields=["account", "month"], name="one_usage_a_month")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}: {self.requests}"


class ApiKey(models.Model):
    """A key of an account. The key itself is shown once, when it is made; here are its hash and its ends."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100, blank=True)
    environment = models.CharField(max_length=7, choices=Environment)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(max_length=12, editable=False)
    last_four = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.prefix}…{self.last_four}"


class Batch(models.Model):
    """Requests that were made together. Its counters are kept by lifecycle.py."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="batches")
    environment = models.CharField(max_length=7, choices=Environment)
    name = models.CharField(max_length=200, blank=True)
    hook_url = models.CharField(max_length=2048, blank=True)
    created_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    aborted = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["account", "environment", "-created_at", "-id"], name="batch_newest")]

    def __str__(self) -> str:
        return self.name or str(self.id)


class HeatRequest(models.Model):
    """What a client asked. `given` is what the client sent, `filled_in` what validation added to it or changed."""

    class Status(models.TextChoices):
        PENDING = "pending"
        COMPLETE = "complete"
        FLAGGED = "flagged"
        ABORTED = "aborted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="heat_requests")
    environment = models.CharField(max_length=7, choices=Environment)
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, blank=True, related_name="heat_requests")
    batch_index = models.PositiveIntegerField(null=True, blank=True)
    type = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    given = JSONTextField()
    filled_in = JSONTextField(default=dict)
    warnings = JSONTextField(default=list)
    instruction = models.TextField(help_text="Trimmed; a copy of the given one, to search by.")

    response = JSONTextField(null=True)
    raw_responses = JSONTextField(null=True)
    flags = JSONTextField(null=True)
    attachment_sizes = JSONTextField(null=True)
    agreement = JSONTextField(null=True, help_text="Of one that ended: how far several people agreed.")
    abort_reason = models.CharField(max_length=40, blank=True)

    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    # When the sweep ends it by itself, and how: a deadline (aborted), or the course that staging was asked to play.
    due_at = models.DateTimeField(null=True, blank=True)
    staged_end = JSONTextField(null=True)

    rank = models.BigIntegerField(default=0, help_text="Its place in line; lower is sooner.")
    open_places = models.PositiveSmallIntegerField(default=0, help_text="Assignments that may be handed out now.")

    class Meta:
        verbose_name = "request"
        indexes = [
            models.Index(
                fields=["type", "rank", "created_at", "id"],
                condition=Q(status="pending", open_places__gt=0),
                name="request_open",
            ),
            models.Index(fields=["-created_at", "-id"], name="request_newest_of_all"),
            models.Index(fields=["account", "environment", "-created_at", "-id"], name="request_newest"),
            models.Index(
                fields=["account", "environment", "status", "-created_at", "-id"], name="request_newest_by_status"
            ),
            models.Index(fields=["batch", "batch_index"], name="request_in_batch"),
            models.Index(fields=["due_at"], condition=Q(status="pending", due_at__isnull=False), name="request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"

    @property
    def question(self) -> dict[str, Any]:
        """The question as the types read it: what was given, with defaults filled in."""
        return {**self.given, **self.filled_in}


class RequestTag(models.Model):
    """A tag of a request, for listings."""

    heat_request = models.ForeignKey(HeatRequest, models.CASCADE, related_name="tag_rows")
    tag = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["tag", "heat_request"], name="request_tag")]

    def __str__(self) -> str:
        return self.tag


class IdempotencyKey(models.Model):
    """An Idempotency-Key that a POST came with, written with what the POST made: neither can be without the other.

    A second call with the same key meets the unique constraint: it waits for the first one's transaction, then reads.
    """

    account = models.ForeignKey(Account, models.CASCADE)
    environment = models.CharField(max_length=7, choices=Environment)
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    heat_request = models.ForeignKey(HeatRequest, models.CASCADE, null=True)
    batch = models.ForeignKey(Batch, models.CASCADE, null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "environment", "key"], name="one_call_an_idempotency_key")
        ]

    def __str__(self) -> str:
        return self.key


class Assignment(models.Model):
    """One request in one cruncher's hands: a lease, and after submitting, the answer."""

    class Status(models.TextChoices):
        OFFERED = "offered"  # pushed to be shown; acknowledged in time, or taken back
        HELD = "held"  # on the screen
        ANSWERED = "answered"
        SKIPPED = "skipped"
        FLAGGED = "flagged"
        EXPIRED = "expired"  # the lease ended; may be offered to this cruncher again
        WITHDRAWN = "withdrawn"  # the request ended, or a manager put it back
        EXCLUDED = "excluded"  # named in exclude_crunchers: never offered

    LIVE = (Status.OFFERED, Status.HELD)
    AGAIN = (Status.EXPIRED, Status.WITHDRAWN)  # does not keep the request from the same cruncher

    heat_request = models.ForeignKey(HeatRequest, models.CASCADE, related_name="assignments")
    cruncher = models.ForeignKey("crunchers.Cruncher", models.CASCADE, related_name="assignments")
    status = models.CharField(max_length=9, choices=Status, default=Status.OFFERED)
    token = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Fencing token: a new one whenever it is handed out."
    )
    offered_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="The lease's end, by the database's clock.")
    ended_at = models.DateTimeField(null=True)
    answer = JSONTextField(null=True)
    sizes = JSONTextField(null=True)
    # Earlier assignments of the request whose answers it agrees with, and how far apart they are: compared once.
    agrees_with = JSONTextField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["heat_request", "cruncher"], name="nobody_twice"),
            models.UniqueConstraint(
                fields=["cruncher"], condition=Q(status__in=("offered", "held")), name="one_task_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status__in=("offered", "held")), name="lease_due"),
            models.Index(fields=["cruncher", "status", "ended_at"], name="assignment_of_cruncher"),
        ]

    def __str__(self) -> str:
        return f"{self.heat_request_id} {self.status}"


class WebhookDelivery(models.Model):
    """One webhook to send: written in the transaction that ends the request or the batch; its id is `webhook-id`."""

    class Status(models.TextChoices):
        DUE = "due"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="deliveries")
    heat_request = models.ForeignKey(HeatRequest, models.CASCADE, null=True, related_name="deliveries")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="deliveries")
    url = models.CharField(max_length=2048)
    host = models.CharField(max_length=300, default="", help_text="Host and port of the URL; empty where it has none.")
    body = models.TextField(help_text="The very bytes that are signed and sent, in UTF-8.")
    status = models.CharField(max_length=9, choices=Status, default=Status.DUE)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When it is sent next, by the database's clock.")
    ended_at = models.DateTimeField(null=True, help_text="When it was delivered, or failed for good.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Its place on the schedule of attempts.")
    kept_due_at = models.DateTimeField(
        null=True,
        help_text="Its due time by the schedule, once a success at its host has brought it forward or may not do so.",
    )
    # Who sends it now, and until when nobody else does.
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="due"), name="delivery_due"),
            models.Index(fields=["account", "host", "due_at"], condition=Q(status="due"), name="delivery_of_host"),
            models.Index(
                fields=["leased_until"], condition=Q(status="due", leased_until__isnull=False), name="delivery_leased"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DeliveryAttempt(models.Model):
    """One try to send a delivery."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=500, blank=True)
    reply = models.TextField(blank=True, help_text="The first KB of it.")

    class Meta:
        indexes = [models.Index(fields=["delivery", "at"], name="attempts_of_delivery")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status_code or self.error}"


class WebhookHost(models.Model):
    """A host to which an account's webhooks go, as it was found at the last attempt."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="webhook_hosts")
    host = models.CharField(max_length=300)
    failing_since = models.DateTimeField(null=True, help_text="Since when it has failed; empty: it works.")
    marked_at = models.DateTimeField(null=True, help_text="When it had failed for five days.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "host"], name="one_row_a_webhook_host")]

    def __str__(self) -> str:
        return self.host


class Switches(models.Model):
    """What managers switch for the whole server: one row, with the primary key 1."""

    maintenance = models.BooleanField(
        default=False, help_text="The API answers 503; crunchers finish what they hold and get nothing new."
    )
    maintenance_retry_after = models.PositiveIntegerField(
        default=300, help_text="Seconds; sent as Retry-After while in maintenance."
    )

    class Meta:
        verbose_name_plural = "switches"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_switches")]

    def __str__(self) -> str:
        return "Switches"


def new_public_id() -> str:
    """32 lower-case hex digits that say nothing of whom they stand for."""
    return secrets.token_hex(16)
