"""One call of Django, as WSGI, from the first line of its environment to the last byte of its answer.

It runs in one of a few threads whose database connections persist. The answer is taken whole (past 1 MiB on disk)
before a byte of it is sent, so that a slow reader holds neither a thread nor a database cursor, and an answer that
fails half-way is a clean 500.
"""

import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from starlette.types import Scope

from .bodies import Spool

RawHeaders = list[tuple[bytes, bytes]]


class Reply(NamedTuple):
    """An answer, ready to be sent: `headers` have lower-case names and no length."""

    status: int
    headers: RawHeaders
    body: Spool

    def header(self, name: bytes) -> bytes | None:
        """The first value of the header `name` (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


def whole(status: int, headers: RawHeaders, body: bytes) -> Reply:
    """A reply of `body`."""
    spool = Spool()
    spool.add(body)
    return Reply(status, headers, spool)


def environment(scope: Scope, headers: RawHeaders, body: BinaryIO, length: int) -> dict[str, Any]:
    """The WSGI environment of an HTTP scope with these headers and a body of `length` bytes."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client := scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            continue  # the body is whole by now, and its length known
        if name != "CONTENT_TYPE":
            name = f"HTTP_{name}"
        if name in environ:
            value = environ[name] + ("; " if name == "HTTP_COOKIE" else ",") + value
        environ[name] = value
    return environ


def call(application: WSGIApplication, environ: dict[str, Any]) -> Reply:
    """What `application` answers. To be run in a thread; raises what the application or the disk raises."""
    started: list[Any] = []
    spool = Spool()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        started[:] = [status, headers]
        return spool.add

    parts: Iterable[bytes] = application(environ, start_response)
    try:
        for part in parts:
            spool.add(part)
    except BaseException:
        spool.close()
        raise
    finally:
        environ["wsgi.input"].close()
        if close := getattr(parts, "close", None):
            close()  # Django's end of the request: here its database connections are looked after
    status, headers = started
    return Reply(
        int(status[:3]), [raw(name, value) for name, value in headers if name.lower() != "content-length"], spool
    )


@lru_cache(1024)
def raw(name: str, value: str) -> tuple[bytes, bytes]:
    """A header as it is sent. One object for all its uses: thousands of held answers have the same ones."""
    return name.lower().encode("latin-1"), value.strip().encode("latin-1")
