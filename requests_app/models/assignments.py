"""Requests in the hands of crunchers, and their answers."""

import uuid

from django.db import models
from django.db.models import Q

from requests_app.json_text import JSONTextField

from .questions import HeatRequest


class Assignment(models.Model):
    """One request in one cruncher's hands: a lease, and after submitting, the answer."""

    class Status(models.TextChoices):
        RESERVED = "reserved"  # loads behind the one in hand; may be revoked for somebody who is idle
        OFFERED = "offered"  # pushed to be shown; acknowledged in time, or taken back
        HELD = "held"  # on the screen
        ANSWERED = "answered"
        SKIPPED = "skipped"
        FLAGGED = "flagged"
        EXPIRED = "expired"  # the lease ended; may be offered to this cruncher again
        WITHDRAWN = "withdrawn"  # the request ended, or a manager put it back
        EXCLUDED = "excluded"  # named in exclude_crunchers: never offered

    class Verdict(models.TextChoices):
        UPHELD = "upheld"
        REJECTED = "rejected"

    IN_HAND = (Status.OFFERED, Status.HELD)
    LIVE = (Status.RESERVED, *IN_HAND)  # takes up a place
    DONE = (Status.ANSWERED, Status.SKIPPED, Status.FLAGGED)
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
    flag_verdict = models.CharField(
        max_length=8,
        choices=Verdict,
        blank=True,
        default="",
        db_default="",
        help_text="What a manager made of a flag; empty: not judged.",
    )
    gold = models.BooleanField(
        default=False, db_default=False, help_text="A gold question: takes no place, and ends no request."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["heat_request", "cruncher"], name="nobody_twice"),
            models.UniqueConstraint(
                fields=["cruncher"], condition=Q(status__in=("offered", "held")), name="one_task_at_a_time"
            ),
            models.UniqueConstraint(fields=["cruncher"], condition=Q(status="reserved"), name="one_reserved_at_a_time"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status__in=("reserved", "offered", "held")), name="lease_due"
            ),
            models.Index(fields=["cruncher", "status", "ended_at"], name="assignment_of_cruncher"),
            models.Index(
                fields=["-ended_at", "-id"], condition=Q(status="flagged", flag_verdict=""), name="flags_to_judge"
            ),
            models.Index(
                fields=["-ended_at"],
                condition=Q(status__in=("answered", "skipped", "flagged", "expired")),
                name="assignment_ended_lately",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heat_request_id} {self.status}"
