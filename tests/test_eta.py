"""`eta`: when a pending live request will be answered, at the cost of a few reads for any number of requests."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from crunchers import assignments, dispatch
from requests_app import eta
from requests_app.api import held
from requests_app.models import Assignment, WebhookDelivery
from tests.making import COLOUR, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PATH = "/v1/requests/multiple-choice"
UNKNOWN = {"p50": None, "p90": None}


@pytest.fixture(autouse=True)
def nothing_kept():
    eta.forget()


def answer_some(count: int, seconds: float = 10.0) -> None:
    """So many requests of an account of its own answered, each within `seconds`."""
    cruncher = make_cruncher()
    make_requests(make_account(), [COLOUR] * count)
    for _ in range(count):
        taken = dispatch.take(cruncher.pk)
        assert taken is not None
        assignments.submit(cruncher, taken.pk, str(taken.token), ["red"], None)
    Assignment.objects.update(offered_at=F("ended_at") - timedelta(seconds=seconds))
    eta.forget()


def waits(cruncher) -> None:
    type(cruncher).objects.filter(pk=cruncher.pk).update(waiting_since="2026-01-01T00:00Z", seen_at="2099-01-01T00:00Z")


def test_nothing_is_known_before_anybody_answered(live):
    assert live.post(PATH, COLOUR).json()["eta"] == {**UNKNOWN, "ahead": 0, "crunchers_online": 0}
    assert live.post(PATH, COLOUR).json()["eta"]["ahead"] == 1


def test_it_goes_by_how_long_recent_ones_took_and_by_who_is_there(live):
    answer_some(6, seconds=10.0)
    waits(make_cruncher())
    found = live.post(PATH, COLOUR).json()["eta"]
    assert (found["ahead"], found["crunchers_online"]) == (0, 1)
    assert 9 <= found["p50"] <= found["p90"] <= 12
    second = live.post(PATH, COLOUR).json()["eta"]
    assert second["ahead"] == 1
    assert second["p50"] > found["p50"]


def test_several_people_take_longer_than_one_and_too_few_are_unknown(live):
    answer_some(6)
    for _ in range(2):
        waits(make_cruncher())
    first = live.post(PATH, COLOUR).json()
    live.delete(f"/v1/requests/{first['id']}")
    asked = {**COLOUR, "confidence": {"min_agreements": 2, "max_crunchers": 3}}
    several = live.post(PATH, asked).json()
    assert several["eta"]["p90"] >= first["eta"]["p90"]
    three = {**COLOUR, "confidence": {"min_agreements": 3, "max_crunchers": 3}}
    assert live.post(PATH, three).json()["eta"]["p50"] is None


def test_one_in_somebodys_hands_has_nobody_ahead_of_it(live, cruncher):
    answer_some(6)
    first, second = (live.post(PATH, COLOUR).json() for _ in range(2))
    assert (first["eta"]["ahead"], second["eta"]["ahead"]) == (0, 1)
    assert str(dispatch.take(cruncher.pk).heat_request_id) == first["id"]
    for asked in (first, second):
        shown = live.get(f"/v1/requests/{asked['id']}").json()["eta"]
        assert (shown["ahead"], shown["crunchers_online"]) == (0, 1)
        assert shown["p50"] is not None


def test_a_type_that_nobody_answers_yet_has_no_place_in_line(live, monkeypatch):
    monkeypatch.setattr(eta.REQUEST_TYPES["rating"], "answered_by_people", False, raising=False)
    shown = live.post("/v1/requests/rating", {"instruction": "How good?"}).json()["eta"]
    assert shown == {**UNKNOWN, "ahead": None, "crunchers_online": 0}


def test_only_pending_live_requests_have_it(live, test, cruncher):
    asked = live.post(PATH, {**COLOUR, "hook_url": "https://example.com/hook"}).json()
    taken = dispatch.take(cruncher.pk)
    assignments.submit(cruncher, taken.pk, str(taken.token), ["red"], None)
    assert "eta" not in live.get(f"/v1/requests/{asked['id']}").json()
    assert '"eta"' not in WebhookDelivery.objects.get().body
    assert "eta" not in test.post(PATH, {**COLOUR, "staging": {"status": "pending"}}).json()


def test_listings_batches_and_held_calls_have_it_too(live):
    made = live.post("/v1/batch", {"type": "multiple-choice", "requests": [COLOUR] * 3}).json()
    listed = live.get("/v1/requests").json()["requests"]
    assert sorted(one["eta"]["ahead"] for one in listed) == [0, 1, 2]
    for query in ("", "?limit=2"):
        tasks = live.get(f"/v1/batch/{made['id']}{query}").json()["tasks"]
        assert [task["eta"]["ahead"] for task in tasks] == [0, 1, 2][: len(tasks)]
    heat_request = make_request(make_account())
    call = held.Held(heat_request.pk, heat_request.account_id, "live", "request")
    assert b'"eta":{"p50":null' in held.current([call])[call].body


def test_the_account_sees_it_by_type_for_a_request_made_now(live):
    answer_some(6)
    waits(make_cruncher())
    live.post(PATH, COLOUR)
    shown = live.get("/v1/account").json()["eta"]
    assert set(shown) == set(eta.REQUEST_TYPES)
    assert shown["multiple-choice"]["ahead"] == 1
    assert shown["multiple-choice"]["p50"] > 10
    assert shown["free-text"] == {**UNKNOWN, "ahead": 1, "crunchers_online": 1}


def test_a_long_line_is_counted_as_it_stood_and_up_to_a_limit(live, monkeypatch):
    monkeypatch.setattr(eta, "_FRONT", 3)
    monkeypatch.setattr(eta, "LONGEST_LINE", 8)
    account = make_account()
    rows = make_requests(account, [COLOUR] * 12)
    found = eta.of_requests(rows)
    assert [found[row.pk]["ahead"] for row in rows] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]


def test_what_joins_a_long_line_has_all_of_it_ahead(live, monkeypatch):
    monkeypatch.setattr(eta, "_FRONT", 3)
    monkeypatch.setattr(eta, "_PAUSE", 0)
    assert [live.post(PATH, COLOUR).json()["eta"]["ahead"] for _ in range(6)] == [0, 1, 2, 3, 4, 5]


def queries_of(action) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return [query["sql"] for query in captured]


def test_two_hundred_cost_the_reads_of_one_and_few(live):
    answer_some(6)
    mine = make_requests(make_account(), [COLOUR] * 200)
    eta.forget()
    of_many = queries_of(lambda: eta.of_requests(mine))
    eta.forget()
    of_one = queries_of(lambda: eta.of_requests(mine[-1:]))
    assert len(of_many) == len(of_one) <= 6
    assert len(queries_of(lambda: eta.of_requests(mine))) <= 4  # the rest is kept for some seconds
    assert queries_of(lambda: eta.of_requests([])) == []


def test_asking_takes_few_reads_more_than_it_did(live, monkeypatch):
    answer_some(6)
    live.post(PATH, COLOUR)
    with_eta = queries_of(lambda: live.post(PATH, COLOUR))
    monkeypatch.setattr("requests_app.api.objects.eta.of_requests", lambda rows: {})
    without = queries_of(lambda: live.post(PATH, COLOUR))
    assert len(with_eta) - len(without) <= 4


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (eta._RECENT_SQL, ["assignment_ended_lately"]),
        (eta._THERE_SQL, ["cruncher_waiting", "lease_due|one_task_at_a_time"]),
    ],
)
def test_what_it_reads_is_on_indexes_however_many_rows_there_are(sql, indexes):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = str(cursor.fetchall())
    assert all(re.search(index, plan) for index in indexes), plan
