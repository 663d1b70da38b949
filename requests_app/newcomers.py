"""Somebody new, who comes by an invitation: a name and a password, and they are signed in."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest

# Sessions name the backend that they came by; this one is always there.
BACKEND = "django.contrib.auth.backends.ModelBackend"


class NewcomerForm(BaseUserCreationForm):
    """A name and a password."""

    class Meta:
        model = get_user_model()
        fields = ("username",)


def sign_up(form: NewcomerForm, email: str) -> Any:
    """The new user of a valid form. Whoever has the link of an invitation that was mailed has that mailbox."""
    user = form.save()
    if email and not EmailAddress.objects.filter(email=email, verified=True).exists():
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        user.email = email
        user.save(update_fields=["email"])
    return user


def let_in(http_request: HttpRequest, user: Any) -> None:
    """Sign a new user in, in a new session."""
    login(http_request, user, backend=BACKEND)
