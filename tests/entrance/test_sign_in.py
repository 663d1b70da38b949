"""Signing in: by name or address, to where one belongs, and nowhere else."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from crunchers.models import Cruncher
from heatsite.models import User
from requests_app.models import Membership

from .conftest import PASSWORD, link_in, signed_in

pytestmark = pytest.mark.django_db
URL = "/crunch/sign-in/"


@pytest.fixture
def nina():
    return User.objects.create_user("nina", "nina@example.com", PASSWORD)


@pytest.mark.parametrize("name", ["nina", "nina@example.com", "Nina@Example.COM"])
def test_by_name_or_address(nina, browser, name):
    browser.post(URL, {"username": name, "password": PASSWORD})
    assert signed_in(browser) == "nina"


@pytest.mark.parametrize("name", ["nina", "nina@example.com", "nobody", "nobody@example.com"])
def test_a_wrong_password_and_somebody_unknown_are_answered_alike(nina, browser, name):
    page = browser.post(URL, {"username": name, "password": "wrong"}).content.decode()
    assert "do not belong together" in page
    assert signed_in(browser) == ""


def test_a_known_and_an_unknown_address_take_as_many_hashes(nina, browser, hashed):
    counts = []
    for name in ("nina@example.com", "nobody@example.com"):
        browser.post(URL, {"username": name, "password": "wrong"})
        counts.append(len(hashed))
        hashed.clear()
    assert counts == [2, 2]


def test_a_name_that_looks_like_an_address_takes_nothing_of_whose_it_is(nina, browser):
    User.objects.create_user("nina@example.com", password="the thief's password")
    browser.post(URL, {"username": "nina@example.com", "password": PASSWORD})
    assert signed_in(browser) == "nina"


def test_ten_wrong_passwords_close_the_address_too(nina, browser):
    wrong = [browser.post(URL, {"username": "nina@example.com", "password": "wrong"}).status_code for _ in range(10)]
    assert wrong[-1] == 429
    assert browser.post(URL, {"username": "nina@example.com", "password": PASSWORD}).status_code == 429


def test_who_answers_asks_or_manages_is_led_there(nina, account, browser):
    browser.force_login(nina)
    assert browser.get("/").headers["Location"] == "/crunch/"
    nina.is_staff = True
    nina.save()
    assert browser.get("/").headers["Location"] == "/admin/"
    Membership.objects.create(account=account, user=nina)
    assert browser.get("/").headers["Location"] == "/console/"
    Cruncher.objects.create(user=nina)
    assert browser.get("/").headers["Location"] == "/crunch/"
    assert Client().get("/").headers["Location"] == URL


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
@pytest.mark.parametrize("path", [URL, "/sign-up/"])
def test_nobody_is_led_to_another_site(nina, browser, next, path):
    data = {"username": "nina", "password": PASSWORD}
    if path == "/sign-up/":
        data = {"email": "new@example.com", "password1": PASSWORD, "account": "New"}
    answer = browser.post(f"{path}?next={next}", {**data, "next": next})
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/", "/console/")


def test_the_session_of_somebody_deactivated_ends(nina, browser):
    browser.post(URL, {"username": "nina", "password": PASSWORD})
    assert signed_in(browser) == "nina"
    User.objects.filter(pk=nina.pk).update(is_active=False)
    assert signed_in(browser) == ""
    for name in ("nina", "nina@example.com"):
        answer = browser.post(URL, {"username": name, "password": PASSWORD})
        assert "do not belong together" in answer.content.decode()


def test_signing_in_begins_a_new_session(nina, browser):
    browser.get(URL)
    session = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    browser.post(URL, {"username": "nina", "password": PASSWORD})
    assert browser.cookies["sessionid"].value != session.session_key


def test_who_signed_up_before_mail_was_set_up_confirms_first(nina, browser, mails):
    EmailAddress.objects.create(user=nina, email=nina.email, primary=True)
    answer = browser.post(URL, {"username": "nina", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-up/sent/"
    assert browser.post(link_in(mails[0])).headers["Location"] == "/"
    assert signed_in(browser) == "nina"


def test_a_slip_in_a_new_address_locks_nobody_out(nina, browser, mails):
    browser.force_login(nina)
    browser.post("/you/e-mail/", {"email": "nima@example.com", "password": PASSWORD})
    browser.logout()
    browser.post(URL, {"username": "nina@example.com", "password": PASSWORD})
    assert signed_in(browser) == "nina"


def test_whom_a_manager_made_confirms_nothing(nina, browser, mails):
    browser.post(URL, {"username": "nina", "password": PASSWORD})
    assert signed_in(browser) == "nina"
