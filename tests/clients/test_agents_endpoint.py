"""The endpoint of agents, over an application in place of the shell."""

import asyncio
import json
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from heatsite.mcp import Endpoint

PENDING = {"id": "one", "status": "pending", "type": "free-text", "created_at": None, "completed_at": None}
CALL = {"name": "ask_free_text", "arguments": {"instruction": "Say", "wait_seconds": 600}}


class Inside:
    """Answers as the API does; a look at the request is held until its caller leaves, and counted in `held`."""

    def __init__(self) -> None:
        self.held = 0
        self.account = JSONResponse({"name": "Alice's shop"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: Response = JSONResponse({"requests": [], "next": None})
        if scope["path"] == "/v1/account":
            answer = self.account
        elif scope["method"] == "POST":
            answer = JSONResponse(PENDING)
        elif scope["path"] == "/v1/requests/one":
            self.held += 1
            try:
                await asyncio.Event().wait()
            finally:
                self.held -= 1
        await answer(scope, receive, send)


class Caller:
    """A call of `/mcp`; `leave` hangs up."""

    def __init__(self) -> None:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": CALL}
        self._messages = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
        self._left = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/mcp",
            "raw_path": b"/mcp",
            "query_string": b"",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "headers": [
                (b"host", b"heat.example"),
                (b"authorization", b"Bearer test_key"),
                (b"content-type", b"application/json"),
                (b"accept", b"application/json, text/event-stream"),
                (b"mcp-protocol-version", b"2025-06-18"),
            ],
        }

    async def receive(self) -> Any:
        if self._messages:
            return self._messages.pop()
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    def leave(self) -> None:
        self._left.set()


async def until(true: Any) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def test_an_agent_that_hangs_up_frees_what_was_held_for_it() -> None:
    async def run() -> None:
        inside, caller = Inside(), Caller()
        endpoint = Endpoint(inside, lambda: False)
        await endpoint.start()
        call = asyncio.create_task(endpoint(caller.scope, caller.receive, caller.send))
        await until(lambda: inside.held == 1)
        caller.leave()
        await call
        await until(lambda: inside.held == 0)
        await endpoint.stop()

    asyncio.run(run())


def test_a_server_that_ends_frees_all() -> None:
    async def run() -> None:
        inside, caller = Inside(), Caller()
        endpoint = Endpoint(inside, lambda: False)
        await endpoint.start()
        call = asyncio.create_task(endpoint(caller.scope, caller.receive, caller.send))
        await until(lambda: inside.held == 1)
        await endpoint.stop()
        await until(lambda: inside.held == 0)
        call.cancel()

    asyncio.run(run())


@pytest.mark.parametrize("status", [401, 429, 503])
def test_what_the_api_refuses_is_refused_in_its_words(status: int) -> None:
    async def run() -> Caller:
        inside, caller = Inside(), Caller()
        inside.account = JSONResponse({"detail": "Not now."}, status, {"Retry-After": "7"})
        endpoint = Endpoint(inside, lambda: False)
        await endpoint.start()
        await endpoint(caller.scope, caller.receive, caller.send)
        await endpoint.stop()
        return caller

    start, body = asyncio.run(run()).sent
    assert start["status"] == status and (b"retry-after", b"7") in start["headers"]
    assert json.loads(body["body"]) == {"detail": "Not now."}
