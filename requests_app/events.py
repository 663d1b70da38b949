"""The only door to Channels and to the hub of held calls: what happened, told to whoever looks on.

Messages say that something changed, never what: whoever hears one reads the database. One that is lost costs seconds.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable
from functools import cache, partial
from typing import Any
from uuid import UUID

import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

ENDED_CHANNEL = "heat:ended"
_hubs: list[Callable[[list[UUID]], None]] = []
_loop: asyncio.AbstractEventLoop | None = None
_loop_lock = threading.Lock()


def on_ended(callback: Callable[[list[UUID]], None]) -> None:
    """Have `callback` called, from any thread, with the ids of requests that left `pending` in this process."""
    _hubs.append(callback)


def use_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Run every operation of the channel layer on `loop`, the server's: the layer in memory belongs to one thread."""
    global _loop
    _loop = loop


def _own_loop() -> asyncio.AbstractEventLoop:
    """A loop for a process without a server, such as a worker: one thread that runs it for as long as the process."""
    global _loop
    with _loop_lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="heat-events", daemon=True).start()
        return _loop


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run_coroutine_threadsafe(work, _loop or _own_loop()).add_done_callback(_log_failure)
    except RuntimeError:  # the server's loop is closed: it is going down, and the pages ask again by themselves
        work.close()


def _log_failure(future: Any) -> None:
    if not future.cancelled() and (error := future.exception()):
        logger.warning("event not sent, pages will ask: %s", error)


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


def _publish_ended(ids: list[UUID]) -> None:
    if settings.REDIS_URL:
        try:
            _redis().publish(ENDED_CHANNEL, " ".join(map(str, ids)))
        except redis.RedisError as error:
            logger.warning("held calls not woken, they will look: %s", error)
    for hub in _hubs:
        hub(ids)


def ended(ids: Iterable[UUID]) -> None:
    """Tell, once the transaction is committed, that these requests left `pending`."""
    transaction.on_commit(partial(_publish_ended, list(ids)))


def cruncher_group(cruncher_id: int) -> str:
    """The channel group that all pages of one cruncher listen to."""
    return f"cruncher.{cruncher_id}"


def account_group(account_id: int) -> str:
    """The channel group that all pages of one account's console listen to."""
    return f"account.{account_id}"


def _tell(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    assert layer is not None
    _run(layer.group_send(group, {"type": "to.page", "message": message}))


def account_changed(account_id: int) -> None:
    """Tell the console of an account, once committed, that requests of it were made or ended."""
    transaction.on_commit(partial(_tell, account_group(account_id), {"type": "look"}))


def look(cruncher_id: int) -> None:
    """Tell a cruncher's pages, once committed, that there is something to fetch."""
    transaction.on_commit(partial(_tell, cruncher_group(cruncher_id), {"type": "look"}))


def closed(cruncher_id: int, assignment_id: int, message: str) -> None:
    """Tell a cruncher's pages, once committed, that the task on them is no longer theirs, and why."""
    transaction.on_commit(
        partial(_tell, cruncher_group(cruncher_id), {"type": "closed", "assignment": assignment_id, "message": message})
    )


def sign_off(cruncher_id: int) -> None:
    """Close a cruncher's sockets, once committed: they were banned or paused."""
    transaction.on_commit(partial(_tell, cruncher_group(cruncher_id), {"type": "bye"}))
