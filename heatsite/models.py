"""The user: whoever signs in; and the sign of life that workers give."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class User(AbstractUser):
    """A cruncher, a manager (`is_staff`) or a member of an account; one person may be all three."""


class Canary(models.Model):
    """When a task last went through a worker, by the database's clock: one row, with the primary key 1."""

    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_canary")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
