"""The managers' pages of what is known of crunchers, and of what it was learnt from: to look at."""

from typing import Any

from .admin_pages import BY_ACCOUNT, FoundById, HeatAdmin, LookOnly, json_of
from .models import Accuracy, Confusion, Feedback, Lesson, QuestionKind


class AccuracyAdmin(LookOnly, HeatAdmin):
    list_display = ("cruncher", "type", "right", "wrong")
    list_select_related = ("cruncher__user",)
    ordering = ("-id",)


class KindAdmin(LookOnly, HeatAdmin):
    list_display = ("instruction", "type", "account", "questions", "hard", "learnt_at")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account",)
    ordering = ("-id",)
    exclude = ("frequencies",)
    readonly_fields = ("right_labels",)
    unlisted = ("frequencies",)
    right_labels = json_of("frequencies", "How often each label was right")


class ConfusionAdmin(LookOnly, HeatAdmin):
    list_display = ("cruncher", "kind")
    list_select_related = ("cruncher__user", "kind")
    ordering = ("-id",)
    exclude = ("rows",)
    readonly_fields = ("given",)
    unlisted = ("rows",)
    given = json_of("rows", "Labels given, by the right label")


class LessonAdmin(LookOnly, HeatAdmin):
    list_display = ("assignment_id", "source")
    ordering = ("-id",)
    exclude = ("taught", "finished")
    readonly_fields = ("counts", "by_the_others")
    unlisted = ("taught", "finished")
    counts = json_of("taught", "What it taught")
    by_the_others = json_of("finished", "What the other answers taught")


class FeedbackAdmin(LookOnly, FoundById):
    list_display = ("heat_request_id", "correct", "comment", "given_at")
    ids = ("heat_request",)
    search_help_text = "The id of a request."
    ordering = ("-id",)
    exclude = ("answer",)
    readonly_fields = ("right_answer",)
    right_answer = json_of("answer", "What would have been right")


PAGES: dict[Any, Any] = {
    Accuracy: AccuracyAdmin,
    QuestionKind: KindAdmin,
    Confusion: ConfusionAdmin,
    Lesson: LessonAdmin,
    Feedback: FeedbackAdmin,
}
