"""The only door to charges: what complete requests cost their accounts, by the price list that managers edit.

A request is charged in the transaction that completes it, once, and the row is never changed or deleted: later prices
change nothing that was charged. Each answer that people gave counts, whether they came to agree or not, and each
phone number once for each answer. Nothing else is charged: not staging, not what was aborted or flagged, and no gold
question, since those are complete from the start and end by no door.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from .models import Account, Charge, Environment, HeatRequest, Price
from .request_types.links import dialled


def price_of(account_id: int, type_name: str, day: date) -> Price | None:
    """The price of a type on a day: the account's own where it has one, else that for all. One query."""
    begun = Price.objects.filter(Q(account=account_id) | Q(account=None), type=type_name, since__lte=day)
    return begun.order_by(F("account").desc(nulls_last=True), "-since").first()


def charge(heat_requests: Iterable[HeatRequest]) -> None:
    """Charge those that people have just completed, if their type has a price. In the transaction that ends them."""
    charges = []
    for heat_request in heat_requests:
        at, answers = heat_request.completed_at, heat_request.answers
        if heat_request.environment != Environment.LIVE or not answers or at is None:
            continue
        price = price_of(heat_request.account_id, heat_request.type, at.date())
        calls = answers * _numbers_to_dial(heat_request)
        micros = price.micros * answers + price.call_micros * calls if price else 0
        if price and micros:
            charges.append(
                Charge(
                    account_id=heat_request.account_id,
                    heat_request_id=heat_request.pk,
                    type=heat_request.type,
                    answers=answers,
                    answer_micros=price.micros,
                    calls=calls,
                    call_micros=price.call_micros if calls else 0,
                    micros=micros,
                    currency=settings.HEAT_CURRENCY,
                    at=at,
                )
            )
    Charge.objects.bulk_create(charges, batch_size=500)


def _numbers_to_dial(heat_request: HeatRequest) -> int:
    question = heat_request.question
    if (question.get("attachments_type") or "text") != "text":
        return 0
    return sum(dialled(text) is not None for text in question.get("attachments") or [])


def charges_of(account: Account, since: datetime, until: datetime, **where: Any) -> Any:
    """The account's charges from a moment until before another."""
    return Charge.objects.filter(account=account, at__gte=since, at__lt=until, **where)


def price_list(account: Account, day: date) -> list[Price]:
    """What each type costs the account on a day, those without a price left out, by type."""
    begun = Price.objects.filter(Q(account=account) | Q(account=None), since__lte=day)
    found: dict[str, Price] = {}
    for price in begun.order_by(F("account").desc(nulls_last=True), "-since"):
        found.setdefault(price.type, price)
    return [found[name] for name in sorted(found)]
