"""Where the console begins: the account of whoever is signed in, or which, when they have several."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from requests_app.models import Account, ApiKey


@require_safe
@never_cache
@login_required
def home(http_request: HttpRequest) -> HttpResponse:
    """To the one account, which begins with its first key, or a choice of them."""
    user: Any = http_request.user
    accounts = list(Account.objects.filter(memberships__user=user).order_by("name"))
    if len(accounts) == 1:
        begun = ApiKey.objects.filter(account=accounts[0]).exists()
        return redirect("console-requests" if begun else "console-start", accounts[0].pk)
    return render(http_request, "console/accounts.html", {"accounts": accounts})
