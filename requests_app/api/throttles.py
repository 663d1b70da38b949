"""How fast a live key may call: a token bucket per key, in Redis where there is one, else in this process.

GCRA is the token bucket kept as one time. The library's limiter of the name "token bucket" counts whole seconds: a
rate below one a second never refills under steady calls, and Redis forgets buckets that refill within a second.
"""

import logging
import math
import time
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from throttled import MemoryStore, RedisStore
from throttled.exceptions import StoreUnavailableError
from throttled.rate_limiter import Quota, Rate
from throttled.rate_limiter.gcra import GCRARateLimiter

from requests_app.models import Account, Environment

from .auth import Caller

logger = logging.getLogger(__name__)

REDIS_TIMEOUT = 0.25  # seconds; a call never waits longer for its rate limit
REDIS_ASKED_AGAIN = 2.0  # seconds after it failed; until then this process counts by itself
KEYS_IN_MEMORY = 10_000  # the one not seen for longest is forgotten first: its bucket is full again

_redis_away_until = 0.0


class Limit(NamedTuple):
    """A key's bucket after a call. `rate` in calls a second, `reset` and `retry_after` in seconds."""

    limited: bool
    rate: float
    burst: int
    remaining: int
    reset: float
    retry_after: float

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 has them."""
        window = max(1, math.ceil(self.burst / self.rate))
        return {
            "RateLimit-Policy": f'"burst";q={self.burst};w={window}',
            "RateLimit": f'"burst";r={self.remaining};t={math.ceil(self.reset)}',
        }


class LiveKeyThrottle(BaseThrottle):
    """Limits live keys; keeps the bucket's state on the request as `rate_limit`, for the answer's headers."""

    limit: Limit | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        caller = request.user
        if not isinstance(caller, Caller) or caller.environment != Environment.LIVE:
            return True
        self.limit = take_for(caller.account, caller.key.pk)
        request.rate_limit = self.limit  # type: ignore[attr-defined]
        return not self.limit.limited

    def wait(self) -> float | None:
        return self.limit.retry_after if self.limit else None


def rate_of(account: Account) -> tuple[float, int]:
    """What a bucket of the account's keys gains a second, and what it holds."""
    rate = settings.HEAT_RATE if account.rate is None else account.rate
    burst = settings.HEAT_BURST if account.burst is None else account.burst
    return max(rate, 0.001), max(burst, 1)


def take_for(account: Account, key: int | str) -> Limit:
    """Take one token of a bucket of an account's: that of an API key by its id, or another by a name."""
    return take(key, *rate_of(account))


def take(key: int | str, rate: float, burst: int) -> Limit:
    """Take one token of a key's bucket, which holds `burst` and gains `rate` a second."""
    return _ask(_take, key, rate, burst)


def look(key: int, rate: float, burst: int) -> Limit:
    """A key's bucket as it is; nothing is taken."""
    return _ask(_look, key, rate, burst)


def _ask(how: Callable[[GCRARateLimiter, str], tuple[bool, Any]], key: int | str, rate: float, burst: int) -> Limit:
    global _redis_away_until
    limited, state = None, None
    if settings.REDIS_URL and time.monotonic() >= _redis_away_until:
        try:
            limited, state = how(_limiter(settings.REDIS_URL, rate, burst), f"heat:{key}")
        except StoreUnavailableError as error:
            _redis_away_until = time.monotonic() + REDIS_ASKED_AGAIN
            logger.warning("rate limits are counted by this process alone: Redis: %s", error.__cause__)
    if state is None:
        limited, state = how(_limiter("", rate, burst), f"heat:{key}")
    # Below 0 where the bucket was larger or slower a moment ago: a manager has changed the account's rate.
    remaining = max(0, int(state.remaining))
    return Limit(bool(limited), rate, burst, remaining, state.reset_after, state.retry_after)


def _take(limiter: GCRARateLimiter, bucket: str) -> tuple[bool, Any]:
    result = limiter.limit(bucket)
    return result.limited, result.state


def _look(limiter: GCRARateLimiter, bucket: str) -> tuple[bool, Any]:
    state = limiter.peek(bucket)
    return not state.remaining, state


@lru_cache(maxsize=256)
def _limiter(redis_url: str, rate: float, burst: int) -> GCRARateLimiter:
    # The library takes whole calls in whole seconds: 1,000 s keep three decimals of the rate.
    quota = Quota(Rate(period=timedelta(seconds=1000), limit=max(1, round(rate * 1000))), burst=burst)
    return GCRARateLimiter(quota, _store(redis_url))


@lru_cache(maxsize=8)
def _store(redis_url: str) -> MemoryStore | RedisStore:
    if not redis_url:
        return MemoryStore(options={"MAX_SIZE": KEYS_IN_MEMORY})
    return RedisStore(
        server=redis_url,
        options={
            "SOCKET_TIMEOUT": REDIS_TIMEOUT,
            "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT,
            # A connection that a restart of Redis has closed is opened again at once, and then no more.
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
        },
    )
