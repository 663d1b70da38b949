"""The answers that are problems: when each occurs, with which headers, and one as the code really makes it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework import exceptions

from requests_app.models import HeatRequest
from requests_app.request_types import REQUEST_TYPES

from . import schema_answers
from .base import Maintenance
from .errors import CONTENT_TYPE, problem_body, problem_response
from .held import response_answer
from .parsers import BodyTooLarge
from .schema_questions import Schema
from .serializers import read_question

# By status: the component's name, and when it occurs.
NAMES: dict[int, tuple[str, str]] = {
    400: ("Invalid", "The call can't be accepted: `errors` names all that is wrong."),
    401: ("Unauthorized", "No API key, or none that is valid here."),
    404: ("NotFound", "There is no such thing, or it is another account's, or of the other environment."),
    405: ("MethodNotAllowed", "What any other method on this path is told; `Allow` names those that it takes."),
    408: ("TooSlow", "The body did not come in time."),
    413: ("TooLarge", "The body is over 1 MiB (of a batch: 32 MiB)."),
    415: ("NotJSON", "The body is of another media type than JSON."),
    429: ("TooFast", "Live keys only: too many calls in a short time, or over the month's quota."),
    449: ("Pending", "There is no response yet."),
    500: ("Failed", "Something went wrong on the server: the id in `instance` says which call it was."),
    503: ("Unavailable", "Maintenance, or the database is away for a moment."),
}
HEADERS: Schema = {
    "Allow": {"description": "The methods that the path takes.", "required": True, "schema": {"type": "string"}},
    "Accept": {"description": "The media type that is taken.", "schema": {"type": "string"}},
    "RateLimit": {
        "description": "Live keys: calls left at once, and seconds until all are there again.",
        "schema": {"type": "string", "pattern": '^"burst";r=[0-9]+;t=[0-9]+$'},
    },
    "RateLimit-Policy": {
        "description": "Live keys: how many calls at once, gained anew in how many seconds.",
        "schema": {"type": "string", "pattern": '^"burst";q=[0-9]+;w=[0-9]+$'},
    },
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {"description": "How to authenticate.", "required": True, "schema": {"type": "string"}},
    "X-Request-Id": {
        "description": "Names the call: the client's own header of this name, or an id that is made for it.",
        "schema": {"type": "string"},
    },
}
_OWN_HEADERS = {401: ["WWW-Authenticate"], 405: ["Allow"], 415: ["Accept"], 429: ["Retry-After"], 503: ["Retry-After"]}
# Answered before the key is known, so that no bucket is at hand.
_WITHOUT_LIMIT = {401, 408}


def headers(names: list[str]) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def every(limited: bool) -> list[str]:
    """The headers of every answer; `limited` where the call counts against a rate limit."""
    return ["X-Request-Id", *(["RateLimit", "RateLimit-Policy"] if limited else [])]


def error_responses() -> Schema:
    """All components that are responses."""
    return {name: _response(status, text) for status, (name, text) in NAMES.items()}


def errors(*statuses: int) -> Schema:
    """The problems among an operation's responses."""
    return {str(status): {"$ref": f"#/components/responses/{NAMES[status][0]}"} for status in sorted(statuses)}


def _response(status: int, description: str) -> Schema:
    schema = schema_answers.ref("InvalidCall" if status == 400 else "Problem")
    named = [*_OWN_HEADERS.get(status, []), *every(status not in _WITHOUT_LIMIT)]
    content = {CONTENT_TYPE: {"schema": schema, "example": _example(status)}}
    return {"description": description, "headers": headers(named), "content": content}


def _example(status: int) -> Any:
    """The problem as the code answers it."""
    if status in _EXCEPTIONS:
        return json.loads(problem_response(_EXCEPTIONS[status](), {}).content)
    bodies = {
        408: problem_body(408, "The body did not come in time."),
        449: response_answer(HeatRequest(status=HeatRequest.Status.PENDING)).body,
        500: problem_body(500, f"Something went wrong on our side. Please quote {_QUOTED}.", instance=_QUOTED.urn),
    }
    return json.loads(bodies[status])


def _wrong_question() -> Exception:
    wrong = {"choices": ["fair", " ", "foggy"], "min_answers": 2, "max_answers": 1}
    try:
        read_question(REQUEST_TYPES["multiple-choice"], wrong, "live")
    except exceptions.ValidationError as error:
        return error
    raise AssertionError("A wrong question was taken.")


_QUOTED = UUID("0b7d6a52-6f0c-4f0e-9c60-0a3a1f1f9a11")
_EXCEPTIONS: dict[int, Callable[[], Exception]] = {
    400: _wrong_question,
    401: exceptions.NotAuthenticated,
    404: Http404,
    405: partial(exceptions.MethodNotAllowed, "PUT"),
    413: partial(BodyTooLarge, 1024 * 1024),
    415: partial(exceptions.UnsupportedMediaType, "text/plain"),
    429: partial(exceptions.Throttled, wait=1),
    503: partial(Maintenance, 600),
}
