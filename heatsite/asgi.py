"""The shell: what the world talks to. WebSockets go to Channels, files and health are answered from here, and all else
goes to Django, which stays synchronous, in a few threads; a call that waits for a person is held in holding.py, without
a thread.
"""

import asyncio
import logging
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from uuid import UUID

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.urls import re_path
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from .wsgi import application as django_application  # it sets Django up for what follows

# isort: split
from crunchers.routing import websocket_urlpatterns as work_sockets
from requests_app import events
from requests_app.api import held
from requests_app.api.errors import problem_body
from requests_app.console.consumers import websocket_urlpatterns as console_sockets

from .agents import PATHS as AGENTS_PATHS
from .agents import Agents
from .bodies import CHUNK, HungUp, TooLarge, TooSlow, read_body, throw_away
from .calls import RawHeaders, Reply, call, environment, whole
from .files import SiteFiles, file_response
from .health import ALIVE, READY, Health
from .hints import Hints
from .holding import GONE, Call, Hub
from .origins import SameOrigin

logger = logging.getLogger(__name__)

HOLD, FILE, REQUEST_ID = b"x-heat-hold", b"x-heat-file", b"x-request-id"
PUBLIC = {b"x-heat-api-key"}  # of all names that begin with x-heat-, those that are the world's business
KEPT = 16 * 1024  # bytes of a pending answer that are kept while a call is held; a longer one is read again
AROUND_A_FILE = 64 * 1024  # bytes of a form that holds one
FILE_PATH = re.compile(r"/v1/files/?|/console/\d+/files/")
BATCH_PATH = re.compile(r"/v1/batch/?|/console/\d+/batches/new/\w+/")  # bodies of many questions come here
REQUEST_ID_FORM = re.compile(rb"[\x21-\x7e]{1,128}")


class Hold(NamedTuple):
    """What a view says of an answer that may wait, in X-Heat-Hold."""

    held: held.Held
    seconds: float


def internal(name: bytes) -> bool:
    """Whether a header is between Django and the shell alone."""
    return name.startswith(b"x-heat-") and name not in PUBLIC


def most_of_body(path: str) -> int:
    """Bytes that a body sent there may have."""
    if FILE_PATH.fullmatch(path):
        return max(settings.HEAT_MAX_IMAGE, settings.HEAT_MAX_VIDEO, settings.HEAT_MAX_AUDIO) + AROUND_A_FILE
    return settings.HEAT_MAX_BATCH_BODY if BATCH_PATH.fullmatch(path) else settings.HEAT_MAX_BODY


def wanted_hold(reply: Reply) -> Hold | None:
    """What the view said of holding its answer, if anything. An unreadable header is our own slip: it is logged."""
    value = reply.header(HOLD)
    if value is None:
        return None
    try:
        request_id, seconds, account, environment_name, resource = value.decode().split()
        return Hold(held.Held(UUID(request_id), int(account), environment_name, resource), float(seconds))
    except ValueError:
        logger.error("unreadable X-Heat-Hold: %r", value)
        return None


def problem(status: int, detail: str, headers: RawHeaders | None = None) -> Reply:
    """An error of the shell's own."""
    named = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store"), *(headers or [])]
    return whole(status, named, problem_body(status, detail))


def answered(pending: RawHeaders, answer: held.Answer) -> Reply:
    """The answer under the headers of the pending one, but for those that speak of its body."""
    of_body = {b"content-type", b"etag", b"last-modified", b"retry-after"}
    headers = [(name, value) for name, value in pending if name not in of_body]
    return whole(answer.status, [*headers, (b"content-type", answer.content_type.encode())], answer.body)


