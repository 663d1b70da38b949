"""The cruncher: a person who answers."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q


def new_public_id() -> str:
    """32 lower-case hex digits that say nothing of whom they stand for."""
    return secrets.token_hex(16)


class Cruncher(models.Model):
    """A person who answers. `waiting_since` is set while their page waits for a task."""

    class Standing(models.TextChoices):
        NEW = "new", "waiting for approval"
        APPROVED = "approved"
        PAUSED = "paused"
        BANNED = "banned"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cruncher")
    public_id = models.CharField(
        max_length=32, unique=True, default=new_public_id, editable=False, help_text="What clients know them by."
    )
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.NEW)
    standing_reason = models.CharField(max_length=500, blank=True, help_text="Shown to the cruncher.")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, editable=False)
    waiting_since = models.DateTimeField(null=True, editable=False)
    # Of the line before this rank they could take nothing, at that time: dispatch looks on from here.
    line_from = models.BigIntegerField(default=0, editable=False)
    line_from_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["waiting_since"],
                condition=Q(waiting_since__isnull=False, standing="approved"),
                name="cruncher_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.user.get_username()
