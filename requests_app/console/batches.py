"""The account's batches: how far each has come, what is in it, and its end."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from rest_framework.exceptions import ValidationError

from requests_app import lifecycle
from requests_app.api import paging, query
from requests_app.api.batches import results as batch_results
from requests_app.models import Batch
from requests_app.results import FORMATS

from .access import Seat, member_page, show

PAGE = 50


@member_page("GET")
def batches_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The list, newest first."""
    try:
        asked = query.read(http_request.GET.dict(), {"cursor": query.cursor})
    except ValidationError:
        asked = {}
    rows, following = paging.page(Batch.objects.filter(account=seat.account), {**asked, "limit": PAGE})
    return show(http_request, seat, "batches", {"batches": rows, "next": following}, section="batches")


@member_page("GET")
def batch_page(http_request: HttpRequest, seat: Seat, batch_id: UUID) -> HttpResponse:
    """One batch with the first of its requests."""
    batch = get_object_or_404(Batch, pk=batch_id, account=seat.account)
    rows = batch.heat_requests.order_by("batch_index")[:PAGE]
    done = batch.total - batch.pending
    context = {"batch": batch, "rows": rows, "done": done, "shown": PAGE, "formats": list(FORMATS)}
    return show(http_request, seat, "batch", context, section="batches")


@member_page("GET")
def results(http_request: HttpRequest, seat: Seat, batch_id: UUID, form: str) -> HttpResponseBase:
    """The results as a file."""
    if form not in FORMATS:
        raise Http404
    return batch_results(get_object_or_404(Batch, pk=batch_id, account=seat.account), form)


@member_page("POST")
def abort(http_request: HttpRequest, seat: Seat, batch_id: UUID) -> HttpResponse:
    """Take back all that is still pending of a batch."""
    lifecycle.abort_batch(get_object_or_404(Batch, pk=batch_id, account=seat.account).pk)
    return redirect("console-batch", seat.account.pk, batch_id)
