"""A proxy on loopback that does to calls what networks and servers do."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

# What may happen to a call: "pass"; "refused" (closed unread); "lost" (done, and the answer lost); "torn" (done, and
# half of the answer sent); a status with its Retry-After: (429, "1").
Fault = str | tuple[int, str]


@dataclass
class Flaky:
    """Passes calls on to `target`; each takes the next fault of `plan`, and when that is empty none."""

    target: str
    plan: deque[Fault] = field(default_factory=deque)
    seen: list[tuple[str, str, str]] = field(default_factory=list)  # method, path and idempotency key of each call
    url: str = ""

    def will(self, *faults: Fault) -> None:
        """Forget what was, and have these happen to the next calls."""
        self.seen.clear()
        self.plan = deque(faults)


def _handler(flaky: Flaky) -> type[BaseHTTPRequestHandler]:
    client = httpx.Client(timeout=150, trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def _pass_on(self) -> httpx.Response:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = [(name, value) for name, value in self.headers.items() if name.lower() != "host"]
            return client.request(self.command, f"{flaky.target}{self.path}", headers=headers, content=body)

        def _answer(self, status: int, headers: dict[str, str], body: bytes, sent: int | None = None) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:sent])

        def _do(self) -> None:
            flaky.seen.append((self.command, self.path.split("?")[0], self.headers.get("Idempotency-Key", "")))
            fault = flaky.plan.popleft() if flaky.plan else "pass"
            self.close_connection = fault != "pass"
            if fault == "refused":
                return
            if isinstance(fault, tuple):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self._answer(fault[0], {"Retry-After": fault[1]} if fault[1] else {}, b"<h1>not now</h1>")
                return
            try:
                answer = self._pass_on()
            except httpx.TransportError:  # the server is away, and so is this connection
                self.close_connection = True
                return
            if fault == "lost":
                return
            kept = {name: value for name, value in answer.headers.items() if name in ("content-type", "retry-after")}
            self._answer(
                answer.status_code, kept, answer.content, len(answer.content) // 2 if fault == "torn" else None
            )

        do_GET = do_POST = do_DELETE = _do

    return Handler


@contextmanager
def flaky_proxy(target: str) -> Iterator[Flaky]:
    """A proxy to `target` for as long as the block runs."""
    flaky = Flaky(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(flaky))
    server.daemon_threads = True
    flaky.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield flaky
    finally:
        server.shutdown()
        server.server_close()
