"""The managers' pages of the client's side. What needs crunchers' leases is in crunchers/admin.py."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action, display

from . import admin_files, admin_prices, lifecycle, maintenance, reliability
from .admin_accounts import AccountAdmin, ApiKeyAdmin, InvitationAdmin, MembershipAdmin, UsageAdmin
from .admin_learning import PAGES
from .admin_pages import (
    BY_ACCOUNT,
    BY_ENVIRONMENT,
    BY_STATUS,
    FoundById,
    HeatAdmin,
    LookOnly,
    NeverDeleted,
    counted,
    json_of,
)
from .admin_webhooks import AttemptAdmin, DeliveryAdmin, HostAdmin
from .models import (
    Account,
    ApiKey,
    Batch,
    DeliveryAttempt,
    HeatRequest,
    IdempotencyKey,
    Invitation,
    Membership,
    RequestTag,
    Switches,
    Usage,
    WebhookDelivery,
    WebhookHost,
)

SEARCHED = 20_000  # the newest requests, whose instructions a search looks at
FOUND = 500
STATUS_LABELS = {"pending": "info", "complete": "success", "flagged": "warning", "aborted": "danger"}


@admin.register(Batch)
class BatchAdmin(LookOnly, FoundById):
    list_display = (
        "__str__",
        "account",
        "environment",
        "created_at",
        "total",
        "pending",
        "complete",
        "flagged",
        "aborted",
    )
    list_filter = (BY_ACCOUNT, BY_ENVIRONMENT)
    list_select_related = ("account",)
    search_help_text = "A batch's id."
    ordering = ("-created_at",)
    readonly_fields = ("agreement",)
    fieldsets = (
        (None, {"fields": ("id", "name", "account", "environment", "hook_url", "created_at")}),
        ("Requests", {"fields": ("total", "pending", "complete", "flagged", "aborted")}),
        ("Answers", {"fields": ("agreement",)}),
    )

    @display(description="Agreement among crunchers")
    def agreement(self, row: Batch) -> str:
        value = reliability.alpha_of(row)
        if value is None:
            return "Not known: it takes two requests of one type with two answers each, not all of them the same."
        return f"Krippendorff's alpha {value:.3f} (1 is perfect, 0 is what chance gives)"


class HeatRequestAdmin(LookOnly, FoundById):
    """Requests, to look at and to abort. crunchers/admin.py registers it, with what concerns crunchers."""

    list_display = ("started", "type", "state", "account", "environment", "created_at", "completed_at")
    list_filter = (BY_ACCOUNT, BY_STATUS, BY_ENVIRONMENT)
    list_select_related = ("account",)
    ids = ("pk", "batch")
    search_help_text = "The id of a request or a batch, a tag, or how the instruction of a newer one begins."
    ordering = ("-created_at",)
    shown_given = json_of("given", "Given")
    shown_filled_in = json_of("filled_in", "Filled in")
    shown_warnings = json_of("warnings", "Warnings")
    shown_response = json_of("response", "Response")
    shown_raw_responses = json_of("raw_responses", "Each cruncher's answer")
    shown_flags = json_of("flags", "Flags")
    shown_agreement = json_of("agreement", "Agreement")
    shown_sizes = json_of("attachment_sizes", "Attachments' sizes")
    unlisted = (
        "given",
        "filled_in",
        "warnings",
        "response",
        "raw_responses",
        "flags",
        "attachment_sizes",
        "agreement",
        "staged_end",
    )
    actions: tuple[str, ...] = ("abort",)
    actions_detail: tuple[str, ...] = ("abort_this",)
    fieldsets = (
        (None, {"fields": ("id", "type", "state", "account", "environment", "batch", "batch_index")}),
        ("Question", {"fields": ("shown_given", "shown_filled_in", "shown_warnings")}),
        (
            "Answer",
            {
                "fields": (
                    "shown_response",
                    "shown_raw_responses",
                    "shown_agreement",
                    "shown_flags",
                    "shown_sizes",
                    "abort_reason",
                )
            },
        ),
        ("Course", {"fields": ("created_at", "completed_at", "archived_at", "due_at", "rank", "open_places")}),
    )

    @display(description="Instruction")
    def started(self, row: HeatRequest) -> str:
        return row.instruction if len(row.instruction) <= 48 else f"{row.instruction[:47]}…"

    @display(description="Status", label=STATUS_LABELS)
    def state(self, row: HeatRequest) -> str:
        return row.status

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(name for _, options in self.fieldsets for name in options["fields"])

    def found(self, rows: QuerySet, term: str) -> QuerySet:
        """By tag, and by how the instruction begins among the newest, so that no table is read whole."""
        newest = HeatRequest.objects.order_by("-created_at", "-id").values("pk")[:SEARCHED]
        begun = HeatRequest.objects.filter(pk__in=newest, instruction__startswith=term).values_list("pk", flat=True)
        tagged = RequestTag.objects.filter(tag=term).values_list("heat_request_id", flat=True)
        return rows.filter(pk__in=[*begun[:FOUND], *tagged[:FOUND]])

    @action(description="Abort", permissions=["act"])
    def abort(self, request: HttpRequest, rows: QuerySet[HeatRequest]) -> None:
        ids = list(rows.filter(status=HeatRequest.Status.PENDING).values_list("pk", flat=True))
        n = sum(_aborted(heat_request_id) for heat_request_id in ids)
        messages.success(request, f"{counted(n, 'request was', 'requests were')} aborted.")

    @action(
        description="Abort",
        permissions=["act"],
        dialog={
            "title": "Abort this request",
            "description": "Its client is told that it was aborted; a cruncher who holds it loses it.",
            "form_class": None,
            "form_submit_text": "Abort",
        },
    )
    def abort_this(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        self.abort(request, HeatRequest.objects.filter(pk=object_id))
        return self.back_to(HeatRequest(pk=object_id))


def _aborted(heat_request_id: UUID) -> bool:
    try:
        lifecycle.abort(heat_request_id, reason="manager")
    except lifecycle.NotPending:
        return False
    return True


@admin.register(RequestTag)
class RequestTagAdmin(LookOnly, HeatAdmin):
    list_display = ("tag", "heat_request")
    list_select_related = ("heat_request",)
    search_fields = ("=tag",)
    search_help_text = "A whole tag."
    ordering = ("-id",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return (queryset.filter(tag=search_term) if search_term else queryset), False


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(LookOnly, HeatAdmin):
    list_display = ("key", "account", "environment", "heat_request", "batch", "created_at")
    list_filter = (BY_ACCOUNT, BY_ENVIRONMENT)
    list_select_related = ("account", "heat_request", "batch")
    ordering = ("-id",)


@admin.register(Switches)
class SwitchesAdmin(NeverDeleted, HeatAdmin):
    """One row, which is always there: its list leads to it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        Switches.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:requests_app_switches_change", args=[1]))

    def save_model(self, request: HttpRequest, obj: Switches, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        maintenance.forget()


admin.site.register(WebhookDelivery, DeliveryAdmin)
admin.site.register(DeliveryAttempt, AttemptAdmin)
admin.site.register(WebhookHost, HostAdmin)
admin.site.register(Membership, MembershipAdmin)
admin.site.register(Invitation, InvitationAdmin)
admin.site.register(Account, AccountAdmin)
admin.site.register(Usage, UsageAdmin)
admin.site.register(ApiKey, ApiKeyAdmin)
for model, pages in {**PAGES, **admin_prices.PAGES}.items():
    admin.site.register(model, pages)
admin_files.register()