class Shell:
    """The ASGI application."""

    def __init__(self, sockets: ASGIApp, hub: Hub) -> None:
        self.hub = hub
        self._sockets = sockets
        self._files = SiteFiles()
        self._health = Health()
        self._hints = Hints(hub)
        self._agents = Agents(self, lambda: hub.going_down)
        self._threads = ThreadPoolExecutor(settings.HEAT_WEB_THREADS, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and not internal(name)]
        if scope["type"] == "websocket":
            await self._sockets({**scope, "headers": headers}, receive, send)
        elif scope["path"] in (ALIVE, READY):
            await send_reply(await self._health.reply(scope["path"]), send)
        elif scope["path"].startswith(settings.STATIC_URL):
            await self._send_static(scope, receive, send)
        elif scope["path"] in AGENTS_PATHS:
            await self._agents({**scope, "headers": headers}, receive, send)
        elif not scope["path"].startswith("/"):
            await send_reply(problem(400, "What was asked for is no path."), send)
        elif (wait := await self._ask_django(scope, headers, receive, send)) is not None:
            del headers  # nothing of the call is kept while it waits but what wait has
            await self._hold(*wait, receive, send)

    def let_go(self) -> None:
        """The server goes down: answer all blocked calls pending. From a signal handler, or any thread."""
        self.hub.let_go_soon()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        loop = asyncio.get_running_loop()
        events.use_loop(loop)
        self.hub.start(loop)
        self._hints.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._agents.stop()
        self._hints.stop()
        self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _send_static(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._files.response(scope)
        except HTTPException as refusal:
            named = [(name.lower().encode(), value.encode()) for name, value in (refusal.headers or {}).items()]
            await send_reply(problem(refusal.status_code, refusal.detail, named), send)
        else:
            await response(scope, receive, send)

    async def _ask_django(
        self, scope: Scope, headers: RawHeaders, receive: Receive, send: Send
    ) -> tuple[Hold, Reply] | None:
        """Send what Django answers; where that is to be held, it is returned instead."""
        given = next((value for name, value in headers if name == REQUEST_ID), b"")
        request_id = given if REQUEST_ID_FORM.fullmatch(given) else secrets.token_hex(16).encode()
        named = [(REQUEST_ID, request_id)]
        headers = [*((name, value) for name, value in headers if name != REQUEST_ID), *named]
        try:
            reply = await self._reply(scope, headers, receive)
        except HungUp:
            return None
        except TooLarge:
            await refuse(problem(413, "The body is larger than is taken here.", named), receive, send)
            return None
        except TooSlow:
            await refuse(problem(408, "The body did not come in time.", named), receive, send)
            return None
        if reply.header(REQUEST_ID) is None:
            reply.headers.append((REQUEST_ID, request_id))
        hold, path = wanted_hold(reply), reply.header(FILE)
        reply = reply._replace(headers=[(name, value) for name, value in reply.headers if not internal(name)])
        if path is not None:
            await self._send_file(path.decode(), reply, scope, receive, send)
        elif hold is not None:
            return hold, reply
        else:
            await send_reply(reply, send)
        return None

    async def _reply(self, scope: Scope, headers: RawHeaders, receive: Receive) -> Reply:
        """What Django answers. HungUp, TooLarge, TooSlow: of the body."""
        body = await read_body(headers, receive, most_of_body(scope["path"]))
        environ = environment(scope, headers, body.file(), body.length)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call, django_application, environ)
        except Exception:
            logger.exception("Django did not answer")
            return problem(500, "The server failed. The id in X-Request-Id says which call it was.")

    async def _send_file(self, path: str, reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
        reply.body.close()
        try:
            response = await asyncio.to_thread(file_response, path, reply.status, reply.headers, scope)
        except HTTPException:
            await send_reply(problem(404, "There is no such file."), send)
        else:
            await response(scope, receive, send)

    async def _hold(self, hold: Hold, reply: Reply, receive: Receive, send: Send) -> None:
        """Send the answer once there is one, and the pending one when the time is up or the server goes down."""
        call = self.hub.hold(hold.held, hold.seconds)
        if call is None:
            await send_reply(reply, send)
            return
        kept = reply.body.length <= KEPT
        if not kept:
            reply.body.close()
        watch = asyncio.create_task(watch_for_hang_up(receive, call))
        try:
            outcome = await call.future
        finally:
            watch.cancel()
            self.hub.release(call)
        if outcome is None and not kept:
            outcome = await self._now(hold.held)
            if outcome is None:
                named = [(REQUEST_ID, reply.header(REQUEST_ID) or b""), (b"retry-after", b"5")]
                reply = problem(503, f"The state of {hold.held.id} can't be read now.", named)
        if outcome != GONE:
            await send_reply(reply if outcome is None else answered(reply.headers, outcome), send)

    async def _now(self, one: held.Held) -> held.Answer | None:
        try:
            return await self.hub.current.ask(one)
        except Exception:  # logged where it was read
            return None


async def watch_for_hang_up(receive: Receive, call: Call) -> None:
    """End a held call when its client leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass
    call.end(GONE)


async def refuse(reply: Reply, receive: Receive, send: Send) -> None:
    """Say why a body is not taken, while it still comes; then close."""
    headers = [*reply.headers, (b"connection", b"close"), (b"content-length", str(reply.body.length).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body.file().read(), "more_body": True})
    await throw_away(receive)
    await send({"type": "http.response.body", "body": b""})


async def send_reply(reply: Reply, send: Send) -> None:
    """Send all of a reply, with its length, as fast as the client takes it."""
    headers = reply.headers
    if reply.status not in (204, 304):
        headers = [*headers, (b"content-length", str(reply.body.length).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    with reply.body.file() as file:
        while len(part := file.read(CHUNK)) == CHUNK:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": part})


def shell() -> Shell:
    """The whole of it, wired."""
    nowhere = re_path("", WebsocketDenier.as_asgi())
    sockets = SameOrigin(AuthMiddlewareStack(URLRouter([*work_sockets, *console_sockets, nowhere])))
    hub = Hub(held.ended, held.current)
    events.on_ended(hub.woken)
    return Shell(sockets, hub)


application = shell()
