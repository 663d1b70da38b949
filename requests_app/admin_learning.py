"""The managers' pages of what is known of crunchers, and of what it was learnt from: to look at."""

from typing import Any

from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from .admin_pages import BY_ACCOUNT, FoundById, HeatAdmin, LookOnly, json_of, large_of, question_of
from .agreement import Kind, Skill
from .models import Accuracy, Confusion, Feedback, Lesson, QuestionKind

BY_CRUNCHER = ("cruncher", AutocompleteSelectFilter)


class AccuracyAdmin(LookOnly, HeatAdmin):
    list_display = ("cruncher", "type", "accuracy", "known_from")
    list_filter = (BY_CRUNCHER,)
    list_select_related = ("cruncher__user",)
    ordering = ("-id",)
    fields = ("cruncher", "type", "accuracy", "known_from", "right", "wrong")

    @display(description="Taken to be right")
    def accuracy(self, row: Accuracy) -> str:
        return f"{Skill(row.right, row.wrong).accuracy:.0%}"

    @display(description="Known from answers")
    def known_from(self, row: Accuracy) -> str:
        return f"{row.right + row.wrong:,.1f}, right {row.right:,.1f}"


class KindAdmin(LookOnly, HeatAdmin):
    list_display = ("instruction", "type", "account", "asked", "hard_ones", "learnt_at")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account",)
    ordering = ("-id",)
    exclude = ("frequencies", "hard", "questions")
    readonly_fields = ("asked", "hard_ones", "right_labels")
    unlisted = ("frequencies",)
    right_labels = json_of("frequencies", "How often right, by label")

    @display(description="Asked of several")
    def asked(self, row: QuestionKind) -> str:
        return f"{row.questions:,.0f}"

    @display(description="Taken to be hard")
    def hard_ones(self, row: QuestionKind) -> str:
        return f"{Kind(None, {}, row.hard, row.questions).hardness:.0%}"


class ConfusionAdmin(LookOnly, HeatAdmin):
    list_display = ("cruncher", "kind")
    list_filter = (BY_CRUNCHER,)
    list_select_related = ("cruncher__user", "kind")
    ordering = ("-id",)
    exclude = ("rows",)
    readonly_fields = ("given",)
    unlisted = ("rows",)
    given = json_of("rows", "Given, by right label")


class LessonAdmin(LookOnly, FoundById):
    list_display = ("question", "cruncher", "type", "source", "counts_as")
    list_select_related = ("assignment__cruncher__user", "assignment__heat_request")
    ids = ("assignment__heat_request",)
    search_help_text = "The id of a request."
    ordering = ("-id",)
    exclude = ("taught", "finished")
    readonly_fields = ("counts", "by_the_others")
    unlisted = ("finished", "assignment__answer", "assignment__sizes", *large_of("assignment__heat_request"))
    question = question_of("assignment.heat_request")
    counts = json_of("taught", "What it taught")
    by_the_others = json_of("finished", "What the others taught")

    @display(description="Cruncher")
    def cruncher(self, row: Lesson) -> str:
        return str(row.assignment.cruncher)

    @display(description="Type")
    def type(self, row: Lesson) -> str:
        return row.assignment.heat_request.type

    @display(description="Counts as")
    def counts_as(self, row: Lesson) -> str:
        if not row.taught:
            return "–"
        return f"{row.taught['right']:.2f} right, {row.taught['wrong']:.2f} wrong"


class FeedbackAdmin(LookOnly, FoundById):
    list_display = ("question", "type", "correct", "comment", "given_at")
    list_select_related = ("heat_request",)
    ids = ("heat_request",)
    search_help_text = "The id of a request."
    ordering = ("-id",)
    exclude = ("answer",)
    readonly_fields = ("right_answer",)
    unlisted = ("answer", *large_of("heat_request"))
    question = question_of("heat_request")
    right_answer = json_of("answer", "What would have been right")

    @display(description="Type")
    def type(self, row: Feedback) -> str:
        return row.heat_request.type


PAGES: dict[Any, Any] = {
    Accuracy: AccuracyAdmin,
    QuestionKind: KindAdmin,
    Confusion: ConfusionAdmin,
    Lesson: LessonAdmin,
    Feedback: FeedbackAdmin,
}
