"""The managers' pages for what is in crunchers' hands."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display

from requests_app.admin import HeatRequestAdmin
from requests_app.admin_pages import FoundById, HeatAdmin, LookOnly, counted, json_of
from requests_app.models import (
    Assignment,
    GoldJudgement,
    GoldQuestion,
    HeatRequest,
    NeededName,
    NeededSet,
    Qualification,
    Tally,
)

from . import assignments
from .admin_flags import FlagAdmin
from .admin_gold import GoldJudgementAdmin, GoldQuestionAdmin, MakesGold
from .admin_invitations import CruncherInvitationAdmin
from .admin_pay import LedgerEntryAdmin, RateAdmin
from .admin_people import CruncherAdmin, NeededNameAdmin, NeededSetAdmin, QualificationAdmin, TallyAdmin
from .models import Cruncher, CruncherInvitation, Flag, LedgerEntry, OpenPage, Rate

ASSIGNMENT_LABELS = {
    "reserved": "info",
    "offered": "info",
    "held": "info",
    "answered": "success",
    "skipped": "warning",
    "flagged": "warning",
    "expired": "danger",
}
PUT_BACK = {
    "title": "Put back in line",
    "description": "Whoever holds it loses it, and it is offered again, perhaps to the same cruncher.",
    "form_class": None,
    "form_submit_text": "Put back",
}


class AssignmentInline(LookOnly, TabularInline):
    model = Assignment
    fields = ("cruncher", "status", "gold", "offered_at", "held_at", "ended_at", "reason", "comment")
    extra = 0
    hide_title = True
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).select_related("cruncher__user")


@admin.register(HeatRequest)
class RequestAndItsAssignmentsAdmin(MakesGold, HeatRequestAdmin):
    inlines = (AssignmentInline,)
    actions = (*HeatRequestAdmin.actions, "put_back", "make_gold")
    actions_detail = (*HeatRequestAdmin.actions_detail, "put_back_this", "make_gold_of_this")

    @action(description="Put back in line", permissions=["act"])
    def put_back(self, request: HttpRequest, rows: QuerySet[HeatRequest]) -> None:
        ids = list(rows.values_list("pk", flat=True))
        _put_back(request, Assignment.objects.filter(heat_request__in=ids))

    @action(description="Put back in line", permissions=["act"], dialog=PUT_BACK)
    def put_back_this(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        self.put_back(request, HeatRequest.objects.filter(pk=object_id))
        return self.back_to(HeatRequest(pk=object_id))


@admin.register(Assignment)
class AssignmentAdmin(LookOnly, FoundById):
    list_display = ("id", "heat_request_id", "cruncher", "state", "offered_at", "expires_at", "ended_at")
    list_filter = (("status", ChoicesDropdownFilter), ("cruncher", AutocompleteSelectFilter))
    list_select_related = ("cruncher__user",)
    ids = ("heat_request",)
    search_help_text = "A request's id."
    ordering = ("-id",)
    shown_answer = json_of("answer", "Answer")
    shown_sizes = json_of("sizes", "Sizes")
    shown_agrees_with = json_of("agrees_with", "Agrees with")
    unlisted = ("answer", "sizes", "agrees_with", "comment")
    fields = (
        "heat_request",
        "cruncher",
        "state",
        "offered_at",
        "held_at",
        "expires_at",
        "ended_at",
        "shown_answer",
        "shown_sizes",
        "shown_agrees_with",
        "reason",
        "comment",
        "flag_verdict",
        "gold",
    )
    readonly_fields = fields
    actions = ("put_back",)
    actions_detail = ("put_back_this",)

    @display(description="Status", label=ASSIGNMENT_LABELS)
    def state(self, assignment: Assignment) -> str:
        return assignment.status

    @action(description="Put back in line", permissions=["act"])
    def put_back(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        _put_back(request, Assignment.objects.filter(pk__in=list(rows.values_list("pk", flat=True))))

    @action(description="Put back in line", permissions=["act"], dialog=PUT_BACK)
    def put_back_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.put_back(request, Assignment.objects.filter(pk=object_id))
        return self.back_to(Assignment(pk=object_id))


def _put_back(request: HttpRequest, rows: QuerySet[Assignment]) -> None:
    n = sum(assignments.put_back(one) for one in rows.filter(status__in=Assignment.LIVE))
    messages.success(request, f"{counted(n, 'task was', 'tasks were')} put back in line.")


class OpenPageAdmin(LookOnly, HeatAdmin):
    list_display = ("key", "cruncher", "seen_at")
    list_filter = (("cruncher", AutocompleteSelectFilter),)
    list_select_related = ("cruncher__user",)
    ordering = ("-id",)


for model, pages in (
    (Cruncher, CruncherAdmin),
    (CruncherInvitation, CruncherInvitationAdmin),
    (Flag, FlagAdmin),
    (GoldQuestion, GoldQuestionAdmin),
    (GoldJudgement, GoldJudgementAdmin),
    (Qualification, QualificationAdmin),
    (NeededSet, NeededSetAdmin),
    (NeededName, NeededNameAdmin),
    (Tally, TallyAdmin),
    (Rate, RateAdmin),
    (LedgerEntry, LedgerEntryAdmin),
    (OpenPage, OpenPageAdmin),
):
    admin.site.register(model, pages)
