"""The work page, and the calls that it makes."""

from dataclasses import asdict
from typing import Any

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from . import assignments, uploads
from .attachments import shown, shown_choices
from .calls import BadCall, call, cruncher_of, token_of
from .framing import may_be_framed
from .keys import KEYS
from .models import Cruncher
from .payload import next_task, standing
from .shift import shift_of


def _urls() -> dict[str, str]:
    """Where the work page sends its calls; 0 stands for the assignment's id."""
    of_assignment = {
        name: reverse("crunch-assignment", kwargs={"assignment_id": 0, "action": name}) for name in ACTIONS
    }
    of_assignment["piece"] = reverse("crunch-piece", kwargs={"assignment_id": 0})
    of_cruncher = {name: reverse(f"crunch-{name}") for name in ("next", "stop", "day")}
    return {**of_cruncher, "socket": "/crunch/socket", **of_assignment}


@require_safe
@never_cache
@ensure_csrf_cookie
@csp_update({"connect-src": ["http:", "https:"]})  # sounds are read, where their host allows it, to be drawn
@login_required
def work(http_request: HttpRequest) -> HttpResponse:
    """The one page for work."""
    cruncher = cruncher_of(http_request)
    if cruncher is None or standing(cruncher):
        return redirect("crunch-home")
    context = {
        "cruncher": cruncher,
        "today": assignments.answered_today(cruncher),
        "urls": _urls(),
        "reasons": list(assignments.REASONS.items()),
        "keys": KEYS,
    }
    response = render(http_request, "crunchers/work.html", context)
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"
    return response


@call
def next_(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    return next_task(cruncher)


@call
def stop(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    assignments.stop(cruncher)
    return {"state": "stopped"}


@call
def day(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    """How today has been, in words."""
    return {"text": shift_of(cruncher).in_words}


def _acknowledge(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    return asdict(assignments.acknowledge(cruncher, assignment_id, token_of(body)))


def _heartbeat(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    return asdict(assignments.heartbeat(cruncher, assignment_id, token_of(body)))


def _accepted(cruncher: Cruncher) -> dict[str, Any]:
    following = next_task(cruncher)
    return {"state": "accepted", "today": following["today"], "next": following}


def _submit(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    if "answer" not in body:
        raise BadCall("The answer is missing.")
    assignments.submit(cruncher, assignment_id, token_of(body), body["answer"], body.get("sizes"))
    return _accepted(cruncher)


def _skip(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    assignments.skip(cruncher, assignment_id, token_of(body))
    return _accepted(cruncher)


def _flag(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    reason, comment = body.get("reason"), body.get("comment", "")
    if reason not in assignments.REASONS:
        raise BadCall("Choose a reason.")
    if not isinstance(comment, str) or len(comment) > 2000:
        raise BadCall("A comment is text of at most 2,000 characters.")
    if reason == "other" and not comment.strip():
        raise BadCall("Say in the comment what is wrong.")
    assignments.flag(cruncher, assignment_id, token_of(body), reason, comment.strip())
    return _accepted(cruncher)


def _framing(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Whether a website of the question lets itself be shown in a frame; null where that is not known."""
    question = assignments.read(cruncher, assignment_id, token_of(body)).heat_request.question
    websites = [item["url"] for item in (*shown(question), *shown_choices(question)) if item["kind"] == "website"]
    if body.get("url") not in websites:
        raise BadCall("This website is not in the question.")
    return {"framed": may_be_framed(body["url"])}


ACTIONS = {
    "acknowledge": _acknowledge,
    "heartbeat": _heartbeat,
    "submit": _submit,
    "skip": _skip,
    "flag": _flag,
    "framing": _framing,
    **uploads.ACTIONS,
}


@call
def on_assignment(cruncher: Cruncher, body: dict[str, Any], assignment_id: str, action: str) -> dict[str, Any]:
    return ACTIONS[action](cruncher, int(assignment_id), body)
