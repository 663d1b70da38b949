"""What is known of crunchers, what it was learnt from, and what clients found later."""

from django.db import models

from requests_app.json_text import JSONTextField

from .accounts import Account
from .assignments import Assignment
from .questions import HeatRequest


class QuestionKind(models.Model):
    """Questions of one account that are alike but for what they are about: the same type, instruction and labels.

    `frequencies` are soft counts of the labels that were right, `hard` a soft count of those of its `questions` with
    several answers at which everybody guessed.
    """

    key = models.CharField(max_length=64, unique=True, editable=False, help_text="Digest of what makes the kind.")
    account = models.ForeignKey(Account, models.CASCADE, related_name="question_kinds")
    type = models.CharField(max_length=40)
    instruction = models.CharField(max_length=200, help_text="How it begins.")
    frequencies = JSONTextField(default=dict)
    hard = models.FloatField(default=0)
    questions = models.FloatField(default=0)
    learnt_at = models.DateTimeField(db_index=True, help_text="When a question of it last taught something.")

    def __str__(self) -> str:
        return f"{self.type}: {self.instruction}"


class Accuracy(models.Model):
    """How often a cruncher was right in one type of request, in soft counts: a doubtful answer counts in part."""

    cruncher = models.ForeignKey("crunchers.Cruncher", models.CASCADE, related_name="accuracies")
    type = models.CharField(max_length=40)
    right = models.FloatField(default=0)
    wrong = models.FloatField(default=0)

    class Meta:
        verbose_name_plural = "accuracies"
        constraints = [models.UniqueConstraint(fields=["cruncher", "type"], name="one_accuracy_a_type")]

    def __str__(self) -> str:
        return f"{self.right:.1f} right, {self.wrong:.1f} wrong"


class Confusion(models.Model):
    """What a cruncher answers to questions of a kind: soft counts by right label, by label given."""

    cruncher = models.ForeignKey("crunchers.Cruncher", models.CASCADE, related_name="confusions")
    kind = models.ForeignKey(QuestionKind, models.CASCADE, related_name="confusions")
    rows = JSONTextField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "cruncher"], name="one_confusion_a_kind")]

    def __str__(self) -> str:
        return f"{self.cruncher_id} in {self.kind_id}"


class Lesson(models.Model):
    """What one answer has taught of who gave it, so that it is taught once, and can be taken back.

    `taught` is what counts now, `finished` what the end of its request taught, kept for when a known truth, which
    stands in its place, is taken back; each `{"right", "wrong", "rows"}` or null.
    """

    class Source(models.TextChoices):
        FINISHED = "finished", "the other answers"
        FEEDBACK = "feedback", "the client's feedback"
        GOLD = "gold", "a known answer"

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="lesson")
    source = models.CharField(max_length=8, choices=Source)
    taught = JSONTextField(null=True)
    finished = JSONTextField(null=True)

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.source}"


class Feedback(models.Model):
    """What a client found later of a response; the last word on it counts."""

    heat_request = models.OneToOneField(HeatRequest, models.CASCADE, related_name="feedback")
    correct = models.BooleanField()
    answer = JSONTextField(null=True, help_text="What would have been right.")
    comment = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return "correct" if self.correct else "not correct"
