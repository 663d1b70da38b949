"""The only door to Celery: hints that a row wants looking at.

A hint may be lost and nothing is lost with it, because a sweep finds by the database what it missed.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

DISPATCH = "crunchers.tasks.dispatch"
END_DUE = "requests_app.tasks.end_due"
DELIVER = "requests_app.tasks.deliver"
LEARN = "requests_app.tasks.learn"


def _send(task: str, args: tuple, countdown: float | None) -> None:
    try:
        current_app.send_task(task, args, countdown=countdown, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("hint %s not sent, the sweep will find it: %s", task, error)


def on_commit(task: str, *args: str | int, countdown: float | None = None) -> None:
    """Hint at `task` after the commit; `countdown` in seconds, at most 60, since kombu redelivers what waits longer."""
    transaction.on_commit(partial(_send, task, args, countdown))
