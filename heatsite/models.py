"""The user: whoever signs in; and the sign of life that workers give."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac


class User(AbstractUser):
    """A cruncher, a manager (`is_staff`) or a member of an account; one person may be all three."""

    sign_outs = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="How often they have signed out everywhere."
    )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, by which sessions end when the password changes; these end with `sign_outs` too."""
        by_password = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if not self.sign_outs:
            return by_password
        return salted_hmac("heat.sign_outs", f"{by_password} {self.sign_outs}", secret, algorithm="sha256").hexdigest()


class Canary(models.Model):
    """When a task last went through a worker, by the database's clock: one row, with the primary key 1."""

    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_canary")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
