"""The client: one object a server and key."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Self, TypeVar, Unpack

import httpx

from heat_client.calls import Call, answer_of, connection_of, failure, id_of
from heat_client.errors import ApiError, HeatError, StillPending
from heat_client.fields import Filters
from heat_client.objects import Account, Page, Request
from heat_client.pausing import async_sleep
from heat_client.retrying import Pace, delay, worth_another_try

from .ask import AsyncAsk
from .batches import AsyncBatches
from .files import AsyncFiles

R = TypeVar("R")
PAGE = 200


class AsyncHeat:
    """A server and a key, from HEAT_URL and HEAT_API_KEY where they are not given.

    Every call is sent up to 1 + `retries` times, each time the same, while the connection fails or the server answers
    429 or 5xx. `timeout` is in seconds, for all but the time that a call asks to be held.
    `transport` is httpx's.
    """

    def __init__(
        self,
        key: str | None = None,
        url: str | None = None,
        *,
        timeout: float = 30,
        retries: int = 5,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        base, headers = connection_of(key, url)
        self._http = httpx.AsyncClient(base_url=base, headers=headers, transport=transport)
        self._timeout = timeout
        self._retries = retries
        self.ask = AsyncAsk(self)
        self.batches = AsyncBatches(self)
        self.files = AsyncFiles(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, request: str | Request[R], *, block: float = 0) -> Request[R]:
        """The request as it is; with `block`, as soon as it is over, or as it is after so many seconds."""
        return Request[R].of(await self.send(self._look(request, block)))

    async def wait(
        self,
        request: str | Request[R],
        *,
        timeout: float | None = None,
        block: float = 60,
        on_look: Callable[[Request[R]], Awaitable[None]] | None = None,
    ) -> Request[R]:
        """The request once it is over, whatever the end. `on_look` is called with each pending state that was seen.

        Connections that break, a server that restarts, 429 and 5xx are waited through; other errors are raised, and
        StillPending after `timeout` seconds. `block` 0 polls, with doubled pauses.
        """
        pace = Pace(timeout, block)
        while True:
            try:
                seen = Request[R].of(await self.send_once(self._look(request, pace.next_block())))
            except HeatError as error:
                pause = pace.after_failure(error)
            else:
                if not seen.pending:
                    return seen
                if on_look is not None:
                    await on_look(seen)
                pause = pace.after_pending()
            if pace.left <= 0:
                raise StillPending(id_of(request))
            await async_sleep(pause)

    async def response(self, request: str | Request[Any], *, block: float = 0) -> Any:
        """The response alone. Raises StillPending, and BadRequest when there will be none."""
        call = Call("GET", f"/v1/responses/{id_of(request)}", block=block)
        try:
            return (await self.send(call))["response"]
        except ApiError as error:
            if error.status == 449:
                raise StillPending(id_of(request)) from None
            raise

    async def page(self, *, limit: int = 50, cursor: str | None = None, **filters: Unpack[Filters]) -> Page:
        """One page of the requests, newest first."""
        query: Mapping[str, Any] = {**filters, "limit": limit, "cursor": cursor}
        body = await self.send(Call("GET", "/v1/requests", query=dict(query)))
        return Page([Request[Any].of(one) for one in body["requests"]], body["next"])

    async def list(self, **filters: Unpack[Filters]) -> AsyncIterator[Request[Any]]:
        """All requests, newest first, read page by page."""
        cursor: str | None = None
        while True:
            page = await self.page(limit=PAGE, cursor=cursor, **filters)
            for one in page.requests:
                yield one
            cursor = page.next
            if cursor is None:
                return

    async def abort(self, request: str | Request[Any]) -> None:
        """Take a pending request back. Raises BadRequest when it is complete or flagged."""
        await self.send(Call("POST", f"/v1/tasks/abort/{id_of(request)}"))

    async def archive(self, request: str | Request[Any]) -> None:
        """Take a request that is over out of the listings."""
        await self.send(Call("POST", f"/v1/tasks/archive/{id_of(request)}"))

    async def feedback(
        self, request: str | Request[Any], *, correct: bool, answer: Any = None, comment: str | None = None
    ) -> None:
        """Say what turned out later: whether the response was right, and what would have been."""
        said = {"correct": correct, "answer": answer, "comment": comment}
        body = {name: value for name, value in said.items() if value is not None}
        await self.send(Call("POST", f"/v1/requests/{id_of(request)}/feedback", body=body))

    async def account(self) -> Account:
        """Who calls: name, usage, quota."""
        account: Account = await self.send(Call("GET", "/v1/account"))
        return account

    async def send(self, call: Call) -> Any:
        """What answers a call, sent again while that is of use. Raises HeatError."""
        tried = 0
        while True:
            try:
                return await self.send_once(call)
            except HeatError as error:
                tried += 1
                pending = isinstance(error, ApiError) and error.status == 449
                if tried > self._retries or pending or not worth_another_try(error):
                    raise
                pause = delay(tried, error)
            await async_sleep(pause)

    async def send_once(self, call: Call) -> Any:
        """What answers a call, sent once. Raises HeatError."""
        try:
            return answer_of(call, await self._http.request(call.method, call.path, **call.options(self._timeout)))
        except httpx.TransportError as error:
            raise failure(error) from error

    @staticmethod
    def _look(request: str | Request[Any], block: float) -> Call:
        return Call("GET", f"/v1/requests/{id_of(request)}", block=block)
