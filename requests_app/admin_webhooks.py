"""The managers' pages of webhooks: what was sent and how that went, to look at and to send again."""

from django import forms
from django.contrib import messages
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import TabularInline
from unfold.decorators import action

from . import webhooks
from .admin_pages import BY_ACCOUNT, BY_STATUS, FoundById, HeatAdmin, LookOnly, counted
from .models import DeliveryAttempt, WebhookDelivery


class AttemptInline(LookOnly, TabularInline):
    model = DeliveryAttempt
    extra = 0
    hide_title = True
    ordering = ("at",)


class DeliveryAdmin(LookOnly, FoundById):
    list_display = ("id", "account", "url", "status", "failures", "created_at", "due_at")
    list_filter = (BY_ACCOUNT, BY_STATUS)
    list_select_related = ("account",)
    ids = ("pk", "heat_request", "batch")
    search_help_text = "The id of a delivery, a request or a batch."
    ordering = ("-created_at",)
    unlisted = ("body",)
    inlines = (AttemptInline,)
    actions = ("send_again",)
    actions_detail = ("send_this_again",)

    @action(description="Send again", permissions=["act"])
    def send_again(self, request: HttpRequest, rows: QuerySet[WebhookDelivery]) -> None:
        n = webhooks.send_again(WebhookDelivery.objects.filter(pk__in=list(rows.values_list("pk", flat=True))))
        messages.success(request, f"{counted(n, 'webhook is', 'webhooks are')} sent again, under the same id.")

    @action(
        description="Send again",
        permissions=["act"],
        dialog={
            "title": "Send this webhook again",
            "description": "Its receiver gets it once more, with the same webhook-id.",
            "form_class": None,
            "form_submit_text": "Send again",
        },
    )
    def send_this_again(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        self.send_again(request, WebhookDelivery.objects.filter(pk=object_id))
        return self.back_to(WebhookDelivery(pk=object_id))


class AttemptAdmin(LookOnly, HeatAdmin):
    list_display = ("delivery_id", "at", "milliseconds", "status_code", "error")
    ordering = ("-id",)
    unlisted = ("reply",)


class HostAdmin(LookOnly, HeatAdmin):
    list_display = ("host", "account", "failing_since", "marked_at")
    list_filter = (BY_ACCOUNT, ("marked_at", EmptyFieldListFilter))
    list_select_related = ("account",)
    ordering = ("-id",)
