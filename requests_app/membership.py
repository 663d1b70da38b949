"""Who belongs to an account: invited by a link, given a role, taken out. An account keeps at least one owner."""

import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from . import mail, one_time
from .models import Account, Invitation, Membership


class LastOwner(Exception):
    """The account would be left without an owner."""


@transaction.atomic
def open_account(name: str, owner: Any) -> Account:
    """A new account and its owner. Of a name that another account has, it gets a variant."""
    try:
        with transaction.atomic():
            account = Account.objects.create(name=name)
    except IntegrityError:
        account = Account.objects.create(name=f"{name} {secrets.token_hex(3)}")
    Membership.objects.create(account=account, user=owner, role=Membership.Role.OWNER)
    return account


def invite(account: Account, role: str, made_by: Any, email: str = "") -> tuple[Invitation, str]:
    """A new invitation and its token, not to be had again. It serves one person, for one_time.LASTS.

    `email`: where the link will be sent, and to nobody else, so that whoever uses it is known to have that mailbox.
    """
    token = one_time.new_token()
    made = Invitation.objects.create(
        account=account,
        role=role,
        email=email,
        digest=one_time.digest(token),
        made_by=made_by,
        expires_at=timezone.now() + one_time.LASTS,
    )
    return made, token


def link(token: str) -> str:
    """Where an invitation's token leads."""
    return mail.absolute(reverse("console-join", args=[token]))


def invitation(token: str) -> Invitation:
    """The invitation of a token. Raises NotUsable."""
    return one_time.found(Invitation.objects.select_related("account"), token)


@transaction.atomic
def accept(token: str, user: Any) -> Account:
    """Make a user a member by an invitation, once; a member with a lower role is raised. Raises NotUsable."""
    found = invitation(token)
    one_time.use(found, user)
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
