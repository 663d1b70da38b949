"""JSON Schemas of the objects that clients get, as requests_app/rendering.py makes them."""

from typing import Any

from requests_app.eta import LONGEST_LINE
from requests_app.models import Environment, HeatRequest
from requests_app.request_types import REQUEST_TYPES, RequestType

from .schema_questions import Schema, name_of, question_name

STATUSES = list(HeatRequest.Status.values)
ENVIRONMENTS = list(Environment.values)
ID: Schema = {"type": "string", "format": "uuid"}
# The form of an example is given, since generators make RFC 3339 of "date-time" and no more.
TIME: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
CRUNCHER = "^[0-9a-f]{32}$"
SUCCESS: Schema = {"type": "boolean", "const": True}
NEXT: Schema = {"type": ["string", "null"], "description": "The `cursor` of the next page; null on the last one."}
SIZE: Schema = {
    "type": ["object", "null"],
    "properties": {name: {"type": "number", "exclusiveMinimum": 0} for name in ("width", "height", "duration")},
    "additionalProperties": False,
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def obj(properties: Schema, *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object whose properties are all required but the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, **more}


def answer_schemas(questions: Schema) -> Schema:
    """All components that describe answers. `questions`: the components of the questions, by name."""
    components: Schema = {}
    for request_type in REQUEST_TYPES.values():
        components[name_of(request_type, "Answer")] = request_type.response_schema
        components[name_of(request_type, "Response")] = {
            "anyOf": [request_type.supported_schema, {"type": "null"}],
            "description": "What the answers came to; null where crunchers did not agree.",
        }
        components[name_of(request_type, "Request")] = _request(request_type, questions[question_name(request_type)])
    names = {request_type.name: name_of(request_type, "Request") for request_type in REQUEST_TYPES.values()}
    components["Request"] = {
        "description": "A request of any type: `type` tells which.",
        "oneOf": [ref(name) for name in names.values()],
        "discriminator": {
            "propertyName": "type",
            "mapping": {name: f"#/components/schemas/{component}" for name, component in names.items()},
        },
    }
    return components | _FIXED


def _request(request_type: RequestType, question: Schema) -> Schema:
    """The Request object of a type: the answer's fields, and the question's as the client gave them."""
    asked = {name: _as_given(schema) for name, schema in question["properties"].items()}
    asked["instruction"].pop("maxLength")  # of the trimmed one; here it stands as it was given
    answer = ref(name_of(request_type, "Answer"))
    answered: Schema = {
        "id": ID,
        "status": {"type": "string", "enum": STATUSES},
        "type": {"type": "string", "const": request_type.name},
        "response": ref(name_of(request_type, "Response")),
        "raw_responses": {
            "type": "object",
            "propertyNames": {"pattern": CRUNCHER},
            "additionalProperties": answer,
            "description": "Only when complete: what each cruncher answered, by the cruncher's id.",
        },
        "cruncher_feedback": {"type": "string", "description": "Only when flagged: a line a flag, `reason: comment`."},
        "flags": {"type": "array", "items": ref("Flag"), "minItems": 1, "description": "Only when flagged."},
        "abort_reason": {
            "type": "string",
            "description": "Only when aborted: by whom or what, for example `deadline`.",
        },
        "attachment_sizes": {
            "type": "array",
            "items": SIZE,
            "description": "Only when complete, of marks: the natural size of each attachment that was measured.",
        },
        "agreement": ref("Agreement"),
        "eta": ref("Eta"),
        "created_at": TIME,
        "completed_at": {
            "anyOf": [TIME, {"type": "null"}],
            "description": "When it left `pending`, whatever the end; null until then.",
        },
        "batch": {**ID, "description": "The batch that it is in, if in one."},
        "tags": asked["tags"],
        "archived": {"type": "boolean"},
        "warnings": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "description": "Only where there are any: what was taken, but is worth a word.",
        },
        "environment": {"type": "string", "enum": ENVIRONMENTS},
    }
    always = ["id", "status", "type", "created_at", "completed_at", "tags", "archived", "environment"]
    return {
        "type": "object",
        "description": f"A {request_type.name} request: its state, and every field that the client gave, as given.",
        "properties": {**answered, **{name: schema for name, schema in asked.items() if name not in answered}},
        "required": [*always, *question["required"]],
        "additionalProperties": True,
        **_by_status(),
    }


