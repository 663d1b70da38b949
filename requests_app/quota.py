"""The monthly quota: live requests of an account, counted in the transaction that makes them."""

import math
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from .models import Account, Usage


class QuotaExceeded(Exception):
    """The month's quota would be passed. `quota` in requests, `retry_after` in seconds: until the next month, UTC."""

    def __init__(self, quota: int, retry_after: int) -> None:
        super().__init__(f"over the quota of {quota} requests a month")
        self.quota = quota
        self.retry_after = retry_after


def spend(account: Account, n: int = 1) -> None:
    """Count n live requests. Called inside the transaction that makes them, so that both happen or neither.

    Exact under parallel calls: the row is changed only if it then still is within the quota.
    Raises QuotaExceeded.
    """
    month = this_month()
    quota = quota_of(account)
    if _count(account, month, n, quota):
        return
    # Nothing was changed: there is no row of this month yet, or there is and it is full.
    Usage.objects.bulk_create([Usage(account=account, month=month)], ignore_conflicts=True)
    if not _count(account, month, n, quota):
        raise QuotaExceeded(quota, _seconds_to_next_month())


def usage_this_month(account: Account) -> int:
    """The account's live requests since the month began, UTC."""
    return Usage.objects.filter(account=account, month=this_month()).values_list("requests", flat=True).first() or 0


def quota_of(account: Account) -> int:
    """Requests a month that the account may make; 0 is without limit."""
    return settings.HEAT_MONTHLY_QUOTA if account.monthly_quota is None else account.monthly_quota


def this_month() -> date:
    """The first day of the month, UTC."""
    return timezone.now().date().replace(day=1)


def next_month() -> datetime:
    """When the next month begins, UTC: the quota is then all there again."""
    following = (this_month() + timedelta(days=31)).replace(day=1)
    return datetime(following.year, following.month, 1, tzinfo=UTC)


def _count(account: Account, month: date, n: int, quota: int) -> bool:
    row = Usage.objects.filter(account=account, month=month)
    if quota:
        row = row.filter(requests__lte=quota - n)
    return row.update(requests=F("requests") + n) == 1


def _seconds_to_next_month() -> int:
    return math.ceil((next_month() - timezone.now()).total_seconds())
