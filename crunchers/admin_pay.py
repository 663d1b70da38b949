"""The managers' pages for pay: rates are theirs to set, the ledger is looked at."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from requests_app import money
from requests_app.admin_pages import HeatAdmin, LookOnly
from requests_app.admin_prices import AmountField, TypeField

from .models import LedgerEntry, Rate


class RateForm(forms.ModelForm):
    type = TypeField()
    micros = AmountField(
        label="Amount",
        help_text=f"{settings.HEAT_CURRENCY} an answer; 0 pays nothing from that day on. What was earned stays.",
    )

    class Meta:
        model = Rate
        fields = ("type", "since", "micros")


class RateAdmin(HeatAdmin):
    form = RateForm
    list_display = ("type", "since", "amount")
    ordering = ("type", "-since")

    def get_fields(self, request: HttpRequest, obj: Rate | None = None) -> Any:
        """Who may only look sees the amount as people write it."""
        may_change = obj is None or self.has_change_permission(request, obj)
        return RateForm.Meta.fields if may_change else self.list_display

    @display(description="An answer")
    def amount(self, rate: Rate) -> str:
        return money.amount(rate.micros, settings.HEAT_CURRENCY)


class LedgerEntryAdmin(LookOnly, HeatAdmin):
    """Entries are added by the answers themselves."""

    list_display = ("at", "cruncher", "type", "amount", "assignment_id", "reverses_id")
    list_filter = (("cruncher", AutocompleteSelectFilter),)
    list_select_related = ("cruncher__user",)
    search_fields = ("=assignment_id",)
    search_help_text = "An assignment's whole id."
    ordering = ("-id",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        term = search_term.strip()
        if term and not (term.isascii() and term.isdigit() and len(term) < 19):
            return queryset.none(), False
        return super().get_search_results(request, queryset, term)

    @display(description="Amount")
    def amount(self, entry: LedgerEntry) -> str:
        return money.amount(entry.micros, entry.currency)
