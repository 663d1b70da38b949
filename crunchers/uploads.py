"""The calls by which the work page sends a file in pieces, for an assignment in hand."""

import re
from typing import Any

from rest_framework.exceptions import ValidationError

from requests_app.media import store, uploads
from requests_app.media.formats import Refused
from requests_app.media.taking import Busy
from requests_app.models import Assignment, Upload
from requests_app.request_types import REQUEST_TYPES

from . import assignments
from .calls import BadCall, call_with_bytes, token_of
from .models import Cruncher

_BUSY_WAIT = 3  # seconds
_WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")


def _kind(assignment: Assignment) -> str:
    kind = REQUEST_TYPES[assignment.heat_request.type].file_kind
    if kind is None:
        raise BadCall("This question takes no file.")
    return kind


def _upload(assignment: Assignment, body: dict[str, Any]) -> Upload:
    """The upload that a call names. Raises BadCall, after which the page begins anew."""
    name = str(body.get("upload"))
    mine = Upload.objects.filter(name=name, assignment=assignment, token=assignment.token)
    found = mine.first() if name.isprintable() else None  # PostgreSQL takes no NUL in a text
    if found is None:
        raise BadCall("The upload is not known, or was too long ago: send the file again.")
    return found


def begin(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """{"size", "name"} → {"upload", "offset", "piece"}: where to go on, and how many bytes a piece may have."""
    assignment = assignments.read_open(cruncher, assignment_id, token_of(body))
    size, name = body.get("size"), body.get("name", "")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0 or not isinstance(name, str):
        raise BadCall("The size and the name of the file are missing.")
    try:
        upload = uploads.begin(assignment, _kind(assignment), size, name)
    except Refused as refusal:
        raise ValidationError([str(refusal)]) from refusal
    return {"upload": upload.name, "offset": 0, "piece": uploads.most_piece()}


def offset(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """{"upload"} → {"offset", "piece"}, after a break."""
    assignment = assignments.read_open(cruncher, assignment_id, token_of(body))
    return {"offset": _upload(assignment, body).received, "piece": uploads.most_piece()}


def finish(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """{"upload"} → {"url", "type", "size"}; or {"wait"} in seconds, or {"offset"} where not all of it has come."""
    assignment = assignments.read_open(cruncher, assignment_id, token_of(body))
    try:
        file = uploads.finish(_upload(assignment, body), _kind(assignment))
    except uploads.Unfinished as unfinished:
        return {"offset": unfinished.received}
    except Busy:
        return {"wait": _BUSY_WAIT}
    except Refused as refusal:
        raise ValidationError([str(refusal)]) from refusal
    return {"url": store.url_of(file), "type": file.content_type, "size": file.size}


def discard(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """{"upload"} → {}: it is not wanted any more."""
    assignment = assignments.read_open(cruncher, assignment_id, token_of(body))
    uploads.discard(_upload(assignment, body))
    return {}


@call_with_bytes
def piece(cruncher: Cruncher, query: dict[str, str], content: bytes, assignment_id: str) -> dict[str, Any]:
    """The bytes from `offset` on → {"offset"}: where to go on."""
    assignment = assignments.read_open(cruncher, int(assignment_id), token_of(query))
    at = query.get("offset", "")
    if not _WHOLE_NUMBER.fullmatch(at):
        raise BadCall("The offset is missing.")
    try:
        return {"offset": uploads.add(_upload(assignment, query), int(at), content)}
    except Refused as refusal:
        raise ValidationError([str(refusal)]) from refusal


ACTIONS = {"upload": begin, "offset": offset, "finish": finish, "discard": discard}
