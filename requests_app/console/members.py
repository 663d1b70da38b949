"""The account's members: who they are, invited by links that an owner hands over, raised, lowered, taken out."""

from typing import Any

from django import forms
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from requests_app import membership
from requests_app.models import Invitation, Membership

from .access import Seat, member_page, show


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(choices=Membership.Role.choices)


def _page(http_request: HttpRequest, seat: Seat, *, status: int = 200, **more: Any) -> HttpResponse:
    account = seat.account
    context = {
        "members": account.memberships.select_related("user").order_by("user__username"),
        "open_invitations": account.invitations.filter(used_at=None, expires_at__gt=Now())
        .select_related("made_by")
        .order_by("-pk"),
        "roles": Membership.Role.values,
        **more,
    }
    return show(http_request, seat, "members", context, section="members", status=status)


@member_page("GET", "POST")
def members_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The members; a POST makes a link that invites one more."""
    if http_request.method != "POST":
        return _page(http_request, seat)
    seat.needs_owner()
    form = RoleForm(http_request.POST)
    if not form.is_valid():
        return _page(http_request, seat, error="Choose a role.", status=400)
    _, token = membership.invite(seat.account, form.cleaned_data["role"], seat.user)
    link = http_request.build_absolute_uri(reverse("console-join", args=[token]))
    return _page(http_request, seat, link=link)


@member_page("POST")
def role(http_request: HttpRequest, seat: Seat, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    seat.needs_owner()
    row = get_object_or_404(Membership, pk=membership_id, account=seat.account)
    form = RoleForm(http_request.POST)
    if not form.is_valid():
        return _page(http_request, seat, error="Choose a role.", status=400)
    return _done(http_request, seat, membership.set_role, row, form.cleaned_data["role"])


@member_page("POST")
def remove(http_request: HttpRequest, seat: Seat, membership_id: int) -> HttpResponse:
    """Take a member out; whoever is no owner may take themselves out."""
    row = get_object_or_404(Membership, pk=membership_id, account=seat.account)
    if row.user_id != seat.user.pk:
        seat.needs_owner()
    return _done(http_request, seat, membership.remove, row)


def _done(http_request: HttpRequest, seat: Seat, change: Any, *what: Any) -> HttpResponse:
    try:
        change(*what)
    except membership.LastOwner:
        return _page(
            http_request, seat, error="An account keeps at least one owner: make another one first.", status=400
        )
    still = Membership.objects.filter(account=seat.account, user=seat.user).exists()
    return redirect("console-members", seat.account.pk) if still else redirect("console")


@member_page("POST")
def withdraw(http_request: HttpRequest, seat: Seat, invitation_id: int) -> HttpResponse:
    """Take an invitation back that nobody has used."""
    seat.needs_owner()
    get_object_or_404(Invitation, pk=invitation_id, account=seat.account)
    Invitation.objects.filter(pk=invitation_id, used_at=None).delete()
    return redirect("console-members", seat.account.pk)
