"""WebSockets are opened by pages of this very site alone."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from heatsite.origins import SameOrigin
from tests.processes import Heat


def let_in(headers: list[tuple[str, str]], scheme: str = "ws") -> bool:
    """Whether a socket with these headers reaches the application."""
    reached = []

    async def application(*_: Any) -> None:
        reached.append(True)

    arriving = [{"type": "websocket.disconnect", "code": 1006}, {"type": "websocket.connect"}]

    async def receive() -> dict[str, Any]:
        return arriving.pop()

    async def send(message: dict[str, Any]) -> None:
        assert message["type"] == "websocket.close"

    scope = {
        "type": "websocket",
        "scheme": scheme,
        "path": "/crunch/socket",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(SameOrigin(application)(scope, receive, send))  # type: ignore[arg-type]
    return bool(reached)


HOST = ("host", "heat.example:8000")


@pytest.fixture(autouse=True)
def _one_host(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["heat.example", "127.0.0.1"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example", "https://*.wide.example"]
    settings.SECURE_PROXY_SSL_HEADER = None


@pytest.mark.parametrize("origin", ["http://heat.example:8000", "http://HEAT.example:8000"])
def test_a_page_of_the_same_origin_is_let_in(origin: str) -> None:
    assert let_in([HOST, ("origin", origin)])


@pytest.mark.parametrize("origin", ["https://trusted.example", "https://trusted.example:443", "https://a.wide.example"])
def test_a_trusted_origin_is_let_in(origin: str) -> None:
    assert let_in([HOST, ("origin", origin)])


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example:8000",
        "https://heat.example:8000",
        "http://heat.example",
        "http://heat.example:8001",
        "http://heat.example.evil:8000",
        "http://heat.example:8000@evil.example",
        "http://trusted.example",
        "https://trusted.example:8443",
        "https://nottrusted.example",
        "https://wide.example.evil",
        "ws://heat.example:8000",
        "heat.example:8000",
        "http://",
        "http://heat.example:99999",
        "http://[",
        "file://",
        "null",
        "",
        "*",
    ],
)
def test_a_page_of_another_origin_is_not(origin: str) -> None:
    assert not let_in([HOST, ("origin", origin)])


def test_who_says_no_origin_or_two_is_not_let_in() -> None:
    ours = ("origin", "http://heat.example:8000")
    assert not let_in([HOST])
    assert not let_in([HOST, ours, ("origin", "http://evil.example")])
    assert not let_in([ours])
    assert not let_in([HOST, ("host", "evil.example"), ours])


def test_a_host_that_is_not_ours_makes_no_origin_ours() -> None:
    assert not let_in([("host", "evil.example"), ("origin", "http://evil.example")])


def test_behind_a_proxy_that_speaks_tls_the_origin_is_https(settings: Any) -> None:
    host, origin = ("host", "heat.example"), ("origin", "https://heat.example")
    forwarded = ("x-forwarded-proto", "https")
    assert not let_in([host, origin, forwarded])
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert let_in([host, origin, forwarded])
    assert not let_in([host, ("origin", "http://heat.example"), forwarded])
    assert let_in([host, origin], scheme="wss")


@pytest.fixture(scope="module")
def session(live_server_process: Heat) -> str:
    """The cookie of the signed-in demo cruncher."""
    heat = live_server_process
    with httpx.Client(base_url=heat.url, follow_redirects=True) as browser:
        form = browser.get("/crunch/sign-in/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token
        browser.post("/crunch/sign-in/", data={"csrfmiddlewaretoken": token[1], **heat.demo["cruncher"]})
        return f"sessionid={browser.cookies['sessionid']}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_work_page_reaches_its_socket_by_whatever_name_it_was_opened(
    live_server_process: Heat, session: str, host: str
) -> None:
    port = live_server_process.url.rsplit(":", 1)[1]
    url, origin = f"ws://{host}:{port}/crunch/socket", f"http://{host}:{port}"
    with connect(url, origin=origin, additional_headers={"Cookie": session}) as socket:  # type: ignore[arg-type]
        socket.ping().wait(5)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_another_page_with_the_same_session_does_not(
    live_server_process: Heat, session: str, origin: str | None
) -> None:
    url = live_server_process.url.replace("http", "ws") + "/crunch/socket"
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(url, origin=origin, additional_headers={"Cookie": session}),  # type: ignore[arg-type]
    ):
        pass
    assert refused.value.response.status_code == 403


def test_a_socket_to_nowhere_is_refused(live_server_process: Heat) -> None:
    url = live_server_process.url
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(url.replace("http", "ws") + "/nowhere", origin=url),  # type: ignore[arg-type]
    ):
        pass
    assert refused.value.response.status_code == 403
