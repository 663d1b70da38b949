"""The managers' pages for those who sign in. Only a superuser makes managers, or touches one."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from requests_app.admin_pages import HeatAdmin, LookOnly

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


for model in (AccessAttempt, AccessFailureLog, AccessLog):
    admin.site.unregister(model)


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
