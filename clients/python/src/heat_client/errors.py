"""What can go wrong, as exceptions; all are HeatError."""

from collections.abc import Mapping
from typing import Any


class HeatError(Exception):
    """Whatever this package raises."""


class ConnectionFailed(HeatError):
    """The server could not be reached, or the connection broke, as often as it was tried."""


class InvalidSignature(HeatError):
    """A webhook's signature, or its time, is not what the server of the secret would have sent."""


class StillPending(HeatError, TimeoutError):
    """The time to wait is over and there is no answer yet. `id` can be waited for again, now or in a week."""

    def __init__(self, id: str) -> None:
        super().__init__(f"{id} is still pending; nothing is lost: wait for it again with this id")
        self.id = id


class ApiError(HeatError):
    """The server answered with an error.

    `errors` are messages by the path of a field, in 400s; `request_id` is what to quote; `retry_after` is in seconds.
    """

    def __init__(self, status: int, body: Mapping[str, Any], request_id: str = "", retry_after: float | None = None):
        self.status = status
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors: dict[str, list[str]] = dict(body.get("errors") or {})
        self.body = dict(body)
        self.request_id = request_id
        self.retry_after = retry_after
        fields = [f"{path}: {' '.join(said)}" for path, said in self.errors.items() if path]
        more = "; ".join(fields) if len(fields) > 1 else ""
        super().__init__(f"{status} {self.title}: {self.detail}" + (f" {more}" if more else ""))


class BadRequest(ApiError):
    """400: something in the call is not acceptable; `errors` says what."""


class Unauthorized(ApiError):
    """401: no key, or not a valid one."""


class NotFound(ApiError):
    """404: there is no such thing, or it is another account's."""


class RateLimited(ApiError):
    """429: too fast, or over the month's quota."""


class ServerError(ApiError):
    """5xx: the server's fault, or its maintenance."""


BY_STATUS: dict[int, type[ApiError]] = {400: BadRequest, 401: Unauthorized, 404: NotFound, 429: RateLimited}


def api_error(status: int, body: object, request_id: str = "", retry_after: float | None = None) -> ApiError:
    """The exception for an answer of this status; `body` is its JSON, or its text where it had none."""
    kind = BY_STATUS.get(status, ServerError if status >= 500 else ApiError)
    known = body if isinstance(body, Mapping) else {"title": "Unexpected answer", "detail": str(body)[:500]}
    return kind(status, known, request_id, retry_after)
