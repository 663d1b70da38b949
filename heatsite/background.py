"""Celery's worker and beat as threads of this process: for the set-up that is one process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery.beat import Scheduler, Service
from celery.worker import WorkController
from celery.worker import state as worker_state

from .celery import app

THREADS = 4
# Seconds that a stop may take for each of the two; what is cut off then, a sweep does after the next start.
PATIENCE = 1.5


@contextmanager
def background_work() -> Iterator[None]:
    """Run a worker and beat while the block runs; stop both at its end."""
    worker = WorkController(
        app=app,
        pool_cls="threads",
        concurrency=THREADS,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        loglevel="WARNING",
    )
    # Beat sleeps up to max_interval and looks for its stop in between.
    beat = Service(app, scheduler_cls=Scheduler, max_interval=0.5)
    threads = [
        threading.Thread(target=worker.start, name="heat-worker", daemon=True),
        threading.Thread(target=beat.start, name="heat-beat", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        beat.stop()
        worker_state.should_stop = 0  # the exit code; the worker's loop looks at it every second
        for thread in threads:
            thread.join(PATIENCE)
