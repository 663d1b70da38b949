"""Celery's tasks of the worker's side: each calls one function."""

from celery import shared_task

from . import assignments, open_pages
from .dispatch import pair


@shared_task
def dispatch() -> None:
    pair()


@shared_task
def sweep() -> None:
    """Take back what is past its lease, and hand out what hints missed; harmless when two run at once."""
    while assignments.sweep():
        pass
    pair()


@shared_task
def tidy() -> None:
    """Delete what no longer counts."""
    open_pages.forget_old()
