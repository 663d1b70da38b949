"""Where a cruncher's invitation leads: to begin as who is signed in, or as somebody new."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from requests_app import one_time
from requests_app.newcomers import NewcomerForm, let_in, sign_up

from . import invitations


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def join(http_request: HttpRequest, token: str) -> HttpResponse:
    """The invitation; a POST accepts it."""
    try:
        found = invitations.invitation(token)
        if http_request.method != "POST":
            return _page(http_request, NewcomerForm())
        return _accept(http_request, found, token)
    except one_time.NotUsable:
        return render(http_request, "console/no_invitation.html", status=404)


def _page(http_request: HttpRequest, form: NewcomerForm, status: int = 200) -> HttpResponse:
    return render(http_request, "crunchers/join.html", {"form": form}, status=status)


@transaction.atomic
def _accept(http_request: HttpRequest, found: Any, token: str) -> HttpResponse:
    if http_request.user.is_authenticated:
        invitations.accept(token, http_request.user)
        return redirect("crunch-home")
    form = NewcomerForm(http_request.POST)
    if not form.is_valid():
        return _page(http_request, form, status=400)
    user = sign_up(form, found.email)
    invitations.accept(token, user)
    let_in(http_request, user)
    return redirect("crunch-home")
