"""The Celery application, and what beat does by the clock.

Every sweep finds by the database what a lost hint left undone, and is harmless when two run at once.
"""

import os
from typing import Any

from celery import Celery, signals
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
app = Celery("heat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would close the process's whole pool of connections around each task, under the hands of the outbox.
app.conf.CELERY_DB_REUSE_MAX = 1_000_000_000
app.conf.beat_schedule = {
    "sweep-requests": {"task": "requests_app.tasks.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "sweep-crunchers": {"task": "crunchers.tasks.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "canary": {"task": "heatsite.tasks.canary", "schedule": 5.0, "options": {"expires": 10}},
    "tidy": {"task": "requests_app.tasks.tidy", "schedule": 3600.0},
    "tidy-pages": {"task": "crunchers.tasks.tidy", "schedule": 3600.0},
    "clear-sessions": {"task": "heatsite.tasks.clear_sessions", "schedule": 86400.0},
}


@signals.task_prerun.connect
@signals.task_postrun.connect
def _give_connections_back(**_: Any) -> None:
    """As Django does around a call: a connection goes back to the pool, and one that broke is not used again."""
    close_old_connections()
