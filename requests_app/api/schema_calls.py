"""The calls of the API, by path and method: their names, words, parameters, bodies and answers."""

from dataclasses import dataclass
from typing import Any

from requests_app.models import HeatRequest
from requests_app.request_types import REQUEST_TYPES, RequestType
from requests_app.request_types.fields import Fields
from requests_app.results import FORMATS

from . import schema_examples
from .batch_envelope import BatchEnvelope
from .paging import DEFAULT_LIMIT
from .schema_answers import ID, TIME, ref
from .schema_questions import Schema, name_of
from .serializers import question_serializer

JSON = "application/json"
ALWAYS = (405, 500)
WITH_KEY = (*ALWAYS, 401, 429, 503)
WITH_BODY = (*WITH_KEY, 400, 408, 413, 415)


@dataclass(frozen=True)
class Call:
    """One operation. `examples` and `media_type` are its answer's; `makes`: "request" or "batch", or nothing."""

    id: str
    tag: str
    summary: str
    description: str
    answer: Schema
    statuses: tuple[int, ...]
    parameters: tuple[str, ...] = ()
    body: type[Fields] | None = None
    body_examples: Schema | None = None
    examples: Schema | None = None
    media_type: str = JSON
    other_media_types: tuple[str, ...] = ()  # that it is answered with besides, as plain text to the schema
    makes: str = ""
    open: bool = False  # to everybody, with no key


