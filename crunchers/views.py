"""The work page, and the calls that it makes."""

import uuid
from dataclasses import asdict
from typing import Any

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from . import assignments, hands, open_pages, undoing, uploads
from .attachments import shown, shown_choices
from .calls import BadCall, call, cruncher_of, page_of, token_of
from .framing import may_be_framed
from .keys import KEYS
from .models import Cruncher
from .payload import following, next_task, standing, task
from .shift import shift_of


def _urls() -> dict[str, str]:
    """Where the work page sends its calls; 0 stands for the assignment's id."""
    of_assignment = {
        name: reverse("crunch-assignment", kwargs={"assignment_id": 0, "action": name}) for name in ACTIONS
    }
    of_assignment["piece"] = reverse("crunch-piece", kwargs={"assignment_id": 0})
    of_page = {name: reverse(f"crunch-{name}") for name in ("next", "following", "stop", "leave", "day")}
    return {**of_page, "socket": "/crunch/socket", **of_assignment}


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
        "today": hands.answered_today(cruncher),
        "urls": _urls(),
        "page": uuid.uuid4(),
        "reasons": list(assignments.REASONS.items()),
        "keys": KEYS,
    }
    response = render(http_request, "crunchers/work.html", context)
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"
    return response


@call
def next_(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    if page := page_of(body):
        open_pages.seen(cruncher, page)
    return next_task(cruncher)


@call
def following_(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    return {"following": following(cruncher)}


@never_cache
@require_POST
def leave(http_request: HttpRequest) -> HttpResponse:
    """A page closes: a beacon, whose form carries the CSRF token, and whose answer nobody reads."""
    cruncher, form = cruncher_of(http_request), http_request.POST
    try:
        page = page_of({"page": form.get("page")})
    except BadCall as error:
        return JsonResponse({"message": str(error)}, status=400)
    if cruncher and page:
        open_pages.leave(cruncher, page, entered=form.get("entered") == "1")
    return HttpResponse(status=204)


@call
def stop(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    assignments.stop(cruncher)
    return {"state": "stopped"}


@call
def day(cruncher: Cruncher, body: dict[str, Any]) -> dict[str, Any]:
    """How today has been, in words."""
    return {"text": shift_of(cruncher).in_words}


def _acknowledge(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    if page := page_of(body):
        open_pages.seen(cruncher, page)
    return asdict(assignments.acknowledge(cruncher, assignment_id, token_of(body)))


def _heartbeat(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    if page := page_of(body):
        open_pages.seen(cruncher, page)
    return asdict(assignments.heartbeat(cruncher, assignment_id, token_of(body)))


def _accepted(cruncher: Cruncher, assignment_id: int) -> dict[str, Any]:
    """What follows, and whether the answer can be taken back: for so many seconds, or until others have answered."""
    after = next_task(cruncher)
    seconds = undoing.seconds_left(cruncher, assignment_id)
    undo = None if seconds is None else {"seconds": None if seconds == float("inf") else seconds}
    return {"state": "accepted", "today": after["today"], "next": after, "undo": undo}


def _submit(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    if "answer" not in body:
        raise BadCall("The answer is missing.")
    assignments.submit(cruncher, assignment_id, token_of(body), body["answer"], body.get("sizes"))
    return _accepted(cruncher, assignment_id)


def _skip(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    assignments.skip(cruncher, assignment_id, token_of(body))
    return _accepted(cruncher, assignment_id)


def _flag(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    reason, comment = body.get("reason"), body.get("comment", "")
    if reason not in assignments.REASONS:
        raise BadCall("Choose a reason.")
    if not isinstance(comment, str) or len(comment) > 2000:
        raise BadCall("A comment is text of at most 2,000 characters.")
    if reason == "other" and not comment.strip():
        raise BadCall("Say in the comment what is wrong.")
    assignments.flag(cruncher, assignment_id, token_of(body), reason, comment.strip())
    return _accepted(cruncher, assignment_id)


def _undo(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    held = undoing.take_back(cruncher, assignment_id, token_of(body))
    return {"state": "task", "task": task(held), "today": hands.answered_today(cruncher)}


def _framing(cruncher: Cruncher, assignment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Whether a website of the question lets itself be shown in a frame; null where that is not known."""
    question = hands.question(cruncher, assignment_id, token_of(body))
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
    "undo": _undo,
    "framing": _framing,
    **uploads.ACTIONS,
}


@call
def on_assignment(cruncher: Cruncher, body: dict[str, Any], assignment_id: str, action: str) -> dict[str, Any]:
    return ACTIONS[action](cruncher, int(assignment_id), body)
