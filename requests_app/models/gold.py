"""Questions whose answer is known, and what crunchers made of them."""

from django.db import models

from requests_app.json_text import JSONTextField

from .assignments import Assignment
from .questions import HeatRequest


class GoldQuestion(models.Model):
    """A request, always one that is complete, whose answer is known: it is mixed into crunchers' work to judge them.

    Its assignments are marked `gold`: they take no place, end no request and are returned to nobody.
    """

    heat_request = models.OneToOneField(HeatRequest, models.CASCADE, primary_key=True, related_name="gold")
    answer = JSONTextField(help_text="The right answer.")
    tolerance = models.FloatField(
        null=True,
        blank=True,
        help_text="How far from it is still right: a number for ratings and numbers; for marks the type's distance.",
    )
    by_client = models.BooleanField(default=False, help_text="Sent as gold by its client; else a manager made it one.")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is not asked any more.")

    def __str__(self) -> str:
        return str(self.heat_request_id)


class GoldJudgement(models.Model):
    """Whether one answer to a gold question was right. Kept as it was judged, whatever becomes of the question."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, primary_key=True, related_name="judgement")
    cruncher = models.ForeignKey("crunchers.Cruncher", models.CASCADE, related_name="judgements", db_index=False)
    gold = models.ForeignKey(GoldQuestion, models.CASCADE, related_name="judgements")
    right = models.BooleanField()
    at = models.DateTimeField(help_text="By the database's clock.")

    class Meta:
        indexes = [models.Index(fields=["cruncher", "-at"], name="judgements_of_cruncher")]

    def __str__(self) -> str:
        return "right" if self.right else "wrong"
