"""The managers' page of invitations of crunchers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from requests_app.admin_pages import HeatAdmin, hand_over

from . import invitations
from .models import CruncherInvitation


class CruncherInvitationAdmin(HeatAdmin):
    """Links that make crunchers: each is shown once, when it is made, or is sent and not shown."""

    list_display = ("__str__", "approved", "email", "made_by", "created_at", "expires_at", "used_at", "used_by")
    list_select_related = ("made_by", "used_by")
    ordering = ("-id",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("approved", "email") if settings.MAIL == "sent" or obj is not None else ("approved",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CruncherInvitation, form: Any, change: bool) -> None:
        token = invitations.fill(obj, request.user)
        super().save_model(request, obj, form, change)
        hand_over(request, invitations.link(token), "cruncher_invitation", obj.email)
