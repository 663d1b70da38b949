"""What the work page is told: a task to show, or why there is none."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static

from requests_app.models import Assignment
from requests_app.request_types import REQUEST_TYPES, RequestType

from . import ahead, dispatch, hands
from .attachments import shown
from .models import Cruncher

WAITING = {
    "not_qualified": (
        "The questions in line want something that you have no qualification for, such as a language. A manager can "
        "give you one; a question for everybody appears here by itself."
    ),
    "none_queued": "Nothing is in line. The next question appears here by itself; you need not reload.",
    "held_by_others": "Other people hold all the questions there are. If one comes back, it appears here by itself.",
    "excluded": "The questions in line are not for you: you have skipped or answered them, or their client asked so. "
    "The next one that is for you appears here by itself.",
}
STOPPED = {
    "maintenance": "Heat is being looked after right now. Nothing new is handed out until that is done; then it goes "
    "on here by itself.",
    "new": "A manager has to approve you before you can start. Until then you can practise.",
    "paused": "Your work is paused. Ask a manager when you can go on; you can practise meanwhile.",
    "banned": "A manager has ended your work here.",
}
_HEARTBEATS_A_LEASE = 5


# Of the fields of every type, what a cruncher's page may know; the rest (gold answers, metadata, hooks) stays here.
_SHOWN = {"instruction", "attachments", "attachments_type"}


def shown_fields(request_type: RequestType) -> set[str]:
    """The fields of a question that its page is told."""
    return _SHOWN | request_type.Params().fields.keys()


def _shown_params(request_type: RequestType, params: dict[str, Any]) -> dict[str, Any]:
    names = shown_fields(request_type)
    return {name: value for name, value in params.items() if name in names}


def shown_task(request_type: RequestType, question: dict[str, Any]) -> dict[str, Any]:
    """A question as the page puts it on its stage."""
    params = _shown_params(request_type, question)
    context = {"params": params, "request_type": request_type, "attachments": shown(params)}
    return {
        "type": request_type.name,
        "stem": request_type.stem,
        "html": render_to_string("crunchers/_task.html", context),
        "params": params,
        "script": static(f"js/types/{request_type.stem}.js"),
    }


def task(assignment: Assignment) -> dict[str, Any]:
    heat_request = assignment.heat_request
    return {
        **shown_task(REQUEST_TYPES[heat_request.type], heat_request.question),
        "id": assignment.pk,
        "token": str(assignment.token),
        "left": hands.left(assignment).left,
        "lease": settings.HEAT_LEASE,
        "heartbeat": settings.HEAT_LEASE / _HEARTBEATS_A_LEASE,
    }


def following(cruncher: Cruncher) -> dict[str, Any] | None:
    """The task after the one in hand, for its page to load meanwhile; None when there is none for now."""
    kept = ahead.reserve(cruncher)
    return task(kept) if kept else None


def standing(cruncher: Cruncher) -> dict[str, Any] | None:
    """Why a cruncher may not work, as {"why", "message"}; None when they may."""
    if cruncher.standing == Cruncher.Standing.APPROVED:
        return None
    reason = f" {cruncher.standing_reason}" if cruncher.standing_reason else ""
    return {"why": cruncher.standing, "message": STOPPED[cruncher.standing] + reason}


def next_task(cruncher: Cruncher) -> dict[str, Any]:
    """The next task, or why there is none, and how many answers the cruncher has sent today."""
    today = hands.answered_today(cruncher)
    if stopped := standing(cruncher):
        return {"state": "stopped", **stopped, "today": today}
    if assignment := dispatch.next_for(cruncher):
        return {"state": "task", "task": task(assignment), "today": today}
    why = dispatch.why_nothing(cruncher)
    if why == "maintenance":
        return {"state": "stopped", "why": why, "message": STOPPED[why], "today": today}
    return {"state": "waiting", "why": why, "message": WAITING[why], "today": today}
