"""The managers' pages of accounts: their members and keys."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import action, display

from . import membership
from .admin_pages import BY_ACCOUNT, BY_ENVIRONMENT, HeatAdmin, LookOnly, NeverDeleted, counted, hand_over
from .api import keys
from .models import Account, ApiKey, Invitation
from .quota import usage_this_month


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ("name", "monthly_quota", "rate", "burst", "undo_seconds", "may_use_gold")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, least in (("rate", 0.001), ("burst", 1)):
            if field := self.fields.get(name):
                field.validators.append(MinValueValidator(least))


class MembershipAdmin(HeatAdmin):
    """Who may open an account's console."""

    list_display = ("user", "account", "role", "since")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account", "user")
    search_fields = ("^user__username", "^account__name")
    ordering = ("-id",)
    autocomplete_fields = ("account", "user")


class InvitationAdmin(HeatAdmin):
    """Links that make members, for managers to hand over: each is shown once, when it is made."""

    list_display = ("account", "role", "made_by", "created_at", "expires_at", "used_at", "used_by")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account", "made_by", "used_by")
    ordering = ("-id",)
    autocomplete_fields = ("account",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("account", "role", "email") if settings.MAIL == "sent" else ("account", "role")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        made, token = membership.invite(obj.account, obj.role, request.user, obj.email)
        obj.pk = made.pk
        hand_over(request, membership.link(token), "invitation", obj.email, account=obj.account)


class AccountAdmin(NeverDeleted, HeatAdmin):
    form = AccountForm
    list_display = ("name", "created_at", "monthly_quota", "rate", "burst")
    search_fields = ("^name",)
    ordering = ("name",)
    readonly_fields = ("created_at", "used_this_month")

    @display(description="Live requests this month")
    def used_this_month(self, account: Account) -> str:
        return f"{usage_this_month(account):,}" if account.pk else "–"


class UsageAdmin(LookOnly, HeatAdmin):
    list_display = ("account", "month", "requests")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account",)
    ordering = ("-id",)


class ApiKeyAdmin(NeverDeleted, HeatAdmin):
    """Keys are made here, and shown in a message once; what is stored can't bring one back."""

    list_display = ("__str__", "account", "name", "environment", "created_at", "last_used_at", "state")
    list_filter = (BY_ACCOUNT, BY_ENVIRONMENT)
    list_select_related = ("account",)
    search_fields = ("^prefix", "=last_four", "^name")
    search_help_text = "How the key begins, its last four characters, or how its name begins."
    ordering = ("-id",)
    fields = ("account", "name", "environment")
    autocomplete_fields = ("account",)
    actions = ("revoke",)
    actions_detail = ("revoke_this",)

    @display(description="State", label={"revoked": "danger", "in use": "success", "ending": "warning"})
    def state(self, key: ApiKey) -> str:
        if key.revoked_at is None:
            return "in use"
        return "revoked" if key.revoked_at <= timezone.now() else "ending"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else (*self.fields, "shown", "created_at", "last_used_at", "revoked_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        kept = ("account", "environment", "shown", "created_at", "last_used_at", "revoked_at")
        return () if obj is None else kept

    @display(description="Key")
    def shown(self, key: ApiKey) -> str:
        return f"{key.prefix}…{key.last_four}"

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        key = keys.new_key(obj.environment)
        obj.digest, obj.prefix, obj.last_four = keys.digest(key), key[:12], key[-4:]
        super().save_model(request, obj, form, change)
        text = 'The key is <code style="overflow-wrap: anywhere">{}</code>. Copy it now: it is not shown again.'
        messages.warning(request, format_html(text, key))

    @action(description="Revoke", permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        n = rows.filter(Q(revoked_at=None) | Q(revoked_at__gt=timezone.now())).update(revoked_at=timezone.now())
        messages.success(request, f"{counted(n, 'key was', 'keys were')} revoked.")

    @action(
        description="Revoke",
        permissions=["act"],
        dialog={
            "title": "Revoke this key",
            "description": "Calls with it are refused from now on. This can't be undone.",
            "form_class": None,
            "form_submit_text": "Revoke",
        },
    )
    def revoke_this(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        self.revoke(request, ApiKey.objects.filter(pk=object_id))
        return self.back_to(ApiKey(pk=object_id))
