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


class OpenPage(models.Model):
    """A work page that is open in a tab of a cruncher's: whoever closes the last one gives back what they hold."""

    cruncher = models.ForeignKey(Cruncher, models.CASCADE, related_name="open_pages")
    key = models.UUIDField(help_text="Given to it when it was loaded.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cruncher", "key"], name="page_once")]
        indexes = [models.Index(fields=["seen_at"], name="page_seen")]

    def __str__(self) -> str:
        return str(self.key)
