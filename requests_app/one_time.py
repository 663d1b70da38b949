"""Links that one person uses once: a random token in the address, of which the database has the hash alone."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Now

LASTS = timedelta(days=7)

Row = TypeVar("Row", bound=Model)


class NotUsable(Exception):
    """The link is not known, was used, withdrawn, or is too old."""


def new_token() -> str:
    """43 characters for a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def usable(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of the rows whose link still works."""
    return rows.filter(used_at=None, expires_at__gt=Now())


def found(rows: QuerySet[Row], token: str) -> Row:
    """The row of a token. Raises NotUsable."""
    row = usable(rows).filter(digest=digest(token)).first()
    if row is None:
        raise NotUsable
    return row


def use(row: Model, user: Any) -> None:
    """Use it up, for a user. Raises NotUsable where somebody else was quicker."""
    rows = type(row)._default_manager.filter(pk=row.pk, used_at=None)
    if not rows.update(used_at=Now(), used_by=user):
        raise NotUsable
