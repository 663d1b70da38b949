"""How the work page calls: JSON in, JSON out, by a signed-in cruncher."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from rest_framework.exceptions import ParseError, ValidationError

from requests_app.api.errors import flat
from requests_app.api.parsers import read_object

from .assignments import Gone
from .models import Cruncher


class BadCall(Exception):
    """The page sent something that no page of ours sends."""


def cruncher_of(http_request: HttpRequest) -> Cruncher | None:
    """The cruncher who is signed in; None for anybody else."""
    if not http_request.user.is_authenticated:
        return None
    return Cruncher.objects.filter(user=http_request.user, user__is_active=True).first()


def _body(http_request: HttpRequest) -> dict[str, Any]:
    try:
        return read_object(http_request.body)
    except ParseError as error:
        raise BadCall(str(error.detail)) from error


def token_of(body: dict[str, Any]) -> str:
    """The fencing token in a call's body. Raises BadCall."""
    try:
        return str(uuid.UUID(str(body.get("token"))))
    except ValueError as error:
        raise BadCall("The token is missing.") from error


def page_of(body: dict[str, Any]) -> uuid.UUID | None:
    """The key that the calling page was given, where it says so. Raises BadCall."""
    try:
        return uuid.UUID(str(body["page"])) if body.get("page") else None
    except ValueError as error:
        raise BadCall("The page’s key is not a UUID.") from error


def call(view: Callable[..., dict[str, Any]]) -> Callable[..., JsonResponse]:
    """Make a view of a function of (cruncher, body, …) that returns what the page is told."""
    return _call(view, lambda http_request: (_body(http_request),))


def call_with_bytes(view: Callable[..., dict[str, Any]]) -> Callable[..., JsonResponse]:
    """The same of a function of (cruncher, query, bytes, …): the body is part of a file."""
    return _call(view, lambda http_request: (http_request.GET.dict(), http_request.body))


def _call(
    view: Callable[..., dict[str, Any]], given: Callable[[HttpRequest], tuple[Any, ...]]
) -> Callable[..., JsonResponse]:
    @never_cache
    @require_POST
    @wraps(view)
    def wrapped(http_request: HttpRequest, **path: Any) -> JsonResponse:
        cruncher = cruncher_of(http_request)
        if cruncher is None:
            message = "You are signed out. Sign in again; what you typed is kept."
            return JsonResponse({"signed_out": True, "message": message}, status=401)
        try:
            return JsonResponse(view(cruncher, *given(http_request), **path))
        except BadCall as error:
            return JsonResponse({"errors": {"": [str(error)]}, "message": str(error)}, status=400)
        except ValidationError as error:
            errors = flat(error.detail)
            return JsonResponse({"errors": errors, "message": next(iter(errors.values()))[0]}, status=400)
        except Gone as error:
            return JsonResponse({"gone": True, "message": str(error)}, status=409)

    return wrapped
