"""JSON bodies, read strictly: what is taken here can be stored, echoed and computed with."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.utils.mediatypes import _MediaType

MAX_DEPTH = 32
MAX_DIGITS = 300  # every such integer also is a finite float
MAX_NAMED = 20  # wrong values that one answer names

# What only an escape can bring into a string: NUL, and halves of surrogate pairs.
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_BAD_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_CHARSETS = {"utf-8", "utf8", "us-ascii"}


class BodyTooLarge(APIException):
    """413: the body is over the view's limit."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is too large: at most {limit:,} bytes are taken.")


class StrictJSONParser(BaseParser):
    """A JSON object in UTF-8, of at most `view.max_body` bytes."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises ParseError, ValidationError, BodyTooLarge, UnsupportedMediaType (for a charset)."""
        charset = _MediaType(media_type or "").params.get("charset", "utf-8")
        if charset.strip('"').lower() not in _CHARSETS:
            raise UnsupportedMediaType(media_type or "")
        limit = getattr((parser_context or {}).get("view"), "max_body", settings.HEAT_MAX_BODY)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(limit)
        return read_object(body)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object that the bytes are.

    Raises ParseError where they are none, with line and column; ValidationError where they hold what is refused, by
    path: NaN, infinities, integers of over 300 digits, NUL, lone surrogates, a name given twice, nesting over 32 deep.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start + 1} can't be read.") from None
    if not text.strip(" \t\r\n"):
        raise ParseError("The body is empty: send a JSON object.")
    value = _load(text)
    if not isinstance(value, dict):
        raise ParseError(f"The body must be a JSON object, not {_named(value)}.")
    errors: dict[str, list[str]] = {}
    for path, message in _refused(value, strings=_SUSPECT_ESCAPE.search(text) is not None):
        errors.setdefault(".".join(map(str, path)), []).append(message)
        if len(errors) == MAX_NAMED:
            break
    if errors:
        raise ValidationError(errors)
    return value


class _Refused(str):
    """Stands, while reading, where a value stood that can't be taken; says why."""


def _load(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_float,
            parse_int=_int,
            parse_constant=lambda name: _Refused(f"{name} is not a JSON number."),
        )
    except json.JSONDecodeError as error:
        raise ParseError(
            f"The body is not JSON: line {error.lineno}, column {error.colno}: {error.msg.removesuffix(' at')}."
        ) from None
    except RecursionError:
        raise ParseError(_too_deep()) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen = set()
        for name, _ in pairs:
            if name in seen:
                members[name] = _Refused("This name is given twice in one object.")
            seen.add(name)
    return members


def _float(digits: str) -> float | _Refused:
    number = float(digits)
    return number if math.isfinite(number) else _Refused("This number is too large.")


def _int(digits: str) -> int | _Refused:
    return int(digits) if len(digits) <= MAX_DIGITS else _Refused(f"Integers have at most {MAX_DIGITS} digits.")


def _refused(value: dict[str, Any], *, strings: bool) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Path and message of all that is refused, level by level; strings are looked at only when there is cause."""
    level: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    for _ in range(MAX_DEPTH):
        deeper = []
        for path, node in level:
            if strings and isinstance(node, dict) and any(map(_BAD_CHARACTER.search, node)):
                yield path, "A name in this object holds a character that can't be taken: NUL or half a surrogate pair."
            for key, child in node.items() if isinstance(node, dict) else enumerate(node):
                if isinstance(child, dict | list):
                    deeper.append(((*path, key), child))
                elif isinstance(child, _Refused):
                    yield (*path, key), str(child)
                elif strings and isinstance(child, str) and (bad := _BAD_CHARACTER.search(child)):
                    what = "NUL" if bad.group() == "\x00" else "half a surrogate pair"
                    yield (*path, key), f"Character {bad.start() + 1} can't be taken: it is {what}."
        level = deeper
    if level:
        yield level[0][0], _too_deep()


def _too_deep() -> str:
    return f"The body is nested more than {MAX_DEPTH} deep."


def _named(value: Any) -> str:
    if isinstance(value, list):
        return "an array"
    if isinstance(value, _Refused):
        return "a number that is not JSON"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return "a string" if isinstance(value, str) else "a number"
