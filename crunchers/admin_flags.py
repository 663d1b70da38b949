"""The managers' list of flags that nobody has judged yet."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from requests_app.admin_pages import FoundById, LookOnly, counted, large_of, question_of
from requests_app.models import Assignment

from . import flags
from .assignments import REASONS
from .models import Flag

Verdict = Assignment.Verdict
UPHOLD = {
    "title": "Uphold this flag",
    "description": "It was right to say that this can't be done; that counts for the cruncher.",
    "form_class": None,
    "form_submit_text": "Uphold",
}
REJECT = {
    "title": "Reject this flag",
    "description": "It could have been done; that counts against the cruncher.",
    "form_class": None,
    "form_submit_text": "Reject",
}


class FlagAdmin(LookOnly, FoundById):
    """The list has those that wait for a manager, the newest first; what became of the others is on their pages."""

    list_display = ("why", "comment", "question", "type", "cruncher", "ended_at")
    list_filter = (("cruncher", AutocompleteSelectFilter),)
    list_select_related = ("cruncher__user", "heat_request")
    ids = ("heat_request",)
    search_help_text = "A request's id."
    ordering = ("-ended_at", "-id")
    question = question_of("heat_request")
    unlisted = ("answer", "sizes", "agrees_with", *large_of("heat_request"))
    fields = ("heat_request", "question", "type", "cruncher", "ended_at", "why", "comment", "flag_verdict")
    readonly_fields = fields
    actions = ("uphold", "reject")
    actions_detail = ("uphold_this", "reject_this")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(**flags.waiting()) if hasattr(request, "lists") else rows.filter(status=Flag.Status.FLAGGED)

    @display(description="Why")
    def why(self, flag: Flag) -> str:
        return REASONS.get(flag.reason, flag.reason)

    @display(description="Type")
    def type(self, flag: Flag) -> str:
        return flag.heat_request.type

    @action(description="Uphold: it can't be done", permissions=["act"])
    def uphold(self, request: HttpRequest, rows: QuerySet[Flag]) -> None:
        n = flags.judge(list(rows.values_list("pk", flat=True)), Verdict.UPHELD)
        messages.success(request, f"{counted(n, 'flag was', 'flags were')} upheld.")

    @action(description="Reject: it could have been done", permissions=["act"])
    def reject(self, request: HttpRequest, rows: QuerySet[Flag]) -> None:
        n = flags.judge(list(rows.values_list("pk", flat=True)), Verdict.REJECTED)
        messages.success(request, f"{counted(n, 'flag was', 'flags were')} rejected.")

    @action(description="Uphold", permissions=["act"], dialog=UPHOLD)
    def uphold_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.uphold(request, Flag.objects.filter(pk=object_id))
        return self.back_to(Flag(pk=object_id))

    @action(description="Reject", permissions=["act"], dialog=REJECT)
    def reject_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.reject(request, Flag.objects.filter(pk=object_id))
        return self.back_to(Flag(pk=object_id))
