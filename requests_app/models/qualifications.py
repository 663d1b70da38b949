"""What crunchers are good at, and what requests ask for."""

from django.db import models

from requests_app.json_text import JSONTextField


class Qualification(models.Model):
    """Something that a manager says of crunchers: that they know Spanish. Its name is how requests ask for it."""

    name = models.CharField(
        max_length=64, unique=True, help_text="As requests name it. Case and runs of spaces make no difference."
    )
    note = models.CharField(max_length=500, blank=True, help_text="For managers: who gets it, and how it is tested.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class NeededSet(models.Model):
    """Names that some request asked for together: all requests that need the same share one row, by its number."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    names = JSONTextField(help_text="Folded and sorted.")
    size = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return ", ".join(self.names)


class NeededName(models.Model):
    """One name of a set: by it the sets are found that a cruncher with that qualification may satisfy."""

    needed_set = models.ForeignKey(NeededSet, models.CASCADE, related_name="name_rows")
    name = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "needed_set"], name="each_needed_name_once")]

    def __str__(self) -> str:
        return self.name
