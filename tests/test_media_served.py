"""A kept file is served by the shell: with its type, with ranges, and so that nothing in it runs."""

import select
import socket
from urllib.parse import urlsplit

import pytest

from tests.media.made import film_or_sound, picture
from tests.pages.files import wav
from tests.processes import Heat


def kept(heat: Heat, content: bytes) -> str:
    answer = heat.post("/v1/files", content=content, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


@pytest.fixture(scope="module")
def film(live_server_process: Heat) -> str:
    return kept(live_server_process, film_or_sound("mp4"))


def test_the_url_is_of_the_server_that_was_asked_and_works_without_a_key(live_server_process: Heat, film: str) -> None:
    assert film.startswith(f"{live_server_process.url}/media/")
    answer = live_server_process.client.get(film)
    assert (answer.status_code, answer.content) == (200, film_or_sound("mp4"))


def test_it_has_its_type_and_runs_nothing(live_server_process: Heat, film: str) -> None:
    headers = live_server_process.client.get(film).headers
    assert (headers["content-type"], headers["x-content-type-options"]) == ("video/mp4", "nosniff")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy
    assert "x-heat-file" not in headers
    picture_url = kept(live_server_process, picture("png"))
    assert live_server_process.client.get(picture_url).headers["content-type"] == "image/png"


def test_parts_of_it_are_sent(live_server_process: Heat, film: str) -> None:
    whole = film_or_sound("mp4")
    answer = live_server_process.client.get(film, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, whole[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    head = live_server_process.client.head(film)
    assert (head.headers["content-length"], head.headers["accept-ranges"]) == (str(len(whole)), "bytes")


@pytest.mark.parametrize("name", ["", "none.png", "..%2f..%2fsecret_key", "%00", "x" * 500])
def test_what_is_no_file_is_a_404(live_server_process: Heat, name: str) -> None:
    assert live_server_process.client.get(f"/media/{name}").status_code == 404


def test_a_body_over_the_other_calls_limit_is_taken(live_server_process: Heat) -> None:
    sent = live_server_process.post("/v1/files", content=wav(200), headers={"Content-Type": "audio/wav"})  # 3 MB
    assert sent.status_code == 200


def test_an_endless_body_is_refused_as_soon_as_it_is_over_all_limits(live_server_process: Heat) -> None:
    address = urlsplit(live_server_process.url)
    head = f"POST /v1/files HTTP/1.1\r\nHost: {address.netloc}\r\nTransfer-Encoding: chunked\r\n\r\n"
    part = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    sent = 0
    with socket.create_connection((address.hostname, address.port), timeout=60) as wire:
        wire.sendall(head.encode())
        while not select.select([wire], [], [], 0)[0]:
            wire.sendall(part)
            sent += 1
        assert wire.recv(1000).startswith(b"HTTP/1.1 413")
    assert sent >= 200, "MiB that were sent before it was answered"
