"""Managers name qualifications, give them and take them away, one by one and many at once."""

import pytest
from django.test import Client
from django.urls import reverse

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app.models import HeatRequest, Qualification
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests
from tests.managing import act, dialog, list_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def spanish(db):
    return Qualification.objects.create(name="spanish")


def act_with(browser, action, qualification, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "qualification": qualification.pk}
    return browser.post(list_of(Cruncher), data, follow=True).content.decode()


def test_a_name_is_kept_as_requests_are_compared_with_it_and_stays(browser):
    browser.post(reverse("admin:requests_app_qualification_add"), {"name": " Sign  LANGUAGE", "note": "By a test."})
    made = Qualification.objects.get()
    assert (made.name, made.note) == ("sign language", "By a test.")
    again = browser.post(reverse("admin:requests_app_qualification_add"), {"name": "sign language"})
    assert "already exists" in again.content.decode()
    browser.post(reverse("admin:requests_app_qualification_change", args=[made.pk]), {"name": "french", "note": "New."})
    assert (fresh(made).name, fresh(made).note) == ("sign language", "New.")


def test_many_are_given_one_and_lose_it_again(browser, spanish):
    several = [make_cruncher() for _ in range(3)]
    assert "2 crunchers have “spanish” now." in act_with(browser, "give", spanish, *several[:2])
    act_with(browser, "give", spanish, several[0])
    assert set(spanish.crunchers.all()) == set(several[:2])
    assert "1 cruncher does not have “spanish” any more." in act_with(browser, "take_away", spanish, several[0])
    assert set(spanish.crunchers.all()) == {several[1]}


def test_whoever_names_none_is_asked_for_one(browser, spanish):
    cruncher = make_cruncher()
    assert "Choose the qualification" in act(browser, "give", cruncher).content.decode()
    assert not cruncher.qualifications.exists()


def test_one_cruncher_is_given_one_on_their_page(browser, spanish):
    cruncher = make_cruncher()
    dialog(browser, cruncher, "give_this", qualification=str(spanish.pk))
    assert cruncher.qualification_names() == ["spanish"]
    dialog(browser, cruncher, "take_away_this", qualification=str(spanish.pk))
    assert cruncher.qualification_names() == []


def test_what_waited_before_is_offered_at_once_to_whoever_is_given_it(browser, spanish):
    """Though it stands before where they look on from, and other work behind."""
    account, cruncher = make_account(), make_cruncher()
    wanted = make_request(account, qualifications=["spanish"])
    HeatRequest.objects.filter(pk=wanted.pk).update(opened_at="2026-01-01T00:00:00Z")
    make_requests(account, [COLOUR] * 2)
    held = dispatch.take(cruncher.pk)
    assert held.heat_request_id != wanted.pk
    assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
    act_with(browser, "give", spanish, cruncher)
    assert dispatch.take(cruncher.pk).heat_request_id == wanted.pk


def test_crunchers_are_found_by_what_they_have_without_a_query_each(browser, spanish, django_assert_max_num_queries):
    several = [make_cruncher() for _ in range(20)]
    spanish.crunchers.set(several[:15])
    browser.get(list_of(Cruncher))
    with django_assert_max_num_queries(9):
        found = rows_of(browser.get(list_of(Cruncher), {"qualifications__id__exact": spanish.pk}))
    assert set(found) == set(several[:15])
    assert ">15</a>" in browser.get(list_of(Qualification)).content.decode()
