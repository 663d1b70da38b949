"""Examples of questions and of what they are answered: made by the code that answers, with ids and times that stay."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from requests_app.models import Batch, Environment, HeatRequest
from requests_app.rendering import batch_object, request_object
from requests_app.request_types import REQUEST_TYPES, RequestType
from requests_app.results import label_studio
from requests_app.staging import staged_course

from .held import response_answer
from .schema_questions import Schema
from .serializers import read_question

# The request that the demo set-up knows, so that a reader may try it at once.
REQUEST_ID = UUID("44647b6f-b033-4788-9ee2-9d7aa5cb0158")
BATCH_ID = UUID("8f0a3d0e-64a2-4a52-9c1b-7f2f3a6a5f10")
ASKED_AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CONFIDENCE = {"min_agreements": 2, "max_crunchers": 3}
MONTH = {"month": f"{ASKED_AT:%Y-%m}", "requests": 1834}


def questions(request_type: RequestType) -> Schema:
    """Questions of a type, by name; each is taken with any key."""
    plain = {"question": {"summary": request_type.summary, "value": request_type.example}}
    if not request_type.can_agree:
        return plain
    several = {**request_type.example, "confidence": CONFIDENCE}
    return plain | {"confidence": {"summary": "The same of several people, two of whom must agree", "value": several}}


def answers(request_type: RequestType) -> Schema:
    """What the questions of a type are answered with a test key; and what with a live one, while nobody has."""
    staged = {
        name: _example(f"{asked['summary']}: complete", request_object(_made(request_type, asked["value"])))
        for name, asked in questions(request_type).items()
    }
    return staged | {"pending": _example("Not answered yet", request_object(_row(request_type, "pending")))}


def endings() -> Schema:
    """A request in each status."""
    request_type = REQUEST_TYPES["multiple-choice"]
    return {status: _example(status.capitalize(), request_object(_row(request_type, status))) for status in _STATUSES}


def one(name: str) -> Any:
    """What a call of this operation is answered."""
    request_type = REQUEST_TYPES["multiple-choice"]
    row = _row(request_type, "complete")
    return {
        "listRequests": {"requests": [request_object(row)], "next": None},
        "getResponse": json.loads(response_answer(row).body),
        "abortRequest": {"success": True},
        "deleteRequest": {"success": True},
        "archiveRequest": {"success": True},
        "createBatch": batch_object(_batch()),
        "listBatches": {"batches": [batch_object(_batch())], "next": None},
        "getBatch": batch_object(_batch()) | {"tasks": [request_object(task) for task in _tasks()]},
        "getBatchResults": json.loads("".join(label_studio.write(lambda: map(request_object, _tasks())))),
        "abortBatch": {"success": True, "aborted": 0},
        "getAccount": {"name": "Alice's shop", "usage": MONTH, "quota": {"requests": None}},
    }.get(name)


def batch() -> Any:
    """A lawful body of `POST /v1/batch`."""
    return {
        "name": "Replies of today",
        "type": "rating",
        "defaults": {"tags": ["replies"]},
        "requests": [REQUEST_TYPES["rating"].example, {"type": "free-text", **REQUEST_TYPES["free-text"].example}],
    }


_STATUSES = ("complete", "pending", "flagged", "aborted")


def _example(summary: str, value: Any) -> Schema:
    return {"summary": summary, "value": value}


def _row(request_type: RequestType, status: str) -> HeatRequest:
    """The type's example, staged to be in a status."""
    body = request_type.example if status == "complete" else {**request_type.example, "staging": {"status": status}}
    return _made(request_type, body)


def _made(request_type: RequestType, body: Any, **of: Any) -> HeatRequest:
    """What a body becomes with a test key, without a database."""
    question = read_question(request_type, body, Environment.STAGING)
    course = staged_course(request_type, question.params, question.given, settings.PUBLIC_URL)
    fields: dict[str, Any] = {
        "id": REQUEST_ID,
        "type": request_type.name,
        "environment": Environment.STAGING.value,
        "given": question.given,
        "filled_in": question.filled_in,
        "warnings": question.warnings,
        "status": course.status,
        "created_at": ASKED_AT,
        "completed_at": None if course.status == "pending" else ASKED_AT,
    }
    return HeatRequest(**fields, **course.fields, **of)


def _tasks() -> list[HeatRequest]:
    asked = batch()
    tasks = []
    for item in asked["requests"]:
        body = {**asked["defaults"], **item}
        request_type = REQUEST_TYPES[body.pop("type", asked["type"])]
        tasks.append(_made(request_type, body, batch_id=BATCH_ID))
    return tasks


def _batch() -> Batch:
    total = len(_tasks())
    made = {"id": BATCH_ID, "name": batch()["name"], "environment": Environment.STAGING.value, "created_at": ASKED_AT}
    return Batch(**made, total=total, pending=0, complete=total, flagged=0, aborted=0)
