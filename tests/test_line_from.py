"""Looking on from where a cruncher found nothing: nothing before it is lost on them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app.models import Account, Assignment, HeatRequest
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]

THREE = {**COLOUR, "confidence": {"min_agreements": 3, "max_crunchers": 3}}


@pytest.fixture
def account() -> Account:
    return make_account()


@pytest.fixture
def ahead(account: Account) -> Cruncher:
    """A cruncher who has answered the first five in line, which wait for others, and holds the sixth of eight."""
    cruncher = make_cruncher()
    make_requests(account, [THREE] * 8)
    for _ in range(5):
        answer(cruncher, taken(cruncher))
    taken(cruncher)
    return cruncher


def taken(cruncher: Cruncher) -> Assignment:
    assignment = dispatch.take(cruncher.pk)
    assert assignment is not None
    return assignment


def answer(cruncher: Cruncher, assignment: Assignment) -> None:
    assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)


def finish(cruncher: Cruncher) -> None:
    """They answer what they hold."""
    answer(cruncher, taken(cruncher))


def rank_of(assignment: Assignment) -> int:
    return HeatRequest.objects.get(pk=assignment.heat_request_id).rank


def opened_long_ago() -> None:
    HeatRequest.objects.update(opened_at=F("opened_at") - timedelta(hours=1))


def test_a_cruncher_looks_on_from_the_request_that_they_took_last(ahead):
    assert fresh(ahead).line_from == rank_of(assignments.current(ahead)) > 0
    finish(ahead)
    opened_long_ago()
    HeatRequest.objects.filter(rank__lt=fresh(ahead).line_from).update(type="an unreadable type")
    assert rank_of(taken(ahead)) == fresh(ahead).line_from


def test_a_new_request_that_stands_before_it_is_found_at_once(ahead):
    finish(ahead)
    opened_long_ago()
    newcomer = make_request(make_account())
    HeatRequest.objects.filter(pk=newcomer.pk).update(rank=1)
    before = fresh(ahead).line_from
    assert taken(ahead).heat_request_id == newcomer.pk
    assert fresh(ahead).line_from == before


def test_a_place_before_it_that_somebody_gives_back_is_found_at_once(ahead):
    other = make_cruncher()
    first = HeatRequest.objects.order_by("rank").first()
    Assignment.objects.filter(heat_request=first, cruncher=ahead).delete()
    HeatRequest.objects.filter(pk=first.pk).update(open_places=1)
    held = taken(other)
    assert held.heat_request_id == first.pk
    finish(ahead)
    opened_long_ago()
    assignments.skip(other, held.pk, str(held.token))
    assert taken(ahead).heat_request_id == first.pk


def test_what_nobody_said_was_opened_is_found_when_nothing_else_is_left(ahead):
    for _ in range(3):
        finish(ahead)
    opened_long_ago()
    missed = missed_by(ahead)
    assert taken(ahead).heat_request_id == missed.pk


def test_what_nobody_said_was_opened_is_found_after_two_minutes(ahead):
    finish(ahead)
    opened_long_ago()
    missed = missed_by(ahead)
    assert taken(ahead).heat_request_id != missed.pk
    finish(ahead)
    opened_long_ago()
    Cruncher.objects.filter(pk=ahead.pk).update(line_from_at=F("line_from_at") - timedelta(seconds=121))
    assert taken(ahead).heat_request_id == missed.pk
    assert fresh(ahead).line_from == missed.rank


def missed_by(cruncher: Cruncher) -> HeatRequest:
    """The first in line, as if it had been locked when they came by and left open without a word."""
    first = HeatRequest.objects.order_by("rank").first()
    Assignment.objects.filter(heat_request=first, cruncher=cruncher).delete()
    return first


def test_looking_goes_along_the_indexes_of_what_is_open(ahead):
    finish(ahead)
    seen = []

    def keep(execute, sql, params, many, context):
        if "lately" in sql:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        taken(ahead)
    [(sql, params)] = seen
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not sqlite:  # with so few rows it would look at all
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + sql, params)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "request_open " in plan
    assert "request_opened_lately" in plan or not sqlite  # PostgreSQL takes it once there are rows: bench/taking.py
