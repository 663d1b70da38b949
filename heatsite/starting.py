"""What a server must have before it starts: its folder and its port. Whatever is missing is one plain sentence.

Nothing here imports Django, whose settings make the folder's secret key when they are read.
"""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Refused(Exception):
    """Why Heat does not start, as a sentence for whoever started it."""


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Make the data folder if need be and keep other processes out of it, until this one ends, however it ends.

    Raises Refused when it can't be made or written, or when another process has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
    except OSError as error:
        raise Refused(
            f"{folder} can't be written ({_why(error)}). Set HEAT_DATA to a folder that can, or free this one."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(
                f"another Heat is running on {folder}. Stop it first, or set HEAT_DATA to another folder: without "
                "DATABASE_URL and REDIS_URL, Heat is one process."
            ) from None
        yield


def listening(host: str, port: str) -> socket.socket:
    """A socket that listens on host and port; port "0" takes any that is free.

    Raises Refused when the port is no port, busy, or not for this user, or when the host is not of this machine.
    """
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise Refused(f"PORT is {port!r}, which is not a number from 0 to 65535.")
    number = int(port)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refused(f"HOST is {host!r}, which can't be found ({_why(error)}).") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"port {number} of {host} is in use. Set PORT to another one, as in: make run PORT=8001"
            ) from None
        raise Refused(f"port {number} of {host} can't be opened ({_why(error)}).") from None
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine reaches the listener, without a slash at the end."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def data_folder() -> Path:
    """HEAT_DATA, or `data` beside the project's Makefile: the same as in the settings."""
    return Path(os.environ.get("HEAT_DATA") or Path(__file__).resolve().parent.parent / "data").resolve()


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
