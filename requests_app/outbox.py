"""The threads that send webhooks, apart from Celery's: a receiver that hangs must not hold up what hints ask for.

One thread of the process reads and writes the rows, and holds its one connection; each delivery that it claims is sent
by a thread of its own, which touches no row.
"""

import logging
import threading
import time
from queue import Empty, SimpleQueue
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from . import webhooks
from .models import WebhookDelivery
from .webhooks import Outcome

logger = logging.getLogger(__name__)


class Outbox:
    """Sends what is due, whenever it is woken, until nothing is due and nothing under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._news: SimpleQueue[Outcome | None] = SimpleQueue()  # None: look for what is due
        self._out: dict[UUID, WebhookDelivery] = {}
        self._unrecorded: list[Outcome] = []
        self._stop_by: float | None = None

    def wake(self) -> None:
        """Have what is due sent soon. Returns at once; called from any thread."""
        with self._lock:
            if self._stop_by is None and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="heat-outbox", daemon=True)
                self._thread.start()
        self._news.put(None)

    def stop(self, patience: float) -> None:
        """Claim nothing more, wait up to `patience` seconds for what is under way, and give the rest back."""
        with self._lock:
            self._stop_by = time.monotonic() + patience
            thread = self._thread
        self._news.put(None)
        if thread is not None:
            thread.join(patience + 1)

    def _run(self) -> None:
        while not self._is_over():
            try:
                self._round()
            except DatabaseError as error:
                logger.warning("webhooks wait, the database is away: %s", error)
                connection.close()
            except Exception:
                logger.exception("webhooks wait for the next look")
                connection.close()
        self._leave()

    def _is_over(self) -> bool:
        return self._stop_by is not None and (not self._out or time.monotonic() >= self._stop_by)

    def _round(self) -> None:
        """Wait for news, record it, and send what may be sent now."""
        self._unrecorded += self._gather()
        close_old_connections()
        if self._unrecorded:
            webhooks.record(self._unrecorded)
            self._unrecorded = []
        if self._stop_by is None:
            for delivery in webhooks.claim(settings.HEAT_HOOK_THREADS - len(self._out)):
                self._out[delivery.pk] = delivery
                threading.Thread(target=self._send, args=(delivery,), name="heat-webhook", daemon=True).start()
        if not self._out:
            connection.close()

    def _gather(self) -> list[Outcome]:
        """All news there is, after waiting for the first."""
        patience = None if self._stop_by is None else max(0, self._stop_by - time.monotonic())
        outcomes: list[Outcome] = []
        try:
            piece = self._news.get(timeout=patience)
            while True:
                if piece is not None:
                    outcomes.append(piece)
                    self._out.pop(piece.delivery.pk, None)
                piece = self._news.get_nowait()
        except Empty:
            return outcomes

    def _send(self, delivery: WebhookDelivery) -> None:
        self._news.put(webhooks.send(delivery))

    def _leave(self) -> None:
        try:
            webhooks.record(self._unrecorded)
            webhooks.give_back(self._out.values())
        except DatabaseError as error:
            logger.warning("webhooks under way were not given back, their leases end: %s", error)
        finally:
            connection.close()


outbox = Outbox()
