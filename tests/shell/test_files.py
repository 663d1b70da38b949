"""Files are sent by the shell: with ranges and validators, and holding no thread however slowly they are read."""

import time
from pathlib import Path

import pytest

from .conftest import Site

DIGITS = ["/static/digits.txt", "/file/digits.txt"]
LARGE = ["/static/large.bin", "/file/large.bin", "/stream?size=30000000"]


@pytest.mark.parametrize("path", DIGITS)
def test_a_file_is_sent_whole(site: Site, path: str) -> None:
    response = site.get(path)
    assert (response.status_code, response.text, response.headers["accept-ranges"]) == (200, "0123456789", "bytes")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", DIGITS)
@pytest.mark.parametrize(
    ("asked", "content_range", "body"),
    [("bytes=2-4", "bytes 2-4/10", "234"), ("bytes=7-", "bytes 7-9/10", "789"), ("bytes=-2", "bytes 8-9/10", "89")],
)
def test_a_range_of_a_file_is_sent(site: Site, path: str, asked: str, content_range: str, body: str) -> None:
    response = site.get(path, headers={"Range": asked})
    assert (response.status_code, response.headers["content-range"], response.text) == (206, content_range, body)
    assert response.headers["content-length"] == str(len(body))


@pytest.mark.parametrize("path", DIGITS)
def test_a_range_outside_the_file_is_a_416_that_names_its_size(site: Site, path: str) -> None:
    response = site.get(path, headers={"Range": "bytes=20-30"})
    assert (response.status_code, response.headers["content-range"]) == (416, "bytes */10")


@pytest.mark.parametrize("path", DIGITS)
def test_a_range_of_a_file_that_changed_is_the_whole_file(site: Site, path: str) -> None:
    response = site.get(path, headers={"Range": "bytes=2-4", "If-Range": '"another"'})
    assert (response.status_code, response.text) == (200, "0123456789")


@pytest.mark.parametrize("path", DIGITS)
def test_a_head_call_tells_of_a_file_and_sends_none_of_it(site: Site, path: str) -> None:
    with site.wire() as wire:
        wire.ask(f"HEAD {path}")
        answer = wire.answer(head=True)
        assert (answer.status, answer.headers["content-length"]) == (200, "10")
        wire.ask(f"HEAD {path}", "Range: bytes=2-4")
        answer = wire.answer(head=True)
        assert (answer.status, answer.headers["content-length"]) == (206, "3")
        wire.ask("GET /ping")
        assert wire.answer().body == b"pong"


@pytest.mark.parametrize("path", DIGITS)
def test_a_file_that_the_client_has_is_not_sent_again(site: Site, path: str) -> None:
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = site.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert since.status_code == 304


def test_a_static_file_with_a_version_is_kept_for_ever_and_one_without_is_asked_for_again(site: Site) -> None:
    assert "immutable" in site.get("/static/module.js?v=abc").headers["cache-control"]
    assert site.get("/static/module.js").headers["cache-control"] == "no-cache"
    assert site.get("/static/module.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_static_file_that_changes_is_sent_anew(site: Site, files: Path) -> None:
    path = files / "changing.txt"
    path.write_text("one")
    etag = site.get("/static/changing.txt").headers["etag"]
    path.write_text("three")
    assert site.get("/static/changing.txt", headers={"If-None-Match": etag}).text == "three"


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/none.txt",
        "/static/../manage.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/static/..%2f..%2fsettings.py",
        "/static/digits.txt%00",
        "/static/" + "x" * 5000,
        "/file/none.txt",
        "/file/.",
        "/file/%00",
    ],
)
def test_what_is_no_file_of_ours_is_a_404(site: Site, path: str) -> None:
    with site.wire() as wire:
        wire.ask(f"GET {path}")
        answer = wire.answer(seconds=8)
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_static_file_takes_no_other_method(site: Site) -> None:
    response = site.post("/static/digits.txt")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_the_file_that_django_allows_has_the_headers_that_django_gave(site: Site) -> None:
    response = site.get("/file/digits.txt")
    assert response.headers["content-type"] == "video/mp4"
    assert response.headers["content-disposition"] == "inline"
    assert response.headers["x-shown"] == "shown"
    assert "x-heat-file" not in response.headers


@pytest.mark.parametrize("path", LARGE)
def test_ten_slow_downloads_do_not_keep_others_waiting(site: Site, path: str) -> None:
    wires = [site.wire() for _ in range(10)]  # of a server with four threads
    for wire in wires:
        wire.ask(f"GET {path}")
        assert wire.socket.recv(1000).startswith(b"HTTP/1.1 200")
    time.sleep(0.5)
    begun = time.monotonic()
    for _ in range(20):
        assert site.get("/ping").text == "pong"
    assert time.monotonic() - begun < 5
    for wire in wires:
        wire.close()


@pytest.mark.parametrize("path", LARGE)
def test_a_download_is_whole_when_it_is_read_at_last(site: Site, path: str) -> None:
    with site.wire() as wire:
        wire.ask(f"GET {path}")
        time.sleep(0.3)
        answer = wire.answer()
        assert len(answer.body) == int(answer.headers["content-length"]) >= 30_000_000


def test_clients_that_leave_in_the_middle_of_a_download_free_all(site: Site) -> None:
    before = site.state()
    for path in LARGE:
        with site.wire() as wire:
            wire.ask(f"GET {path}")
            wire.socket.recv(1000)
    until = time.monotonic() + 5
    while (now := site.state())["sockets"] > before["sockets"] or now["files"]:
        assert time.monotonic() < until, now
        time.sleep(0.05)
