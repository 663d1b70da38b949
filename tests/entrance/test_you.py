"""What people change about themselves."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from heatsite.models import User
from tests.managing import page_of

from .conftest import PASSWORD, link_in, signed_in

pytestmark = pytest.mark.django_db
CHANGE = {"old_password": PASSWORD, "new_password1": "another long password", "new_password2": "another long password"}


@pytest.fixture
def nina():
    return User.objects.create_user("nina", "nina@example.com", PASSWORD)


@pytest.fixture
def here(nina):
    client = Client()
    client.force_login(nina)
    return client


@pytest.fixture
def elsewhere(nina):
    client = Client()
    client.force_login(nina)
    return client


def test_a_new_password_ends_the_other_sessions(here, elsewhere, nina, mails):
    assert here.post("/you/password/", CHANGE).headers["Location"] == "/you/?done=password"
    assert "Your password is changed" in here.get("/you/?done=password").content.decode()
    assert signed_in(here) == "nina" and signed_in(elsewhere) == ""
    assert mails[0].to == ["nina@example.com"]


@pytest.mark.parametrize(
    ("field", "value"), [("old_password", "wrong"), ("new_password1", "short"), ("new_password2", "not the same")]
)
def test_a_wrong_change_changes_nothing(here, nina, field, value):
    answer = here.post("/you/password/", {**CHANGE, field: value})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    nina.refresh_from_db()
    assert nina.check_password(PASSWORD)


def test_the_present_password_can_not_be_guessed(here, nina):
    statuses = [here.post("/you/password/", {**CHANGE, "old_password": "wrong"}).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]


def test_without_mail_a_new_address_holds_at_once(here, nina):
    EmailAddress.objects.create(user=nina, email="nina@example.com", primary=True)
    answer = here.post("/you/e-mail/", {"email": "New@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/you/?done=e-mail"
    nina.refresh_from_db()
    assert nina.email == "new@example.com"
    assert [row.email for row in EmailAddress.objects.all()] == ["new@example.com"]
    browser = Client()
    browser.post("/crunch/sign-in/", {"username": "nina@example.com", "password": PASSWORD})
    assert signed_in(browser) == ""
    browser.post("/crunch/sign-in/", {"username": "new@example.com", "password": PASSWORD})
    assert signed_in(browser) == "nina"


def test_with_mail_a_new_address_holds_once_it_is_confirmed(here, nina, mails):
    EmailAddress.objects.create(user=nina, email="nina@example.com", primary=True, verified=True)
    answer = here.post("/you/e-mail/", {"email": "new@example.com", "password": PASSWORD})
    assert "A link was sent" in here.get(answer.headers["Location"]).content.decode()
    nina.refresh_from_db()
    assert nina.email == "nina@example.com"
    here.post(link_in(mails[0]))
    nina.refresh_from_db()
    assert nina.email == "new@example.com"
    assert [row.email for row in EmailAddress.objects.all()] == ["new@example.com"]
    assert mails[-1].to == ["nina@example.com"] and "address was changed" in mails[-1].subject


def test_anothers_address_is_never_taken_and_nobody_is_told_whose_it_is(here, nina, mails):
    other = User.objects.create_user("other", "other@example.com")
    EmailAddress.objects.create(user=other, email="other@example.com", primary=True, verified=True)
    answer = here.post("/you/e-mail/", {"email": "other@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/you/?done=sent"
    page = here.get(link_in(mails[0])).content.decode()
    assert "does not work" in page
    here.post(link_in(mails[0]))
    nina.refresh_from_db()
    assert nina.email == "nina@example.com"


def test_an_address_wants_the_password(here, nina):
    answer = here.post("/you/e-mail/", {"email": "new@example.com", "password": "wrong"})
    assert answer.status_code == 400 and "not your password" in answer.content.decode()
    nina.refresh_from_db()
    assert nina.email == "nina@example.com"


def test_signing_out_everywhere_ends_every_session_and_no_other_persons(here, elsewhere, nina, cruncher):
    other = Client()
    other.force_login(cruncher.user)
    here.post("/you/sign-out-everywhere/")
    assert [signed_in(one) for one in (here, elsewhere, other)] == ["", "", "charlie"]
    here.post("/crunch/sign-in/", {"username": "nina", "password": PASSWORD})
    assert signed_in(here) == "nina"


@pytest.mark.parametrize("path", ["password", "e-mail", "sign-out-everywhere"])
def test_changes_want_a_csrf_token_and_a_sign_in(nina, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(nina)
    assert browser.post(f"/you/{path}/").status_code == 403
    assert Client().post(f"/you/{path}/").headers["Location"].startswith("/crunch/sign-in/")
    assert browser.get(f"/you/{path}/").status_code == 405


def test_an_address_that_a_manager_writes_is_the_only_one(nina, manager):
    EmailAddress.objects.create(user=nina, email="nina@example.com", primary=True, verified=True)
    client = Client()
    client.force_login(manager)
    form = {"username": "nina", "email": "New@example.com", "is_active": "on"}
    assert client.post(page_of(nina), form).status_code == 302
    nina.refresh_from_db()
    assert nina.email == "new@example.com"
    assert not EmailAddress.objects.exists()
