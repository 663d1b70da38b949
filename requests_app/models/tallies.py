"""What crunchers did, counted by day."""

from django.db import models


class Tally(models.Model):
    """How often a cruncher did something on a day, with requests of a type. tallies.py says what is counted."""

    cruncher = models.ForeignKey("crunchers.Cruncher", models.CASCADE, related_name="tallies", db_index=False)
    day = models.DateField(help_text="UTC.")
    type = models.CharField(max_length=40)
    what = models.CharField(max_length=10)
    n = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["cruncher", "day", "type", "what"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.type} {self.what}: {self.n}"
