"""The managers' pages of uploaded files, to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display

from .admin_pages import BY_ACCOUNT, FoundById, HeatAdmin, LookOnly
from .media import store
from .models import MediaFile, MediaUse, Upload


class FileAdmin(LookOnly, FoundById):
    list_display = ("name", "account", "kind", "content_type", "size", "created_at", "expires_at")
    list_filter = (BY_ACCOUNT, "kind")
    list_select_related = ("account",)
    ids = ("assignment__heat_request", "uses__heat_request")
    search_help_text = "The id of a request."
    ordering = ("-id",)
    readonly_fields = ("link",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        found, _ = super().get_search_results(request, queryset, search_term)
        return found, bool(search_term.strip())  # a file may have several uses, and is found once

    @display(description="URL")
    def link(self, row: MediaFile) -> str:
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', store.url_of(row))


class UseAdmin(LookOnly, HeatAdmin):
    list_display = ("file", "heat_request")
    list_select_related = ("file", "heat_request")
    ordering = ("-id",)


class UploadAdmin(LookOnly, HeatAdmin):
    list_display = ("name", "assignment", "received", "size", "created_at")
    list_select_related = ("assignment",)
    exclude = ("token", "pieces")
    ordering = ("-id",)


def register() -> None:
    """Into Django's admin."""
    admin.site.register(MediaFile, FileAdmin)
    admin.site.register(MediaUse, UseAdmin)
    admin.site.register(Upload, UploadAdmin)
