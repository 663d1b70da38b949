"""The files of an assignment: a URL of ours in an answer must lead to one of them, which is then kept."""

from rest_framework.exceptions import ValidationError

from requests_app.media import store
from requests_app.models import Assignment, HeatRequest


def keep_answered(heat_request: HeatRequest, assignment: Assignment, url: str) -> None:
    """Keep the file that was answered for as long as the request is there. Call it in the answer's transaction.

    Raises ValidationError for a URL of a file of ours that was not sent for this assignment, or is gone. A URL of
    another server is the cruncher's to give.
    """
    name = store.name_in(url)
    if name is None:
        return
    file = store.find(name)
    mine = file is not None and file.assignment_id == assignment.pk
    if not mine or name not in store.use(heat_request.account, {heat_request: [url]}):
        raise ValidationError(["This file is not here, or not any more: send it again."])
