"""Who gets what next."""

import pytest

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app import lifecycle, maintenance
from requests_app.models import Assignment, Switches
from requests_app.request_types import REQUEST_TYPES
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def taken(cruncher: Cruncher) -> Assignment:
    assignment = dispatch.take(cruncher.pk)
    assert assignment is not None
    return assignment


def answer(cruncher: Cruncher, assignment: Assignment) -> None:
    assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)


def test_the_oldest_request_comes_first():
    account, cruncher = make_account(), make_cruncher()
    made = make_requests(account, [COLOUR] * 5)
    got = []
    for _ in made:
        got.append(taken(cruncher))
        answer(cruncher, got[-1])
    assert [one.heat_request_id for one in got] == [one.pk for one in made]


def test_the_oldest_request_comes_first_whatever_its_type():
    account, cruncher = make_account(), make_cruncher()
    made = [
        make_request(account, type="free-text"),
        make_request(account),
        make_request(account, type="rating"),
        make_request(account, type="free-text"),
    ]
    got = []
    for _ in made:
        got.append(taken(cruncher))
        assignments.skip(cruncher, got[-1].pk, str(got[-1].token))
    assert [one.heat_request_id for one in got] == [one.pk for one in made]


def test_an_account_that_floods_the_line_does_not_keep_another_waiting():
    flooding, other, cruncher = make_account(), make_account(), make_cruncher()
    make_requests(flooding, [COLOUR] * 50)
    for _ in range(10):
        answer(cruncher, taken(cruncher))
    theirs = make_requests(other, [COLOUR] * 3)
    next_ten = []
    for _ in range(10):
        assignment = taken(cruncher)
        next_ten.append(assignment.heat_request_id)
        answer(cruncher, assignment)
    assert [one.pk in next_ten for one in theirs] == [True] * 3
    assert len([one for one in next_ten if one not in {row.pk for row in theirs}]) == 7


def test_a_taken_request_is_not_open_any_more():
    heat_request = make_request(make_account())
    first, second = make_cruncher(), make_cruncher()
    assert taken(first).heat_request_id == heat_request.pk
    assert dispatch.take(second.pk) is None


def test_asking_again_gives_what_one_has_in_hand():
    make_requests(make_account(), [COLOUR] * 2)
    cruncher = make_cruncher()
    assert taken(cruncher).pk == taken(cruncher).pk


def test_a_skipped_request_goes_to_others_but_never_back_to_who_skipped_it():
    heat_request = make_request(make_account())
    first, second = make_cruncher(), make_cruncher()
    assignment = taken(first)
    assignments.skip(first, assignment.pk, str(assignment.token))
    assert dispatch.take(first.pk) is None
    assert taken(second).heat_request_id == heat_request.pk


def test_a_lease_that_ran_out_may_come_back_to_the_same_cruncher_with_a_new_token():
    make_request(make_account())
    cruncher = make_cruncher()
    first = taken(cruncher)
    Assignment.objects.update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()
    again = taken(cruncher)
    assert again.pk == first.pk
    assert again.token != first.token


def test_excluded_crunchers_are_never_offered_the_request():
    excluded, other = make_cruncher(), make_cruncher()
    heat_request = make_request(make_account(), exclude_crunchers=[excluded.public_id, "0" * 32])
    assert dispatch.take(excluded.pk) is None
    assert dispatch.why_nothing(excluded) == "excluded"
    assert taken(other).heat_request_id == heat_request.pk


def test_types_without_a_widget_wait(monkeypatch):
    monkeypatch.setattr(REQUEST_TYPES["image"], "answered_by_people", False)
    make_request(make_account(), type="image")
    assert dispatch.take(make_cruncher().pk) is None


@pytest.mark.parametrize("standing", ["new", "paused", "banned"])
def test_only_approved_crunchers_get_work(standing):
    make_request(make_account())
    assert dispatch.take(make_cruncher(standing=standing).pk) is None


def test_nothing_new_is_handed_out_in_maintenance():
    make_request(make_account())
    cruncher = make_cruncher()
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": True})
    maintenance.forget()
    assert dispatch.take(cruncher.pk) is None
    assert dispatch.why_nothing(cruncher) == "maintenance"
    maintenance.forget()


def test_staging_requests_are_never_offered():
    make_request(make_account(), environment="staging", staging={"status": "pending"})
    assert dispatch.take(make_cruncher().pk) is None


def test_the_longest_waiting_cruncher_is_served_first():
    second, first = make_cruncher(), make_cruncher()
    for cruncher in (first, second):
        assert dispatch.next_for(cruncher) is None
    Cruncher.objects.filter(pk=first.pk).update(waiting_since=lifecycle.due_in(-10))
    make_request(make_account())
    dispatch.pair()
    assert assignments.current(first) is not None
    assert assignments.current(second) is None
    assert fresh(first).waiting_since is None


def test_a_cruncher_waits_only_from_the_moment_that_there_was_nothing():
    cruncher = make_cruncher()
    assert dispatch.next_for(cruncher) is None
    since = fresh(cruncher).waiting_since
    assert since is not None
    assert dispatch.next_for(cruncher) is None
    assert fresh(cruncher).waiting_since == since


def test_why_there_is_nothing_is_told_apart():
    account, holder, idle = make_account(), make_cruncher(), make_cruncher()
    assert dispatch.why_nothing(idle) == "none_queued"
    make_request(account)
    taken(holder)
    assert dispatch.why_nothing(idle) == "held_by_others"
    make_request(account, exclude_crunchers=[idle.public_id])
    assert dispatch.why_nothing(idle) == "excluded"


def test_the_offered_types_are_those_that_people_answer():
    assert set(dispatch.offered_types()) == {name for name, one in REQUEST_TYPES.items() if one.answered_by_people}
    assert {"multiple-choice", "free-text", "rating"} <= set(dispatch.offered_types())
