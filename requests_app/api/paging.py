"""Keyset paging: a page costs the same wherever it stands."""

from typing import Any

from django.db.models import Q, QuerySet

from . import query

DEFAULT_LIMIT = 50


def page(rows: QuerySet[Any], asked: dict[str, Any], *, newest_first: bool = True) -> tuple[list[Any], str | None]:
    """One page of `rows` by `limit` and `cursor`, and the cursor of the next one or None."""
    size = asked.get("limit", DEFAULT_LIMIT)
    if at := asked.get("cursor"):
        created_at, pk = at
        way = "lt" if newest_first else "gt"
        # The first condition is implied by the second; it is there so that the database can seek.
        rows = rows.filter(**{f"created_at__{way}e": created_at}).filter(
            Q(**{f"created_at__{way}": created_at}) | Q(**{f"pk__{way}": pk})
        )
    order = ("-created_at", "-pk") if newest_first else ("created_at", "pk")
    found = list(rows.order_by(*order)[: size + 1])
    following = query.write_cursor(found[size - 1].created_at, found[size - 1].pk) if len(found) > size else None
    return found[:size], following
