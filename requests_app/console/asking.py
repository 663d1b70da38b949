"""Ask: a question put together in the console, looked at while it is written, and sent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework.exceptions import ParseError, ValidationError

from requests_app import examples, idempotency, maintenance, quota
from requests_app.api.errors import flat
from requests_app.api.parsers import read_object
from requests_app.api.serializers import Question, read_question
from requests_app.api.throttles import take_for
from requests_app.creation import Ask, make
from requests_app.models import Account, Environment, HeatRequest
from requests_app.request_types import REQUEST_TYPES, RequestType

from .access import Seat, member_page, show
from .ask_fields import form_of
from .requests import own_request

LEFT_OUT = {"HTTP"}  # of the forms of a call: the body itself is shown instead


def calls(type_name: str, body: dict[str, Any], http_request: HttpRequest) -> list[examples.Form]:
    """The call that asks this, in each language, with the key from the environment."""
    base_url = http_request.build_absolute_uri("/").rstrip("/")
    written = examples.forms(examples.question("ask", type_name, body), examples.FROM_ENVIRONMENT, base_url)
    return [form for form in written if form.tab not in LEFT_OUT]


@member_page("GET")
def types_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The types, to choose one."""
    return show(http_request, seat, "ask_types", {"types": REQUEST_TYPES.values()}, section="ask")


@member_page("GET")
def ask_page(http_request: HttpRequest, seat: Seat, type_name: str) -> HttpResponse:
    """The form of one type; `from` names a request of the account to fill it in with."""
    request_type = _type(type_name)
    context = {
        "request_type": request_type,
        "types": REQUEST_TYPES.values(),
        "form": form_of(request_type, may_use_gold=seat.account.may_use_gold),
        "example": request_type.example,
        "again": _again(seat, request_type, http_request.GET.get("from", "")),
        "calls": calls(type_name, {}, http_request),
        "used": f"{quota.usage_this_month(seat.account):,}",
        "quota": f"{quota.quota_of(seat.account):,}",
    }
    return show(http_request, seat, "ask", context, section="ask")


def _type(name: str) -> RequestType:
    if name not in REQUEST_TYPES:
        raise Http404
    return REQUEST_TYPES[name]


def _again(seat: Seat, request_type: RequestType, request_id: str) -> dict[str, Any] | None:
    """What was given in the request that is made again; None where none is. Raises Http404."""
    if not request_id:
        return None
    try:
        heat_request = own_request(seat, UUID(request_id))
    except ValueError:
        raise Http404 from None
    if heat_request.type != request_type.name:
        raise Http404
    return heat_request.given


@member_page("POST")
def look(http_request: HttpRequest, seat: Seat, type_name: str) -> JsonResponse:
    """What is wrong with the question so far, by field, what is worth a word, and the calls that ask it."""
    request_type = _type(type_name)
    try:
        said = _said(http_request)
    except Unsaid as error:
        return JsonResponse({"message": str(error)}, status=400)
    written = [[form.tab, form.code] for form in calls(type_name, said["body"], http_request)]
    told: dict[str, Any] = {"errors": {}, "warnings": [], "calls": written}
    try:
        told["warnings"] = _read(seat, request_type, said).warnings
    except ValidationError as error:
        told["errors"] = flat(error.detail)
    return JsonResponse(told)


@member_page("POST")
def send(http_request: HttpRequest, seat: Seat, type_name: str) -> JsonResponse:
    """Ask it, once for each `once`. 400: `errors` by field; 429 and 503: `message`. Nothing is made then."""
    request_type = _type(type_name)
    try:
        said = _said(http_request)
        once = f"console {UUID(str(said.get('once')))}"
        question = _read(seat, request_type, said)
        heat_request = _made(seat.account, said["environment"], once, request_type, question)
    except Unsaid as error:
        return JsonResponse({"message": str(error)}, status=400)
    except ValueError:
        return JsonResponse({"message": "once: must be a UUID."}, status=400)
    except ValidationError as error:
        return JsonResponse({"errors": flat(error.detail)}, status=400)
    except Refused as error:
        return JsonResponse({"message": str(error)}, status=error.status)
    return JsonResponse({"url": reverse("console-request", args=[seat.account.pk, heat_request.pk])})


class Unsaid(Exception):
    """The page's call is not what the page sends."""


class Refused(Exception):
    """The question is right, and can't be asked now; `status` is as the API answers."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _said(http_request: HttpRequest) -> dict[str, Any]:
    """The call's JSON: {"body": object, "environment": …}. Raises Unsaid."""
    try:
        said = read_object(http_request.body)
    except (ParseError, ValidationError) as error:
        path, messages = next(iter(flat(error.detail).items()))
        raise Unsaid(f"{path.removeprefix('body.')}: {messages[0]}".removeprefix(": ")) from None
    if not isinstance(said.get("body"), dict) or said.get("environment") not in Environment.values:
        raise Unsaid("Say a body, which is an object, and an environment: live or staging.")
    return said


def _read(seat: Seat, request_type: RequestType, said: dict[str, Any]) -> Question:
    """Raises ValidationError."""
    return read_question(request_type, said["body"], said["environment"], may_use_gold=seat.account.may_use_gold)


def _made(account: Account, environment: str, once: str, request_type: RequestType, question: Question) -> HeatRequest:
    """Raises Refused."""
    if maintenance.is_on():
        raise Refused(503, "The server is in maintenance. Nothing was asked; what you wrote is kept.")
    if environment == Environment.LIVE and (limit := take_for(account, f"console {account.pk}")).limited:
        raise Refused(429, f"Too fast: nothing was asked. Try again in {limit.retry_after:.0f} s.")
    ask = Ask(request_type, question.given, question.filled_in, question.warnings)
    digest = idempotency.digest(request_type.name, question.given)
    try:
        made = idempotency.once(account, environment, once, digest, lambda: make(account, environment, [ask])[0])
    except quota.QuotaExceeded as error:
        message = f"It would pass the account’s quota of {error.quota:,} requests a month. Nothing was asked."
        raise Refused(429, message) from error
    except idempotency.OtherBody as error:
        raise Refused(409, "This was sent before with other words. Nothing was asked: reload the page.") from error
    assert isinstance(made, HeatRequest)
    return made
