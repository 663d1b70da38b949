"""Errors as application/problem+json (RFC 9457)."""

import json
from http import HTTPStatus


def problem_body(status: int, detail: str, *, title: str | None = None, **extra: object) -> bytes:
    """The body of a problem."""
    named = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status, "detail": detail}
    return json.dumps({**named, **extra}).encode()
