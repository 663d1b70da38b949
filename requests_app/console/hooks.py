"""Webhooks: the signing secret, what was sent and how that went, a test, and sending one again."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from requests_app import deliveries, signing, webhooks
from requests_app.models import WebhookDelivery, WebhookHost
from requests_app.request_types.links import url_problem

from .access import Seat, member_page, show

SHOWN = 50


class TestForm(forms.Form):
    """Where a test goes."""

    url = forms.CharField(max_length=2048)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if problem := url_problem(url):
            raise ValidationError(problem)
        return url


def _page(http_request: HttpRequest, seat: Seat, *, status: int = 200, **more: Any) -> HttpResponse:
    account = seat.account
    sent = account.deliveries.prefetch_related("attempts").order_by("-created_at", "-pk")
    rotated = account.secret_rotated_at
    context = {
        "deliveries": sent[:SHOWN],
        "hosts": WebhookHost.objects.filter(account=account, failing_since__isnull=False).order_by("host"),
        "both_until": rotated + signing.BOTH_FOR if rotated and timezone.now() - rotated < signing.BOTH_FOR else None,
        "form": TestForm(),
        **more,
    }
    return show(http_request, seat, "webhooks", context, section="webhooks", status=status)


@member_page("GET")
def webhooks_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The page; the secret is not on it until it is asked for."""
    return _page(http_request, seat)


@member_page("POST")
def secret(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the signing secret."""
    seat.needs_owner()
    return _page(http_request, seat, secret=signing.secret_of(seat.account))


@member_page("POST")
def rotate(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """Make a new secret; the one before signs too, for a day."""
    seat.needs_owner()
    return _page(http_request, seat, secret=signing.rotate(seat.account), rotated=True)


@member_page("POST")
def test(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """Send a test webhook: `{"test": true}`, signed as any other."""
    form = TestForm(http_request.POST)
    if not form.is_valid():
        return _page(http_request, seat, form=form, status=400)
    with transaction.atomic():
        deliveries.owe_test(seat.account, form.cleaned_data["url"])
    return redirect("console-webhooks", seat.account.pk)


@member_page("POST")
def send_again(http_request: HttpRequest, seat: Seat, delivery_id: UUID) -> HttpResponse:
    """Send one again under its id, and go back to where it stood."""
    delivery = get_object_or_404(WebhookDelivery, pk=delivery_id, account=seat.account)
    webhooks.send_again(WebhookDelivery.objects.filter(pk=delivery.pk))
    if http_request.POST.get("to") == "request" and delivery.heat_request_id:
        return redirect("console-request", seat.account.pk, delivery.heat_request_id)
    return redirect("console-webhooks", seat.account.pk)
