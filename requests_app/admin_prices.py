"""The managers' pages for what clients pay: prices are theirs to set, charges are looked at and summed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.template.response import TemplateResponse
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from . import money
from .admin_pages import BY_ACCOUNT, FoundById, HeatAdmin, LookOnly
from .models import Charge, Price
from .request_types import REQUEST_TYPES


class AmountField(forms.DecimalField):
    """An amount of money as people write it; its value is in whole millionths."""

    widget = UnfoldAdminDecimalFieldWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=6, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(money.decimals(value)) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * money.UNIT)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class TypeField(forms.ChoiceField):
    """One of the types of requests."""

    def __init__(self, **kwargs: Any) -> None:
        names = [(name, name) for name in REQUEST_TYPES]
        super().__init__(choices=names, widget=UnfoldAdminSelectWidget, **kwargs)


class PriceForm(forms.ModelForm):
    type = TypeField()
    micros = AmountField(
        label="An answer",
        help_text=f"{settings.HEAT_CURRENCY}; 0 is free from that day on. What was charged stays.",
    )
    call_micros = AmountField(
        label="A phone call, besides",
        initial=0,
        help_text=f"{settings.HEAT_CURRENCY} for each number to dial, each time that it is answered.",
    )

    class Meta:
        model = Price
        fields = ("type", "account", "since", "micros", "call_micros")


class PriceAdmin(HeatAdmin):
    """An account's own price takes the place of the one for all."""

    form = PriceForm
    list_display = ("type", "whose", "since", "answer", "call")
    list_filter = (BY_ACCOUNT,)
    list_select_related = ("account",)
    search_fields = ("^type", "^account__name")
    search_help_text = "How a type's or an account's name begins."
    ordering = ("type", "account__name", "-since")
    autocomplete_fields = ("account",)

    def get_fields(self, request: HttpRequest, obj: Price | None = None) -> Any:
        """Who may only look sees amounts as people write them."""
        may_change = obj is None or self.has_change_permission(request, obj)
        return PriceForm.Meta.fields if may_change else self.list_display

    @display(description="Account")
    def whose(self, price: Price) -> str:
        return price.account.name if price.account else "all"

    @display(description="An answer")
    def answer(self, price: Price) -> str:
        return money.amount(price.micros, settings.HEAT_CURRENCY)

    @display(description="A phone call, besides")
    def call(self, price: Price) -> str:
        return money.amount(price.call_micros, settings.HEAT_CURRENCY)


class TypeFilter(DropdownFilter):
    """By type, without reading the table for those that there are."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(name, name) for name in REQUEST_TYPES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(type=self.value()) if self.value() else queryset


class ChargeAdmin(LookOnly, FoundById):
    """Charges are made by the requests that complete. What an account's come to stands above its list."""

    list_display = ("at", "account", "type", "answers", "calls", "amount", "request_id")
    list_filter = (BY_ACCOUNT, TypeFilter, "at")
    list_select_related = ("account",)
    list_before_template = "admin/requests_app/charge/totals.html"
    ids = ("heat_request_id",)
    search_help_text = "The id of a request."
    ordering = ("-id",)
    fields = ("at", "account", "request_id", "type", "answers", "an_answer", "calls", "a_call", "amount")
    readonly_fields = ("request_id", "an_answer", "a_call", "amount")

    @display(description="Amount")
    def amount(self, row: Charge) -> str:
        return money.amount(row.micros, row.currency)

    @display(description="Request")
    def request_id(self, row: Charge) -> str:
        return str(row.heat_request_id)

    @display(description="Price of an answer")
    def an_answer(self, row: Charge) -> str:
        return money.amount(row.answer_micros, row.currency)

    @display(description="Price of a phone call")
    def a_call(self, row: Charge) -> str:
        return money.amount(row.call_micros, row.currency)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With the totals of what is listed, where an account is chosen: its rows have an index of their own."""
        answer = super().changelist_view(request, extra_context)
        if (context := getattr(answer, "context_data", None)) and "account__id__exact" in request.GET:
            context["totals"] = [
                {"requests": row["n"], "amount": money.amount(row["sum"], row["currency"])}
                for row in context["cl"]
                .queryset.order_by("currency")
                .values("currency")
                .annotate(n=Count("pk"), sum=Sum("micros"))
            ]
        return answer


PAGES: dict[Any, Any] = {Price: PriceAdmin, Charge: ChargeAdmin}
