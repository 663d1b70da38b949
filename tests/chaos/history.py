"""What clients, crunchers and the receiver saw: a list of events that only grows, from many threads.

Times are of time.monotonic() of the one process in which all of them are threads.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A POST with an idempotency key was answered 200 with this object."""

    key: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """A client saw its request in a final status."""

    answer: dict[str, Any]


@dataclass(frozen=True)
class Waited:
    """A client waited for the end of a request that it knew from then on, and when it saw it."""

    request: str
    since: float
    seen: float


@dataclass(frozen=True)
class Accepted:
    """A cruncher was told that their answer counts."""

    assignment: int
    answer: Any


@dataclass(frozen=True)
class Held:
    """A cruncher had an assignment, as far as they could know: from when to when."""

    assignment: int
    since: float
    until: float


@dataclass(frozen=True)
class Hooked:
    """The receiver got a call; `payload` is None where its signature is wrong."""

    webhook_id: str
    payload: dict[str, Any] | None


@dataclass(frozen=True)
class Answered:
    """A call of ours was answered with a status that is neither success nor what an outage may bring."""

    what: str
    status: int
    text: str


@dataclass(frozen=True)
class Struck:
    """The nemesis did something."""

    what: str
    at: float


@dataclass
class History:
    """All of it. `add` from any thread."""

    events: list[Any] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *events: Any) -> None:
        with self._lock:
            self.events += events

    def of(self, kind: type) -> list[Any]:
        """The events of one kind, in the order in which they were added."""
        with self._lock:
            return [event for event in self.events if isinstance(event, kind)]

    def struck(self, what: str) -> None:
        """The nemesis did this, now."""
        self.add(Struck(what, time.monotonic()))
