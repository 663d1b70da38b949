"""The account's usage: figures, plots and files of what it asked, how long that took and what it cost; what is left."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from requests_app import money, prices, quota
from requests_app.api import throttles
from requests_app.days import today
from requests_app.models import Account, ApiKey, Charge, Environment, Price
from requests_app.pieces import in_pieces
from requests_app.request_types import REQUEST_TYPES
from requests_app.results import table
from requests_app.usage import Scope, charges_in, lines_of, usage_of

from .access import Seat, member_page, show
from .scopes import SPANS, ScopeForm, address_of, scope_of, span_of
from .usage_plots import plots

KEYS = 20  # live keys whose rate limit is shown, those used last
REQUESTS_HEAD = ("day", "type", "status", "requests", "median_seconds", "p90_seconds", "agreement", "answers")
CHARGES_HEAD = ("time", "request", "type", "answers", "price", "calls", "price_of_a_call", "amount", "currency")


def _wrong(http_request: HttpRequest, seat: Seat, form: ScopeForm) -> HttpResponse:
    context = {"form": form, "spans": SPANS, "types": list(REQUEST_TYPES), "allowance": allowance(seat.account)}
    return show(http_request, seat, "usage", context, section="usage", status=400)


@member_page("GET")
def usage_page(http_request: HttpRequest, seat: Seat) -> HttpResponse:
    """The page."""
    form = ScopeForm(http_request.GET)
    if not form.is_valid():
        return _wrong(http_request, seat, form)
    scope = scope_of(form, seat.account)
    usage = usage_of(scope)
    context = {
        "form": form,
        "scope": scope,
        "usage": usage,
        "plots": plots(usage),
        "spans": SPANS,
        "span": span_of(form),
        "types": list(REQUEST_TYPES),
        "others": address_of(http_request, "days", "since", "until", "batch"),
        "same": address_of(http_request),
        "allowance": allowance(seat.account),
        "prices": [_shown(price) for price in prices.price_list(seat.account, today())],
    }
    return show(http_request, seat, "usage", context, section="usage")


def allowance(account: Account) -> dict[str, Any]:
    """What the account may do: its quota, and the rate limits of its live keys as they are now."""
    limit, used = quota.quota_of(account), quota.usage_this_month(account)
    rate, burst = throttles.rate_of(account)
    live = ApiKey.objects.filter(account=account, environment=Environment.LIVE, last_used_at__isnull=False)
    usable = live.filter(Q(revoked_at=None) | Q(revoked_at__gt=timezone.now())).order_by("-last_used_at")[:KEYS]
    return {
        "quota": limit,
        "used": used,
        "left": max(0, limit - used),
        "resets": quota.next_month(),
        "rate": rate,
        "burst": burst,
        "keys": [(key, throttles.look(key.pk, rate, burst)) for key in usable],
    }


def _shown(price: Price) -> dict[str, Any]:
    answer, call = (money.amount(micros, settings.HEAT_CURRENCY) for micros in (price.micros, price.call_micros))
    return {"type": price.type, "since": price.since, "answer": answer, "call": call if price.call_micros else ""}


def _file(
    http_request: HttpRequest,
    seat: Seat,
    name: str,
    headings: Iterable[str],
    rows_of: Callable[[Scope], Iterable[Iterable[Any]]],
) -> HttpResponseBase:
    form = ScopeForm(http_request.GET)
    if not form.is_valid():
        return _wrong(http_request, seat, form)
    scope = scope_of(form, seat.account)
    lines = table.lines(tuple(headings), rows_of(scope))
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    file = f"heat-{name}-{scope.first}-to-{scope.last}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@member_page("GET")
def requests_csv(http_request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """How many requests of each day, type and status, and how they went."""
    return _file(http_request, seat, "usage", REQUESTS_HEAD, _request_lines)


@member_page("GET")
def charges_csv(http_request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """The charges, a line each."""
    return _file(http_request, seat, "charges", CHARGES_HEAD, _charge_lines)


def _request_lines(scope: Scope) -> Iterator[tuple[Any, ...]]:
    for day, *names_and_count, median, p90, share, answers in lines_of(scope):
        numbers = (None if value is None else round(value, 3) for value in (median, p90, share))
        yield day.isoformat(), *names_and_count, *numbers, answers


def _charge_lines(scope: Scope) -> Iterator[tuple[Any, ...]]:
    for row in in_pieces(charges_in(scope)):
        yield _charge_line(row)


def _charge_line(row: Charge) -> tuple[Any, ...]:
    price, call, sum_ = (money.decimals(micros) for micros in (row.answer_micros, row.call_micros, row.micros))
    request = str(row.heat_request_id)
    return row.at.isoformat(), request, row.type, row.answers, price, row.calls, call, sum_, row.currency
