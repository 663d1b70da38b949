"""The only door to Celery: hints that a row wants looking at.

A hint may be lost and nothing is lost with it, because a sweep finds by the database what it missed. So it costs next
to nothing where Redis is away: one short try, and then none for a while.
"""

import logging
from functools import cache, partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection, pools
from kombu.exceptions import KombuError
from redis import RedisError

from .breaker import Breaker

logger = logging.getLogger(__name__)

DISPATCH = "crunchers.tasks.dispatch"
END_DUE = "requests_app.tasks.end_due"
DELIVER = "requests_app.tasks.deliver"
LEARN = "requests_app.tasks.learn"
TIMEOUT = 0.5  # seconds that Redis is given
# What kombu raises it wraps or not, by the moment: at the first connection or at a command over a lost one.
BROKER_AWAY = (KombuError, RedisError, OSError)
_broker_away = Breaker(2)


@cache
def _broker() -> Connection:
    """The broker as hints are sent to it: not Celery's own connections, which try again for seconds."""
    timeouts = {"max_retries": 0, "socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT}
    return Connection(
        settings.CELERY_BROKER_URL, transport_options={**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **timeouts}
    )


def _send(task: str, args: tuple, countdown: float | None) -> None:
    if _broker_away.is_open:
        return
    try:
        with pools.producers[_broker()].acquire(block=True) as producer:
            current_app.send_task(task, args, countdown=countdown, ignore_result=True, retry=False, producer=producer)
    except BROKER_AWAY as error:
        _broker_away.failed()
        logger.warning("hint %s not sent, the sweep will find it: %s", task, error)


def on_commit(task: str, *args: str | int, countdown: float | None = None) -> None:
    """Hint at `task` after the commit; `countdown` in seconds, at most 60, since kombu redelivers what waits longer."""
    transaction.on_commit(partial(_send, task, args, countdown))
