"""Closing the last page of work gives back what it holds; closing one of two does not."""

import uuid

import pytest
from django.test import Client

from crunchers import ahead, assignments, dispatch, open_pages
from crunchers.models import OpenPage
from requests_app import lifecycle
from requests_app.models import Assignment
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_requests
from tests.test_work_calls import Page

pytestmark = pytest.mark.django_db
ONE, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def cruncher():
    return make_cruncher()


@pytest.fixture
def two(cruncher):
    """Two requests: one in hand, one reserved behind it."""
    made = make_requests(make_account(), [COLOUR] * 2)
    taken = dispatch.take(cruncher.pk)
    assignments.acknowledge(cruncher, taken.pk, str(taken.token))
    ahead.reserve(cruncher)
    open_pages.seen(cruncher, ONE)
    return made


def test_closing_the_only_page_gives_both_places_back_at_once(cruncher, two):
    open_pages.leave(cruncher, ONE, entered=False)
    assert [fresh(one).open_places for one in two] == [1, 1]
    assert not OpenPage.objects.exists()


def test_closing_one_of_two_pages_gives_nothing_back(cruncher, two):
    open_pages.seen(cruncher, OTHER)
    open_pages.leave(cruncher, ONE, entered=False)
    assert [fresh(one).open_places for one in two] == [0, 0]
    open_pages.leave(cruncher, OTHER, entered=False)
    assert [fresh(one).open_places for one in two] == [1, 1]


def test_a_page_that_never_showed_the_task_and_never_closed_keeps_nothing(cruncher, two):
    open_pages.seen(cruncher, OTHER)
    OpenPage.objects.filter(key=OTHER).update(seen_at=lifecycle.due_in(-5))
    open_pages.leave(cruncher, ONE, entered=False)
    assert [fresh(one).open_places for one in two] == [1, 1]


def test_a_page_that_was_not_there_gives_nothing_back(cruncher, two):
    open_pages.leave(cruncher, OTHER, entered=False)
    assert [fresh(one).open_places for one in two] == [0, 0]


def test_with_an_answer_begun_a_page_has_moments_to_come_back(cruncher, two):
    open_pages.leave(cruncher, ONE, entered=True)
    soon = Assignment.objects.filter(expires_at__lt=lifecycle.due_in(open_pages.RELOADING + 1))
    assert soon.count() == 2
    held = assignments.current(cruncher)
    assignments.heartbeat(cruncher, held.pk, str(held.token))
    assert soon.count() == 1


def test_a_cruncher_who_leaves_no_longer_waits(cruncher):
    dispatch.next_for(cruncher)
    open_pages.seen(cruncher, ONE)
    open_pages.leave(cruncher, ONE, entered=False)
    assert fresh(cruncher).waiting_since is None


def test_pages_that_never_closed_are_forgotten_after_a_day(cruncher):
    open_pages.seen(cruncher, ONE)
    open_pages.seen(cruncher, OTHER)
    OpenPage.objects.filter(key=ONE).update(seen_at=lifecycle.due_in(-25 * 3600))
    open_pages.forget_old()
    assert [one.key for one in OpenPage.objects.all()] == [OTHER]


def test_a_beacon_says_it_by_a_form(cruncher):
    made = make_requests(make_account(), [COLOUR])
    page = Page(cruncher)
    assert page.call("next", page=str(ONE)).json()["state"] == "task"
    assert page.client.post("/crunch/leave/", {"page": str(ONE), "entered": ""}).status_code == 204
    assert fresh(made[0]).open_places == 1
    assert page.client.post("/crunch/leave/", {"page": "nonsense"}).status_code == 400
    assert page.call("next", page="nonsense").status_code == 400
    assert Client().post("/crunch/leave/", {"page": str(ONE)}).status_code == 204
