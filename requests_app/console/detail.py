"""What the page of one request shows: attachments with the marks on them, answers, time line, deliveries, its curl."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from requests_app import examples
from requests_app.models import Assignment, Environment, Feedback, HeatRequest, WebhookDelivery
from requests_app.rendering import request_object

SHOWN = 100  # attachments, and marks of each, that are drawn
_ENDED = {
    Assignment.Status.ANSWERED: "answered",
    Assignment.Status.SKIPPED: "skipped",
    Assignment.Status.FLAGGED: "reported",
    Assignment.Status.EXPIRED: "let the time run out",
    Assignment.Status.WITHDRAWN: "had it taken back",
}


def detail(heat_request: HeatRequest, base_url: str) -> dict[str, Any]:
    """The context of the page."""
    assignments = list(heat_request.assignments.filter(gold=False).select_related("cruncher").order_by("pk")[:SHOWN])
    deliveries = list(heat_request.deliveries.prefetch_related("attempts").order_by("created_at"))
    return {
        "heat_request": heat_request,
        "attachments": attachments(heat_request),
        "answers": [
            {"cruncher": one.cruncher.public_id, "answer": pretty(one.answer), "at": one.ended_at}
            for one in assignments
            if one.status == Assignment.Status.ANSWERED
        ],
        "flags": [one for one in assignments if one.status == Assignment.Status.FLAGGED],
        "response": pretty(heat_request.response) if heat_request.status == HeatRequest.Status.COMPLETE else None,
        "timeline": timeline(heat_request, assignments, deliveries),
        "deliveries": deliveries,
        "object": pretty(request_object(heat_request)),
        "curl": curl(heat_request, base_url),
        "may_say": heat_request.environment == Environment.LIVE
        and heat_request.status == HeatRequest.Status.COMPLETE
        and "gold" not in heat_request.given,
        "feedback": _feedback(heat_request),
    }


def _feedback(heat_request: HeatRequest) -> dict[str, Any] | None:
    """What the account found of the response, None where it has said nothing."""
    found = Feedback.objects.filter(heat_request=heat_request).first()
    if found is None:
        return None
    answer = None if found.answer is None else pretty(found.answer)
    return {"correct": found.correct, "answer": answer, "comment": found.comment, "at": found.given_at}


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def attachments(heat_request: HeatRequest) -> list[dict[str, Any]]:
    """Each attachment as {"number", "kind", "value", "link", "size", "marks", "marked", "supported"}.

    Marks only where they can be drawn; `supported` are those of which it is known how many answers have them.
    """
    question = heat_request.question
    kind = question.get("attachments_type") or "text"
    sizes = heat_request.attachment_sizes or []
    shown = []
    for index, value in enumerate((question.get("attachments") or [])[:SHOWN]):
        size = sizes[index] if index < len(sizes) else None
        marks = _marks_on(heat_request.response, index)
        drawn = kind == "image" and size and size.get("width")
        one = {"number": index + 1, "kind": kind, "value": value, "link": _is_link(kind, value)}
        one |= {"size": size, "marks": marks if drawn else [], "marked": len(marks)}
        shown.append({**one, "supported": [mark for mark in marks if "support" in mark]})
    return shown


def _is_link(kind: str, value: str) -> bool:
    return kind != "text" and urlsplit(value.strip()).scheme in ("http", "https")


def _marks_on(response: Any, index: int) -> list[dict[str, Any]]:
    """The marks of a response on one attachment, with a number each; rectangles have a width and a height besides."""
    if not isinstance(response, list) or not all(isinstance(mark, dict) for mark in response):
        return []
    marks = []
    for number, mark in enumerate(response, 1):
        if mark.get("attachment_index", 0) == index:
            box = {"width": mark["x2"] - mark["x"], "height": mark["y2"] - mark["y"]} if "x2" in mark else {}
            marks.append({**mark, **box, "number": number})
    return marks[:SHOWN]


def timeline(
    heat_request: HeatRequest, assignments: list[Assignment], deliveries: list[WebhookDelivery]
) -> list[tuple[datetime, str]]:
    """What happened and when, in order."""
    events: list[tuple[datetime | None, str]] = [(heat_request.created_at, "asked")]
    for one in assignments:
        who = f"cruncher {one.cruncher.public_id[:8]}"
        events.append((one.offered_at, f"offered to {who}"))
        events.append((one.held_at, f"on the screen of {who}"))
        events.append((one.ended_at, f"{who} {_ENDED.get(Assignment.Status(one.status), one.status)}"))
    if heat_request.status != HeatRequest.Status.PENDING:
        events.append((heat_request.completed_at, heat_request.status))
    for delivery in deliveries:
        for attempt in delivery.attempts.all():
            how = f"answered {attempt.status_code}" if attempt.status_code else attempt.error
            events.append((attempt.at, f"webhook sent: {how}"))
    events.append((heat_request.archived_at, "archived"))
    return sorted((at, what) for at, what in events if at is not None)


def curl(heat_request: HeatRequest, base_url: str) -> str:
    """The call that would ask the same again."""
    call = examples.question("again", heat_request.type, heat_request.given)
    written = examples.forms(call, examples.FROM_ENVIRONMENT, base_url)
    return next(form.code for form in written if form.tab == "Shell")
