"""What people change about themselves: their password, their address, and where they are signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from heatsite.models import User

from . import addresses
from .adapter import Adapter
from .forms import AddressForm

SAID = ("password", "e-mail", "sent")


def _page(http_request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    user: Any = http_request.user
    said = http_request.GET.get("done")
    context = {
        "waits": addresses.waits(user),
        "done": said if said in SAID else "",
        "address_form": AddressForm(user),
        "password_form": PasswordChangeForm(user),
        **forms,
    }
    return render(http_request, "account/you.html", context, status=status)


def _change(action: str) -> Callable[[Callable[[HttpRequest, Any], HttpResponse]], Callable[..., HttpResponse]]:
    """A change by somebody who is signed in and gives their password: not so often that it can be guessed."""

    def decorator(view: Callable[[HttpRequest, Any], HttpResponse]) -> Callable[..., HttpResponse]:
        @require_POST
        @never_cache
        @login_required
        @sensitive_post_parameters()
        @wraps(view)
        def changed(http_request: HttpRequest) -> HttpResponse:
            too_many = ratelimit.consume_or_429(http_request, action=action)
            return too_many or view(http_request, http_request.user)

        return changed

    return decorator


@require_safe
@never_cache
@login_required
def you(http_request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(http_request)


@_change("change_password")
def password(http_request: HttpRequest, user: Any) -> HttpResponse:
    """A new password; all other sessions end."""
    form = PasswordChangeForm(user, http_request.POST)
    if not form.is_valid():
        return _page(http_request, 400, password_form=form)
    form.save()
    update_session_auth_hash(http_request, user)
    Adapter(http_request).send_notification_mail("account/email/password_changed", user)
    return redirect(f"{reverse('you')}?done=password")


@_change("manage_email")
def e_mail(http_request: HttpRequest, user: Any) -> HttpResponse:
    """A new address."""
    form = AddressForm(user, http_request.POST)
    if not form.is_valid():
        return _page(http_request, 400, address_form=form)
    addresses.change(http_request, user, form.cleaned_data["email"])
    return redirect(f"{reverse('you')}?done={'sent' if addresses.waits(user) else 'e-mail'}")


@require_POST
@never_cache
@login_required
def sign_out_everywhere(http_request: HttpRequest) -> HttpResponse:
    """End all sessions of whoever is signed in."""
    user: Any = http_request.user
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    logout(http_request)
    return redirect("sign-in")
