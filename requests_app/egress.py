"""The only door outwards: whatever calls a URL that somebody gave calls it here.

The host's name is resolved once; every address that it has is vetted, and the connection goes to one of those very
addresses, so that a name which answers differently the second time gains nothing. TLS still checks the name. Redirects
are not followed, proxies of the environment not used, and no reply takes longer than it may, however it trickles.
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any

import httpcore
import httpx
from django.conf import settings

from .addresses import may_call

CONNECT = 5.0  # seconds for the name and the connection
TOTAL = 15.0  # seconds for everything, by the wall clock
KEPT = 1024  # bytes of the reply
# Ports that browsers refuse, since what listens there may take an HTTP call for commands (Fetch, "bad port").
# fmt: off
_BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
    5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211,
})
# fmt: on
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(rb"[A-Za-z0-9._:-]+")  # a name in ASCII, or an address without a zone
_ADDRESSES = 8  # of a name that has more, the first
# Said alike whether a name is unknown or leads inside, so that nobody learns our names by asking.
_NOT_ALLOWED = "The host's name is not known, or leads to an address that may not be called."
# A name server may hang: its threads are bounded, and nobody waits for them longer than for a connection.
_lookups = threading.BoundedSemaphore(256)


class NotReached(Exception):
    """No reply was had; the message says why, in words for the account whose URL it is."""


@dataclass(frozen=True)
class Reply:
    """An HTTP reply: its status, its headers in lower case, the first bytes of its body."""

    status: int
    headers: list[tuple[str, str]]
    start: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, or None."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [value for key, value in self.headers if key == name]


def call(
    method: str,
    url: str,
    *,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    kept: int = KEPT,
    total: float = TOTAL,
) -> Reply:
    """Make one call and read its reply, or as much of it as comes within `total` seconds and `kept` bytes.

    Raises NotReached when the URL may not be called, or no status came in time.
    """
    target = _target(url)
    by = time.monotonic() + total
    sent = [(b"accept-encoding", b"identity"), *((name.encode(), value.encode()) for name, value in headers)]
    backend = _Vetted(by)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), max_connections=1, network_backend=backend) as pool,
            pool.stream(method, target, headers=sent, content=body) as response,
        ):
            pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers]
            return Reply(response.status, pairs, _start(response, kept))
    except httpcore.ConnectTimeout:
        raise NotReached(f"There was no connection within {min(CONNECT, total):g} seconds.") from None
    except httpcore.TimeoutException:
        raise NotReached(f"There was no reply within {total:g} seconds.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise NotReached(_in_words(error)) from None


def _target(url: str) -> httpcore.URL:
    """The URL in parts. What is checked here is what is called: no other reading of it is made."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise NotReached("The URL can't be read.") from None
    if not _HOST.fullmatch(parts.raw_host):
        raise NotReached("The URL can't be read.")
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    if parts.scheme not in _DEFAULT_PORTS:
        raise NotReached("Only absolute URLs of http and https are called.")
    if parts.userinfo:
        raise NotReached("A URL with a user name or a password is not called.")
    if port in _BAD_PORTS or port > 65535 or parts.port == 0:
        raise NotReached(f"Port {parts.port} is not called.")
    return httpcore.URL(scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=parts.raw_path)


def _start(response: httpcore.Response, kept: int) -> bytes:
    """The first bytes of a body; a body that breaks off or takes too long is as long as it came."""
    start = bytearray()
    try:
        for chunk in response.iter_stream():
            start += chunk
            if len(start) >= kept:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass
    return bytes(start[:kept])


def _in_words(error: Exception) -> str:
    if isinstance(error, httpcore.ProtocolError):
        return "The reply is not HTTP, or broke off before its status."
    return f"The connection failed: {error}."[:300] if str(error) else "The connection failed."


@cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _vetted(host: str, port: int, by: float) -> list[tuple[socket.AddressFamily, Any]]:
    """The addresses of a host, each allowed. Raises NotReached when one of them is not, or there is none."""
    loopback, networks = settings.HEAT_EGRESS_LOOPBACK, settings.HEAT_EGRESS_NETWORKS
    found = _look_up(host, port, by)
    if not found or not all(
        may_call(ip_address(address[0]), loopback=loopback, networks=networks) for _, address in found
    ):
        raise NotReached(_NOT_ALLOWED)
    return found[:_ADDRESSES]


def _look_up(host: str, port: int, by: float) -> list[tuple[socket.AddressFamily, Any]]:
    answers: SimpleQueue[Any] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError, ValueError):
            answers.put([])
        finally:
            _lookups.release()

    if _lookups.acquire(timeout=max(0, by - time.monotonic())):
        threading.Thread(target=ask, name="heat-name", daemon=True).start()
        try:
            found = answers.get(timeout=max(0, by - time.monotonic()))
        except Empty:
            raise httpcore.ConnectTimeout from None
        return list(dict.fromkeys((family, address) for family, _, _, _, address in found))
    raise httpcore.ConnectTimeout


class _Vetted(httpcore.NetworkBackend):
    """Connects to vetted addresses alone, and to nothing after `by` (by the monotonic clock)."""

    def __init__(self, by: float) -> None:
        self._by = by

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        by = min(self._by, time.monotonic() + CONNECT)
        failure: Exception = httpcore.ConnectTimeout()
        addresses = _vetted(host, port, by)
        for tried, (family, address) in enumerate(addresses):
            left = by - time.monotonic()
            if left <= 0:
                break
            try:
                return _Stream(_connected(family, address, left / (len(addresses) - tried)), self._by)
            except TimeoutError:
                failure = httpcore.ConnectTimeout()
            except OSError as error:
                failure = httpcore.ConnectError(error.strerror or str(error))
        raise failure


def _connected(family: socket.AddressFamily, address: Any, seconds: float) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


class _Stream(httpcore.NetworkStream):
    """A connection of which nothing lasts past `by`: each step gets what is left, not a time of its own."""

    def __init__(self, connection: socket.socket, by: float) -> None:
        self._socket = connection
        self._by = by

    def _arm(self, late: type[Exception]) -> None:
        left = self._by - time.monotonic()
        if left <= 0:
            raise late
        self._socket.settimeout(left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._arm(httpcore.ReadTimeout)
        try:
            return self._socket.recv(max_bytes)
        except TimeoutError:
            raise httpcore.ReadTimeout from None
        except OSError as error:
            raise httpcore.ReadError(error.strerror or str(error)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = memoryview(buffer)
        while left:
            self._arm(httpcore.WriteTimeout)
            try:
                left = left[self._socket.send(left) :]
            except TimeoutError:
                raise httpcore.WriteTimeout from None
            except OSError as error:
                raise httpcore.WriteError(error.strerror or str(error)) from None

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            self._arm(httpcore.ConnectTimeout)
            return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._by)
        except TimeoutError:
            self.close()
            raise httpcore.ReadTimeout from None
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise httpcore.ConnectError(f"the certificate is not valid, {error.verify_message}") from None
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(error.strerror or str(error)) from None

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        return None
