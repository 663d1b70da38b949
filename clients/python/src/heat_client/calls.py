"""One HTTP call: what is sent and what an answer means. No network here: sync and async share it."""

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from .errors import ConnectionFailed, HeatError, api_error
from .objects import Request
from .retrying import seconds_of
from .version import VERSION

DEFAULT_URL = "http://127.0.0.1:8000"
HOW = ("block", "wait", "idempotency_key")  # options that are not fields of the question


@dataclass
class Call:
    """A call that may be sent several times, always the same: a POST has a key of its own."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    files: Any = None
    block: float = 0
    idempotency_key: str = ""
    text: bool = False  # whether what answers is a text, not JSON

    def __post_init__(self) -> None:
        if self.method == "POST" and not self.idempotency_key:
            self.idempotency_key = str(uuid.uuid4())
        if self.block:
            self.query["block"] = self.block

    def options(self, timeout: float) -> dict[str, Any]:
        """What httpx is given; `timeout` in seconds for all but what the server is asked to hold the call."""
        options: dict[str, Any] = {
            "params": {name: _text(value) for name, value in self.query.items() if value is not None},
            "headers": {"Idempotency-Key": self.idempotency_key} if self.idempotency_key else {},
            "timeout": httpx.Timeout(timeout, read=timeout + self.block),
        }
        if self.body is not None:
            options["content"] = json.dumps(self.body).encode()
            options["headers"]["Content-Type"] = "application/json"
        if self.files is not None:
            options["files"] = self.files
        return options


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def connection_of(key: str | None, url: str | None) -> tuple[str, dict[str, str]]:
    """The server's URL and the headers of every call. Raises HeatError without a key."""
    key = key or os.environ.get("HEAT_API_KEY", "")
    if not key:
        raise HeatError("No API key: give one, or set HEAT_API_KEY.")
    base = (url or os.environ.get("HEAT_URL") or DEFAULT_URL).rstrip("/")
    return base, {"X-Heat-API-Key": key, "User-Agent": f"heat-client-python/{VERSION}", "Accept": "application/json"}


def failure(error: httpx.TransportError) -> HeatError:
    """A broken connection, as this package says it."""
    return ConnectionFailed(f"{type(error).__name__}: {error}")


def answer_of(call: Call, response: httpx.Response) -> Any:
    """The JSON, or the text, of an answer of 2xx. Raises ApiError for all else."""
    if call.text and response.is_success:
        return response.text
    try:
        body = response.json()
    except ValueError:
        body = response.text
        if response.is_success:
            raise ConnectionFailed("the answer is not JSON: is this the server's address?") from None
    if response.is_success:
        return body
    headers = response.headers
    raise api_error(response.status_code, body, headers.get("x-request-id", ""), seconds_of(headers.get("retry-after")))


def ask_call(type: str, body: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
    """The call that asks: `body` and `options` together are the question, but for HOW."""
    fields = {**body, **{name: value for name, value in options.items() if name not in HOW}}
    return Call(
        "POST",
        f"/v1/requests/{type}",
        body={name: value for name, value in fields.items() if value is not None},
        block=float(options.get("block") or 0),
        idempotency_key=options.get("idempotency_key") or "",
    )


def id_of(request: "str | Request[Any]") -> str:
    """The id, of an id or of a Request."""
    return request if isinstance(request, str) else request.id


def seconds_to_wait(wait: bool | float) -> float | None:
    """The option `wait` as a timeout: True is None, without end."""
    return None if wait is True else float(wait)
