"""What an account asked in a range of days: counts, times, agreement and costs, the same on both databases."""

import random
import statistics
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import money
from requests_app.api.serializers import read_question
from requests_app.creation import Ask, make_batch
from requests_app.models import Charge, HeatRequest
from requests_app.request_types import REQUEST_TYPES
from requests_app.usage import Scope, charges_in, lines_of, usage_of
from tests.gold_work import make_gold
from tests.making import COLOUR, fresh, make_account, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CENT = money.UNIT // 100
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)


def at(day, *clock):
    return datetime(2026, 3, day, *clock, tzinfo=UTC)


def asked(account, created, seconds=None, status="complete", **fields) -> HeatRequest:
    """A request that was asked then and ended so many seconds later."""
    pending = seconds is None
    row = {"type": "multiple-choice", "environment": "live", "instruction": "Which?", "given": {}, **fields}
    if not pending and status == "complete":
        row = {"answers": 1, **row}
    ended = {} if pending else {"completed_at": created + timedelta(seconds=seconds)}
    return HeatRequest.objects.create(
        account=account, created_at=created, status="pending" if pending else status, **row, **ended
    )


def charged(account, when, cents, currency="USD", **fields) -> Charge:
    row = {"type": "multiple-choice", "answers": 1, "heat_request_id": uuid4(), "answer_micros": cents * CENT, **fields}
    return Charge.objects.create(account=account, at=when, micros=cents * CENT, currency=currency, **row)


@pytest.fixture
def scope(account):
    return Scope(account, FIRST, LAST, "live")


def test_requests_count_on_the_utc_day_on_which_they_were_asked(account, scope):
    asked(account, at(1, 0, 0), 10)
    asked(account, at(1, 23, 59, 59, 999999), 3600, "aborted")
    asked(account, at(3, 23, 59, 59, 999999))
    asked(account, at(4, 0, 0), 10)
    asked(account, at(1, 0, 0) - timedelta(microseconds=1), 10)
    usage = usage_of(scope)
    assert {day: dict(one.counts) for day, one in usage.by_day.items()} == {
        FIRST: {"complete": 1, "aborted": 1},
        date(2026, 3, 2): {},
        LAST: {"pending": 1},
    }
    assert usage.total.requests == 3


def test_other_accounts_environments_types_and_batches_are_kept_apart(account, scope):
    asked(account, at(1, 9), 10)
    asked(account, at(1, 9), 10, type="rating")
    asked(account, at(1, 9), 10, environment="staging")
    asked(make_account(), at(1, 9), 10)
    one = REQUEST_TYPES["multiple-choice"]
    question = read_question(one, COLOUR, "live")
    batch = make_batch(account, "live", "", "", [Ask(one, question.given, question.filled_in, [])] * 2)
    HeatRequest.objects.filter(batch=batch).update(created_at=at(2, 9))
    assert usage_of(scope).total.requests == 4
    assert usage_of(scope._replace(type="rating")).total.requests == 1
    assert usage_of(scope._replace(environment="staging")).total.requests == 1
    assert usage_of(scope._replace(batch=batch)).total.requests == 2


def test_times_are_the_median_and_the_ninth_decile_of_what_is_complete(account, scope):
    dice = random.Random(1)
    took = {day: [round(dice.lognormvariate(3, 1), 3) for _ in range(n)] for day, n in ((1, 1), (2, 2), (3, 37))}
    for day, each in took.items():
        for seconds in each:
            asked(account, at(day, 9), seconds, type="rating" if seconds > 20 else "free-text")
    asked(account, at(1, 9), 9999, "flagged")
    usage = usage_of(scope)
    everything = [seconds for each in took.values() for seconds in each]
    by_type = {"rating": [one for one in everything if one > 20], "free-text": [one for one in everything if one <= 20]}
    seen = [(usage.total, everything)]
    seen += [(usage.by_day[date(2026, 3, day)], each) for day, each in took.items()]
    seen += [(usage.by_type[name], each) for name, each in by_type.items()]
    for figures, each in seen:
        p90 = statistics.quantiles(each, n=10, method="inclusive")[-1] if len(each) > 1 else each[0]
        assert figures.times.median == pytest.approx(statistics.median(each), abs=0.002)
        assert figures.times.p90 == pytest.approx(p90, abs=0.002)


def test_agreement_is_the_mean_share_of_what_several_people_were_asked(account, scope):
    asked(account, at(1, 9), 10, answers=3, share=0.6667)
    asked(account, at(1, 10), 10, answers=2, share=1.0)
    asked(account, at(1, 11), 10)
    total = usage_of(scope).total
    assert (total.answers, total.shared, total.agreement) == (6, 2, pytest.approx(0.8333, abs=0.0001))
    assert usage_of(scope._replace(first=LAST)).total.agreement is None


