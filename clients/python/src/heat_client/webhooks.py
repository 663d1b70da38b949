"""Webhooks: whether one is genuine, by the algorithm of Standard Webhooks, and what it says."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from .errors import InvalidSignature
from .objects import Batch, Request

PREFIX = "whsec_"
TOLERANCE = 300.0  # seconds that a webhook's time may be off


def verify(body: bytes | str, headers: Mapping[str, str], secret: str, *, tolerance: float = TOLERANCE) -> str:
    """The webhook's id, the same each time that it is sent: keep it, to know one that comes twice.

    `body` is what came, byte for byte. Raises InvalidSignature, and ValueError for what is no secret.
    """
    key = _key(secret)
    given = {name.lower(): value for name, value in headers.items()}
    try:
        webhook_id, timestamp, signatures = (given[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as missing:
        raise InvalidSignature(f"there is no header {missing}") from None
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(time.time() - int(timestamp)) > tolerance:
        raise InvalidSignature("its time is not now: sent again by somebody, or a clock is wrong")
    content = f"{webhook_id}.{timestamp}.".encode() + (body.encode() if isinstance(body, str) else body)
    wanted = base64.b64encode(hmac.digest(key, content, hashlib.sha256))
    for signature in signatures.split():
        version, _, value = signature.partition(",")
        if version == "v1" and hmac.compare_digest(value.encode(), wanted):
            return webhook_id
    raise InvalidSignature("no signature fits: another secret, or the body is not what was sent")


def read(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, tolerance: float = TOLERANCE
) -> Request[Any] | Batch:
    """What a genuine webhook says: the request that is over, or the batch. Raises as `verify`."""
    verify(body, headers, secret, tolerance=tolerance)
    said = json.loads(body)
    return Request[Any].of(said) if "status" in said else Batch.of(said)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        raise ValueError("a signing secret is whsec_ and base64")
    return key