def _query(name: str, description: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _moment(name: str, description: str) -> Schema:
    return _query(name, description, **TIME)


PARAMETERS: dict[str, Schema] = {
    "request_id": {"name": "request_id", "in": "path", "required": True, "schema": ID},
    "batch_id": {"name": "batch_id", "in": "path", "required": True, "schema": ID},
    "block": _query(
        "block",
        "Seconds to wait for the answer, whole or decimal; over the server's maximum, the maximum. The call is "
        "answered as soon as the request is no longer pending.",
        type="number",
        minimum=0,
        default=0,
    ),
    "block-ignored": _query("block", "Taken, and without a meaning here.", type="string"),
    "status": _query("status", "Only those of this status.", type="string", enum=[*HeatRequest.Status.values]),
    "type": _query("type", "Only those of this type.", type="string", enum=list(REQUEST_TYPES)),
    "tag": _query("tag", "Only those with this tag.", type="string", maxLength=64),
    "batch": _query("batch", "Only those of this batch.", **ID),
    "archived": _query("archived", "true: only archived ones; else only the others.", type="boolean", default=False),
    "created_after": _moment("created_after", "Only those made after this moment."),
    "created_before": _moment("created_before", "Only those made before this moment."),
    "completed_after": _moment("completed_after", "Only those that left `pending` after this moment."),
    "limit": _query("limit", "How many a page.", type="integer", minimum=1, maximum=200, default=DEFAULT_LIMIT),
    "cursor": _query("cursor", "Where to go on: the `next` of the page before.", type="string"),
    "format": _query(
        "format",
        "csv: a row a request, for spreadsheets. jsonl: a Request object a line. coco: marks on pictures, as COCO has "
        "object detection. label-studio: tasks with annotations, to import there.",
        type="string",
        enum=list(FORMATS),
        default="csv",
    ),
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A word of your own for this call. Sent again within 24 hours with the same key and body, it "
        "makes nothing new and answers the request as it is by then; with another body it is refused.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    },
}

_PAGE = ("limit", "cursor")
_FILTERS = ("status", "type", "tag", "batch", "archived", "created_after", "created_before", "completed_after")
_SUCCESS = ref("Success")


def _one(operation_id: str) -> Schema:
    return {"example": {"summary": "An answer", "value": schema_examples.one(operation_id)}}


def _ask(request_type: RequestType) -> Call:
    return Call(
        id=f"ask{name_of(request_type, '')}",
        tag="Ask",
        summary=request_type.summary,
        description=f"{type(request_type).__doc__}\n\nThe answer comes at once with a test key, and when a person has "
        "given it with a live one: wait for it with `block`, ask again for the request, or have it sent to `hook_url`.",
        answer=ref(name_of(request_type, "Request")),
        statuses=WITH_BODY,
        parameters=("block", "Idempotency-Key"),
        body=question_serializer(request_type),
        body_examples=schema_examples.questions(request_type),
        examples=schema_examples.answers(request_type),
        makes="request",
    )


def _of_request(id: str, summary: str, description: str, **more: Any) -> Call:
    parameters = ("request_id", "block")
    statuses = (*WITH_KEY, 400, 404)
    fields = {"answer": _SUCCESS, "statuses": statuses, "parameters": parameters, "tag": "Requests", **more}
    return Call(id=id, summary=summary, description=description, **{"examples": _one(id), **fields})


def _of_batches(id: str, summary: str, description: str, **more: Any) -> Call:
    return Call(id=id, tag="Batches", summary=summary, description=description, examples=_one(id), **more)


def _description(id: str, form: str, media_type: str) -> Call:
    return Call(
        id=id,
        tag="Description",
        summary=f"This description, as {form}",
        description="OpenAPI 3.1. No key is needed, and it is there in maintenance too.",
        answer={"type": "object", "required": ["openapi", "info", "paths"]},
        statuses=ALWAYS,
        media_type=media_type,
        open=True,
    )


_ABORTING = "Aborted already: the same answer. Complete or flagged: 400."
_ABORTED = ("request_id", "block-ignored")


def calls() -> dict[str, dict[str, Call]]:
    """All of them, by path and method."""
    asking = {f"/v1/requests/{request_type.name}": {"POST": _ask(request_type)} for request_type in _types()}
    return asking | {
        "/v1/requests": {
            "GET": Call(
                id="listRequests",
                tag="Requests",
                summary="List requests",
                description="Newest first; archived ones only where they are asked for.",
                answer=ref("Requests"),
                statuses=(*WITH_KEY, 400),
                parameters=(*_FILTERS, *_PAGE),
                examples=_one("listRequests"),
            )
        },
        "/v1/requests/{request_id}": {
            "GET": _of_request(
                "getRequest",
                "Get a request",
                "As it is now, or with `block` as soon as it is no longer pending.",
                answer=ref("Request"),
                examples=schema_examples.endings(),
            ),
            "DELETE": _of_request("deleteRequest", "Abort a request, by DELETE", _ABORTING, parameters=_ABORTED),
        },
        "/v1/responses/{request_id}": {
            "GET": _of_request(
                "getResponse",
                "Get the response alone",
                "449 while the request is pending; 400 where there will be none, with the request's status.",
                answer=ref("Response"),
                statuses=(*WITH_KEY, 400, 404, 449),
            )
        },
        "/v1/tasks/abort/{request_id}": {
            "POST": _of_request("abortRequest", "Abort a request", _ABORTING, parameters=_ABORTED)
        },
        "/v1/tasks/archive/{request_id}": {
            "POST": _of_request(
                "archiveRequest",
                "Archive a request",
                "It leaves the listings unless they are asked for archived ones. Pending: 400.",
                parameters=("request_id",),
            )
        },
        "/v1/batch": {
            "POST": _of_batches(
                "createBatch",
                "Ask many questions in one call",
                "Each item is laid over `defaults`, and may name a `type` of its own. All or nothing: with one wrong "
                "item nothing is made, and `errors` names the items that are wrong (`requests.3.choices`).",
                answer=ref("Batch"),
                statuses=WITH_BODY,
                parameters=("Idempotency-Key",),
                body=BatchEnvelope,
                makes="batch",
                body_examples={"batch": {"summary": "Two types in one batch", "value": schema_examples.batch()}},
            ),
            "GET": _of_batches(
                "listBatches",
                "List batches",
                "Newest first, with how many of their requests are in which status.",
                answer=ref("Batches"),
                statuses=(*WITH_KEY, 400),
                parameters=_PAGE,
            ),
        },
        "/v1/batch/{batch_id}": {
            "GET": _of_batches(
                "getBatch",
                "Get a batch with its requests",
                "All of them, in the order in which they were asked; a page of them where `limit` is given.",
                answer=ref("BatchWithTasks"),
                statuses=(*WITH_KEY, 400, 404),
                parameters=("batch_id", *_PAGE),
            )
        },
        "/v1/batch/{batch_id}/results": {
            "GET": Call(
                id="getBatchResults",
                tag="Batches",
                summary="Get a batch's results as a file",
                description="In the order in which they were asked, whatever their status. In CSV, text that a "
                "spreadsheet would take for a formula has an apostrophe before it.",
                answer={"type": ["object", "array"]},
                statuses=(*WITH_KEY, 400, 404),
                parameters=("batch_id", "format"),
                examples=_one("getBatchResults"),
                other_media_types=("text/csv", "application/jsonl"),
            )
        },
        "/v1/batch/{batch_id}/abort": {
            "POST": _of_batches(
                "abortBatch",
                "Abort what is still pending of a batch",
                "What has ended stays as it is.",
                answer=ref("BatchAborted"),
                statuses=(*WITH_KEY, 404),
                parameters=("batch_id",),
            )
        },
        "/v1/account": {
            "GET": Call(
                id="getAccount",
                tag="Account",
                summary="Get the account",
                description="Its name, what it used this month, and what it may use.",
                answer=ref("Account"),
                statuses=WITH_KEY,
                examples=_one("getAccount"),
            )
        },
        "/v1/openapi.json": {"GET": _description("getOpenapiJson", "JSON", JSON)},
        "/v1/openapi.yaml": {"GET": _description("getOpenapiYaml", "YAML", "application/yaml")},
    }


def _types() -> list[RequestType]:
    return list(REQUEST_TYPES.values())
