"""What clients found later of a response: kept, and taught; nothing of the request changes."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from . import knowledge, learning
from .models import Feedback, HeatRequest
from .request_types import REQUEST_TYPES


class Contradiction(Exception):
    """The feedback can't be meant: `.field` of it says otherwise than the rest; the message says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _truth(heat_request: HeatRequest, correct: bool, answer: Any) -> Any:
    """The right answer by what the client says, None where it isn't known. Raises Contradiction."""
    request_type, question, response = REQUEST_TYPES[heat_request.type], heat_request.question, heat_request.response
    if response is None:
        if correct:
            raise Contradiction("correct", "There is no response that could be correct: no agreement was reached.")
        return answer
    same = answer is not None and request_type.agrees(question, response, answer, heat_request.attachment_sizes)
    if answer is not None and same != correct:
        said = (
            "agrees with the response, which is said to be wrong" if same else "is not the response, said to be right"
        )
        raise Contradiction("answer", f"This answer {said}.")
    if correct:
        return response
    return answer if answer is not None else _only_other(heat_request)


def _only_other(heat_request: HeatRequest) -> Any:
    """Where there are two possible answers and the response is wrong: the other, if anybody gave it."""
    request_type, question = REQUEST_TYPES[heat_request.type], heat_request.question
    if not knowledge.weighable(heat_request) or len(request_type.labels(question) or ()) != 2:
        return None
    wrong = request_type.label(question, heat_request.response)
    others = (one.answer for one in learning.answered(heat_request))
    return next((answer for answer in others if request_type.label(question, answer) != wrong), None)


@transaction.atomic
def give(heat_request: HeatRequest, correct: bool, answer: Any, comment: str) -> Feedback:
    """Keep what a client found of a complete live request, in the place of what was found before, and teach it.

    `answer`: what would have been right, clean; or None. Raises Contradiction.
    """
    truth = _truth(heat_request, correct, answer)
    HeatRequest.objects.select_for_update().get(pk=heat_request.pk)
    found = {"correct": correct, "answer": answer, "comment": comment, "given_at": timezone.now()}
    feedback, _ = Feedback.objects.update_or_create(heat_request=heat_request, defaults=found)
    learning.correct(heat_request, truth, wrong=None if correct else heat_request.response)
    return feedback
