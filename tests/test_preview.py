"""The preview: a question as crunchers see it, for members of accounts, in a frame of the console alone."""

import json

import pytest
from django.test import Client

from crunchers import preview
from crunchers.payload import shown_task
from requests_app.api.serializers import read_question
from requests_app.models import HeatRequest, Membership
from requests_app.request_types import REQUEST_TYPES
from tests.making import COLOUR

pytestmark = pytest.mark.django_db

FRAME = "/crunch/preview/"


@pytest.fixture
def member(account, django_user_model):
    """A browser that is signed in as a member of an account."""
    browser = Client()
    user = django_user_model.objects.create_user("mia")
    Membership.objects.create(account=account, user=user, role="member")
    browser.force_login(user)
    return browser


def shown(browser, body, type_name="multiple-choice"):
    text = body if isinstance(body, str) else json.dumps(body)
    return browser.post(f"{FRAME}{type_name}/", text, content_type="application/json")


@pytest.mark.parametrize("request_type", REQUEST_TYPES.values(), ids=lambda one: one.name)
def test_it_is_what_the_work_page_is_told(member, request_type):
    answer = shown(member, request_type.example, request_type.name)
    params = read_question(request_type, request_type.example, "live").params
    assert answer.json() == shown_task(request_type, params)
    assert not HeatRequest.objects.exists()


def test_what_crunchers_do_not_see_neither_hinders_it_nor_is_in_it(member):
    answer = shown(member, {**COLOUR, "metadata": {"secret": "s3cret"}, "hook_url": "wrong", "gold": 1})
    assert answer.status_code == 200
    assert "s3cret" not in answer.content.decode()


def test_what_can_not_be_shown_is_named_by_its_field(member):
    answer = shown(member, {"choices": ["a", "a"], "hook_url": "wrong"})
    assert set(answer.json()["errors"]) == {"instruction", "choices"}
    assert "html" not in answer.json()
    assert shown(member, "{").json()["errors"]


def test_markup_is_shown_as_it_was_written(member):
    html = shown(member, {**COLOUR, "instruction": "<img src=x onerror=alert(1)>"}).json()["html"]
    assert "&lt;img src=x" in html
    assert "<img" not in html


def test_a_type_that_people_have_no_page_for_is_not_found(member, monkeypatch):
    assert shown(member, COLOUR, "poem").status_code == 404
    monkeypatch.setattr(REQUEST_TYPES["rating"], "answered_by_people", False)
    assert shown(member, {"instruction": "How?"}, "rating").status_code == 404


def test_a_website_that_refuses_frames_is_told_as_at_work(member, monkeypatch):
    asked = []
    monkeypatch.setattr(preview, "may_be_framed", lambda url: asked.append(url) or False)
    answer = shown(member, {"url": "https://example.com/"}, "framing")
    assert (answer.json(), asked) == ({"framed": False}, ["https://example.com/"])
    for wrong in ({}, {"url": "javascript:alert(1)"}, {"url": ["x"]}, "{"):
        assert shown(member, wrong, "framing").status_code == 400
    assert len(asked) == 1


def test_it_may_stand_in_a_frame_of_ours_alone(member):
    answer = member.get(FRAME)
    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(one.strip().split(" ", 1) for one in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert member.get("/crunch/").headers["X-Frame-Options"] == "DENY"


def test_it_is_for_members_of_accounts(cruncher):
    browser = Client()
    assert browser.get(FRAME).status_code == 302
    assert shown(browser, COLOUR).status_code == 302
    assert shown(browser, {"url": "https://example.com/"}, "framing").status_code == 302
    browser.force_login(cruncher.user)
    assert browser.get(FRAME).status_code == 404
    assert shown(browser, COLOUR).status_code == 404
    assert shown(browser, {"url": "https://example.com/"}, "framing").status_code == 404


def test_home_and_console_lead_to_each_other_for_those_who_have_both(cruncher, account):
    browser = Client()
    browser.force_login(cruncher.user)
    assert 'href="/console/"' not in browser.get("/crunch/").content.decode()
    Membership.objects.create(account=account, user=cruncher.user, role="member")
    assert 'href="/console/"' in browser.get("/crunch/").content.decode()
    assert 'href="/crunch/">Answer' in browser.get(f"/console/{account.pk}/requests/").content.decode()


def test_a_member_who_is_no_cruncher_is_not_sent_to_work(member, account):
    assert 'href="/crunch/">Answer' not in member.get(f"/console/{account.pk}/requests/").content.decode()
    assert 'href="/console/"' in member.get("/crunch/").content.decode()
