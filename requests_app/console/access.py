"""Who may open which page of the console: members of the account in its path; to everybody else it does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from requests_app import lifecycle
from requests_app.models import Account, Membership


@dataclass(frozen=True)
class Seat:
    """A member at their account's console."""

    account: Account
    role: str
    user: Any
    crunches: bool  # whether they answer questions, too

    @property
    def is_owner(self) -> bool:
        """Whether they may make and revoke keys, rotate the secret, and say who the members are."""
        return self.role == Membership.Role.OWNER

    def needs_owner(self) -> None:
        """Raises PermissionDenied for a member who is no owner."""
        if not self.is_owner:
            raise PermissionDenied("Owners of the account may do this.")


def seat_of(http_request: HttpRequest, account_id: int) -> Seat:
    """The seat of whoever is signed in. Raises Http404 where they have none: as if the account did not exist."""
    user: Any = http_request.user
    found = Membership.objects.filter(account_id=account_id, user=user, user__is_active=True)
    crunches = Exists(lifecycle.Cruncher.objects.filter(user=OuterRef("user")))
    membership = found.select_related("account").annotate(crunches=crunches).first()
    if membership is None:
        raise Http404
    return Seat(membership.account, membership.role, user, membership.crunches)


def member_page(*methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Make a page of a function of (http_request, seat, …), for these methods."""

    def decorator(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_http_methods(["HEAD", *methods])
        @never_cache
        @login_required
        @wraps(view)
        def page(http_request: HttpRequest, account_id: int, **path: Any) -> HttpResponseBase:
            return view(http_request, seat_of(http_request, account_id), **path)

        return page

    return decorator


def show(
    http_request: HttpRequest, seat: Seat, template: str, context: dict[str, Any], *, section: str, status: int = 200
) -> HttpResponse:
    """A page of the console; `section` is what its navigation marks as the present one."""
    accounts = Account.objects.filter(memberships__user=seat.user).order_by("name")
    common = {"seat": seat, "account": seat.account, "section": section, "accounts": accounts}
    return render(http_request, f"console/{template}.html", {**common, **context}, status=status)
