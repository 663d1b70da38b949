"""No query of what happens all the time reads the whole backlog, where SQLite has statistics and plans by them.

What PostgreSQL plans says nothing with so few rows: bench/taking.py measures both.
"""

import pytest
from django.db import connection

from crunchers import assignments, dispatch
from requests_app import learning, lifecycle
from requests_app.models import Assignment, Qualification
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = pytest.mark.django_db
WHOLE = {f"SCAN {name}" for name in ("requests_app_heatrequest", "r", "U0", "requests_app_assignment")}


@pytest.fixture
def cruncher():
    """One who has a qualification, behind a backlog that needs another."""
    backlog = make_requests(make_account(), [{**COLOUR, "qualifications": ["latin"]}] * 400)
    other = make_cruncher()
    done = [Assignment(heat_request=one, cruncher=other, status="answered") for one in backlog]
    Assignment.objects.bulk_create([*done[1:], Assignment(heat_request=backlog[0], cruncher=other, status="reserved")])
    make_request(make_account(), qualifications=["spanish"])
    cruncher = make_cruncher()
    cruncher.qualifications.add(Qualification.objects.create(name="spanish"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cruncher


@pytest.mark.parametrize(
    "act",
    [
        lambda one: dispatch.next_for(one),
        lambda one: (dispatch.next_for(one), dispatch.why_nothing(fresh(one))),
        lambda one: dispatch.pair(),
        lambda one: assignments.sweep(),
        lambda one: lifecycle.end_due(),
        lambda one: lifecycle.settle_due(),
        lambda one: learning.learn_due(),
    ],
    ids=["take", "why nothing", "pair", "sweep", "end due", "settle due", "learn due"],
)
def test_nothing_that_happens_all_the_time_reads_the_whole_backlog(cruncher, act):
    seen = []

    def keep(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act(cruncher)
    assert seen
    scans = []
    with connection.cursor() as cursor:
        for sql, params in seen:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            steps = [row[3] for row in cursor.fetchall()]
            scans += [sql for step in steps if step in WHOLE and "requests_app_heatrequest" in sql]
    assert scans == []
