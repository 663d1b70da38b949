"""Celery's tasks of the client's side: each calls one function."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_shutdown

from . import idempotency, learning, lifecycle, webhooks
from .media import store, uploads
from .outbox import outbox

PATIENCE = 5.0  # seconds that a worker which ends waits for webhooks under way


@shared_task
def end_due() -> None:
    lifecycle.end_due()
    lifecycle.settle_due()


@shared_task
def learn() -> None:
    learning.learn_due()


@shared_task
def deliver() -> None:
    """Send the webhooks that are due, in threads of their own: a slow receiver holds up no other task."""
    outbox.wake()


@shared_task
def sweep() -> None:
    """Find by the database what hints missed; harmless when two run at once."""
    outbox.wake()
    while lifecycle.end_due() or lifecycle.settle_due():
        pass
    while learning.learn_due():
        pass


@shared_task
def tidy() -> None:
    """Delete what no longer counts, and find webhooks that no sender would."""
    idempotency.forget_old()
    learning.forget_old()
    while uploads.sweep() or store.sweep():
        pass
    webhooks.adopt()


@worker_process_shutdown.connect
def stop_sending(**_: Any) -> None:
    """Finish what is under way, or give it back, when a worker's process ends."""
    outbox.stop(PATIENCE)
