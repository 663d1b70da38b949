"""The console's page of usage: its range, its figures, what is left, and its files."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app import money, quota
from requests_app.api import throttles
from requests_app.console import scopes
from requests_app.models import Account, ApiKey, Batch, Charge, Price
from tests.making import make_request
from tests.test_usage import asked, charged

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def csv_of(member, path, **query) -> list[list[str]]:
    answer = member.get(member.at(path), query)
    assert answer.streaming and answer["Content-Type"].startswith("text/csv"), answer.status_code
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize(("days", "seen"), [({}, 2), ({"days": "7"}, 1), ({"days": "30"}, 2), ({"days": "90"}, 3)])
def test_the_last_days_up_to_today_are_looked_at_thirty_unless_told_otherwise(owner, account, days, seen):
    for ago in (6, 29, 89, 90):
        asked(account, now() - timedelta(days=ago), 1)
    answer = owner.get(owner.at("usage/"), days)
    assert answer.context["usage"].total.requests == seen
    assert len(answer.context["usage"].by_day) == int(days.get("days", 30))


def test_this_month_begins_on_its_first_day(owner, account):
    answer = owner.get(owner.at("usage/"), {"days": "month"})
    assert answer.context["scope"].first == now().date().replace(day=1)


def test_days_of_one_s_own_end_today_at_the_latest(owner, account):
    day = now().date() - timedelta(days=3)
    query = {"since": day.isoformat(), "until": "2999-01-01", "environment": "staging", "type": "rating"}
    scope = owner.get(owner.at("usage/"), query).context["scope"]
    assert (scope.first, scope.last, scope.environment, scope.type) == (day, now().date(), "staging", "rating")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"days": "8"}, "days"),
        ({"since": "yesterday"}, "since"),
        ({"since": "0000-00-00"}, "since"),
        ({"until": "9999-99-99"}, "until"),
        ({"until": "0001-01-01"}, "until"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "since"),
        ({"since": "2999-01-01"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"type": "ranking"}, "type"),
        ({"environment": "moon"}, "environment"),
        ({"batch": "x"}, "batch"),
    ],
)
def test_what_can_t_be_looked_at_is_said_by_its_field(owner, query, named):
    for path in ("usage/", "usage/requests.csv", "usage/charges.csv"):
        answer = owner.get(owner.at(path), query)
        assert answer.status_code == 400
        assert f">{named}: " in answer.content.decode()


def test_a_range_has_a_year_at_most(owner):
    first = now().date() - timedelta(days=scopes.MOST_DAYS)
    assert owner.get(owner.at("usage/"), {"since": first.isoformat()}).status_code == 400
    assert owner.get(owner.at("usage/"), {"since": (first + timedelta(days=1)).isoformat()}).status_code == 200


def test_a_batch_is_looked_at_from_its_day_on_and_another_s_is_not_found(owner, account, other_account):
    made = now() - timedelta(days=50)
    mine, other = (
        Batch.objects.create(account=one, environment="staging", created_at=made) for one in (account, other_account)
    )
    asked(account, made, 1, environment="staging", batch=mine)
    asked(account, made, 1, environment="staging")
    answer = owner.get(owner.at("usage/"), {"batch": mine.pk})
    assert answer.context["usage"].total.requests == 1
    assert owner.get(owner.at("usage/"), {"batch": other.pk}).status_code == 404
    assert f"usage/?batch={mine.pk}" in owner.page(f"batches/{mine.pk}/")


def test_the_page_has_figures_plots_with_tables_and_says_whose_days_it_counts(owner, account):
    asked(account, now(), 20, share=0.75, answers=4)
    asked(account, now(), 3, "flagged", type="rating")
    page = owner.page("usage/")
    for text in (
        "Days are by UTC",
        "20 s",
        "75\N{NO-BREAK SPACE}%",
        "1 complete",
        "Requests, as a table",
        "Time to answer, as a table",
    ):
        assert text in page
    assert "Cost" not in page and "Prices" not in page  # there is no price list


def test_costs_and_prices_are_shown_where_there_are_any(owner, account):
    charged(account, now(), 125)
    Price.objects.create(type="rating", since=now().date(), micros=50_000, call_micros=300_000)
    page = owner.page("usage/")
    for text in ("1.25 USD", "Cost, as a table", "0.05 USD", "0.30 USD"):
        assert text in page


def test_the_quota_and_what_is_left_of_it(owner, account):
    assert "Without a limit" in owner.page("usage/")
    Account.objects.filter(pk=account.pk).update(monthly_quota=1000)
    make_request(account)
    page = owner.page("usage/")
    assert "999 <small>of 1,000; 1 used" in page
    assert f"{quota.next_month():%B} 1" in page or f"1 {quota.next_month():%B}" in page


def test_looking_at_a_key_s_rate_limit_takes_nothing_of_it(owner, account, live_key):
    Account.objects.filter(pk=account.pk).update(rate=0.01, burst=5)
    # Buckets outlive this test in the process's memory: one of a key that no other test will have.
    ApiKey.objects.update(id=987_654_321, last_used_at=now())
    key = ApiKey.objects.get()
    for _ in range(3):
        throttles.take(key.pk, 0.01, 5)
    for _ in range(2):
        page = owner.page("usage/")
        assert "2 of 5" in page
    assert throttles.look(key.pk, 0.01, 5).remaining == 2


def test_the_file_of_requests_has_a_line_for_each_day_type_and_status(owner, account):
    asked(account, now(), 20, share=0.75, answers=4)
    asked(account, now(), type="rating")
    heads, complete, pending = csv_of(owner, "usage/requests.csv")
    day = now().date().isoformat()
    assert heads == ["day", "type", "status", "requests", "median_seconds", "p90_seconds", "agreement", "answers"]
    assert complete == [day, "multiple-choice", "complete", "1", complete[4], complete[5], "0.75", "4"]
    assert float(complete[4]) == float(complete[5]) == pytest.approx(20, abs=0.002)
    assert pending == [day, "rating", "pending", "1", "", "", "", "0"]


def test_the_file_of_charges_has_each_of_the_account_s_own_and_no_formula(owner, account, other_account, monkeypatch):
    monkeypatch.setattr("requests_app.pieces.CHUNK", 2)
    rows = [charged(account, now(), cents) for cents in (5, 7, 9)]
    bad = charged(account, now(), 30, type='=HYPERLINK("http://evil")', calls=1, call_micros=25 * money.UNIT // 100)
    charged(other_account, now(), 99)
    heads, *lines = csv_of(owner, "usage/charges.csv")
    assert heads[:3] == ["time", "request", "type"]
    assert [line[1] for line in lines] == [str(row.heat_request_id) for row in (*rows, bad)]
    assert lines[0][2:] == ["multiple-choice", "1", "0.05", "0", "0.00", "0.05", "USD"]
    assert lines[-1][2:] == ['\'=HYPERLINK("http://evil")', "1", "0.30", "1", "0.25", "0.30", "USD"]
    assert len(csv_of(owner, "usage/charges.csv", environment="staging")) == 1
    assert Charge.objects.count() == 5


def test_a_stranger_sees_nothing_of_it(stranger, account):
    for path in ("", "requests.csv", "charges.csv"):
        assert stranger.get(f"/console/{account.pk}/usage/{path}").status_code == 404
