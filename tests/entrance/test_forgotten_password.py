"""A forgotten password: by mail, by the terminal of the one process, or by a manager's link."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from django.utils import timezone

from heatsite.models import User
from requests_app.mail import MailFailed
from tests.managing import dialog, page_of

from .conftest import PASSWORD, link_in, signed_in

pytestmark = pytest.mark.django_db
URL = "/password/forgotten/"
NEW = {"password1": "a password that is new", "password2": "a password that is new"}


@pytest.fixture
def nina():
    return User.objects.create_user("nina", "nina@example.com", PASSWORD)


def choose(browser, link, **fields):
    """Follow a link to a new password, and choose it."""
    form = browser.get(link)
    assert form.status_code == 302
    assert link.strip("/").rpartition("-")[2] not in form.headers["Location"]  # no page's address has the token
    return browser.post(form.headers["Location"], {**NEW, **fields})


def works(browser, link):
    return browser.get(link).status_code == 302


def test_by_mail_once_and_all_other_sessions_end(nina, browser, mails):
    elsewhere = Client()
    elsewhere.force_login(nina)
    nina.refresh_from_db()
    assert browser.post(URL, {"email": "nina@example.com"}).headers["Location"] == f"{URL}sent/"
    link = link_in(mails[0])
    assert choose(browser, link).headers["Location"] == "/password/new/done/"
    nina.refresh_from_db()
    assert nina.check_password("a password that is new")
    assert signed_in(elsewhere) == "" and signed_in(browser) == ""
    assert not works(Client(), link)
    assert "does not work" in Client().get(link).content.decode()
    assert "was changed" in mails[-1].subject


@pytest.mark.parametrize("kind", ["too old", "signed in since", "of another", "made up"])
def test_a_link_that_no_longer_works(nina, browser, mails, kind, monkeypatch):
    browser.post(URL, {"email": "nina@example.com"})
    link = link_in(mails[0])
    if kind == "too old":
        now = PasswordResetTokenGenerator._now
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: now(self) + timedelta(hours=25))
    elif kind == "signed in since":
        User.objects.update(last_login=timezone.now())
    elif kind == "of another":
        other = User.objects.create_user("other")
        link = re.sub(r"/new/\w+-", f"/new/{other.pk}-", link)
    else:
        link = "/password/new/zz-abc-def/"
    assert not works(browser, link)
    browser.post(link, NEW)
    nina.refresh_from_db()
    assert nina.check_password(PASSWORD)


def test_a_password_that_is_too_short_is_refused_and_the_link_kept(nina, browser, mails):
    browser.post(URL, {"email": "nina@example.com"})
    link = link_in(mails[0])
    page = choose(browser, link, password1="short", password2="short").content.decode()
    assert 'id="password1-error"' in page
    assert works(Client(), link)


def test_the_answer_is_the_same_whether_somebody_has_the_address_or_not(nina, mails):
    answers = [Client().post(URL, {"email": email}) for email in ("nina@example.com", "nobody@example.com")]
    assert {(one.status_code, one.headers["Location"], one.content) for one in answers} == {(302, f"{URL}sent/", b"")}
    assert [letter.to for letter in mails] == [["nina@example.com"], ["nobody@example.com"]]  # and it takes as long
    assert "http" not in mails[1].body


def test_links_lead_to_this_server_whatever_host_the_caller_names(nina, browser, mails):
    browser.post(URL, {"email": "nina@example.com"}, headers={"host": "evil.example"})
    assert "evil" not in f"{mails[0].subject}{mails[0].body}"
    assert link_in(mails[0]).startswith("/password/new/")


def test_one_address_is_sent_few_letters(nina, mails):
    statuses = [Client().post(URL, {"email": "nina@example.com"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mails) == 5


def test_where_the_one_process_sends_no_mail_it_is_printed_where_it_runs(nina, browser, settings, capsys):
    assert settings.MAIL == "printed"
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "printed where it runs" in browser.get(URL).content.decode()
    browser.post(URL, {"email": "nina@example.com"})
    [link] = re.findall(r"^http://127\.0\.0\.1:8000(/\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert choose(browser, link).headers["Location"] == "/password/new/done/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_no_mail_is_sent_managers_have_links(nina, browser, settings, mailoutbox, method):
    settings.MAIL = "none"
    page = getattr(browser, method)(URL, {"email": "nina@example.com"}).content.decode()
    assert "Ask a manager" in page
    assert "<input" not in page.partition("<main")[2]
    assert mailoutbox == []


def test_a_mail_server_that_is_away_is_no_error_of_ours(nina, browser, mails, monkeypatch):
    def fails(*args, **options):
        raise MailFailed

    monkeypatch.setattr("requests_app.mail.send", fails)
    answer = browser.post(URL, {"email": "nina@example.com"})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


@pytest.fixture
def manages(manager):
    client = Client()
    client.force_login(manager)
    return client


def test_a_manager_hands_over_a_link_which_is_shown_once_and_on_record(nina, manages, browser):
    assert dialog(manages, nina, "password_link").headers["HX-Redirect"] == page_of(nina)
    page = manages.get(page_of(nina)).content.decode()
    [link] = re.findall(r"http://127\.0\.0\.1:8000(/password/new/[^<]+)<", page)
    assert link not in manages.get(page_of(nina)).content.decode()
    entry = LogEntry.objects.get(object_id=str(nina.pk))
    assert "Made a link for a new password." in entry.get_change_message()
    assert link.rpartition("-")[2].strip("/") not in entry.change_message
    choose(browser, link)
    browser.post("/crunch/sign-in/", {"username": "nina", "password": "a password that is new"})
    assert signed_in(browser) == "nina"
    assert not works(Client(), link)


def test_managers_make_no_links_for_managers_nor_for_who_could_not_sign_in(nina, manager, manages):
    sam = User.objects.create_user("sam", password=PASSWORD, is_staff=True)
    sam.user_permissions.set(Permission.objects.all())
    staff = Client()
    staff.force_login(sam)
    assert dialog(staff, manager, "password_link").status_code == 403
    User.objects.filter(pk=nina.pk).update(is_active=False)
    dialog(manages, nina, "password_link")
    assert "/password/new/" not in manages.get(page_of(nina)).content.decode()
    assert not LogEntry.objects.exists()
