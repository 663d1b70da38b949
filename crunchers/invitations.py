"""Crunchers by invitation: a manager makes a link, and whoever follows it answers questions from then on."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from requests_app import mail, one_time

from .models import Cruncher, CruncherInvitation

Standing = Cruncher.Standing


def fill(invitation: CruncherInvitation, made_by: Any) -> str:
    """Give a new invitation, which is not stored yet, what it needs. Its token, which is not to be had again."""
    token = one_time.new_token()
    invitation.digest, invitation.made_by = one_time.digest(token), made_by
    invitation.expires_at = timezone.now() + one_time.LASTS
    return token


def link(token: str) -> str:
    """Where an invitation's token leads."""
    return mail.absolute(reverse("crunch-join", args=[token]))


def invitation(token: str) -> CruncherInvitation:
    """The invitation of a token. Raises one_time.NotUsable."""
    return one_time.found(CruncherInvitation.objects.all(), token)


@transaction.atomic
def accept(token: str, user: Any) -> None:
    """Make a user a cruncher by an invitation, once; who waits for approval has it. Raises one_time.NotUsable.

    It lifts no pause and no ban.
    """
    found = invitation(token)
    one_time.use(found, user)
    standing = Standing.APPROVED if found.approved else Standing.NEW
    _, made = Cruncher.objects.get_or_create(user=user, defaults={"standing": standing})
    if found.approved and not made:
        Cruncher.objects.filter(user=user, standing=Standing.NEW).update(standing=Standing.APPROVED)
