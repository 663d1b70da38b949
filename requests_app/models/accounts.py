"""Clients: accounts, what they used, their keys."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models


class Environment(models.TextChoices):
    LIVE = "live"
    STAGING = "staging"


class Account(models.Model):
    """A client organisation."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", blank=True, related_name="accounts"
    )
    monthly_quota = models.PositiveIntegerField(
        null=True, blank=True, help_text="Live requests a month. Empty: the server's default. 0: without limit."
    )
    rate = models.FloatField(
        null=True, blank=True, help_text="Calls a second per live key, in the long run. Empty: the server's default."
    )
    burst = models.PositiveIntegerField(
        null=True, blank=True, help_text="Calls at once per live key. Empty: the server's default."
    )
    undo_seconds = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        validators=[MaxValueValidator(30)],
        help_text="For so long an answer that would end a request can be taken back by who sent it. 0: ends at once.",
    )
    may_use_gold = models.BooleanField(default=False, help_text="Whether its requests may carry gold answers.")
    # Which of its signing secrets is the present one (signing.py), and since when.
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    secret_rotated_at = models.DateTimeField(null=True, editable=False)
    # Where its next live request stands in line: fair queueing gives each account a lane of its own (lifecycle.py).
    lane = models.BigIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user of an account's console. Owners also make keys and say who the members are."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MEMBER = "member"

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="one_membership_an_account")]

    def __str__(self) -> str:
        return f"{self.user} in {self.account}"


class Invitation(models.Model):
    """A link by which one person becomes a member. The link itself is shown once; here is its hash."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=6, choices=Membership.Role, default=Membership.Role.MEMBER)
    email = models.EmailField(
        blank=True, default="", db_default="", help_text="Where the link is sent. Empty: it is shown."
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="invitations_made"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="invitations_used"
    )

    def __str__(self) -> str:
        return f"{self.role} of {self.account}"


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
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="Calls are refused from then on; while it is to come, the key still works."
    )

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.prefix}…{self.last_four}"
