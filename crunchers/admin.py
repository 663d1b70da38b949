"""The managers' pages for crunchers, and for what is in their hands."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from requests_app.admin import HeatRequestAdmin
from requests_app.admin_pages import FoundById, HeatAdmin, LookOnly, NeverDeleted, counted, json_of
from requests_app.models import Assignment, HeatRequest

from . import assignments
from .models import Cruncher

BANNED = "Banned by a manager."
STANDING_LABELS = {"waiting for approval": "info", "approved": "success", "paused": "warning", "banned": "danger"}
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


class BanForm(BaseDialogForm):
    reason = forms.CharField(
        max_length=500, label="Reason, shown to the cruncher", initial=BANNED, widget=UnfoldAdminTextInputWidget
    )


@admin.register(Cruncher)
class CruncherAdmin(NeverDeleted, HeatAdmin):
    list_display = ("__str__", "state", "standing_reason", "created_at", "seen_at", "waiting_since")
    list_filter = (("standing", ChoicesDropdownFilter),)
    list_select_related = ("user",)
    search_fields = ("^user__username", "=public_id")
    search_help_text = "How the user name begins, or the whole id that clients know."
    ordering = ("-id",)
    autocomplete_fields = ("user",)
    actions = ("approve", "ban")
    actions_detail = ("approve_this", "ban_this")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("user", "standing")
        return ("user", "public_id", "state", "standing_reason", "created_at", "seen_at", "waiting_since")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Standing is changed by the actions, which also take back what the cruncher holds."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    @display(description="Standing", label=STANDING_LABELS)
    def state(self, cruncher: Cruncher) -> str:
        return cruncher.get_standing_display()

    @action(description="Approve", permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        others = rows.exclude(standing=Cruncher.Standing.APPROVED)
        n = others.update(standing=Cruncher.Standing.APPROVED, standing_reason="")
        messages.success(request, f"{counted(n, 'cruncher was', 'crunchers were')} approved.")

    @action(description="Ban", permissions=["act"])
    def ban(self, request: HttpRequest, rows: QuerySet[Cruncher]) -> None:
        banned = list(rows.exclude(standing=Cruncher.Standing.BANNED))
        for cruncher in banned:
            assignments.ban(cruncher, BANNED)
        messages.success(request, f"{counted(len(banned), 'cruncher was', 'crunchers were')} banned.")

    @action(
        description="Approve",
        permissions=["act"],
        dialog={
            "title": "Approve this cruncher",
            "description": "They may take tasks from now on.",
            "form_class": None,
            "form_submit_text": "Approve",
        },
    )
    def approve_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.approve(request, Cruncher.objects.filter(pk=object_id))
        return self.back_to(Cruncher(pk=object_id))

    @action(
        description="Ban",
        permissions=["act"],
        dialog={
            "title": "Ban this cruncher",
            "description": "What they hold goes back in line, and they get nothing more.",
            "form_class": BanForm,
            "form_submit_text": "Ban",
        },
    )
    def ban_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        cruncher = Cruncher.objects.get(pk=object_id)
        assignments.ban(cruncher, form.cleaned_data["reason"])
        messages.success(request, "The cruncher was banned.")
        return self.back_to(cruncher)


class AssignmentInline(LookOnly, TabularInline):
    model = Assignment
    fields = ("cruncher", "status", "offered_at", "held_at", "ended_at", "reason", "comment")
    extra = 0
    hide_title = True
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).select_related("cruncher__user")


@admin.register(HeatRequest)
class RequestAndItsAssignmentsAdmin(HeatRequestAdmin):
    inlines = (AssignmentInline,)
    actions = (*HeatRequestAdmin.actions, "put_back")
    actions_detail = (*HeatRequestAdmin.actions_detail, "put_back_this")

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
