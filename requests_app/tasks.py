"""Celery's tasks of the client's side: each calls one function."""

from celery import shared_task

from . import idempotency, lifecycle


@shared_task
def end_due() -> None:
    lifecycle.end_due()


@shared_task
def sweep() -> None:
    """Find by the database what hints missed; harmless when two run at once."""
    while lifecycle.end_due():
        pass


@shared_task
def tidy() -> None:
    """Delete what no longer counts."""
    idempotency.forget_old()
