"""Blocked calls: held here, outside Django, at the cost of two small tasks each and no thread.

A held call registers with the process's one hub, looks once more, then waits. What wakes it is a hint; what it
answers is always read from the database, for all who were woken together in one query. Whoever was not woken looks
again every few seconds, so that a lost hint costs seconds, not an answer.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections

from requests_app.api.held import Answer, Held

logger = logging.getLogger(__name__)

Read = Callable[[Collection[Held]], dict[Held, Answer]]
AT_ONCE = 2000  # held calls that one query reads at the most
GONE: Literal["gone"] = "gone"
Outcome = Answer | None | Literal["gone"]


class Call:
    """One held call. `future` ends with the answer, with None (send the pending one) or with GONE."""

    __slots__ = ("future", "held", "look_at", "timer")

    def __init__(self, held: Held, future: "asyncio.Future[Outcome]", timer: asyncio.TimerHandle) -> None:
        self.held = held
        self.future = future
        self.timer = timer
        self.look_at = 0.0

    def end(self, outcome: Outcome) -> None:
        """Let it go, unless it already went."""
        if not self.future.done():
            self.future.set_result(outcome)


class Reader:
    """Gathers what is asked for while a read runs (or within one turn of the loop) into the next read, in a thread."""

    def __init__(self, read: Read, threads: ThreadPoolExecutor) -> None:
        self.read = read
        self._threads = threads
        self._asked: dict[Held, asyncio.Future[Answer | None]] = {}
        self._task: asyncio.Task[None] | None = None

    def ask(self, held: Held) -> "asyncio.Future[Answer | None]":
        """A future of what the read says of `held`; it carries the exception of a read that failed."""
        future = self._asked.get(held)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._asked[held] = loop.create_future()
            if self._task is None:
                self._task = loop.create_task(self._run())
        return future

    def __contains__(self, held: Held) -> bool:
        return held in self._asked

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._asked:
            asked = {held: self._asked.pop(held) for held in list(islice(self._asked, AT_ONCE))}
            try:
                found = await loop.run_in_executor(self._threads, self._read, list(asked))
            except Exception as failure:
                logger.warning("Could not look at %d held calls: %s", len(asked), failure)
                for future in asked.values():
                    future.set_exception(failure)
            else:
                for held, future in asked.items():
                    future.set_result(found.get(held))
        self._task = None

    def _read(self, held: Collection[Held]) -> dict[Held, Answer]:
        close_old_connections()
        try:
            return self.read(held)
        finally:
            close_old_connections()


class Hub:
    """All held calls of this process. Everything but `woken` is to be called on the server's loop."""

    def __init__(self, ended: Read, current: Read) -> None:
        threads = ThreadPoolExecutor(1, thread_name_prefix="held")
        self.ended = Reader(ended, threads)
        self.current = Reader(current, threads)
        self._calls: dict[UUID, list[Call]] = {}
        self._per_account: Counter[int] = Counter()
        self._lookers: deque[Call] = deque()  # by the time of their next look
        self._loop: asyncio.AbstractEventLoop | None = None
        self.going_down = False
        self._clock: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return sum(self._per_account.values())

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take calls, on this loop."""
        self._loop = loop
        self.going_down = False
        self._clock = loop.create_task(self._look_again())

    def stop(self) -> None:
        """Take no more calls and let go of all."""
        self.let_go()
        if self._clock is not None:
            self._clock.cancel()

    def let_go(self) -> None:
        """The server goes down: whoever is held is answered pending, now, and nobody is held any more."""
        self.going_down = True
        for calls in self._calls.values():
            for call in calls:
                call.end(None)

    def let_go_soon(self) -> None:
        """let_go, from a signal handler or any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.let_go)

    def woken(self, ids: Collection[UUID]) -> None:
        """These requests left `pending`, as far as somebody heard. From any thread; does not block."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, ids)

    def look_at_all(self) -> None:
        """Hints may have been lost: look at everybody."""
        self._wake(list(self._calls))

    def hold(self, held: Held, seconds: float) -> Call | None:
        """Register a call for so many seconds, and look at it; None when it is not to be held. `release` it after."""
        if self.going_down or seconds <= 0 or self._per_account[held.account] >= settings.HEAT_MAX_HELD_PER_ACCOUNT:
            return None
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        call = Call(held, future, loop.call_later(seconds, _time_is_up, future))
        self._calls.setdefault(held.id, []).append(call)
        self._per_account[held.account] += 1
        self._look(held)
        self._look_later(call)
        return call

    def release(self, call: Call) -> None:
        """Forget a call that `hold` gave, whatever became of it."""
        call.timer.cancel()
        call.end(GONE)
        calls = self._calls[call.held.id]
        calls.remove(call)
        if not calls:
            del self._calls[call.held.id]
        account = call.held.account
        self._per_account[account] -= 1
        if not self._per_account[account]:
            del self._per_account[account]

    def _wake(self, ids: Collection[UUID]) -> None:
        for request_id in ids:
            for call in self._calls.get(request_id, ()):
                self._look(call.held)

    def _look(self, held: Held) -> None:
        if held not in self.ended:
            self.ended.ask(held).add_done_callback(partial(self._looked, held))

    def _looked(self, held: Held, looked: "asyncio.Future[Answer | None]") -> None:
        failed = looked.exception() is not None
        if not failed and looked.result() is None:
            return  # still pending: it waits on
        for call in self._calls.get(held.id, ()):
            if call.held == held:
                call.end(None if failed else looked.result())

    def _look_later(self, call: Call) -> None:
        call.look_at = time.monotonic() + settings.HEAT_LOOK_AGAIN
        self._lookers.append(call)

    async def _look_again(self) -> None:
        """Look at whoever was not looked at for a while; those whose time comes together, together."""
        while True:
            await asyncio.sleep(min(0.5, settings.HEAT_LOOK_AGAIN / 4))
            now = time.monotonic()
            while self._lookers and self._lookers[0].look_at <= now:
                call = self._lookers.popleft()
                if not call.future.done():
                    self._look(call.held)
                    self._look_later(call)


def _time_is_up(future: "asyncio.Future[Outcome]") -> None:
    if not future.done():
        future.set_result(None)
