"""Long ledgers, read in pieces, so that no query stays open while a slow reader takes them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

CHUNK = 1000


def in_pieces(rows: QuerySet[Any]) -> Iterator[Any]:
    """All rows, the oldest first, by their `at` and primary key, which an index should have in this order."""
    rows = rows.order_by("at", "pk")
    following = rows
    while True:
        found = list(following[:CHUNK])
        yield from found
        if len(found) < CHUNK:
            return
        at, pk = found[-1].at, found[-1].pk
        following = rows.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk), at__gte=at)
