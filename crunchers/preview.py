"""A question as a cruncher's page would show it, for the client who writes it: the console puts this page in a frame.

It is rendered as work is, by the same templates and scripts; nothing is made, kept or sent.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import ParseError, ValidationError

from requests_app.api.errors import flat
from requests_app.api.parsers import read_object
from requests_app.api.serializers import read_question
from requests_app.models import Environment, Membership
from requests_app.request_types import REQUEST_TYPES, RequestType
from requests_app.request_types.links import url_problem

from .framing import may_be_framed
from .payload import shown_fields, shown_task


def _for_members(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For members of any account; to everybody else the page does not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(http_request: HttpRequest, **path: Any) -> HttpResponseBase:
        user: Any = http_request.user
        if not Membership.objects.filter(user=user).exists():
            raise Http404
        return view(http_request, **path)

    return wrapped


@require_safe
@_for_members
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@ensure_csrf_cookie
def frame(http_request: HttpRequest) -> HttpResponse:
    """The page around the question, which its script fetches when the console's page says what to show."""
    return render(http_request, "crunchers/preview.html")


@require_POST
@_for_members
def question(http_request: HttpRequest, type_name: str) -> JsonResponse:
    """The question of a body, to be put on the stage; or `errors` by field, of those that crunchers see.

    One that is half written is no bad call, so that this is no 400.
    """
    request_type = REQUEST_TYPES.get(type_name)
    if request_type is None or not request_type.answered_by_people:
        raise Http404
    try:
        return JsonResponse(shown_task(request_type, _params(request_type, read_object(http_request.body))))
    except (ParseError, ValidationError) as error:
        return JsonResponse({"errors": flat(error.detail)})


@require_POST
@_for_members
def framing(http_request: HttpRequest) -> JsonResponse:
    """Whether the website `url` lets itself be shown in a frame of the work page; null where that is not known."""
    try:
        url = read_object(http_request.body).get("url")
    except (ParseError, ValidationError):
        url = None
    if not isinstance(url, str) or url_problem(url):
        return JsonResponse({"message": "Say a url, which is absolute."}, status=400)
    return JsonResponse({"framed": may_be_framed(url)})


def _params(request_type: RequestType, body: dict[str, Any]) -> dict[str, Any]:
    """The question of what crunchers see of a body: whatever else is wrong with it. Raises ValidationError."""
    seen = shown_fields(request_type)
    return read_question(
        request_type, {name: value for name, value in body.items() if name in seen}, Environment.LIVE
    ).params
