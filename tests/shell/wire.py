"""A client that does what well-behaved ones don't."""

import json
import socket
import time
from typing import Any, NamedTuple


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One connection. OSError and TimeoutError as the socket raises them."""

    def __init__(self, port: int, buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", port))
        self._read = b""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, text: str | bytes) -> None:
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def ask(self, line: str, *headers: str, body: bytes | None = None) -> None:
        """Send a request: "GET /path", header lines, and a body with its length."""
        length = [] if body is None else [f"Content-Length: {len(body)}"]
        self.send(
            "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", *headers, *length, "", ""]).encode() + (body or b"")
        )

    def answer(self, seconds: float = 20, head: bool = False) -> Answer:
        """The next answer."""
        self.socket.settimeout(seconds)
        while b"\r\n\r\n" not in self._read:
            self._more()
        raw, self._read = self._read.split(b"\r\n\r\n", 1)
        first, *lines = raw.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(first.split()[1])
        length = 0 if head or status in (204, 304) else int(headers["content-length"])
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return Answer(status, headers, body)

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        self.socket.settimeout(seconds)
        try:
            self._more()
        except TimeoutError:
            return not self._read
        return False

    def closed(self, seconds: float = 5) -> bool:
        """Whether the server closes within so long."""
        self.socket.settimeout(seconds)
        begun = time.monotonic()
        try:
            while self.socket.recv(65536):
                if time.monotonic() - begun > seconds:
                    return False
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    def _more(self) -> None:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self._read += part
