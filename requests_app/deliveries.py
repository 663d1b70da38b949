"""Webhook deliveries: the row is written in the transaction that makes it necessary, so that no ending goes untold."""

import json
from typing import Any

from django.db.models.functions import Now

from .models import Batch, HeatRequest, WebhookDelivery
from .rendering import batch_object, request_object


def _write(body: dict[str, Any], **of: Any) -> None:
    WebhookDelivery.objects.create(
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")), created_at=Now(), due_at=Now(), **of
    )


def owe_request(heat_request: HeatRequest) -> None:
    """Owe the client's hook the final Request object; nothing without a `hook_url`."""
    if url := heat_request.given.get("hook_url"):
        _write(request_object(heat_request), account_id=heat_request.account_id, heat_request=heat_request, url=url)


def owe_batch(batch: Batch) -> None:
    """Owe the batch's own hook its final counts; nothing without a `hook_url`."""
    if batch.hook_url:
        _write(batch_object(batch), account_id=batch.account_id, batch=batch, url=batch.hook_url)
