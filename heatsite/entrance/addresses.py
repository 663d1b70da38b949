"""The e-mail address of a user: at most one that holds, and one that waits to be confirmed."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest


def change(http_request: HttpRequest, user: Any, email: str) -> None:
    """Where mail is sent, the new address holds once it is confirmed; else at once. May raise allauth's answer."""
    if settings.MAIL == "sent":
        if EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
            return
        EmailAddress.objects.add_new_email(http_request, user, email)
        return
    hold(user, email)


@transaction.atomic
def hold(user: Any, email: str) -> None:
    """Make it the user's only address, not confirmed."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, primary=True)
    user.email = email
    user.save(update_fields=["email"])


def waits(user: Any) -> str:
    """The address that is to be confirmed yet, or ""."""
    row = EmailAddress.objects.get_new(user) if settings.MAIL == "sent" else None
    return row.email if row else ""


def must_confirm(user: Any) -> bool:
    """Whether they signed up with an address, where mail is sent, and have confirmed none.

    An address that is to take another's place is not the primary one yet, and a slip in it locks nobody out.
    """
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return False
    rows = EmailAddress.objects.filter(user=user)
    return rows.filter(primary=True).exists() and not rows.filter(verified=True).exists()
