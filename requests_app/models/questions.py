"""What clients asked: requests and batches, and what finds them again."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from requests_app.json_text import JSONTextField

from .accounts import Account, Environment


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
    # Inter-annotator agreement as it was last reckoned (reliability.py): when, and how many were complete by then.
    alpha = models.FloatField(null=True, editable=False)
    alpha_at = models.DateTimeField(null=True, editable=False)
    alpha_complete = models.PositiveIntegerField(default=0, editable=False)

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
    # Of one that is complete, for sums: how many answers it has, and which share of them agreed.
    answers = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    share = models.FloatField(null=True, editable=False)

    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    # When the sweep ends it by itself, and how: a deadline (aborted), or the course that staging was asked to play.
    due_at = models.DateTimeField(null=True, blank=True)
    staged_end = JSONTextField(null=True)
    # When its answers end it, where its account lets crunchers take answers back meanwhile (Account.undo_seconds).
    settles_at = models.DateTimeField(null=True, editable=False)

    needs = models.BigIntegerField(
        default=0, db_default=0, help_text="The NeededSet of its qualifications; 0: anybody may answer."
    )
    rank = models.BigIntegerField(default=0, help_text="Its place in line; lower is sooner.")
    open_places = models.PositiveSmallIntegerField(default=0, help_text="Assignments that may be handed out now.")
    lesson_due = models.BooleanField(default=False, help_text="It has ended, and nothing was learnt from it yet.")
    opened_at = models.DateTimeField(null=True, editable=False, help_text="When a place was last opened or taken.")

    class Meta:
        verbose_name = "request"
        indexes = [
            models.Index(
                fields=["type", "needs", "rank", "created_at", "id"],
                condition=Q(status="pending", open_places__gt=0),
                name="request_open",
            ),
            models.Index(
                fields=["opened_at"], condition=Q(status="pending", open_places__gt=0), name="request_opened_lately"
            ),
            models.Index(fields=["-created_at", "-id"], name="request_newest_of_all"),
            # For lists, and with its last columns for the sums of usage.py, which so read no row of the table.
            models.Index(
                fields=[
                    "account",
                    "environment",
                    "-created_at",
                    "-id",
                    "status",
                    "type",
                    "completed_at",
                    "answers",
                    "share",
                ],
                name="request_newest_and_sums",
            ),
            models.Index(
                fields=["account", "environment", "status", "-created_at", "-id"], name="request_newest_by_status"
            ),
            models.Index(fields=["batch", "batch_index"], name="request_in_batch"),
            models.Index(fields=["due_at"], condition=Q(status="pending", due_at__isnull=False), name="request_due"),
            models.Index(fields=["completed_at"], condition=Q(lesson_due=True), name="request_lesson_due"),
            models.Index(
                fields=["settles_at"], condition=Q(status="pending", settles_at__isnull=False), name="request_settles"
            ),
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
    file = models.ForeignKey("requests_app.MediaFile", models.CASCADE, null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "environment", "key"], name="one_call_an_idempotency_key")
        ]

    def __str__(self) -> str:
        return self.key
