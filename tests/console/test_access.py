"""Who sees which page of the console: every route, made from the table of routes."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from heatsite.models import User
from requests_app import membership
from requests_app.console.urls import urlpatterns
from requests_app.models import ApiKey, Batch, HeatRequest, Invitation, Membership, WebhookDelivery
from tests.making import make_request

pytestmark = pytest.mark.django_db

ROUTES = [one for one in urlpatterns if "account_id" in one.pattern.converters]
OWNERS = {
    "console-start",
    "console-key-roll",
    "console-key-revoke",
    "console-secret",
    "console-rotate",
    "console-members",
    "console-role",
    "console-remove",
    "console-withdraw",
}


@pytest.fixture
def rows(account, live_key):
    """One of everything that a route can name."""
    heat_request = make_request(account, hook_url="http://127.0.0.1:9/hook")
    batch = Batch.objects.create(account=account, environment="live", created_at=heat_request.created_at)
    url = "http://127.0.0.1:9/hook"
    delivery = WebhookDelivery.objects.create(
        account=account, url=url, body="{}", created_at=heat_request.created_at, due_at=heat_request.created_at
    )
    return {
        "account_id": account.pk,
        "request_id": heat_request.pk,
        "batch_id": batch.pk,
        "key_id": ApiKey.objects.get(account=account).pk,
        "form": "csv",
        "step": "make",
        "type_name": "rating",
        "delivery_id": delivery.pk,
        "membership_id": Membership.objects.create(account=account, user=User.objects.create_user("otto")).pk,
        "invitation_id": membership.invite(account, "owner", None)[0].pk,
    }


def url_of(route, rows):
    return reverse(route.name, kwargs={name: rows[name] for name in route.pattern.converters})


def both_ways(browser, url):
    return {browser.get(url).status_code, browser.post(url, {"seconds": "0", "environment": "live"}).status_code}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_another_accounts_owner_sees_and_changes_nothing(stranger, rows, route):
    before = list(HeatRequest.objects.values()), list(ApiKey.objects.values()), list(WebhookDelivery.objects.values())
    assert both_ways(stranger, url_of(route, rows)) <= {404, 405}
    after = list(HeatRequest.objects.values()), list(ApiKey.objects.values()), list(WebhookDelivery.objects.values())
    assert after == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_what_is_another_accounts_is_not_found_by_way_of_ones_own(stranger, rows, route):
    if route.pattern.converters.keys() <= {"account_id", "step", "type_name"}:
        return
    theirs = {**rows, "account_id": stranger.account.pk}
    assert both_ways(stranger, url_of(route, theirs)) <= {404, 405}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_who_is_not_signed_in_is_asked_to(rows, route):
    assert both_ways(Client(), url_of(route, rows)) <= {302, 405}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_former_member_sees_nothing(member, rows, route):
    Membership.objects.filter(user=member.user).delete()
    assert both_ways(member, url_of(route, rows)) <= {404, 405}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_account_that_is_not_there_looks_like_anothers(stranger, rows, route):
    assert both_ways(stranger, url_of(route, {**rows, "account_id": 999_999})) <= {404, 405}


@pytest.mark.parametrize("path", [f"{10**30}/requests/", f"1/keys/{10**30}/revoke/"])
def test_a_number_that_no_id_can_be_is_not_found(stranger, path):
    assert both_ways(stranger, f"/console/{path}") == {404}


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_a_member_who_is_no_owner_neither_sees_nor_changes_secrets(member, rows, name):
    [route] = [one for one in ROUTES if one.name == name]
    before = [list(model.objects.values()) for model in (ApiKey, Membership, Invitation)]
    assert member.post(url_of(route, rows), {"role": "owner", "seconds": "0"}).status_code == 403
    assert [list(model.objects.values()) for model in (ApiKey, Membership, Invitation)] == before


def test_a_member_who_is_no_owner_makes_no_key(member):
    answer = member.post(member.at("keys/"), {"environment": "live"})
    assert answer.status_code == 403
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_changes_want_a_csrf_token(owner, rows, route):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner.user)
    assert browser.post(url_of(route, rows)).status_code == 403


def test_the_console_leads_to_ones_only_account_and_its_first_key(owner, shown_key):
    assert owner.get("/console/").headers["Location"] == owner.at("start/")
    shown_key()
    assert owner.get("/console/").headers["Location"] == owner.at("requests/")


def test_who_has_several_accounts_chooses(owner, other_account):
    Membership.objects.create(account=other_account, user=owner.user)
    page = owner.get("/console/").content.decode()
    assert owner.at("requests/") in page
    assert f"/console/{other_account.pk}/requests/" in page


def test_who_has_no_account_is_told(cruncher):
    browser = Client()
    browser.force_login(cruncher.user)
    assert "member of no account" in browser.get("/console/").content.decode()


def test_an_id_that_nothing_has_is_not_found(owner):
    assert owner.get(owner.at(f"requests/{uuid4()}/")).status_code == 404
