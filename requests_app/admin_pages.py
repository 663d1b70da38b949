"""What all pages of the admin have in common: lists that stay fast on long tables, and rows that are only looked at."""

import json
from collections.abc import Callable
from functools import reduce
from operator import attrgetter, or_
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from . import mail

BY_ACCOUNT = ("account", AutocompleteSelectFilter)
BY_ENVIRONMENT = ("environment", ChoicesDropdownFilter)
BY_STATUS = ("status", ChoicesDropdownFilter)
SHOWN_QUESTION = 48  # characters of an instruction, in lists
# Columns of a request that may be large.
LARGE = ("given", "filled_in", "warnings", "response", "raw_responses", "flags", "agreement", "attachment_sizes")
SHOWN_JSON = 20_000  # characters; the rest of a longer value is left out
_LOOKUPS = {"exact", "isnull", "in", "id", "pk", "gte", "gt", "lte", "lt"}


class HeatAdmin(ModelAdmin):
    """Counts no whole table, sorts by no column without an index, filters by nothing that `list_filter` does not name.

    `unlisted` fields are large, and not read for lists.
    """

    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    paginator = InfinitePaginator
    list_disable_select_all = True
    list_per_page = 50
    list_filter_submit = True
    sortable_by = ()
    unlisted: tuple[str, ...] = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        request.lists = True  # type: ignore[attr-defined]
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.defer(*self.unlisted) if self.unlisted and hasattr(request, "lists") else rows

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only fields of `list_filter`: Django's own rule lets any column of the row be guessed, letter by letter."""
        name, *rest = lookup.split("__")
        return name in {_field_of(entry) for entry in self.list_filter} and _LOOKUPS.issuperset(rest)

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Who may use a page's actions: whoever may change its rows, though these may be read-only by hand."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def back_to(self, row: Model) -> HttpResponse:
        """The end of an action on one row: its page is shown anew."""
        return HttpResponse(
            headers={
                "HX-Redirect": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
            }
        )


class FoundById(HeatAdmin):
    """A list that is searched by whole UUIDs: `ids` are the columns in which one is looked for."""

    search_fields: tuple[str, ...] = ("=id",)
    ids: tuple[str, ...] = ("pk",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        wanted = as_uuid(search_term)
        if wanted is None:
            return self.found(queryset, search_term.strip()), False
        return queryset.filter(reduce(or_, (Q(**{name: wanted}) for name in self.ids))), False

    def found(self, rows: QuerySet, term: str) -> QuerySet:
        """The rows that a term finds which is no id."""
        return rows.none()


class LookOnly:
    """Rows that nobody makes, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NeverDeleted:
    """Rows that others hang on, or that are kept for the record."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def pretty(value: Any) -> SafeString | str:
    """A JSON value for people to read, escaped."""
    if value is None:
        return "–"
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if len(text) > SHOWN_JSON:
        text = f"{text[:SHOWN_JSON]}\n… {len(text) - SHOWN_JSON:,} more characters"
    return format_html(
        '<pre style="font-family: monospace; white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text
    )


def json_of(field: str, description: str) -> Callable[[Any, Model], str]:
    """A column of an admin page: a JSON field of the row, for people to read."""

    @display(description=description)
    def shown(self: Any, row: Model) -> str:
        return pretty(getattr(row, field))

    return shown


def question_of(relation: str) -> Callable[[Any, Model], str]:
    """A column of a list: how the instruction begins of the request that a path of names leads to."""

    @display(description="Question")
    def shown(self: Any, row: Model) -> str:
        text = attrgetter(relation)(row).instruction
        return text if len(text) <= SHOWN_QUESTION else f"{text[: SHOWN_QUESTION - 1]}…"

    return shown


def large_of(relation: str) -> tuple[str, ...]:
    """What a list that shows the requests of its rows does not read of them."""
    return tuple(f"{relation}__{name}" for name in LARGE)


def hand_over(request: HttpRequest, link: str, letter: str, email: str, **context: Any) -> None:
    """Send a link by a letter where there is an address, else show it, once, to the manager who hands it over."""
    if not email:
        text = 'Hand this link to one person: <code style="overflow-wrap: anywhere">{}</code>. It is not shown again.'
        messages.warning(request, format_html(text, link))
        return

    def send() -> None:
        try:
            mail.send(letter, email, link=link, by=request.user, **context)
            messages.success(request, f"The link was sent to {email}.")
        except mail.MailFailed:
            messages.error(request, "The mail could not be sent. Delete this, and make another one.")

    transaction.on_commit(send)  # the admin writes in a transaction, which must not wait for a mail server


def as_uuid(text: str) -> UUID | None:
    """The UUID that a text is, or None."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def counted(n: int, one: str, many: str) -> str:
    """`counted(2, "request", "requests")` is "2 requests"."""
    return f"{n:,} {one if n == 1 else many}"


def _field_of(entry: Any) -> str:
    return entry[0] if isinstance(entry, tuple | list) else getattr(entry, "parameter_name", entry)
