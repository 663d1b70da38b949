"""The cruncher, a person who answers; what answers earn, and what was earned."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from requests_app.models import Assignment


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
    judged_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Gold questions before it no longer count against them."
    )
    qualifications = models.ManyToManyField("requests_app.Qualification", blank=True, related_name="crunchers")
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

    def qualification_names(self) -> list[str]:
        """What they are good at, by the names that requests use."""
        return list(self.qualifications.order_by("name").values_list("name", flat=True))


class CruncherInvitation(models.Model):
    """A link by which one person becomes a cruncher. The link itself is shown once; here is its hash."""

    approved = models.BooleanField(default=True, help_text="Whether they may take tasks without being approved first.")
    email = models.EmailField(blank=True, help_text="Where the link is sent. Empty: it is shown.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="crunchers_invited"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="cruncher_invitations_used"
    )

    def __str__(self) -> str:
        return f"invitation of {self.created_at:%Y-%m-%d}" if self.created_at else "invitation"


class Flag(Assignment):
    """An assignment by which a cruncher said that a request can't be done: for the managers' list of them."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"Flag: {self.reason}"


class Rate(models.Model):
    """What an accepted answer of one type earns from a day on, until a later rate of that type."""

    type = models.CharField(max_length=40, help_text="The type of request.")
    since = models.DateField(help_text="The first day, UTC, on which it holds.")
    micros = models.PositiveBigIntegerField(
        help_text="Millionths of the currency's unit: whole, so that sums are exact."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "since"], name="one_rate_a_day_and_type")]

    def __str__(self) -> str:
        return f"{self.type} from {self.since}"


class LedgerEntry(models.Model):
    """What an accepted answer earned, as it was when it was accepted; or, negative, that it was taken back.

    Entries are only ever added. They outlive the requests that they are for; a cruncher who has some is not deleted.
    """

    # Without a constraint: checking it would lock the cruncher's row after the request's, and dispatch locks it before.
    cruncher = models.ForeignKey(Cruncher, models.PROTECT, related_name="ledger", db_constraint=False)
    assignment_id = models.BigIntegerField(db_index=True)
    type = models.CharField(max_length=40)
    micros = models.BigIntegerField(help_text="Millionths of the currency's unit.")
    currency = models.CharField(max_length=8)
    at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name_plural = "ledger entries"
        indexes = [models.Index(fields=["cruncher", "at", "id"], name="ledger_of_cruncher")]

    def __str__(self) -> str:
        return f"{self.cruncher_id} {self.at:%Y-%m-%d}: {self.micros}"


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
