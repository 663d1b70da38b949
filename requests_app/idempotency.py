"""Idempotency keys: a POST sent again makes nothing anew.

The key's row is written in the transaction that makes what it stands for. A second call with the same key meets the
unique constraint, on PostgreSQL waiting there until the first is committed; SQLite has one writer in any case.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from .models import Account, Batch, HeatRequest, IdempotencyKey, MediaFile

KEPT_FOR = timedelta(hours=24)


Made = HeatRequest | Batch | MediaFile  # what a call makes


class OtherBody(Exception):
    """The key was used before, with another body or for another call."""


def digest(call: str, body: Any) -> str:
    """What tells one call from another: its path and its body, whatever the order of the body's keys."""
    return hashlib.sha256(json.dumps([call, body], sort_keys=True).encode()).hexdigest()


@transaction.atomic
def once(account: Account, environment: str, key: str, body_digest: str, make: Callable[[], Made]) -> Made:
    """What `make` makes, or what it made for the same key within 24 hours. Raises OtherBody, and what `make` raises."""
    mine = IdempotencyKey.objects.filter(account=account, environment=environment, key=key)
    mine.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    row, new = IdempotencyKey.objects.get_or_create(
        account=account,
        environment=environment,
        key=key,
        defaults={"body_digest": body_digest, "created_at": timezone.now()},
    )
    if not new:
        if row.body_digest != body_digest:
            raise OtherBody
        return cast(Made, row.heat_request or row.batch or row.file)
    made = make()
    name = {HeatRequest: "heat_request", Batch: "batch", MediaFile: "file"}[type(made)]
    setattr(row, name, made)
    row.save(update_fields=[name])
    return made


def forget_old() -> None:
    """Delete keys that no longer count."""
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
