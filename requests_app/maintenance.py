"""Whether a manager has switched the server to maintenance."""

import time

from .models import Switches

_KEPT_FOR = 1.0  # seconds; every call of the API asks
_kept: tuple[float, int | None] | None = None


def retry_after() -> int | None:
    """Seconds after which to try again, in maintenance; else None. At most a second old."""
    global _kept
    if _kept is None or not 0 <= time.monotonic() - _kept[0] < _KEPT_FOR:
        seconds = Switches.objects.filter(pk=1, maintenance=True).values_list("maintenance_retry_after", flat=True)
        _kept = (time.monotonic(), seconds.first())
    return _kept[1]


def is_on() -> bool:
    """Whether the API answers 503; crunchers then finish what they hold and get nothing new. At most a second old."""
    return retry_after() is not None


def forget() -> None:
    """Read the switch anew at the next call: it was just changed here."""
    global _kept
    _kept = None
