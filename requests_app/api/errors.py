"""Every error as `application/problem+json` (RFC 9457).

`type` is "about:blank", so that `title` is the status's name, but for problem types that IANA's registry names.
A 400 always has `errors`: messages by the dotted path of a field; under "" what concerns no single field.
"""

import json
import logging
import math
import sys
import uuid
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from rest_framework import exceptions

from requests_app.quota import QuotaExceeded

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
DATABASE_AWAY = (OperationalError, InterfaceError)
DATABASE_RETRY_AFTER = 5  # seconds
_TITLES = {413: "Content Too Large", 449: "Pending"}
_NOT_FOUND = "There is nothing here, or nothing that this API key may see."


def problem_body(
    status: int,
    detail: str,
    *,
    title: str | None = None,
    errors: Mapping[str, list[str]] | None = None,
    type: str = "about:blank",
    **extra: Any,
) -> bytes:
    """The body of a problem, UTF-8. Needs no settings and no database."""
    body: dict[str, Any] = {
        "type": type,
        "title": title or _title(status),
        "status": status,
        "detail": detail,
    }
    if status == 400:
        body["errors"] = errors or {"": [detail]}
    body.update(extra)
    # A lone surrogate in a field's name is shown as "?": UTF-8 has no form for it.
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def problem(
    status: int,
    detail: str,
    *,
    title: str | None = None,
    errors: Mapping[str, list[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """A problem as a response; `extra` are further members, and `type`."""
    return HttpResponse(
        problem_body(status, detail, title=title, errors=errors, **extra),
        status=status,
        reason=title or _title(status),
        content_type=CONTENT_TYPE,
        headers=dict(headers or {}),
    )


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """DRF's exception handler: whatever a view raises becomes a problem."""
    if isinstance(exc, exceptions.APIException):
        return _api_problem(exc)
    if isinstance(exc, Http404):
        return problem(404, _NOT_FOUND)
    if isinstance(exc, PermissionDenied):
        return problem(403, "This API key may not do that.")
    if isinstance(exc, QuotaExceeded):
        return _over_quota(exc)
    if isinstance(exc, RequestDataTooBig):
        return problem(413, "The body is too large.")
    if isinstance(exc, SuspiciousOperation | UnreadablePostError):
        return problem(400, "The call could not be read.")
    request = context.get("request")
    return _our_fault(exc, getattr(request, "_request", request))


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested detail by dotted path: `{"per_annotation.choices": ["..."], "attachments.2": ["..."]}`."""
    errors: dict[str, list[str]] = {}
    for where, message in _messages(detail, path):
        errors.setdefault(where, []).append(message)
    return errors


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: a problem under /v1/, a page elsewhere."""
    if _is_api(request):
        return problem(404, _NOT_FOUND)
    return HttpResponse(render_to_string("404.html"), status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: a problem under /v1/, a page elsewhere."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    detail = "The body is too large." if status == 413 else "The call could not be read."
    if _is_api(request):
        return problem(status, detail)
    return HttpResponse(render_to_string("400.html", {"detail": detail}), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled: a problem under /v1/, a page elsewhere."""
    exc = sys.exc_info()[1]
    answer = _our_fault(exc or RuntimeError("unknown"), None)
    if _is_api(request):
        return answer
    instance = json.loads(answer.content).get("instance", "")
    page = render_to_string("500.html", {"away": answer.status_code == 503, "id": instance.removeprefix("urn:uuid:")})
    return HttpResponse(page, status=answer.status_code, headers=_retry_after_of(answer))


def _api_problem(exc: exceptions.APIException) -> HttpResponse:
    status = exc.status_code
    headers: dict[str, str] = {}
    wait = getattr(exc, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    if isinstance(exc, exceptions.ValidationError):
        errors = flat(exc.detail)
        return problem(400, _summary(errors), errors=errors)
    if isinstance(exc, exceptions.Throttled):
        return problem(
            429,
            f"Too many calls with this API key: try again in {headers.get('Retry-After', '1')} s.",
            headers=headers,
            **_violated("burst"),
        )
    if isinstance(exc, exceptions.NotAuthenticated):
        detail = "No API key was given: send it in the header X-Heat-API-Key."
    elif isinstance(exc, exceptions.UnsupportedMediaType):
        headers["Accept"] = getattr(exc, "accept", "application/json")
        detail = getattr(exc, "why", "The body must be JSON: send it with the header `Content-Type: application/json`.")
    elif isinstance(exc, exceptions.NotFound):
        detail = _NOT_FOUND
    else:
        detail = str(exc.detail)
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
    return problem(status, detail, headers=headers)


def _over_quota(exc: QuotaExceeded) -> HttpResponse:
    return problem(
        429,
        f"This would pass the account's quota of {exc.quota} requests a month, which begins anew on the first, UTC.",
        headers={"Retry-After": str(exc.retry_after)},
        **_violated("month"),
    )


def _violated(policy: str) -> dict[str, Any]:
    return {"type": QUOTA_EXCEEDED, "violated-policies": [policy]}


def _our_fault(exc: BaseException, request: HttpRequest | None) -> HttpResponse:
    """503 when the database is away, else 500; `request` is None where Django has already made the exception known."""
    if isinstance(exc, DATABASE_AWAY):
        logger.warning("answered 503, the database: %s", exc, exc_info=exc)
        return problem(
            503,
            "The database can't be reached at the moment: try again.",
            headers={"Retry-After": str(DATABASE_RETRY_AFTER)},
        )
    instance = uuid.uuid4()
    logger.error("answered 500, id %s", instance, exc_info=exc)
    if request is not None:
        # DRF hands exceptions to us and not to Django, whose signal is what error trackers listen to.
        got_request_exception.send(sender=None, request=request)
    return problem(500, f"Something went wrong on our side. Please quote {instance}.", instance=f"urn:uuid:{instance}")


def _messages(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from _messages(inner, ".".join(filter(None, (path, name))))
    elif isinstance(detail, list | tuple):
        plain = all(isinstance(item, str) for item in detail)
        for index, item in enumerate(detail):
            yield from _messages(item, path if plain or isinstance(item, str) else f"{path}.{index}".lstrip("."))
    else:
        yield path, str(detail)


def _summary(errors: Mapping[str, list[str]]) -> str:
    """One sentence for people; the whole is in `errors`."""
    fields = [path for path in errors if path]
    if not fields:
        return " ".join(errors.get("", ["The call can't be accepted."]))
    if len(errors) == 1:
        return f"{fields[0]}: {' '.join(errors[fields[0]])}"
    named = ", ".join(fields[:5]) + (" and more" if len(fields) > 5 else "")
    return f"{len(fields)} fields are wrong: {named}." if len(fields) > 1 else f"{named} and more are wrong."


def _retry_after_of(answer: HttpResponse) -> dict[str, str]:
    return {"Retry-After": answer["Retry-After"]} if "Retry-After" in answer else {}


def _is_api(request: HttpRequest) -> bool:
    return request.path_info == "/v1" or request.path_info.startswith("/v1/")


def _title(status: int) -> str:
    return _TITLES.get(status) or HTTPStatus(status).phrase
