"""What managers switch for the whole server."""

from django.db import models
from django.db.models import Q


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
