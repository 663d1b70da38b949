"""A forgotten password: by mail, or, where none is sent, by a manager's link."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import PasswordResetDoneView, PasswordResetView
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .adapter import Adapter


class Forgotten(PasswordResetView):
    """Asks for the address; the answer is the same whether somebody has it or not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.MAIL == "none":
            return self.render_to_response({"mail": settings.MAIL})
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=settings.MAIL, **kwargs)


class Sent(PasswordResetDoneView):
    """Where the link went."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=settings.MAIL, **kwargs)


def link_for(user: Any) -> str:
    """A link by which a user gets a new password: once, within PASSWORD_RESET_TIMEOUT, and not after signing in."""
    return Adapter().get_reset_password_from_key_url(
        f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    )
