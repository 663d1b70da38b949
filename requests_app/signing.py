"""Signatures of webhooks, as Standard Webhooks has them, and the secrets that they are made with.

A secret is derived from the server's own key, the account's id and a number that rotation raises: the database holds
nothing that signs, so that a copy of it forges nothing, and there is nothing to decrypt.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from .models import Account

PREFIX = "whsec_"
BOTH_FOR = timedelta(days=1)  # after a rotation, for how long the secret before signs as well


def _secret(account_id: int, number: int) -> bytes:
    label = f"heat webhook secret: account {account_id}, number {number}"
    return hmac.digest(settings.HEAT_SIGNING_KEY.encode(), label.encode(), hashlib.sha256)


def secret_of(account: Account) -> str:
    """The account's present signing secret, as its programs take it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(_secret(account.pk, account.secret_number)).decode()


def rotate(account: Account) -> str:
    """Give the account a new signing secret, and return it; the one before signs too, for a day."""
    Account.objects.filter(pk=account.pk).update(secret_number=F("secret_number") + 1, secret_rotated_at=Now())
    account.refresh_from_db(fields=["secret_number", "secret_rotated_at"])
    return secret_of(account)


def _numbers(account: Account) -> list[int]:
    rotated_at = account.secret_rotated_at
    both = rotated_at is not None and timezone.now() - rotated_at < BOTH_FOR
    return [account.secret_number, account.secret_number - 1] if both else [account.secret_number]


def signed_headers(account: Account, webhook_id: str, timestamp: int, body: bytes) -> list[tuple[str, str]]:
    """The three headers of Standard Webhooks; `timestamp` in seconds since 1970."""
    content = f"{webhook_id}.{timestamp}.".encode() + body
    signatures = (hmac.digest(_secret(account.pk, number), content, hashlib.sha256) for number in _numbers(account))
    return [
        ("webhook-id", webhook_id),
        ("webhook-timestamp", str(timestamp)),
        ("webhook-signature", " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures)),
    ]
