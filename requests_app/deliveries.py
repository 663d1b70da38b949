"""Webhook deliveries: the row is written in the transaction that makes it necessary, so that no ending goes untold."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db.models.functions import Now

from . import hints
from .models import Account, Batch, HeatRequest, WebhookDelivery, WebhookHost
from .rendering import batch_object, request_object

_PORTS = {"http": 80, "https": 443}
_LONGEST_HOST = 300  # what is longer is no host, and must not keep a request from ending


def host_of(url: str) -> str:
    """`host:port` of a URL, by which deliveries to one receiver know each other; empty where there is none."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}" if parts.hostname else ""
    except ValueError:
        return ""
    return host[:_LONGEST_HOST]


def _owed(body: dict[str, Any], url: str, **of: Any) -> WebhookDelivery:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return WebhookDelivery(body=text, url=url, host=host_of(url), created_at=Now(), due_at=Now(), **of)


def know_hosts(pairs: set[tuple[int, str]]) -> None:
    """See to it that there is a row for each of these pairs of an account's id and a host: senders go by them."""
    named = WebhookHost.objects.filter(account__in={one for one, _ in pairs}, host__in={host for _, host in pairs})
    if new := sorted(pairs - set(named.values_list("account_id", "host"))):
        rows = [WebhookHost(account_id=account, host=host) for account, host in new]
        WebhookHost.objects.bulk_create(rows, ignore_conflicts=True)


def _write(rows: list[WebhookDelivery]) -> None:
    if rows:
        know_hosts({(row.account_id, row.host) for row in rows})
        WebhookDelivery.objects.bulk_create(rows, batch_size=200)
        hints.on_commit(hints.DELIVER)


def owe_requests(heat_requests: Iterable[HeatRequest]) -> None:
    """Owe each client's hook its final Request object; nothing without a `hook_url`."""
    rows = [
        _owed(request_object(heat_request), url, account_id=heat_request.account_id, heat_request=heat_request)
        for heat_request in heat_requests
        if (url := heat_request.given.get("hook_url"))
    ]
    _write(rows)


def owe_batch(batch: Batch) -> None:
    """Owe the batch's own hook its final counts; nothing without a `hook_url`."""
    if batch.hook_url:
        _write([_owed(batch_object(batch), batch.hook_url, account_id=batch.account_id, batch=batch)])


def owe_test(account: Account, url: str) -> None:
    """Owe a URL a test: `{"test": true}`, signed and sent as any other. Call it in a transaction."""
    _write([_owed({"test": True}, url, account=account)])
