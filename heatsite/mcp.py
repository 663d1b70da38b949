"""The MCP endpoint: the tools of heat_client.mcp, which call this server's own API in this process.

So every call of a tool has the API's keys, limits, validation, idempotency and held calls, and there is no second way
to the database. Nothing is kept between two calls: any web process may answer any of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from django.conf import settings
from mcp.server.mcpserver import Context
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from heat_client import AsyncHeat, HeatError
from heat_client.mcp import make_server

# Which hosts are ours, Django says when a caller's key is looked at: the library would let only this machine's by.
OWN_CHECK = TransportSecuritySettings(enable_dns_rebinding_protection=False)
RETRIES = 2  # a call inside that fails is tried again so often: the agent may try again, too
KEYS = ("authorization", "x-heat-api-key", "x-crunch-api-key")
PASSED_ON = ("content-type", "www-authenticate", "retry-after", "x-request-id")


class Endpoint:
    """The ASGI application; `start` and `stop` are called on the server's loop."""

    def __init__(self, inside: ASGIApp, leaving: Callable[[], bool]) -> None:
        self._inside = httpx.ASGITransport(app=inside)
        server = make_server(self._heat, leaving)
        server.streamable_http_app(
            stateless_http=True,
            max_request_body_size=settings.HEAT_MAX_BODY,
            transport_security=OWN_CHECK,
        )
        self._sessions = server.session_manager
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take calls."""
        started = asyncio.Event()
        self._task = asyncio.create_task(self._run(started))
        await started.wait()

    async def stop(self) -> None:
        """Take no more, and end what still runs."""
        self._ending.set()
        if self._task is not None:
            await self._task

    async def _run(self, started: asyncio.Event) -> None:
        async with self._sessions.run():
            started.set()
            await self._ending.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = await self._refusal(scope["method"], Headers(scope=scope))
        await (refusal or self._sessions.handle_request)(scope, receive, send)

    async def _refusal(self, method: str, headers: Mapping[str, str]) -> Response | None:
        """Why the API would not let this caller in, in its own words; None when it would."""
        if method != "POST":
            return Response(status_code=405, headers={"allow": "POST"})  # there is no session to end or to listen to
        given = [(name.encode(), headers[name].encode("latin-1")) for name in ("host", *KEYS) if name in headers]
        async with httpx.AsyncClient(transport=self._inside, base_url="http://localhost", headers=given) as client:
            answer = await client.get("/v1/account")
        if answer.is_success:
            return None
        named = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
        return Response(answer.content, answer.status_code, named)

    @asynccontextmanager
    async def _heat(self, ctx: Context[Any, Any]) -> AsyncIterator[AsyncHeat]:
        """The API in the name of whoever calls a tool."""
        headers = ctx.headers or {}
        key = _key(headers)
        if not key:
            raise HeatError("No API key: send it as `Authorization: Bearer KEY`.")
        async with AsyncHeat(key, _url(headers), transport=self._inside, retries=RETRIES) as heat:
            yield heat


def _key(headers: Mapping[str, str]) -> str:
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    named = headers.get("x-heat-api-key") or headers.get("x-crunch-api-key", "")
    return bearer.strip() if scheme.lower() == "bearer" else named


def _url(headers: Mapping[str, str]) -> str:
    """The caller's own address of this server, which Django has let pass by now."""
    return f"http://{headers.get('host', 'localhost')}"
