"""Signing up: an account of one's own, and no word of who else is here."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from heatsite.models import User
from requests_app.models import Account, Membership

from .conftest import NEW, PASSWORD, link_in, signed_in

pytestmark = pytest.mark.django_db


def test_somebody_new_owns_an_account_and_is_led_to_its_first_key(browser, sign_up):
    answer = sign_up()
    assert answer.headers["Location"] == "/console/"
    account = Account.objects.get(name="Nina's shop")
    assert browser.get("/console/").headers["Location"] == f"/console/{account.pk}/start/"
    assert Membership.objects.get(account=account).role == "owner"
    assert account.monthly_quota is None
    assert User.objects.get().check_password(PASSWORD)
    assert not User.objects.get().is_staff


@pytest.mark.parametrize("sends_mail", [False, True])
def test_where_it_is_off_nobody_signs_up(browser, sign_up, settings, sends_mail, request):
    if sends_mail:
        request.getfixturevalue("mails")
    settings.HEAT_SIGN_UP = False
    assert "You need an invitation" in browser.get("/sign-up/").content.decode()
    sign_up()
    assert not User.objects.exists()
    assert "Sign up" not in browser.get("/crunch/sign-in/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", ""),
        ("password1", "short"),
        ("password1", "qwertyuiop"),
        ("account", ""),
        ("account", "x" * 81),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sign_up, field, value):
    page = sign_up(**{field: value}).content.decode()
    assert f'id="{field}-error"' in page
    assert page.count('role="alert"') == 1
    assert not User.objects.exists() and not Account.objects.exists()


def test_without_mail_an_address_that_is_known_is_told_the_same(sign_up):
    first, second = Client(), Client()
    answers = [sign_up(first), sign_up(second, password1="another long password")]
    assert [one.headers["Location"] for one in answers] == ["/console/"] * 2
    names = [signed_in(first), signed_in(second)]
    assert [name.rpartition("-")[0] for name in names] == ["nina", "nina"]
    assert [len(name) for name in names] == [11, 11]
    assert Membership.objects.count() == 2
    for password, name in ((PASSWORD, names[0]), ("another long password", names[1])):
        browser = Client()
        browser.post("/crunch/sign-in/", {"username": "nina@example.com", "password": password})
        assert signed_in(browser) == name


def test_with_mail_nobody_is_in_before_the_address_is_confirmed(browser, sign_up, mails):
    assert sign_up().headers["Location"] == "/sign-up/sent/"
    assert "Look into your mail" in browser.get("/sign-up/sent/").content.decode()
    assert signed_in(browser) == ""
    other = Client()
    other.post("/crunch/sign-in/", {"username": "nina@example.com", "password": PASSWORD})
    assert signed_in(other) == ""
    link = link_in(mails[0])
    assert "It is mine" in browser.get(link).content.decode()
    assert not EmailAddress.objects.get().verified  # looking at the link, as mail scanners do, confirms nothing
    assert browser.post(link).headers["Location"] == "/console/"
    assert EmailAddress.objects.get().verified
    assert signed_in(browser)


def test_a_link_that_was_opened_elsewhere_confirms_and_signs_nobody_in(sign_up, mails):
    sign_up()
    other = Client()
    other.post(link_in(mails[0]))
    assert EmailAddress.objects.get().verified
    assert signed_in(other) == ""
    assert "does not work" in other.get(link_in(mails[0])).content.decode()
    other.post("/crunch/sign-in/", {"username": "nina@example.com", "password": PASSWORD})
    assert signed_in(other)


def test_with_mail_an_address_that_is_known_is_told_so_by_mail_alone(sign_up, mails, hashed):
    first = sign_up(Client(), email="nina@example.com")
    n = len(hashed)
    other = sign_up(Client(), email="other@example.com", account="Other")
    fresh = len(hashed) - n
    again = sign_up(Client(), email="NINA@example.com", account="Again")
    assert len(hashed) - n - fresh == fresh == 1
    for answer in (other, again):
        assert (answer.status_code, answer.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert User.objects.count() == Account.objects.count() == 2


def test_the_owner_of_a_confirmed_address_is_told(sign_up, mails):
    sign_up()
    Client().post(link_in(mails[0]))
    cache.clear()  # a letter in three minutes is all that an address is sent
    sign_up(Client())
    assert mails[-1].to == ["nina@example.com"]
    assert "signed up already" in mails[-1].subject
    assert link_in(mails[-1], "forgotten") == "/password/forgotten/"


@pytest.mark.parametrize("email", ["o'brien+a!#$%@example.com", "!#$@example.com", f"{'x' * 64}@example.com"])
def test_any_address_makes_a_name(browser, sign_up, email):
    sign_up(email=email)
    name = signed_in(browser)
    assert len(name) <= 67 and name.isascii()
    assert User.objects.get().email == email


def test_an_account_of_a_name_that_is_taken_gets_a_variant(sign_up, account):
    sign_up(account=account.name)
    assert Account.objects.exclude(pk=account.pk).get().name.startswith(f"{account.name} ")


def test_signing_up_begins_a_new_session(browser, sign_up):
    browser.get("/sign-up/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    sign_up()
    assert browser.cookies["sessionid"].value != session.session_key


def test_signing_up_wants_a_csrf_token_and_is_never_framed():
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/sign-up/", NEW).status_code == 403
    answer = browser.get("/sign-up/")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_too_many_sign_ups_from_one_address_are_refused(sign_up):
    statuses = [sign_up(Client(), email="nobody").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
