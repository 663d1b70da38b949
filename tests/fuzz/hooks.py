"""What schemathesis can't know by itself; it imports this file (SCHEMATHESIS_HOOKS)."""

import uuid
from typing import Any

import schemathesis

_HEADER = "Idempotency-Key"


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Give each call an idempotency key of its own: with one for all, whatever follows the first is refused for it."""
    headers = case.headers or {}
    key = headers.get(_HEADER)
    if isinstance(key, str) and key.isascii() and key.isprintable() and 1 <= len(key.strip()) <= 255:
        headers[_HEADER] = f"{uuid.uuid4()}{key.strip()}"[:255]
