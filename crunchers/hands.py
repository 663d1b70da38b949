"""What is in a cruncher's hands, and what they did today: read for their pages, and changed nowhere here."""

from typing import Any

from django.conf import settings

from requests_app.days import midnight, today
from requests_app.models import Assignment

from . import assignments
from .assignments import Left
from .models import Cruncher

Status = Assignment.Status


def question(cruncher: Cruncher, assignment_id: int, token: str) -> dict[str, Any]:
    """The question that an assignment asks. Raises Gone."""
    return dict(assignments.read(cruncher, assignment_id, token).heat_request.question)


def answered_today(cruncher: Cruncher) -> int:
    """How many answers a cruncher has sent since midnight, UTC."""
    answered = Assignment.objects.filter(cruncher=cruncher, status=Status.ANSWERED)
    return answered.filter(ended_at__gte=midnight(today())).count()


def left(assignment: Assignment) -> Left:
    """What is left of an assignment in hand; before it is acknowledged, all of it."""
    held = assignment.status == Status.HELD
    return assignments.left_of(assignment.pk) if held else Left(settings.HEAT_TASK_LIMIT, settings.HEAT_LEASE)
