"""Batches: many requests in one call."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import lifecycle, quota
from requests_app.models import Batch, HeatRequest
from requests_app.rendering import batch_object, request_object
from requests_app.results import FORMATS

from . import paging, query
from .asking import ask_batch
from .auth import caller_of
from .base import ApiView

PAGE = {"limit": query.limit, "cursor": query.cursor}


def own_batch(http_request: Request, batch_id: str) -> Batch:
    """The caller's batch by its id. Raises Http404 for what isn't there and for what is another's."""
    caller = caller_of(http_request)
    try:
        found = Batch.objects.filter(pk=UUID(batch_id), account=caller.account, environment=caller.environment).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


class BatchesView(ApiView):
    """`POST` and `GET /v1/batch`."""

    @property
    def max_body(self) -> int:
        return settings.HEAT_MAX_BATCH_BODY

    def post(self, http_request: Request) -> Response:
        return Response(batch_object(ask_batch(http_request)))

    def get(self, http_request: Request) -> Response:
        asked = query.read(http_request.query_params, PAGE)
        caller = caller_of(http_request)
        mine = Batch.objects.filter(account=caller.account, environment=caller.environment)
        rows, following = paging.page(mine, asked)
        return Response({"batches": [batch_object(row) for row in rows], "next": following})


def _stream(batch: Batch, tasks: Any) -> Iterator[bytes]:
    """The batch with all its tasks, in pieces: 10,000 never stand in memory together."""
    head = json.dumps(batch_object(batch), ensure_ascii=False)
    yield (head[:-1] + ', "tasks": [').encode()
    for index, row in enumerate(tasks.iterator(chunk_size=200)):
        yield ((", " if index else "") + json.dumps(request_object(row), ensure_ascii=False)).encode()
    yield b"]}"


class BatchView(ApiView):
    """`GET /v1/batch/{id}`: with all its tasks in the order in which they were given, or a page of them."""

    def get(self, http_request: Request, batch_id: str) -> HttpResponse | Response | StreamingHttpResponse:
        asked = query.read(http_request.query_params, PAGE)
        batch = own_batch(http_request, batch_id)
        tasks = HeatRequest.objects.filter(batch=batch)
        if not asked:
            return StreamingHttpResponse(_stream(batch, tasks.order_by("batch_index")), content_type="application/json")
        rows, following = paging.page(tasks, asked, newest_first=False)
        return Response(batch_object(batch) | {"tasks": [request_object(row) for row in rows], "next": following})


def results(batch: Batch, name: str) -> StreamingHttpResponse:
    """The batch's results in one of the FORMATS, as a file to keep."""
    form = FORMATS[name]
    rows = HeatRequest.objects.filter(batch=batch).order_by("batch_index")
    pieces = form.write(lambda: (request_object(row) for row in rows.iterator(chunk_size=200)))
    answer = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=form.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="batch-{batch.pk}.{form.ending}"'
    return answer


class BatchResultsView(ApiView):
    """`GET /v1/batch/{id}/results`: its requests as a file."""

    def get(self, http_request: Request, batch_id: str) -> StreamingHttpResponse:
        asked = query.read(http_request.query_params, {"format": query.one_of(*FORMATS)})
        return results(own_batch(http_request, batch_id), asked.get("format", "csv"))


class BatchAbortView(ApiView):
    """`POST /v1/batch/{id}/abort`: every one still pending."""

    def post(self, http_request: Request, batch_id: str) -> Response:
        return Response({"success": True, "aborted": lifecycle.abort_batch(own_batch(http_request, batch_id).pk)})


class AccountView(ApiView):
    """`GET /v1/account`: who one is, what one used, what one may use."""

    def get(self, http_request: Request) -> Response:
        account = caller_of(http_request).account
        limit = quota.quota_of(account)
        month = {"month": f"{quota.this_month():%Y-%m}", "requests": quota.usage_this_month(account)}
        return Response({"name": account.name, "usage": month, "quota": {"requests": limit or None}})
