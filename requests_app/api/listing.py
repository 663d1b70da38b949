"""The filters of a list of requests: what may be asked, and the rows that answer it."""

from typing import Any

from django.db.models import QuerySet

from requests_app.models import HeatRequest
from requests_app.request_types import REQUEST_TYPES

from . import query

LIST_PARAMETERS = {
    "status": query.one_of(*HeatRequest.Status.values),
    "type": query.one_of(*REQUEST_TYPES),
    "tag": query.tag,
    "batch": query.uuid,
    "archived": query.boolean,
    "created_after": query.moment,
    "created_before": query.moment,
    "completed_after": query.moment,
    "limit": query.limit,
    "cursor": query.cursor,
}
_LOOKUPS = {
    "status": "status",
    "type": "type",
    "batch": "batch_id",
    "tag": "tag_rows__tag",
    "created_after": "created_at__gt",
    "created_before": "created_at__lt",
    "completed_after": "completed_at__gt",
}


def listed(rows: QuerySet[HeatRequest], asked: dict[str, Any]) -> QuerySet[HeatRequest]:
    """Of these rows those that were asked for, as `query.read` gave it; archived ones only where they are asked for."""
    rows = rows.filter(**{lookup: asked[name] for name, lookup in _LOOKUPS.items() if name in asked})
    return rows.filter(archived_at__isnull=not asked.get("archived", False))
