"""The cruncher's pages around the work: home, practice, history, earnings."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from requests_app.days import month_after, month_before, month_of, today
from requests_app.models import Membership
from requests_app.request_types import REQUEST_TYPES

from . import earnings, history, ledger_csv, practice
from .calls import BadCall, call, cruncher_of
from .keys import KEYS
from .models import Cruncher
from .payload import shown_task, standing
from .reports import shown_standing
from .shift import shift_of

_FIRST_YEAR, _LAST_YEAR = 2000, 9000


def _page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a page of a function of (http_request, cruncher, …); who is none is sent home, where that is said."""

    @require_safe
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(http_request: HttpRequest, **path: Any) -> HttpResponseBase:
        cruncher = cruncher_of(http_request)
        return view(http_request, cruncher, **path) if cruncher else redirect("crunch-home")

    return wrapped


def _rendered(http_request: HttpRequest, name: str, here: str, cruncher: Cruncher, **context: Any) -> HttpResponse:
    """`here` is the entry of the navigation that the page belongs to."""
    common = {"here": here, "cruncher": cruncher, "paid": earnings.are_paid(cruncher)}
    return render(http_request, f"crunchers/{name}.html", common | context)


@require_safe
@never_cache
@login_required
def home(http_request: HttpRequest) -> HttpResponse:
    """Where a shift begins: Start, or why there is none; and how today has been so far."""
    cruncher = cruncher_of(http_request)
    user: Any = http_request.user
    member = Membership.objects.filter(user=user).exists()
    if cruncher is None:
        return render(http_request, "crunchers/home.html", {"member": member})
    context = {"stopped": standing(cruncher), "shift": shift_of(cruncher), "member": member}
    return _rendered(http_request, "home", "home", cruncher, **context)


@_page
def standing_page(http_request: HttpRequest, cruncher: Cruncher) -> HttpResponse:
    """How the cruncher who is signed in stands."""
    context = shown_standing(cruncher, http_request, for_cruncher=True)
    context.pop("cruncher", None)
    return _rendered(http_request, "standing", "standing", cruncher, **context)


@_page
def history_(http_request: HttpRequest, cruncher: Cruncher) -> HttpResponse:
    """The last answers, a page at a time."""
    before = http_request.GET.get("before", "")
    try:
        past, following = history.page(cruncher, before)
    except ValueError as error:
        raise Http404 from error
    context = {"past": past, "following": following, "first": not before}
    return _rendered(http_request, "history", "history", cruncher, **context)


def _month(text: str) -> date:
    """The first day of "2026-11". Raises Http404."""
    try:
        month = datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise Http404 from error
    if not _FIRST_YEAR <= month.year <= _LAST_YEAR:
        raise Http404
    return month


def _asked_month(http_request: HttpRequest) -> date:
    text = http_request.GET.get("month", "")
    return _month(text) if text else month_of(today())


@_page
def earnings_(http_request: HttpRequest, cruncher: Cruncher) -> HttpResponse:
    """A month's earnings by day."""
    month = _asked_month(http_request)
    days = earnings.month(cruncher, month)
    context = {
        "month": month,
        "before": month_before(month),
        "after": month_after(month) if month < month_of(today()) else None,
        "days": days,
        "total": earnings.total(days),
    }
    return _rendered(http_request, "earnings", "earnings", cruncher, **context)


@_page
def earnings_csv(http_request: HttpRequest, cruncher: Cruncher) -> StreamingHttpResponse:
    """A month's ledger, a line an entry."""
    month = _asked_month(http_request)
    answer = StreamingHttpResponse(
        ledger_csv.lines(earnings.entries(cruncher, month)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="heat-earnings-{month:%Y-%m}.csv"'
    return answer


@_page
def practice_(http_request: HttpRequest, cruncher: Cruncher) -> HttpResponse:
    """What can be practised."""
    return _rendered(http_request, "practice", "practice", cruncher, kinds=practice.kinds())


def _samples(type_name: str) -> tuple[practice.Sample, ...]:
    """Raises Http404 for a type that is not practised."""
    if type_name not in practice.kinds():
        raise Http404
    return practice.KINDS[type_name].samples


@ensure_csrf_cookie
@_page
def practice_type(http_request: HttpRequest, cruncher: Cruncher, type_name: str) -> HttpResponse:
    """The samples of one type, put as real questions are."""
    samples, request_type = _samples(type_name), REQUEST_TYPES[type_name]
    base = f"{http_request.scheme}://{http_request.get_host()}"
    tasks = [shown_task(request_type, practice.params(request_type, sample, base)) for sample in samples]
    context = {"request_type": request_type, "tasks": tasks, "keys": KEYS}
    return _rendered(http_request, "practising", "practice", cruncher, **context)


@call
def practice_check(cruncher: Cruncher, body: dict[str, Any], type_name: str) -> dict[str, Any]:
    """Whether an answer to a sample is right, and what is; with `shown`, only that. Nothing is kept."""
    samples, number = _samples(type_name), body.get("sample")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(samples):
        raise BadCall("There is no such sample.")
    sample = samples[number]
    if body.get("shown") is True:
        return {"right": False, **practice.solution(sample)}
    if "answer" not in body:
        raise BadCall("The answer is missing.")
    right = practice.checked(REQUEST_TYPES[type_name], sample, body["answer"], body.get("sizes"))
    return {"right": right, **practice.solution(sample)}
