"""Requests that need qualifications go to those who have them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app import lifecycle, needs
from requests_app.models import NeededSet, Qualification
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def qualified(*names: str) -> Cruncher:
    cruncher = make_cruncher()
    for name in names:
        cruncher.qualifications.add(Qualification.objects.get_or_create(name=name)[0])
    return cruncher


def taken(cruncher):
    assignment = dispatch.take(cruncher.pk)
    return assignment and assignment.heat_request_id


def test_it_is_offered_to_those_who_have_them_all_and_to_no_others():
    wanted = make_request(make_account(), qualifications=["spanish", "french"])
    assert taken(make_cruncher()) is None
    assert taken(qualified("spanish")) is None
    assert taken(qualified("spanish", "german")) is None
    assert taken(qualified("german", "french", "spanish")) == wanted.pk


def test_case_and_spaces_and_order_and_repetition_make_no_difference():
    account = make_account()
    rows = make_requests(
        account,
        [
            {**COLOUR, "qualifications": ["Sign  Language", "spanish"]},
            {**COLOUR, "qualifications": ["SPANISH", " sign language", "spanish"]},
        ],
    )
    assert {fresh(row).needs for row in rows} == {NeededSet.objects.get().pk}
    assert taken(qualified("spanish", "sign language")) == rows[0].pk


def test_who_has_qualifications_is_offered_all_else_too_the_oldest_first():
    account, cruncher = make_account(), qualified("spanish", "french")
    made = make_requests(
        account,
        [
            COLOUR,
            {**COLOUR, "qualifications": ["french"]},
            {**COLOUR, "qualifications": ["latin"]},
            {**COLOUR, "qualifications": ["spanish", "french"]},
            COLOUR,
        ],
    )
    got = []
    while assignment := dispatch.take(cruncher.pk):
        got.append(assignment.heat_request_id)
        assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)
    assert got == [made[n].pk for n in (0, 1, 3, 4)]


def test_no_work_says_that_it_is_for_want_of_a_qualification_only_where_it_is():
    account, plain, spanish = make_account(), make_cruncher(), qualified("spanish")
    make_request(account, qualifications=["spanish"], exclude_crunchers=[spanish.public_id])
    assert dispatch.why_nothing(plain) == "not_qualified"
    assert dispatch.why_nothing(spanish) == "excluded"
    make_request(account, exclude_crunchers=[plain.public_id])
    assert dispatch.why_nothing(plain) == "excluded"


def test_who_waits_and_is_qualified_is_found_behind_one_who_is_not():
    first, second = make_cruncher(), qualified("spanish")
    for cruncher in (first, second):
        assert dispatch.next_for(cruncher) is None
    wanted = make_request(make_account(), qualifications=["spanish"])
    dispatch.pair()
    assert assignments.current(first) is None
    assert assignments.current(second).heat_request_id == wanted.pk


def test_where_all_that_is_open_needs_something_nobody_without_it_is_tried(monkeypatch):
    plain, spanish = make_cruncher(), qualified("spanish", "french")
    for cruncher in (plain, spanish):
        dispatch.next_for(cruncher)
    make_request(make_account(), qualifications=["spanish"])
    tried = []
    take = dispatch.take
    monkeypatch.setattr(dispatch, "take", lambda pk, **how: (tried.append(pk), take(pk, **how))[1])
    dispatch.pair()
    assert tried == [spanish.pk]


def test_a_request_that_was_passed_by_is_found_once_it_is_put_back():
    account, one, other = make_account(), qualified("spanish"), qualified("spanish")
    wanted = make_request(account, qualifications=["spanish"])
    make_requests(account, [COLOUR] * 2)
    held = dispatch.take(one.pk)
    assert held.heat_request_id == wanted.pk
    passed = dispatch.take(other.pk)
    assignments.skip(one, held.pk, str(held.token))
    assignments.skip(other, passed.pk, str(passed.token))
    assert taken(other) == wanted.pk


def test_a_staging_request_needs_nobody():
    assert make_request(make_account(), environment="staging", qualifications=["spanish"]).needs == 0


def test_names_that_no_manager_gave_are_taken_with_a_warning(live, account):
    Qualification.objects.create(name="spanish")
    answer = live.post("/v1/requests/free-text", {"instruction": "x", "qualifications": ["Spanish", "Klingon"]})
    body = answer.json()
    assert (answer.status_code, body["status"], body["qualifications"]) == (200, "pending", ["Spanish", "Klingon"])
    assert len(body["warnings"]) == 1
    assert body["warnings"][0].startswith('qualifications: nobody has "klingon"')
    known = live.post("/v1/requests/free-text", {"instruction": "x", "qualifications": ["SPANISH"]}).json()
    assert "warnings" not in known


def test_a_batch_asks_for_its_names_in_queries_that_do_not_grow_with_it(account):
    def asked(n: int) -> int:
        bodies = [{**COLOUR, "qualifications": [f"q{i % 7}", "spanish"]} for i in range(n)]
        with CaptureQueriesContext(connection) as queries:
            make_requests(account, bodies)
        return len([query for query in queries if "needed" in query["sql"]])

    asked(7)
    assert asked(70) == asked(140)
    assert NeededSet.objects.count() == 7


def test_names_that_grow_when_they_are_folded_still_fit():
    long = "\ufdfa" * 64
    wanted = make_request(make_account(), qualifications=[long])
    assert taken(qualified(needs.named(long))) == wanted.pk


def test_sets_that_one_does_not_meet_and_those_without_work_are_not_looked_through():
    account, cruncher = make_account(), qualified("spanish", "french")
    make_requests(account, [{**COLOUR, "qualifications": ["spanish", f"rare {n}"]} for n in range(60)])
    done = make_request(account, qualifications=["french"])
    lifecycle.abort(done.pk)
    wanted = make_request(account, qualifications=["spanish"])
    assert needs.with_work(["french", "spanish"], dispatch.offered_types()) == [wanted.needs]
    assert taken(cruncher) == wanted.pk


def test_more_sets_than_are_looked_at_once_are_all_served_in_the_end(monkeypatch):
    monkeypatch.setattr(needs, "MOST_SETS", 2)
    names = [f"q{n}" for n in range(4)]
    made = make_requests(make_account(), [{**COLOUR, "qualifications": [name]} for name in names])
    cruncher, got = qualified(*names), set()
    while assignment := dispatch.take(cruncher.pk):
        got.add(assignment.heat_request_id)
        assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)
    assert got == {row.pk for row in made}
