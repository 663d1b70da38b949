"""Query parameters: read, checked, all wrong ones named at once."""

import base64
import binascii
import math
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import ValidationError

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = struct.Struct(">q16s")


def read(query: Mapping[str, str], readers: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Read the parameters that are given. Raises ValidationError with every wrong one named."""
    values, errors = {}, {}
    for name, reader in readers.items():
        if (text := query.get(name)) is not None:
            try:
                values[name] = reader(text)
            except ValueError as error:
                errors[name] = [str(error)]
    if errors:
        raise ValidationError(errors)
    return values


def block(query: Mapping[str, str]) -> float:
    """Seconds that a call may block, at most the server's maximum; 0 when not asked. Raises ValidationError."""
    return read(query, {"block": _block}).get("block", 0.0)


def _block(text: str) -> float:
    try:
        seconds = float(text) if text.isascii() else math.nan
    except ValueError:
        seconds = math.nan
    if math.isnan(seconds) or seconds < 0 or "_" in text:
        raise ValueError("Give seconds as a number that is not negative, for example block=30.")
    return min(seconds, settings.HEAT_MAX_BLOCK)


def limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 200):
        raise ValueError("Give a whole number from 1 to 200.")
    return int(text)


def one_of(*choices: str) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if text not in choices:
            raise ValueError(f"Give one of: {', '.join(choices)}.")
        return text

    return reader


def boolean(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError("Give true or false.")
    return text.lower() in ("true", "1")


def uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ValueError("Give an id as the API gave it.") from error


def moment(text: str) -> datetime:
    try:
        # A "+" that was not escaped reaches us as a blank.
        value = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text)
        value = value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        value = None
    if value is None:
        raise ValueError("Give a time as RFC 3339 has it, for example 2026-11-22T08:30:00Z.")
    return value


def tag(text: str) -> str:
    if "\x00" in text or len(text) > 64:
        raise ValueError("A tag is text of at most 64 characters.")
    return text


def write_cursor(created_at: datetime, pk: UUID) -> str:
    """Where a page ends, as text without meaning for the client."""
    packed = _CURSOR.pack((created_at - _EPOCH) // timedelta(microseconds=1), pk.bytes)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def cursor(text: str) -> tuple[datetime, UUID]:
    try:
        micros, pk = _CURSOR.unpack(base64.urlsafe_b64decode(text.encode("ascii") + b"=="))
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=pk)
    except (ValueError, binascii.Error, struct.error, OverflowError) as error:
        raise ValueError("Give the `next` of the page before, unchanged.") from error
