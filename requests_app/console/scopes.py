"""Which days, environment, type and batch the page of usage is about, as its address says."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from requests_app.days import month_of, today
from requests_app.models import Account, Batch, Environment
from requests_app.request_types import REQUEST_TYPES
from requests_app.usage import Scope

MOST_DAYS = 366
SPANS = {"7": "7 days", "30": "30 days", "90": "90 days", "month": "This month"}
USUAL = "30"
NOT_BEFORE = MinValueValidator(date(2000, 1, 1), "There are no days before 2000.")


class ScopeForm(forms.Form):
    """`days` is one of SPANS, or `since` and `until` are days. All may be left out."""

    days = forms.ChoiceField(choices=SPANS.items(), required=False)
    since = forms.DateField(required=False, validators=[NOT_BEFORE])
    until = forms.DateField(required=False, validators=[NOT_BEFORE])
    environment = forms.ChoiceField(choices=Environment.choices, required=False)
    type = forms.ChoiceField(choices=[(name, name) for name in REQUEST_TYPES], required=False)
    batch = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        since, last = given.get("since"), min(given.get("until") or today(), today())
        if since and since > last:
            self.add_error("since", "The first day must not come after the last, nor after today.")
        elif since and (last - since).days >= MOST_DAYS:
            self.add_error("since", f"The days must be {MOST_DAYS} at most.")
        return given


def scope_of(form: ScopeForm, account: Account) -> Scope:
    """What a form that is valid asks for. Raises Http404 for a batch that is not the account's."""
    given = form.cleaned_data
    batch = get_object_or_404(Batch, pk=given["batch"], account=account) if given["batch"] else None
    last = min(given["until"] or today(), today())
    first = given["since"] or _first(given["days"] or USUAL, last, batch)
    environment = batch.environment if batch else given["environment"] or Environment.LIVE.value
    return Scope(account, first, last, environment, given["type"], batch)


def _first(span: str, last: date, batch: Batch | None) -> date:
    if batch:
        return max(batch.created_at.date(), last - timedelta(days=MOST_DAYS - 1))
    return month_of(last) if span == "month" else last - timedelta(days=int(span) - 1)


def span_of(form: ScopeForm) -> str:
    """Which of SPANS is looked at; "" for days of one's own."""
    given = form.cleaned_data
    if given["since"] or given["until"] or given["batch"]:
        return ""
    return given["days"] or USUAL


def address_of(http_request: HttpRequest, *without: str) -> str:
    """The page's query again, without some of it: for links that change those."""
    kept = http_request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()
