"""Health, as the shell answers it: without Django's views and threads, so that neither a full house nor a database that
is away keeps the answer.

`/healthz`: this process lives. `/readyz`: the database and Redis answer, and a task went through a worker lately.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models.functions import Now
from redis.backoff import NoBackoff
from redis.retry import Retry

from .calls import RawHeaders, Reply, whole
from .models import Canary

logger = logging.getLogger(__name__)

ALIVE, READY = "/healthz", "/readyz"
CANARY_LIVES = timedelta(seconds=60)
PATIENCE = 3.0  # seconds after which what has not answered counts as missing
KEPT = 1.0  # seconds for which what was found is told again
RETRY_AFTER = b"5"

Found = dict[str, bool]


def _database() -> Found:
    """Whether the database answers, and what it says of the workers; nothing of them when it does not."""
    try:
        alive = Canary.objects.filter(at__gt=Now() - CANARY_LIVES).exists()
    except DatabaseError:
        return {"database": False}
    finally:
        close_old_connections()
    return {"database": True, "worker": alive}


def _redis() -> Found:
    timeouts = {"socket_connect_timeout": PATIENCE / 2, "socket_timeout": PATIENCE / 2}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **timeouts) as client:
            client.ping()
    except redis.RedisError:
        return {"redis": False}
    return {"redis": True}


def _reply(status: int, body: object) -> Reply:
    headers: RawHeaders = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER))
    return whole(status, headers, json.dumps(body).encode())


class _Look:
    """One thing that is looked at in a thread of its own; while a look is under way, no second one begins."""

    def __init__(self, missing: Found, look: Callable[[], Found]) -> None:
        self._missing, self._look = missing, look
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._under_way: asyncio.Future[Found] | None = None

    async def found(self) -> Found:
        """What is found within PATIENCE."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._under_way), PATIENCE)
        except TimeoutError:
            return self._missing
        except Exception:
            logger.exception("a look at the health failed")
            return self._missing


class Health:
    """Answers the two; whoever asks often is told what was found a moment ago."""

    def __init__(self) -> None:
        self._looks = [_Look({"database": False}, _database)]
        if settings.REDIS_URL:
            self._looks.append(_Look({"redis": False}, _redis))
        self._found: Found = {}
        self._kept_until = 0.0

    async def reply(self, path: str) -> Reply:
        """The answer to ALIVE or READY: 200, or 503 with what is missing. What can't be known is not in `checks`."""
        if path == ALIVE:
            return _reply(200, {"status": "alive"})
        if time.monotonic() >= self._kept_until:
            found: Found = {}
            for part in await asyncio.gather(*(look.found() for look in self._looks)):
                found |= part
            self._found, self._kept_until = found, time.monotonic() + KEPT
        missing = [name for name, there in self._found.items() if not there]
        checks = {name: "ok" if there else "missing" for name, there in self._found.items()}
        return _reply(
            503 if missing else 200,
            {"status": "not ready" if missing else "ready", "missing": missing, "checks": checks},
        )
