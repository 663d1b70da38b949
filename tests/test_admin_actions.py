"""What managers do: abort, put back, approve, ban, make and revoke keys, switch to maintenance."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from crunchers import dispatch
from requests_app import maintenance
from requests_app.api import keys
from requests_app.models import ApiKey, Switches
from tests.making import fresh, make_account, make_cruncher, make_request
from tests.managing import act, dialog, list_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


def test_requests_are_aborted_from_their_list_and_told_so(browser):
    heat_request, done = make_request(make_account()), make_request(make_account(), environment="staging")
    answer = act(browser, "abort", heat_request, done)
    assert "1 request was aborted." in answer.content.decode()
    assert (fresh(heat_request).status, fresh(heat_request).abort_reason) == ("aborted", "manager")
    assert fresh(done).status == "complete"


def test_a_request_is_aborted_from_its_page_after_a_question(browser):
    heat_request = make_request(make_account())
    url = reverse("admin:requests_app_heatrequest_abort_this", args=[heat_request.pk])
    assert "Abort this request" in browser.get(url).content.decode()
    assert fresh(heat_request).status == "pending"
    assert dialog(browser, heat_request, "abort_this")["HX-Redirect"] == page_of(heat_request)
    assert fresh(heat_request).status == "aborted"


@pytest.mark.parametrize("by", ["request", "assignment"])
@pytest.mark.parametrize("how", [act, dialog])
def test_what_a_cruncher_holds_is_put_back(browser, by, how):
    heat_request, cruncher = make_request(make_account()), make_cruncher()
    held = dispatch.take(cruncher.pk)
    row = heat_request if by == "request" else held
    if how is act:
        assert "1 task was put back in line." in act(browser, "put_back", row).content.decode()
    else:
        dialog(browser, row, "put_back_this")
    assert fresh(held).status == "withdrawn"
    assert fresh(heat_request).open_places == 1


def test_crunchers_are_approved(browser):
    cruncher, banned = make_cruncher(standing="new"), make_cruncher(standing="banned")
    assert "2 crunchers were approved." in act(browser, "approve", cruncher, banned).content.decode()
    assert {fresh(cruncher).standing, fresh(banned).standing} == {"approved"}


def test_a_banned_cruncher_loses_what_they_hold_and_is_told_why(browser):
    make_request(make_account())
    cruncher = make_cruncher()
    held = dispatch.take(cruncher.pk)
    dialog(browser, cruncher, "ban_this", reason="Nonsense, many times.")
    cruncher = fresh(cruncher)
    assert (cruncher.standing, cruncher.standing_reason) == ("banned", "Nonsense, many times.")
    assert fresh(held).status == "withdrawn"


def test_a_ban_from_a_page_wants_a_reason(browser):
    cruncher = make_cruncher()
    assert dialog(browser, cruncher, "ban_this", reason=" ").status_code == 200
    assert fresh(cruncher).standing == "approved"


def test_crunchers_are_banned_from_their_list(browser):
    cruncher = make_cruncher()
    act(browser, "ban", cruncher)
    assert fresh(cruncher).standing == "banned"


def add_key(browser, account, environment="live"):
    data = {"account": account.pk, "name": "from the admin", "environment": environment}
    return browser.post(reverse("admin:requests_app_apikey_add"), data, follow=True)


def test_a_key_is_made_shown_once_and_works(browser):
    account = make_account()
    shown = add_key(browser, account).content.decode()
    [key] = set(re.findall(r"live_[0-9a-f]{40}", shown))
    assert "not shown again" in shown
    row = ApiKey.objects.get()
    assert (row.account, row.environment, row.digest) == (account, "live", keys.digest(key))
    assert Client().get("/v1/requests", headers={"X-Heat-API-Key": key}).status_code == 200
    for path in (list_of(ApiKey), page_of(row), "/admin/", f"{page_of(row)[:-7]}history/"):
        assert key not in browser.get(path).content.decode()


def test_a_test_key_is_made_for_staging(browser):
    assert re.search(r"test_[0-9a-f]{40}", add_key(browser, make_account(), "staging").content.decode())
    assert ApiKey.objects.get().environment == "staging"


def test_a_revoked_key_is_refused_at_once(browser):
    key = keys.new_key("live")
    row = keys.store(make_account(), key)
    call = {"path": "/v1/requests", "headers": {"X-Heat-API-Key": key}}
    assert Client().get(**call).status_code == 200
    assert "1 key was revoked." in act(browser, "revoke", row).content.decode()
    assert Client().get(**call).status_code == 401
    revoked_at = fresh(row).revoked_at
    dialog(browser, row, "revoke_this")
    assert fresh(row).revoked_at == revoked_at


def test_a_made_key_changes_its_name_alone(browser):
    row = keys.store(make_account(), keys.new_key("live"))
    browser.post(
        page_of(row), {"name": "renamed", "environment": "staging", "account": make_account().pk, "digest": "x"}
    )
    changed = fresh(row)
    assert changed.name == "renamed"
    assert (changed.environment, changed.account, changed.digest) == ("live", row.account, row.digest)


def test_the_switch_is_one_row_that_is_always_there(browser):
    answer = browser.get(list_of(Switches), follow=True)
    assert answer.redirect_chain[-1][0] == page_of(Switches.objects.get())
    assert browser.get(reverse("admin:requests_app_switches_add")).status_code == 403
    assert browser.get(reverse("admin:requests_app_switches_delete", args=[1])).status_code == 403


def test_the_switch_stops_the_api_at_once(browser):
    browser.get(list_of(Switches))
    assert Client().get("/v1/requests").status_code == 401
    try:
        browser.post("/admin/requests_app/switches/1/change/", {"maintenance": "on", "maintenance_retry_after": "60"})
        answer = Client().get("/v1/requests")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    finally:
        maintenance.forget()


def test_an_accounts_limits_are_sensible(browser):
    account = make_account()
    form = {"name": account.name, "undo_seconds": "0"}
    wrong = (("rate", "0"), ("rate", "-1"), ("burst", "0"), ("rate", "nan"), ("rate", "inf"), ("undo_seconds", "31"))
    for field, value in wrong:
        answer = browser.post(page_of(account), {**form, field: value})
        assert answer.status_code == 200, (field, value)
        assert answer.context["errors"]
    assert browser.post(page_of(account), {**form, "rate": "0.5", "burst": "3"}).status_code == 302
    assert json.dumps(fresh(account).rate) == "0.5"
