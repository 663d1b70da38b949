"""Whether a website refuses to be framed, as its headers have it."""

import time

import pytest

from crunchers import framing
from tests.receiver import Act, hang, receiving, reply


@pytest.fixture(autouse=True)
def at_work_example(settings):
    settings.HEAT_EGRESS_LOOPBACK = True
    settings.PUBLIC_URL = "http://work.example:8000"
    framing._kept.clear()


def headers(*lines: str) -> Act:
    """A page with these header lines."""
    text = "\r\n".join(["HTTP/1.1 200 OK", "Content-Length: 0", *lines, "", ""]).encode()
    return lambda _, connection: connection.sendall(text)


@pytest.mark.parametrize(
    ("lines", "allowed"),
    [
        ([], True),
        (["X-Frame-Options: DENY"], False),
        (["x-frame-options: SameOrigin"], False),
        (["X-Frame-Options: ALLOW-FROM http://work.example:8000"], True),  # browsers ignore it
        (["X-Frame-Options: SAMEORIGIN, DENY"], False),
        (["Content-Security-Policy: frame-ancestors 'none'"], False),
        (["Content-Security-Policy: frame-ancestors 'self'"], False),
        (["Content-Security-Policy: frame-ancestors"], False),
        (["Content-Security-Policy: default-src 'none'"], True),
        (["Content-Security-Policy-Report-Only: frame-ancestors 'none'"], True),
        (["Content-Security-Policy: frame-ancestors *"], True),
        (["Content-Security-Policy: frame-ancestors http:"], True),
        (["Content-Security-Policy: frame-ancestors https:"], False),
        (["Content-Security-Policy: frame-ancestors https://work.example:8000"], False),
        (["Content-Security-Policy: frame-ancestors http://work.example:8000"], True),
        (["Content-Security-Policy: FRAME-ANCESTORS work.example:*"], True),
        (["Content-Security-Policy: frame-ancestors work.example"], False),
        (["Content-Security-Policy: frame-ancestors http://*.example:8000"], True),
        (["Content-Security-Policy: frame-ancestors http://*.work.example:8000"], False),
        (["Content-Security-Policy: script-src x; frame-ancestors a.example http://work.example:8000/x"], True),
        (["Content-Security-Policy: frame-ancestors *, frame-ancestors 'none'"], False),
        (["Content-Security-Policy: frame-ancestors *", "Content-Security-Policy: frame-ancestors a.example"], False),
        (["X-Frame-Options: DENY", "Content-Security-Policy: frame-ancestors *"], True),
        (["X-Frame-Options: DENY", "Content-Security-Policy: img-src *"], False),
    ],
)
def test_a_page_may_be_framed_as_its_headers_say(lines, allowed):
    with receiving() as site:
        site.otherwise = headers(*lines)
        assert framing.may_be_framed(site.url) is allowed


def test_our_own_pages_may_frame_themselves(settings):
    with receiving() as site:
        settings.PUBLIC_URL = f"http://{site.netloc}"
        site.otherwise = headers("Content-Security-Policy: frame-ancestors 'self'")
        assert framing.may_be_framed(site.url) is True
        site.otherwise = headers("X-Frame-Options: SAMEORIGIN")
        assert framing.may_be_framed(site.url + "?2") is True


def test_redirects_are_followed_to_the_page_whose_headers_count():
    with receiving() as site:
        site.script = [reply(302, Location="/there", X_Frame_Options="DENY"), reply(200)]
        assert framing.may_be_framed(site.url) is True
        site.script = [reply(301, Location="/there"), reply(200, X_Frame_Options="DENY")]
        assert framing.may_be_framed(site.url + "?2") is False
        assert [call.path for call in site.calls] == ["/hook", "/there", "/hook?2", "/there"]


@pytest.mark.parametrize("location", ["http://169.254.169.254/", "http://10.0.0.1/", "file:///etc/passwd", "http://["])
def test_a_redirect_inwards_leads_nowhere(location):
    with receiving() as site:
        site.otherwise = reply(302, Location=location)
        assert framing.may_be_framed(site.url) is None
        assert site.connections == 1


def test_redirects_in_a_ring_end():
    with receiving() as site:
        site.by_call = lambda call: reply(302, Location=call.path + "x")
        assert framing.may_be_framed(site.url) is None
        assert site.connections == framing.HOPS


def test_a_site_that_hangs_is_unknown_after_the_time_of_all_its_redirects(monkeypatch):
    monkeypatch.setattr(framing, "TOTAL", 0.6)
    with receiving() as site:
        site.script = [reply(302, Location="/x"), hang]
        began = time.monotonic()
        assert framing.may_be_framed(site.url) is None
        assert time.monotonic() - began < 2


def test_a_page_without_tls_is_no_frame_of_a_page_with_it(settings):
    settings.PUBLIC_URL = "https://work.example"
    with receiving() as site:
        assert framing.may_be_framed(site.url) is False
        assert site.connections == 0


def test_what_is_known_is_kept_and_no_more_of_it_than_there_is_room(monkeypatch):
    monkeypatch.setattr(framing, "KEPT", 3)
    with receiving() as site:
        for _ in range(3):
            assert framing.may_be_framed(site.url) is True
        assert site.connections == 1
        for n in range(5):
            framing.may_be_framed(f"{site.url}?{n}")
        assert len(framing._kept) == 3
        monkeypatch.setattr(framing, "KEPT_FOR", -1)
        framing.may_be_framed(f"{site.url}?later")
        framing.may_be_framed(f"{site.url}?later")
        assert site.connections == 1 + 5 + 2


def test_lookups_that_all_wait_keep_no_further_page_waiting():
    taken = [framing._places.acquire(blocking=False) for _ in range(6)]
    try:
        assert framing.may_be_framed("http://127.0.0.1:9999/") is None
    finally:
        for _ in filter(None, taken):
            framing._places.release()
