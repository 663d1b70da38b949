"""Celery's tasks of the site itself."""

from celery import shared_task
from django.core.management import call_command
from django.db.models.functions import Now

from .models import Canary


@shared_task
def clear_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions")


@shared_task
def canary() -> None:
    """Show that tasks go through: beat sent this one, a worker took it, and the database has it."""
    Canary.objects.update_or_create(pk=1, defaults={"at": Now()})
