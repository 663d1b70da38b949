"""`POST /v1/requests/{id}/feedback`: what the client found later of a response."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import feedback
from requests_app.models import Environment, HeatRequest
from requests_app.request_types import REQUEST_TYPES
from requests_app.request_types.fields import Boolean, Fields, String

from .base import ApiView
from .views import own_request

MAX_COMMENT = 10_000


class FeedbackBody(Fields):
    """Whether a response was right, and what would have been."""

    correct = Boolean(help_text="Whether the response is right.")
    answer = serializers.JSONField(
        required=False, help_text="What would have been right, of the form that the request's type answers in."
    )
    comment = String(required=False, allow_blank=True, max_length=MAX_COMMENT, help_text="For people to read.")


def _clean(heat_request: HeatRequest, values: dict[str, Any]) -> Any:
    """The answer in the form that its type keeps; None without one. Raises ValidationError."""
    if "answer" not in values:
        return None
    request_type, sizes = REQUEST_TYPES[heat_request.type], heat_request.attachment_sizes
    try:
        return request_type.clean_answer(heat_request.question, values["answer"], sizes)
    except ValidationError as error:
        raise ValidationError({"answer": error.detail}) from error


def take(heat_request: HeatRequest, body: Any) -> None:
    """Keep what a client found of a request, as its body says. Raises ValidationError."""
    if heat_request.environment != Environment.LIVE:
        raise ValidationError({"environment": ["Feedback goes with live requests: nobody has answered this one."]})
    if heat_request.status != HeatRequest.Status.COMPLETE:
        raise ValidationError({"status": [f"Only a complete request has a response; it is {heat_request.status}."]})
    reader = FeedbackBody(data=body)
    reader.is_valid(raise_exception=True)
    values = reader.validated_data
    answer = _clean(heat_request, values)
    try:
        feedback.give(heat_request, values["correct"], answer, values.get("comment", ""))
    except feedback.Contradiction as error:
        raise ValidationError({error.field: [str(error)]}) from error


class FeedbackView(ApiView):
    def post(self, http_request: Request, request_id: str) -> Response:
        take(own_request(http_request, request_id), http_request.data)
        return Response({"success": True})
