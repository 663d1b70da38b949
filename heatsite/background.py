"""Celery's worker and beat as threads of this process: for the set-up that is one process."""

import threading
import time

from celery.beat import Scheduler, Service
from celery.worker import WorkController
from celery.worker import state as worker_state
from django.utils.module_loading import import_string

from .celery import app

THREADS = 4
# Seconds to wait for the two when the process ends. What is cut off then, a sweep does after the next start.
PATIENCE = 1.5


class Background:
    """A worker and beat in two threads."""

    def __init__(self) -> None:
        worker = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            loglevel="WARNING",
        )
        # By name: its models can be imported only when Django is set up, which this module is read before.
        self._outbox = import_string("requests_app.outbox.outbox")
        # Beat looks for its stop between sleeps, which are no longer than this.
        self._beat = Service(app, scheduler_cls=Scheduler, max_interval=0.5)
        self._threads = [
            threading.Thread(target=self._beat.start, name="heat-beat", daemon=True),
            threading.Thread(target=worker.start, name="heat-worker", daemon=True),
        ]

    def start(self) -> None:
        """Start both."""
        for thread in self._threads:
            thread.start()

    def let_go(self) -> None:
        """Have both end soon, without waiting: called from anywhere, a signal handler included."""
        self._beat.stop()
        worker_state.should_stop = 0  # the exit code

    def stop(self) -> None:
        """End both: wait a while for beat, and for the tasks that run.

        The worker's own thread is not waited for: it looks for its stop only when it has waited up to four seconds
        for messages.
        """
        self.let_go()
        end = time.monotonic() + PATIENCE
        self._outbox.stop(PATIENCE)
        self._threads[0].join(max(0, end - time.monotonic()))
        while worker_state.active_requests and time.monotonic() < end:
            time.sleep(0.01)
