"""Hints from other processes: this process's one subscriber to Redis, which hears which requests ended."""

import asyncio
import logging
from uuid import UUID

import redis
import redis.asyncio
from django.conf import settings

from requests_app.events import ENDED_CHANNEL

from .holding import Hub

logger = logging.getLogger(__name__)

AGAIN = 0.5  # seconds until Redis is tried again
SILENCE = 5.0  # seconds without a message after which Redis is asked whether it is there


class Hints:
    """Wakes the hub by what Redis says; reconnects for ever. Without REDIS_URL it does nothing."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        if settings.REDIS_URL:
            self._task = asyncio.get_running_loop().create_task(self._listen_for_ever())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError, TimeoutError) as failure:
                logger.warning("no hints from Redis, held calls look by themselves: %s", failure)
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        """Listen until the connection fails: redis.RedisError, OSError, TimeoutError."""
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5)
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(ENDED_CHANNEL)
                asked = False
                while True:
                    message = await subscription.get_message(timeout=SILENCE)
                    if message is None and asked:
                        raise TimeoutError("Redis is silent")
                    asked = message is None
                    if message is None:
                        await subscription.ping()
                    elif message["type"] == "subscribe":
                        self._hub.look_at_all()  # whatever was said until now was not heard
                    elif message["type"] == "message":
                        self._hub.woken([UUID(word) for word in message["data"].decode().split()])
        finally:
            await client.aclose()
