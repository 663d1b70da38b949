"""Gold questions: requests whose answer is known, mixed into crunchers' work to see how good they are.

A client's gold request completes the moment it is made, with the answer that came with it: nobody waits, and nothing
is charged. A manager makes one of a request that has ended. Either way people are asked afterwards, and what they say
is judged (crunchers/quality.py) and told to no client.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from rest_framework.serializers import ValidationError

from .agreement import Ending, Outcome
from .models import Environment, GoldQuestion, HeatRequest
from .request_types import REQUEST_TYPES


def known(question: dict[str, Any]) -> bool:
    """Whether a question comes with its answer, and plays no course of staging's."""
    return bool(question.get("gold")) and not question.get("staging")


def completion(question: dict[str, Any]) -> dict[str, Any]:
    """The fields of a request that completes with the answer it came with, which nobody gave."""
    agreement = Outcome(Ending.WITHOUT, None, 0, 0).shown() if question.get("confidence") else None
    return {"response": question["gold"]["answer"], "raw_responses": {}, "agreement": agreement}


def add(rows: Iterable[HeatRequest]) -> None:
    """Make gold questions of those of a client's new live requests that came with their answer."""
    gold = [(row, row.question["gold"]) for row in rows if known(row.question)]
    GoldQuestion.objects.bulk_create(
        [
            GoldQuestion(
                heat_request=row,
                answer=given["answer"],
                tolerance=given.get("tolerance"),
                by_client=True,
                created_at=row.created_at,
            )
            for row, given in gold
        ],
        batch_size=500,
    )


def own_answer(heat_request: HeatRequest) -> Any:
    """The response of a request as an answer: marks without their `support`."""
    response = heat_request.response
    if not isinstance(response, list):
        return response
    return [{k: v for k, v in mark.items() if k != "support"} if isinstance(mark, dict) else mark for mark in response]


def checked(heat_request: HeatRequest, answer: Any) -> Any:
    """The answer as it is stored, if a gold question can be made of the request by it. Raises ValidationError."""
    request_type = REQUEST_TYPES[heat_request.type]
    if (heat_request.status, heat_request.environment) != (HeatRequest.Status.COMPLETE, Environment.LIVE):
        raise ValidationError(["Only a live request that is complete can be a gold question."])
    if not (request_type.can_agree and request_type.answered_by_people):
        raise ValidationError([f"Answers of the type {request_type.name} can't be judged by a known one."])
    return request_type.clean_answer(heat_request.question, answer, heat_request.attachment_sizes)


def mark(heat_request: HeatRequest, answer: Any, tolerance: float | None = None) -> None:
    """Make a gold question of a complete request, or change the answer of one that is. Raises ValidationError."""
    fields = {"answer": checked(heat_request, answer), "tolerance": tolerance, "retired_at": None}
    made = {**fields, "created_at": timezone.now()}
    GoldQuestion.objects.update_or_create(heat_request=heat_request, defaults=fields, create_defaults=made)


def retire(heat_request: HeatRequest) -> None:
    """Ask a client's gold question no more: the client has archived it."""
    GoldQuestion.objects.filter(heat_request=heat_request, by_client=True, retired_at=None).update(retired_at=Now())
