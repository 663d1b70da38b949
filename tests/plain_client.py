"""A client over a plain socket, which costs next to nothing: a thousand of them wait in one process and none is late by
the others. httpx looks through all its connections at each answer.
"""

import asyncio
import json
import time
from typing import Any


class Connection:
    """A keep-alive connection with one call at a time."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key

    async def __aenter__(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    def send(self, line: str, body: Any = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Heat-API-Key: {self._key}\r\n"
        if content:
            head += "Content-Type: application/json\r\n"
        self._writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)

    async def answer(self) -> tuple[bytes, float]:
        """The body, and when its first byte came."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        at = time.perf_counter()
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
        body = await self._reader.readexactly(length)
        if b" 200 " not in lines[0]:
            raise RuntimeError(f"{lines[0]!r} {body!r}")
        return body, at

    async def call(self, line: str, body: Any = None) -> Any:
        self.send(line, body)
        return json.loads((await self.answer())[0])