def test_costs_count_on_the_day_on_which_requests_ended(account, scope):
    charged(account, at(2, 0, 0), 5), charged(account, at(2, 9), 7, type="rating"), charged(account, at(2, 9), 1, "EUR")
    charged(account, at(4, 0, 0), 99), charged(make_account(), at(2, 9), 99)
    usage = usage_of(scope)
    assert usage.total.costs == usage.by_day[date(2026, 3, 2)].costs == ["0.01 EUR", "0.12 USD"]
    assert usage.by_type["rating"].costs == ["0.07 USD"]
    assert usage.by_day[FIRST].costs == []
    assert usage_of(scope._replace(environment="staging")).total.costs == []


def test_costs_of_a_batch_are_those_of_its_requests(account, scope):
    one = REQUEST_TYPES["multiple-choice"]
    question = read_question(one, COLOUR, "live")
    batch = make_batch(account, "live", "", "", [Ask(one, question.given, question.filled_in, [])])
    mine = charged(account, at(2, 9), 5, heat_request_id=batch.heat_requests.get().pk)
    charged(account, at(2, 9), 7)
    assert list(charges_in(scope._replace(batch=batch))) == [mine]


def test_gold_questions_do_not_count(account):
    make_gold(account=account)
    make_request(account)
    [row] = HeatRequest.objects.filter(answers=0, status="complete")
    day = row.created_at.date()
    usage = usage_of(Scope(account, day, day, "live"))
    assert (dict(usage.total.counts), usage.total.times) == ({"pending": 1}, None)


def test_lines_have_each_day_type_and_status_once(account, scope):
    asked(account, at(1, 9), 10), asked(account, at(1, 9), 20, share=0.5, answers=2), asked(account, at(1, 9))
    asked(account, at(2, 9), 5, "flagged", type="rating")
    assert list(lines_of(scope)) == [
        (FIRST, "multiple-choice", "complete", 2, pytest.approx(15, abs=0.002), pytest.approx(19, abs=0.002), 0.5, 3),
        (FIRST, "multiple-choice", "pending", 1, None, None, None, 0),
        (date(2026, 3, 2), "rating", "flagged", 1, None, None, None, 0),
    ]


def test_counts_and_times_read_an_index_and_no_row_of_the_table(account, scope):
    """By the plan, with so many rows of other accounts and days that reading the table would be dear.

    PostgreSQL knows of no page yet that all its rows are visible, as after a vacuum, so that another index seems as
    good: it is out of the way here, for this transaction.
    """
    other = make_account()
    rows = [
        HeatRequest(
            account=account if n % 10 == 0 else other,
            created_at=at(1, 0) + timedelta(minutes=7 * n),
            completed_at=at(1, 0) + timedelta(minutes=7 * n, seconds=9),
            status="complete" if n % 3 else "aborted",
            answers=1 if n % 3 else 0,
            environment="live",
            type="rating",
            given={"note": "x" * 500},
            instruction="Which?",
        )
        for n in range(3000)
    ]
    HeatRequest.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX request_newest_by_status")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    with CaptureQueriesContext(connection) as queries:
        assert usage_of(scope).total.requests > 0
    reading = [query["sql"] for query in queries if "heatrequest" in query["sql"]]
    assert len(reading) == 4
    for sql in reading:
        plan = _plan(sql)
        assert f"{ONLY} request_newest_and_sums" in plan, plan


ONLY = "COVERING INDEX" if connection.vendor == "sqlite" else "Index Only Scan using"


def _plan(sql) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
        return str(cursor.fetchall())


def test_the_migration_counts_the_answers_of_what_ended_before(account, monkeypatch):
    migration = import_module("requests_app.migrations.0010_usage_prices")
    monkeypatch.setattr(migration, "PIECE", 2)
    said = {"a": 1, "b": 1, "c": 2}
    agreed = {"agreed": 2, "answers": 3, "share": 0.6667}
    several = [asked(account, at(1, 9), 5, answers=0, raw_responses=said, agreement=agreed) for _ in range(3)]
    one = asked(account, at(1, 9), 5, answers=0, raw_responses={"a": 1})
    gold = asked(account, at(1, 9), 5, answers=0, raw_responses={})
    flagged = asked(account, at(1, 9), 5, "flagged", agreement=agreed)
    migration.count_answers(apps, None)
    assert {(row.answers, row.share) for row in map(fresh, several)} == {(3, 0.6667)}
    assert [(row.answers, row.share) for row in map(fresh, (one, gold, flagged))] == [(1, None), (0, None), (0, None)]
