"""The account's keys: made, rolled, revoked; each shown once, when it is made."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from requests_app.api import keys
from requests_app.models import ApiKey, Environment

from .access import Seat, member_page, show

SHOWN = 200
ROLL_CHOICES = [(0, "at once"), (3600, "in an hour"), (86_400, "in a day"), (604_800, "in a week")]


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(max_length=100, required=False)
    environment = forms.ChoiceField(choices=Environment.choices)


class RollForm(forms.Form):
    """Until when the key that is replaced still works: seconds from now."""

    seconds = forms.TypedChoiceField(choices=ROLL_CHOICES, coerce=int)


def _usable(account_id: int) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(Q(revoked_at=None) | Q(revoked_at__gt=timezone.now()), account_id=account_id)


def _page(http_request: HttpRequest, seat: Seat, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = ApiKey.objects.filter(account=seat.account).order_by("-id")[:SHOWN]
    context = {"keys": rows, "now": timezone.now(), "roll_choices": ROLL_CHOICES, "form": KeyForm(), **more}
    return show(http_request, seat, "keys", context, section="keys", status=status)


def _made(http_request: HttpRequest, seat: Seat, environment: str, name: str) -> HttpResponse:
    """The page with a new key on it: in this answer alone, and kept nowhere."""
    key = keys.new_key(environment)
    row = keys.store(seat.account, key, name)
    return _page(http_request, seat, new_key=key, new_row=row)


@member_page("GET", "POST")
def keys_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The keys; a POST makes one."""
    if http_request.method != "POST":
        return _page(http_request, seat)
    seat.needs_owner()
    form = KeyForm(http_request.POST)
    if not form.is_valid():
        return _page(http_request, seat, form=form, status=400)
    return _made(http_request, seat, form.cleaned_data["environment"], form.cleaned_data["name"])


@member_page("POST")
def roll(http_request: HttpRequest, seat: Seat, key_id: int) -> HttpResponse:
    """A new key in a key's place; the old one works for the time that is chosen."""
    seat.needs_owner()
    form = RollForm(http_request.POST)
    old = get_object_or_404(_usable(seat.account.pk), pk=key_id)
    if not form.is_valid():
        return _page(http_request, seat, roll_error=old.pk, status=400)
    until = timezone.now() + timedelta(seconds=form.cleaned_data["seconds"])
    _usable(seat.account.pk).filter(pk=old.pk).exclude(revoked_at__lte=until).update(revoked_at=until)
    return _made(http_request, seat, old.environment, old.name)


@member_page("POST")
def revoke(http_request: HttpRequest, seat: Seat, key_id: int) -> HttpResponse:
    """Refuse a key from now on."""
    seat.needs_owner()
    get_object_or_404(ApiKey, pk=key_id, account=seat.account)
    _usable(seat.account.pk).filter(pk=key_id).update(revoked_at=timezone.now())
    return redirect("console-keys", seat.account.pk)
