"""A call's body, read whole before Django is given a thread for it.

A slow sender costs a connection, never a thread; past 1 MiB the body waits on disk, not in memory.
"""

import asyncio
import io
import tempfile
from typing import BinaryIO

from starlette.types import Receive

IN_MEMORY = 1024 * 1024  # bytes
IDLE_LIMIT = 60.0  # seconds in which not a byte of an unfinished body came
LINGER = 10.0  # seconds for which what follows a refusal is read and thrown away
CHUNK = 64 * 1024  # bytes


class TooLarge(Exception):
    """The body is over the limit."""


class TooSlow(Exception):
    """Nothing came for IDLE_LIMIT seconds, and the body is not whole."""


class HungUp(Exception):
    """The client left before its body was whole."""


class Spool:
    """Bytes in the order in which they come: in memory up to IN_MEMORY, then in a file that has no name."""

    __slots__ = ("_file", "_parts", "length")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self.length = 0

    def add(self, part: bytes) -> None:
        """Take `part`. OSError: the disk is full."""
        if not part:
            return
        self.length += len(part)
        if self._file is None and self.length > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close(), or with its last reference
            self._file.write(b"".join(self._parts))
            self._parts.clear()
        if self._file is None:
            self._parts.append(part)
        else:
            self._file.write(part)

    @property
    def on_disk(self) -> bool:
        return self._file is not None

    def file(self) -> BinaryIO:
        """All of it, from its beginning, to be read and closed by the caller."""
        if self._file is None:
            return io.BytesIO(b"".join(self._parts))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        self._parts.clear()
        if self._file is not None:
            self._file.close()


def announced_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    """What the headers say of the body: its length in bytes, 0 when there is none, None when it comes in chunks."""
    length = 0
    for name, value in headers:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value) if value.isdigit() else 0
    return length


async def read_body(headers: list[tuple[bytes, bytes]], receive: Receive, limit: int) -> Spool:
    """The body, whole. TooLarge (before a byte is read, where the length is announced), TooSlow, HungUp, OSError."""
    announced = announced_length(headers)
    spool = Spool()
    if announced == 0:
        return spool
    if announced is not None and announced > limit:
        raise TooLarge
    try:
        while True:
            async with asyncio.timeout(IDLE_LIMIT):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise HungUp
            part = message.get("body", b"")
            if spool.length + len(part) > limit:
                raise TooLarge
            spool.add(part)
            if not message.get("more_body", False):
                return spool
    except TimeoutError:
        spool.close()
        raise TooSlow from None
    except BaseException:
        spool.close()
        raise


async def throw_away(receive: Receive) -> None:
    """Read on for a while: who is cut off while sending never sees why it was refused."""
    try:
        async with asyncio.timeout(LINGER):
            message = await receive()
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()
    except TimeoutError:
        pass
