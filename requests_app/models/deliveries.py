"""Webhooks to send, and how that went."""

import uuid

from django.db import models
from django.db.models import Q

from .accounts import Account
from .questions import Batch, HeatRequest


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
