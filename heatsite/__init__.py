"""The project. Celery's app is made with it, so that a hint sent from whatever process finds its broker."""

from .celery import app as celery_app

__all__ = ["celery_app"]
