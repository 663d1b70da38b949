"""The account's requests: a list that is kept up to date on the page, and one request with all there is to it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from rest_framework.exceptions import ValidationError

from requests_app import lifecycle
from requests_app.api import feedback, paging, query
from requests_app.api.errors import flat
from requests_app.api.listing import LIST_PARAMETERS, listed
from requests_app.models import Environment, HeatRequest
from requests_app.request_types import REQUEST_TYPES

from .access import Seat, member_page, show
from .detail import detail
from .search import found_in_instructions
from .sheets import value_of

PAGE = 50


def own_request(seat: Seat, request_id: UUID) -> HeatRequest:
    """A request of the account. Raises Http404."""
    row = HeatRequest.objects.select_related("batch").filter(account=seat.account, pk=request_id).first()
    if row is None:
        raise Http404
    return row


def _asked(given: QueryDict) -> dict[str, str]:
    """The filters that were filled in."""
    return {name: str(text).strip() for name, text in given.items() if str(text).strip()}


def _filtered(seat: Seat, asked: dict[str, str]) -> dict[str, Any]:
    """One page of the list, and what is wrong with the filters by name."""
    environment = asked.get("environment", Environment.LIVE.value)
    try:
        read = query.read(asked, {**LIST_PARAMETERS, "environment": query.one_of(*Environment.values)})
    except ValidationError as error:
        detail: Any = error.detail
        return {"rows": [], "errors": detail, "environment": Environment.LIVE.value}
    rows = listed(HeatRequest.objects.filter(account=seat.account, environment=environment), read)
    if words := asked.get("q"):
        rows = found_in_instructions(rows, words)
    page, following = paging.page(rows.select_related("batch"), {**read, "limit": PAGE})
    return {"rows": page, "next": following, "environment": environment}


@member_page("GET")
def requests_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The list; with `part=rows` the rows alone, which the page puts in place of its own."""
    asked = _asked(http_request.GET)
    only_rows = asked.pop("part", "") == "rows"
    later = http_request.GET.copy()
    for name in ("cursor", "part"):
        later.pop(name, None)
    context = {
        **_filtered(seat, asked),
        "asked": asked,
        "filters": later.urlencode(),
        "types": list(REQUEST_TYPES),
        "statuses": HeatRequest.Status.values,
        "filtered": asked.keys() - {"environment", "cursor"},
    }
    if only_rows:
        return render(http_request, "console/_request_rows.html", {"account": seat.account, **context})
    return show(http_request, seat, "requests", context, section="requests")


@member_page("GET")
def request_page(http_request: HttpRequest, seat: Seat, request_id: UUID) -> HttpResponse:
    """One request."""
    return _shown(http_request, seat, own_request(seat, request_id))


def _shown(
    http_request: HttpRequest, seat: Seat, heat_request: HeatRequest, status: int = 200, **context: Any
) -> HttpResponse:
    context |= detail(heat_request, http_request.build_absolute_uri("/").rstrip("/"))
    return show(http_request, seat, "request", context, section="requests", status=status)


@member_page("POST")
def give_feedback(http_request: HttpRequest, seat: Seat, request_id: UUID) -> HttpResponse:
    """What the account found later of a response. What can't be taken is shown again, with what is wrong."""
    heat_request = own_request(seat, request_id)
    try:
        feedback.take(heat_request, _found(http_request.POST, heat_request))
    except ValidationError as error:
        wrong = [(field, messages[0]) for field, messages in flat(error.detail).items()]
        return _shown(http_request, seat, heat_request, status=400, said=http_request.POST, wrong=wrong)
    return redirect("console-request", seat.account.pk, request_id)


def _found(said: QueryDict, heat_request: HeatRequest) -> dict[str, Any]:
    """The form as the API's body of feedback; an answer that is no text is written as JSON."""
    body: dict[str, Any] = {"comment": said.get("comment", "")}
    if (correct := {"yes": True, "no": False}.get(said.get("correct", ""))) is not None:
        body["correct"] = correct
    if answer := said.get("answer", "").strip():
        is_text = REQUEST_TYPES[heat_request.type].response_schema.get("type") == "string"
        body["answer"] = answer if is_text else value_of(answer)
    return body


@member_page("POST")
def abort(http_request: HttpRequest, seat: Seat, request_id: UUID) -> HttpResponse:
    """Take a pending request back; one that has ended meanwhile is shown as it is."""
    try:
        lifecycle.abort(own_request(seat, request_id).pk)
    except lifecycle.NotPending:
        pass
    return redirect("console-request", seat.account.pk, request_id)


@member_page("POST")
def archive(http_request: HttpRequest, seat: Seat, request_id: UUID) -> HttpResponse:
    """Take a request that ended out of the listings."""
    try:
        lifecycle.archive(own_request(seat, request_id))
    except ValueError:
        pass
    return redirect("console-request", seat.account.pk, request_id)
