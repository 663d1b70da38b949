"""From a call's body to rows: validated, made once, all or nothing."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from requests_app import idempotency
from requests_app.creation import Ask, make, make_batch
from requests_app.models import Batch, HeatRequest
from requests_app.request_types import REQUEST_TYPES, RequestType

from .auth import Caller, caller_of
from .batch_envelope import BatchEnvelope
from .serializers import read_question

_HEADER = "Idempotency-Key"
# So many wrong items of a batch are named in one answer; the others are found when these are mended.
_WRONG_ITEMS = 100


def _ask(request_type: RequestType, body: Any, caller: Caller) -> Ask:
    question = read_question(request_type, body, caller.environment, may_use_gold=caller.account.may_use_gold)
    return Ask(request_type, question.given, question.filled_in, question.warnings)


def once(http_request: Request, body: Any, make_it: Callable[[], Any]) -> Any:
    """Run `make_it` in a transaction, or give what it made for the same Idempotency-Key and `body`, which is JSON."""
    caller = caller_of(http_request)
    key = http_request.headers.get(_HEADER)
    if key is None:
        with transaction.atomic():
            return make_it()
    if not 1 <= len(key) <= 255 or not (key.isascii() and key.isprintable()):
        raise ValidationError({_HEADER: ["An idempotency key has 1 to 255 printable ASCII characters."]})
    body_digest = idempotency.digest(http_request.path.rstrip("/"), body)
    try:
        return idempotency.once(caller.account, caller.environment, key, body_digest, make_it)
    except idempotency.OtherBody as error:
        message = "This key was used within 24 hours for another call or another body: make a new one for this."
        raise ValidationError({_HEADER: [message]}) from error


def ask(http_request: Request, request_type: RequestType) -> HeatRequest:
    """Make the request that a call asks for. Raises ValidationError, QuotaExceeded."""
    caller = caller_of(http_request)
    one = _ask(request_type, http_request.data, caller)
    return once(http_request, http_request.data, lambda: make(caller.account, caller.environment, [one])[0])


def ask_batch(http_request: Request) -> Batch:
    """Make the batch that a call asks for, or nothing of it. Raises ValidationError, QuotaExceeded."""
    caller = caller_of(http_request)
    envelope = BatchEnvelope(data=http_request.data)
    envelope.is_valid(raise_exception=True)
    fields = envelope.validated_data
    asks = _items(fields, caller)
    name, hook_url = fields.get("name", ""), fields.get("hook_url", "")
    return once(
        http_request, http_request.data, lambda: make_batch(caller.account, caller.environment, name, hook_url, asks)
    )


def _items(fields: dict[str, Any], caller: Caller) -> list[Ask]:
    asks: list[Ask] = []
    errors: dict[str, Any] = {}
    for index, item in enumerate(fields["requests"]):
        try:
            asks.append(_item({**fields["defaults"], **item}, fields.get("type"), caller))
        except ValidationError as error:
            errors[str(index)] = error.detail
            if len(errors) == _WRONG_ITEMS:
                break
    if errors:
        raise ValidationError({"requests": errors})
    return asks


def _item(body: dict[str, Any], default_type: str | None, caller: Caller) -> Ask:
    name = body.pop("type", default_type)
    if name is None:
        raise ValidationError({"type": ["Say which type this item is, here or for the whole batch."]})
    if not isinstance(name, str) or name not in REQUEST_TYPES:
        raise ValidationError({"type": [f"There is no such type. The types: {', '.join(REQUEST_TYPES)}."]})
    return _ask(REQUEST_TYPES[name], body, caller)