def _as_given(schema: Any) -> Any:
    """A field as it is echoed: no default is filled in, and its form was looked at when it was taken."""
    if isinstance(schema, list):
        return [_as_given(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _as_given(value) for key, value in schema.items() if key not in ("default", "pattern")}


def _by_status() -> Schema:
    """Which fields go with which status."""
    complete, flagged = ("response", "raw_responses"), ("cruncher_feedback", "flags")
    return {
        "if": _status("complete"),
        "then": {"required": [*complete], **_none_of(*flagged, "abort_reason", "eta")},
        "else": {
            "if": _status("flagged"),
            "then": {"required": [*flagged], **_none_of(*complete, "abort_reason", "eta")},
            "else": _none_of(*complete, *flagged),
        },
    }


def _status(status: str) -> Schema:
    return {"properties": {"status": {"const": status}}}


def _none_of(*names: str) -> Schema:
    return {"not": {"anyOf": [{"required": [name]} for name in names]}}


_COUNTS = dict.fromkeys(("total", *STATUSES), COUNT)
_BATCH: Schema = {
    "id": ID,
    "name": {"type": "string"},
    "created_at": TIME,
    "environment": {"type": "string", "enum": ENVIRONMENTS},
    **_COUNTS,
    "hook_url": {"type": "string"},
}
_SECONDS: Schema = {"type": ["number", "null"], "minimum": 0}
_PROBLEM: Schema = {
    "type": {"type": "string", "description": "`about:blank`, or the URI of a registered problem type."},
    "title": {"type": "string", "description": "The name of the status."},
    "status": {"type": "integer"},
    "detail": {"type": "string", "description": "What is wrong, in a sentence."},
}
_FIXED: Schema = {
    "Flag": obj(
        {
            "cruncher": {"type": "string", "pattern": CRUNCHER},
            "reason": {"type": "string"},
            "comment": {"type": "string"},
        },
        description="One cruncher says that the request can't be done.",
    ),
    "Agreement": obj(
        {
            "agreed": {**COUNT, "description": "Answers in the largest group that agrees."},
            "answers": {**COUNT, "description": "All answers."},
            "share": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 1,
                "description": "The former over the latter; null without answers.",
            },
            "probability": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "Only with the strategy adaptive: how probably right the response is.",
            },
        },
        optional=("probability",),
        description="Only of a final request with confidence: how far its answers agree.",
    ),
    "Eta": obj(
        {
            "p50": {**_SECONDS, "description": "In half of such cases it is answered within so many seconds."},
            "p90": {**_SECONDS, "description": "In nine of ten."},
            "ahead": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": LONGEST_LINE,
                "description": f"Requests before it in line, counted up to {LONGEST_LINE:,}.",
            },
            "crunchers_online": {**COUNT, "description": "Crunchers who work or wait for work now."},
        },
        description="When a live request that is pending will be answered; null where nothing is known.",
    ),
    "Requests": obj({"requests": {"type": "array", "items": ref("Request")}, "next": NEXT}),
    "Response": obj(
        {"id": ID, "response": {"description": "The answer, or null where crunchers did not agree."}},
        description="The response alone.",
    ),
    "Batch": obj(_BATCH, optional=("hook_url",), description="A batch: how many of its requests are in which status."),
    "Batches": obj({"batches": {"type": "array", "items": ref("Batch")}, "next": NEXT}),
    "BatchWithTasks": obj(
        {
            **_BATCH,
            "alpha": {
                "type": ["number", "null"],
                "maximum": 1,
                "description": "How far its crunchers agree, beyond chance: Krippendorff's alpha of the answers to "
                "those of its complete requests that several were asked. 1 is perfect, 0 what chance gives. Null with "
                "fewer than two such requests, where all said the same throughout, and where their types differ. Of a "
                "large batch that is not yet answered it may be a minute old.",
            },
            "tasks": {"type": "array", "items": ref("Request")},
            "next": NEXT,
        },
        optional=("hook_url", "next"),
        description="A batch with its requests, in the order in which they were asked; `next` where a page is asked.",
    ),
    "File": obj(
        {
            "url": {"type": "string", "format": "uri", "description": "Where it is, for whoever has this URL."},
            "expires_at": {**TIME, "description": "Until when it is kept in any case."},
        },
        description="A file that was sent.",
    ),
    "Success": obj({"success": SUCCESS}),
    "BatchAborted": obj({"success": SUCCESS, "aborted": {**COUNT, "description": "How many were still pending."}}),
    "Account": obj(
        {
            "name": {"type": "string"},
            "usage": obj(
                {"month": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}, "requests": COUNT},
                description="The live requests made this month, UTC.",
            ),
            "quota": obj(
                {"requests": {"type": ["integer", "null"], "minimum": 0}},
                description="The live requests that may be made in a month; null without a limit.",
            ),
            "eta": {
                **obj({request_type: ref("Eta") for request_type in REQUEST_TYPES}),
                "description": "When a live request made now would be answered, by type.",
            },
        },
        description="Who calls, what they used and what they may use.",
    ),
    "Problem": obj(_PROBLEM, description="What went wrong (RFC 9457)."),
    "InvalidCall": obj(
        {
            **_PROBLEM,
            "errors": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "description": "What is wrong, by the path of the field (`per_annotation.choices`, `attachments.2`); "
                "under an empty name what concerns no single field.",
            },
            "request_status": {"type": "string", "description": "Where there is no response: the request's status."},
        },
        optional=("request_status",),
        description="The call can't be accepted: all wrong fields at once.",
    ),
}
