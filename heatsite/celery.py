"""The Celery application, and what beat does by the clock.

Every sweep finds by the database what a lost hint left undone, and is harmless when two run at once.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
app = Celery("heat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep-requests": {"task": "requests_app.tasks.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "sweep-crunchers": {"task": "crunchers.tasks.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "tidy": {"task": "requests_app.tasks.tidy", "schedule": 3600.0},
    "tidy-pages": {"task": "crunchers.tasks.tidy", "schedule": 3600.0},
    "clear-sessions": {"task": "heatsite.tasks.clear_sessions", "schedule": 86400.0},
}
