"""A server that just failed is not asked for a moment, so that not every call waits for it anew."""

import time


class Breaker:
    """Open for `seconds` after `failed` was called."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server is to be left alone now."""
        return time.monotonic() < self._until

    def failed(self) -> None:
        """The server did not answer."""
        self._until = time.monotonic() + self._seconds
