"""The managers' pages for those who sign in. Only a superuser makes managers, or touches one."""

from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from requests_app.admin_pages import HeatAdmin, LookOnly

from .entrance.forgotten import link_for
from .models import Canary, User

# One click in a list of many that is no list of boxes takes all others away.
BOXES = {"user_permissions", "permissions", "groups"}
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class Boxes:
    """Permissions and groups as boxes to tick."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in BOXES:
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


@admin.register(User)
class HeatUserAdmin(Boxes, UserAdmin, HeatAdmin):  # type: ignore[misc]
    """Managers may keep crunchers' and members' names and passwords; other managers', and powers, superusers alone."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("^username", "=email")
    search_help_text = "How the user name begins, or a whole e-mail address."
    ordering = ("username",)
    filter_horizontal = ()
    actions_detail = ("password_link",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An address that a manager writes is the only one, and needs no confirming."""
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    @action(
        description="Link for a new password",
        permissions=["act"],
        dialog={
            "title": "Make a link for a new password",
            "description": "Whoever has the link sets this user's password, once. Hand it over yourself.",
            "form_class": None,
            "form_submit_text": "Make the link",
        },
    )
    def password_link(self, request: HttpRequest, form: forms.Form, object_id: int) -> HttpResponse:
        user = User.objects.get(pk=object_id)
        if not _may_touch(request, user):
            raise PermissionDenied
        if not user.is_active:
            messages.error(request, "This user is not active, and could not sign in.")
            return self.back_to(user)
        self.log_change(request, user, "Made a link for a new password.")
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        text = (
            'The link works once, for {} hours: <code style="overflow-wrap: anywhere">{}</code>. '
            "It is not shown again, and ends when they sign in."
        )
        messages.warning(request, format_html(text, hours, link_for(user)))
        return self.back_to(user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        kept = ("last_login", "date_joined")
        return kept if request.user.is_superuser else (*kept, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, user: Any) -> bool:
    """Whoever could change a manager's password or address could sign in as them."""
    return request.user.is_superuser or user is None or not (user.is_staff or user.is_superuser)


class SuperusersOnly:
    """Rows that give powers."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


admin.site.unregister(Group)


@admin.register(Group)
class HeatGroupAdmin(SuperusersOnly, Boxes, GroupAdmin, HeatAdmin):  # type: ignore[misc]
    ordering = ("name",)
    filter_horizontal = ()


for model in (AccessAttempt, AccessFailureLog, AccessLog, EmailAddress):
    admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(LookOnly, HeatAdmin):
    """Which addresses were confirmed; they are changed on the user's page."""

    list_display = ("email", "user", "verified", "primary")
    list_select_related = ("user",)
    search_fields = ("=email", "^user__username")
    search_help_text = "A whole address, or how the user name begins."
    ordering = ("-id",)


@admin.register(AccessAttempt)
class FailedSignInAdmin(HeatAdmin):
    """Failed sign-ins; deleting one lets its user try again at once."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("=username",)
    search_help_text = "A whole user name."
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AccessLog)
class SignInAdmin(LookOnly, HeatAdmin):
    list_display = ("username", "ip_address", "attempt_time", "logout_time")
    search_fields = ("=username",)
    search_help_text = "A whole user name."
    ordering = ("-id",)


@admin.register(Canary)
class CanaryAdmin(LookOnly, HeatAdmin):
    """When a task last went through a worker."""

    list_display = ("at",)
    ordering = ("-at",)
