"""`/mcp`: AI agents, who ask by the Model Context Protocol over streamable HTTP.

What serves them (heatsite/mcp.py) is read when the first of them comes: it takes a second and 30 MB, which a server
that no agent calls need not spend.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from .mcp import Endpoint

PATHS = ("/mcp", "/mcp/")


class Agents:
    """The endpoint, for as long as the server lives. `inside`: where the calls go that follow from theirs.

    `leaving` says whether the server goes down: then no agent waits any longer.
    """

    def __init__(self, inside: ASGIApp, leaving: Callable[[], bool]) -> None:
        self._inside = inside
        self._leaving = leaving
        self._endpoint: asyncio.Task[Endpoint] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._endpoint is None:
            self._endpoint = asyncio.create_task(self._opened())
        endpoint = await asyncio.shield(self._endpoint)
        await endpoint(scope, receive, send)

    async def stop(self) -> None:
        """End what still runs."""
        if self._endpoint is not None:
            await (await self._endpoint).stop()

    async def _opened(self) -> "Endpoint":
        kind = await asyncio.to_thread(import_string, "heatsite.mcp.Endpoint")
        endpoint: Endpoint = kind(self._inside, self._leaving)
        await endpoint.start()
        return endpoint
