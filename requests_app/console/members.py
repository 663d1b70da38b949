"""The account's members: who they are, invited by links that an owner hands over, raised, lowered, taken out."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from requests_app import mail, membership, one_time
from requests_app.models import Invitation, Membership

from .access import Seat, member_page, show


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(choices=Membership.Role.choices)


class InviteForm(RoleForm):
    """A role, and where the link is sent; without that it is shown."""

    email = forms.EmailField(required=False)


def _page(http_request: HttpRequest, seat: Seat, *, status: int = 200, **more: Any) -> HttpResponse:
    account = seat.account
    context = {
        "members": account.memberships.select_related("user").order_by("user__username"),
        "open_invitations": one_time.usable(account.invitations.select_related("made_by")).order_by("-pk"),
        "roles": Membership.Role.values,
        "mails": settings.MAIL == "sent",
        **more,
    }
    return show(http_request, seat, "members", context, section="members", status=status)


@member_page("GET", "POST")
def members_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The members; a POST makes a link that invites one more."""
    if http_request.method != "POST":
        return _page(http_request, seat)
    seat.needs_owner()
    form = InviteForm(http_request.POST)
    if not form.is_valid():
        error = "Choose a role." if "role" in form.errors else "That is no e-mail address."
        return _page(http_request, seat, error=error, status=400)
    role, email = form.cleaned_data["role"], form.cleaned_data["email"].lower()
    if email and settings.MAIL == "sent":
        return _mailed(http_request, seat, role, email)
    _, token = membership.invite(seat.account, role, seat.user)
    return _page(http_request, seat, link=membership.link(token))


def _mailed(http_request: HttpRequest, seat: Seat, role: str, email: str) -> HttpResponse:
    """An invitation that is sent. Not without limit: accounts are to be had for nothing, and so would mail be."""
    if too_many := ratelimit.consume_or_429(http_request, action="invite"):
        return too_many
    made, token = membership.invite(seat.account, role, seat.user, email)
    try:
        mail.send("invitation", email, account=seat.account, by=seat.user, link=membership.link(token))
    except mail.MailFailed:
        made.delete()
        return _page(http_request, seat, error="The mail could not be sent. Try again, or make a link.", status=503)
    return _page(http_request, seat, sent_to=email)


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
