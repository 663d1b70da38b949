"""The monthly quota counts exactly, and lasts until the month ends in UTC."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from requests_app import quota
from requests_app.models import Account, Usage


@pytest.fixture
def account(db):
    return Account.objects.create(name="Alice", monthly_quota=10)


@pytest.fixture
def now(monkeypatch):
    def at(*args):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*args, tzinfo=UTC))

    at(2026, 1, 31, 23, 59, 30)
    return at


def test_requests_are_counted_by_account_and_month(account, now):
    other = Account.objects.create(name="Bob")
    quota.spend(account)
    quota.spend(account, 4)
    quota.spend(other, 2)
    assert (quota.usage_this_month(account), quota.usage_this_month(other)) == (5, 2)
    assert Usage.objects.get(account=account).month == date(2026, 1, 1)


def test_an_account_that_never_asked_has_used_nothing(account):
    assert quota.usage_this_month(account) == 0


def test_the_quota_can_be_used_up_and_not_passed(account, now):
    quota.spend(account, 10)
    with pytest.raises(quota.QuotaExceeded):
        quota.spend(account)
    assert quota.usage_this_month(account) == 10


def test_what_would_pass_the_quota_counts_not_at_all(account, now):
    quota.spend(account, 8)
    with pytest.raises(quota.QuotaExceeded):
        quota.spend(account, 3)
    quota.spend(account, 2)
    assert quota.usage_this_month(account) == 10


def test_a_first_batch_over_the_quota_is_refused(account, now):
    with pytest.raises(quota.QuotaExceeded):
        quota.spend(account, 11)
    assert quota.usage_this_month(account) == 0


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ((2026, 1, 31, 23, 59, 30), 30),
        ((2026, 12, 31, 23, 0, 0), 3600),
        ((2028, 2, 28, 0, 0, 0), 2 * 86400),
        ((2026, 4, 1, 0, 0, 0), 30 * 86400),
        ((2026, 1, 31, 23, 59, 59, 999_999), 1),
    ],
)
def test_one_is_told_the_seconds_to_the_next_month(account, now, at, seconds):
    now(*at)
    with pytest.raises(quota.QuotaExceeded) as refused:
        quota.spend(account, 11)
    assert refused.value.retry_after == seconds


def test_a_new_month_begins_with_nothing_used(account, now):
    quota.spend(account, 10)
    now(2026, 2, 1, 0, 0, 0)
    assert quota.usage_this_month(account) == 0
    quota.spend(account, 10)
    assert Usage.objects.count() == 2


def test_the_accounts_quota_goes_before_the_settings(account, settings, now):
    settings.HEAT_MONTHLY_QUOTA = 3
    quota.spend(account, 10)
    account.monthly_quota = None
    other = Account.objects.create(name="Bob")
    quota.spend(other, 3)
    with pytest.raises(quota.QuotaExceeded):
        quota.spend(other)


@pytest.mark.parametrize("own", [0, None])
def test_zero_is_without_limit_and_counted_all_the_same(account, settings, own):
    settings.HEAT_MONTHLY_QUOTA = 3 if own == 0 else 0
    account.monthly_quota = own
    quota.spend(account, 10_000)
    quota.spend(account, 10_000)
    assert quota.usage_this_month(account) == 20_000


def test_what_is_rolled_back_is_not_counted(account):
    with pytest.raises(RuntimeError), transaction.atomic():
        quota.spend(account, 5)
        raise RuntimeError
    assert quota.usage_this_month(account) == 0


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_parallel_calls_use_up_exactly_the_quota():
    account = Account.objects.create(name="Alice", monthly_quota=30)
    outcomes = []
    start = threading.Barrier(10)

    def call():
        start.wait()
        for _ in range(5):
            try:
                with transaction.atomic():
                    quota.spend(account)
                outcomes.append("taken")
            except quota.QuotaExceeded:
                outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("taken"), outcomes.count("refused")) == (30, 20)
    assert quota.usage_this_month(account) == 30


def test_counting_is_one_query_once_the_month_has_its_row(account, django_assert_num_queries):
    quota.spend(account)
    with django_assert_num_queries(1):
        quota.spend(account)
