"""Who belongs to an account: invited by a link, given a role, taken out. An account keeps at least one owner."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from .models import Account, Invitation, Membership

LASTS = timedelta(days=7)


class LastOwner(Exception):
    """The account would be left without an owner."""


class NotUsable(Exception):
    """The invitation is not known, was used, withdrawn, or is too old."""


def invite(account: Account, role: str, made_by: Any) -> tuple[Invitation, str]:
    """A new invitation and its token, 43 characters for a URL, not to be had again. It serves one person, for LASTS."""
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        account=account, role=role, digest=_digest(token), made_by=made_by, expires_at=timezone.now() + LASTS
    )
    return made, token


def invitation(token: str) -> Invitation:
    """The invitation of a token. Raises NotUsable."""
    usable = Invitation.objects.filter(used_at=None, expires_at__gt=Now()).select_related("account")
    found = usable.filter(digest=_digest(token)).first()
    if found is None:
        raise NotUsable
    return found


@transaction.atomic
def accept(token: str, user: Any) -> Account:
    """Make a user a member by an invitation, once; a member with a lower role is raised. Raises NotUsable."""
    found = invitation(token)
    used = Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=Now(), used_by=user)
    if not used:
        raise NotUsable
    membership, _ = Membership.objects.get_or_create(account=found.account, user=user, defaults={"role": found.role})
    if found.role == Membership.Role.OWNER and membership.role != found.role:
        Membership.objects.filter(pk=membership.pk).update(role=found.role)
    return found.account


@transaction.atomic
def set_role(membership: Membership, role: str) -> None:
    """Give a member a role. Raises LastOwner."""
    if role != Membership.Role.OWNER:
        _keep_an_owner(membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)


@transaction.atomic
def remove(membership: Membership) -> None:
    """Take a member out. Raises LastOwner."""
    _keep_an_owner(membership)
    Membership.objects.filter(pk=membership.pk).delete()


def _keep_an_owner(membership: Membership) -> None:
    """The account's row is locked, so that two owners can't each let the other be the last."""
    Account.objects.select_for_update().get(pk=membership.account_id)
    owners = Membership.objects.filter(account=membership.account_id, role=Membership.Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwner


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
