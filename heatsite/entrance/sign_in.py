"""Signing in, and where it leads."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crunchers.models import Cruncher
from requests_app.models import Membership

from . import addresses


class SignIn(LoginView):
    """By name or e-mail address. Who has an address to confirm first is sent its link again."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user: Any = form.get_user()
        if addresses.must_confirm(user):
            return perform_login(self.request, user, redirect_url=self.get_success_url())
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sign_up=settings.HEAT_SIGN_UP, **kwargs)


@require_safe
@never_cache
def home(http_request: HttpRequest) -> HttpResponse:
    """To what whoever is signed in is here for: to answer, to ask, or to manage."""
    user: Any = http_request.user
    if not user.is_authenticated:
        return redirect("sign-in")
    if Cruncher.objects.filter(user=user).exists():
        return redirect("crunch-home")
    if Membership.objects.filter(user=user).exists():
        return redirect("console")
    return redirect("admin:index" if user.is_staff else "crunch-home")
