"""A real HTTP server that receives webhooks and answers as a script says: it hangs, trickles, resets, redirects."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

Act = Callable[["Receiver", socket.socket], None]


@dataclass(frozen=True)
class Call:
    """One call that was received whole; header names in lower case."""

    at: float
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verify(self, secret: str) -> Any:
        """The body as JSON, if the reference library finds its signature right; WebhookVerificationError if not."""
        return Webhook(secret).verify(self.body, self.headers)


def reply(status: int, body: bytes = b"", **headers: str) -> Act:
    """Answer with a status, headers (`retry_after` is Retry-After) and a body."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def act(receiver: "Receiver", connection: socket.socket) -> None:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return act


def hang(receiver: "Receiver", connection: socket.socket) -> None:
    """Say nothing until the receiver ends, or is let go."""
    receiver.let_go.wait(60)


def slow(seconds: float) -> Act:
    """Answer 200, but only after so many seconds."""

    def act(receiver: "Receiver", connection: socket.socket) -> None:
        receiver.let_go.wait(seconds)
        reply(200)(receiver, connection)

    return act


def trickle(text: bytes) -> Act:
    """Send the text byte by byte, ten a second, and go on with its last byte for ever."""

    def act(receiver: "Receiver", connection: socket.socket) -> None:
        position = 0
        while not receiver.let_go.wait(0.1):
            connection.sendall(text[min(position, len(text) - 1) :][:1])
            position += 1

    return act


def endless(receiver: "Receiver", connection: socket.socket) -> None:
    """Answer 200 with a body that never ends, as fast as it is taken."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not receiver.let_go.is_set():
        connection.sendall(b"x" * 65536)


def reset(receiver: "Receiver", connection: socket.socket) -> None:
    """Break the connection off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Receiver:
    """Listens on `host`. `script` is what the next calls get, one after the other; the others get what `by_call` says
    of each, or `otherwise`.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.calls: list[Call] = []
        self.connections = 0
        self.at_once = 0
        self.most_at_once = 0
        self.script: list[Act] = []
        self.otherwise: Act = reply(200)
        # With a secret each call is judged as it arrives, as receivers do: a signature counts for five minutes only.
        self.secret = ""
        self.judged: list[tuple[str, Any]] = []  # ids, and bodies as JSON; None where the signature is wrong
        self.by_call: Callable[[Call], Act] = lambda call: self.otherwise
        self.let_go = threading.Event()
        self._lock = threading.Lock()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=256)
        self.port = self._listener.getsockname()[1]
        self.netloc = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.url = f"http://{self.netloc}/hook"
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        self.let_go.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _judge(self, call: Call) -> Any:
        try:
            return call.verify(self.secret)
        except WebhookVerificationError:
            return None

    def wait_for(self, count: int, seconds: float = 10) -> list[Call]:
        """The calls, once there are so many; AssertionError when there are not in time."""
        end = time.monotonic() + seconds
        while len(self.calls) < count:
            assert time.monotonic() < end, f"{len(self.calls)} of {count} calls within {seconds} s"
            time.sleep(0.01)
        return self.calls

    @property
    def ids(self) -> list[str]:
        return [call.id for call in self.calls]

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, ValueError):
            call = _read(connection)
            judged = (call.id, self._judge(call)) if self.secret else None
            with self._lock:
                self.calls.append(call)
                self.judged += [judged] if judged else []
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                act = self.script.pop(0) if self.script else self.by_call(call)
            try:
                act(self, connection)
            finally:
                with self._lock:
                    self.at_once -= 1


def _read(connection: socket.socket) -> Call:
    """A whole HTTP call; ValueError when it breaks off."""
    connection.settimeout(60)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += _some(connection)
    return Call(time.time(), first.split()[1], headers, body)


def _some(connection: socket.socket) -> bytes:
    if not (some := connection.recv(65536)):
        raise ValueError("broke off")
    return some


@contextlib.contextmanager
def receiving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Receiver]:
    """A receiver for as long as the block runs."""
    receiver = Receiver(host, port)
    try:
        yield receiver
    finally:
        receiver.stop()
