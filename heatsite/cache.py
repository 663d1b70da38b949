"""Django's cache in Redis, and in this process while Redis is away: rate limits are counted on, and no call waits."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from requests_app.breaker import Breaker

TIMEOUT = 0.25  # seconds that a call waits for Redis
ASKED_AGAIN = 2.0  # seconds after it failed

_redis = Breaker(ASKED_AGAIN)


class RedisOrHere(RedisCache):
    """What rate limits use of a cache: add, get, set and delete."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._here = LocMemCache("while Redis is away", {})

    def add(self, *args: Any, **options: Any) -> bool:
        return self._either(super().add, self._here.add, *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._either(super().get, self._here.get, *args, **options)

    def set(self, *args: Any, **options: Any) -> None:
        self._either(super().set, self._here.set, *args, **options)

    def delete(self, *args: Any, **options: Any) -> bool:
        return self._either(super().delete, self._here.delete, *args, **options)

    @staticmethod
    def _either(there: Callable[..., Any], here: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if not _redis.is_open:
            try:
                return there(*args, **options)
            except RedisError:
                _redis.failed()
        return here(*args, **options)
