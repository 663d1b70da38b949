"""When to send a call again: pure, with no clock of its own but what it is given."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import ApiError, ConnectionFailed, HeatError

AGAIN = frozenset({429, 449, 500, 502, 503, 504})
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds
PATIENCE = 60.0  # seconds: a Retry-After beyond it is not slept through, but raised
OUTAGE = 900.0  # seconds that `wait` goes on while nothing at all is answered


def worth_another_try(error: HeatError) -> bool:
    """Whether the same call may well succeed a little later."""
    if isinstance(error, ApiError):
        return error.status in AGAIN and (error.retry_after is None or error.retry_after <= PATIENCE)
    return isinstance(error, ConnectionFailed)


def delay(tried: int, error: HeatError | None = None) -> float:
    """Seconds before the next try, after `tried` of them: doubled each time, scattered, never under Retry-After."""
    scattered = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(tried - 1, 10)) * random.uniform(0.5, 1)  # noqa: S311
    wanted = error.retry_after if isinstance(error, ApiError) and error.retry_after else 0.0
    return max(scattered, wanted + scattered / 10)


def seconds_of(retry_after: str | None) -> float | None:
    """A Retry-After header in seconds from now: a number, or a date; None for what is neither."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


class Pace:
    """The rhythm of one wait: how long to block next, and how long to pause before that.

    A server that holds the call is asked again at once. Where it answers sooner than it was asked to (it goes down, or
    does not hold calls, or `block` is 0) the pauses double, and so they do after failures.
    """

    def __init__(self, timeout: float | None, block: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._block = block
        self._end = None if timeout is None else clock() + timeout
        self._tried = 0
        self._asked_at = self._heard_at = clock()
        self._asked = 0.0

    @property
    def left(self) -> float:
        """Seconds until the wait is over; infinite without a timeout."""
        return float("inf") if self._end is None else max(0.0, self._end - self._clock())

    def next_block(self) -> float:
        """Seconds to have the server hold the next call."""
        self._asked_at = self._clock()
        self._asked = round(min(self._block, self.left), 3)
        return self._asked

    def after_pending(self) -> float:
        """The pause after an answer that was still pending."""
        now = self._clock()
        self._heard_at = now
        if self._asked and now - self._asked_at >= self._asked / 2:
            self._tried = 0
            return 0.0
        self._tried += 1
        return min(delay(self._tried), self.left)

    def after_failure(self, error: HeatError) -> float:
        """The pause after a failure. Raises it when another try is of no use."""
        now = self._clock()
        if isinstance(error, ApiError):
            self._heard_at = now
        if not worth_another_try(error) or now - self._heard_at > OUTAGE:
            raise error
        self._tried += 1
        return min(delay(self._tried, error), self.left)
