"""What one call outwards may cost: time by the wall clock, bytes, and TLS that names the right host."""

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from requests_app import egress
from tests.receiver import endless, hang, receiving, reply, trickle

CERTIFICATE = Path(__file__).parent / "hooks.example.pem"


@pytest.fixture(autouse=True)
def loopback(settings):
    settings.HEAT_EGRESS_LOOPBACK = True


def refusal(url, **options):
    """Why a call was refused, and after how many seconds."""
    began = time.monotonic()
    with pytest.raises(egress.NotReached) as refused:
        egress.call("POST", url, **options)
    return str(refused.value), time.monotonic() - began


@pytest.mark.parametrize(
    "act",
    [hang, trickle(b"HTTP/1.1 200 OK\r\nx: y"), trickle(b"H"), trickle(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)],
    ids=["hangs", "trickles its headers", "trickles its status", "says 100 for ever"],
)
def test_the_whole_call_ends_by_the_wall_clock(act):
    with receiving() as receiver:
        receiver.otherwise = act
        why, seconds = refusal(receiver.url, total=1.0)
    assert why == "There was no reply within 1 seconds."
    assert 0.9 < seconds < 2.5


def test_a_body_that_nobody_reads_ends_by_the_wall_clock_too():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        why, seconds = refusal(f"http://127.0.0.1:{deaf.getsockname()[1]}/", body=b"x" * 30_000_000, total=1.0)
    assert why == "There was no reply within 1 seconds."
    assert 0.9 < seconds < 2.5


def test_a_name_server_that_hangs_holds_a_call_no_longer_than_a_connection(monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda *_, **__: held.wait(30) and [])
    monkeypatch.setattr(egress, "CONNECT", 0.5)
    why, seconds = refusal("http://hangs.test/")
    held.set()
    assert why == "There was no connection within 0.5 seconds."
    assert 0.4 < seconds < 2


def test_a_host_that_takes_no_connection_is_given_up_after_the_connect_time(monkeypatch):
    monkeypatch.setattr(egress, "CONNECT", 0.5)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        why, seconds = refusal(f"http://127.0.0.1:{port}/")
        for one in waiting:
            one.close()
    assert why == "There was no connection within 0.5 seconds."
    assert seconds < 2


def test_of_an_endless_reply_the_first_kilobyte_is_read():
    with receiving() as receiver:
        receiver.otherwise = endless
        began = time.monotonic()
        reply_ = egress.call("POST", receiver.url)
        assert (reply_.status, reply_.start) == (200, b"x" * 1024)
        assert time.monotonic() - began < 2


def test_headers_without_end_are_no_reply():
    def flood(receiver, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not receiver.let_go.is_set():
            connection.sendall(b"x-a: " + b"y" * 8000 + b"\r\n")

    with receiving() as receiver:
        receiver.otherwise = flood
        why, seconds = refusal(receiver.url, total=5)
    assert "not HTTP" in why
    assert seconds < 4


@pytest.mark.parametrize("text", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 99])
def test_what_is_no_http_is_no_reply(text):
    with receiving() as receiver:
        receiver.otherwise = lambda _, connection: connection.sendall(text)
        why, _ = refusal(receiver.url, total=3)
    assert "not HTTP" in why


def test_the_first_reply_is_what_counts_and_headers_come_in_lower_case():
    with receiving() as receiver:
        receiver.otherwise = reply(418, b"teapot", X_Frame_Options="DENY")
        found = egress.call("GET", receiver.url, headers=[("x-mine", "1")])
    assert (found.status, found.start, found.header("x-frame-options")) == (418, b"teapot", "DENY")
    assert found.header("x-nothing") is None
    assert receiver.calls[0].headers["x-mine"] == "1"


@pytest.fixture
def tls_receiver(monkeypatch):
    """A server with a certificate for hooks.example alone, which is trusted; the names that clients asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    names = []
    context.sni_callback = lambda _, name, __: names.append(name)
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(egress, "_tls", lambda: trusting)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
                received = b""
                with context.wrap_socket(connection, server_side=True) as secure:
                    # Whole, headers and body: what is left unread as the connection closes would break the reply off.
                    while not received.endswith(b"\r\n\r\nx") and (part := secure.recv(65536)):
                        received += part
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    real = socket.getaddrinfo
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    yield listener.getsockname()[1], names
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_tls_checks_the_name_though_the_connection_goes_to_an_address(tls_receiver):
    port, names = tls_receiver
    assert egress.call("POST", f"https://hooks.example:{port}/", body=b"x").status == 200
    assert names == ["hooks.example"]
    why, _ = refusal(f"https://other.example:{port}/")
    assert "certificate is not valid" in why


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_receiver, monkeypatch):
    port, _ = tls_receiver
    monkeypatch.setattr(egress, "_tls", egress.httpcore.default_ssl_context)
    why, _ = refusal(f"https://hooks.example:{port}/")
    assert "certificate is not valid" in why


def test_a_tls_handshake_that_hangs_ends_by_the_wall_clock():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _, seconds = refusal(f"https://127.0.0.1:{silent.getsockname()[1]}/", total=1.0)
    assert 0.9 < seconds < 2.5
