"""Requests: asked, waited for, listed, taken back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import lifecycle
from requests_app.models import HeatRequest
from requests_app.rendering import request_object
from requests_app.request_types import REQUEST_TYPES, RequestType

from . import held, paging, query
from .asking import ask
from .auth import caller_of
from .base import ApiView
from .errors import problem
from .listing import LIST_PARAMETERS, listed

HOLD_HEADER = "X-Heat-Hold"


def own_request(http_request: Request, request_id: str) -> HeatRequest:
    """The caller's request by its id. Raises Http404 for what isn't there and for what is another's."""
    try:
        found = HeatRequest.objects.filter(pk=UUID(request_id))
    except ValueError:
        raise Http404 from None
    caller = caller_of(http_request)
    row = found.filter(account=caller.account, environment=caller.environment).first()
    if row is None:
        raise Http404
    return row


def _answer(heat_request: HeatRequest, resource: str, block: float) -> HttpResponse:
    """The answer as things stand; while pending, with the word to the shell to hold it for `block` seconds."""
    status, content_type, body = held.answer(heat_request, resource)
    response = HttpResponse(body, status=status, content_type=content_type)
    if status == 449:
        response.reason_phrase = "Pending"
    if block and heat_request.status == HeatRequest.Status.PENDING:
        response.headers[HOLD_HEADER] = held.hold_header(heat_request, block, resource)
    return response


class AskView(ApiView):
    """`POST /v1/requests/{type}`: ask."""

    request_type: RequestType | None = None  # set by the route

    def post(self, http_request: Request) -> HttpResponse:
        assert self.request_type is not None
        block = query.block(http_request.query_params)
        return _answer(ask(http_request, self.request_type), "request", block)


class RequestView(ApiView):
    """`GET` and `DELETE /v1/requests/{id}`."""

    def get(self, http_request: Request, request_id: str) -> HttpResponse:
        block = query.block(http_request.query_params)
        return _answer(own_request(http_request, request_id), "request", block)

    def delete(self, http_request: Request, request_id: str) -> HttpResponse:
        return abort(http_request, request_id)

    def http_method_not_allowed(self, http_request: Request, request_id: str) -> HttpResponse:  # type: ignore[override]
        """A name that no request can have, in a POST, is a type that does not exist."""
        try:
            UUID(request_id)
        except ValueError:
            if http_request.method == "POST":
                return problem(404, f"There is no request type of this name. The types: {', '.join(REQUEST_TYPES)}.")
        raise MethodNotAllowed(str(http_request.method))


class ResponseView(ApiView):
    """`GET /v1/responses/{id}`: the response alone."""

    def get(self, http_request: Request, request_id: str) -> HttpResponse:
        block = query.block(http_request.query_params)
        return _answer(own_request(http_request, request_id), "response", block)


class RequestsView(ApiView):
    """`GET /v1/requests`: the account's requests, newest first."""

    def get(self, http_request: Request) -> Response:
        asked = query.read(http_request.query_params, LIST_PARAMETERS)
        caller = caller_of(http_request)
        own = HeatRequest.objects.filter(account=caller.account, environment=caller.environment)
        rows, following = paging.page(listed(own, asked), asked)
        return Response({"requests": [request_object(row) for row in rows], "next": following})


def abort(http_request: Request, request_id: str) -> Response:
    """Abort the caller's request, by either way to ask for it."""
    heat_request = own_request(http_request, request_id)
    try:
        lifecycle.abort(heat_request.pk)
    except lifecycle.NotPending as error:
        raise ValidationError({"status": [f"It can't be aborted: it is {error.status}."]}) from error
    return Response({"success": True})


class AbortView(ApiView):
    """`POST /v1/tasks/abort/{id}`."""

    def post(self, http_request: Request, request_id: str) -> Response:
        return abort(http_request, request_id)


class ArchiveView(ApiView):
    """`POST /v1/tasks/archive/{id}`."""

    def post(self, http_request: Request, request_id: str) -> Response:
        try:
            lifecycle.archive(own_request(http_request, request_id))
        except ValueError as error:
            raise ValidationError({"status": [str(error)]}) from error
        return Response({"success": True})
