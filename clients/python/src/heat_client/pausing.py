"""What takes time besides HTTP, for both clients."""

import time
from os import PathLike
from pathlib import Path

import anyio

sleep = time.sleep
async_sleep = anyio.sleep


def read_file(path: str | PathLike[str]) -> bytes:
    """The content of a file."""
    return Path(path).read_bytes()


async def async_read_file(path: str | PathLike[str]) -> bytes:
    """The content of a file, read without holding the loop."""
    return await anyio.Path(path).read_bytes()
