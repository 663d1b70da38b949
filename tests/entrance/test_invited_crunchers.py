"""Crunchers by invitation: a manager's link, handed over or mailed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crunchers import invitations
from crunchers.models import Cruncher, CruncherInvitation
from heatsite.models import User
from requests_app import one_time
from requests_app.mail import MailFailed

from .conftest import link_in

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crunchers_cruncherinvitation_add")
NEW = {"username": "cleo", "password1": "a long password", "password2": "a long password"}


@pytest.fixture
def manages(manager):
    client = Client()
    client.force_login(manager)
    return client


def made(manages, **fields):
    """The link of a new invitation, as its page shows it."""
    page = manages.post(ADD, {"approved": "on", **fields}, follow=True).content.decode()
    return f"/crunch/join/{page.split('/crunch/join/')[1].split('/')[0]}/"


def test_somebody_new_chooses_a_name_and_a_password_and_may_work(manages, browser):
    link = made(manages)
    assert "answer questions" in browser.get(link).content.decode()
    assert browser.post(link, NEW).headers["Location"] == "/crunch/"
    assert Cruncher.objects.get(user__username="cleo").standing == "approved"
    assert "Start" in browser.get("/crunch/").content.decode()
    assert browser.get("/crunch/work/").status_code == 200


def test_who_is_to_be_approved_first_waits(manages, browser):
    page = manages.post(ADD, {}, follow=True).content.decode()
    browser.post(f"/crunch/join/{page.split('/crunch/join/')[1].split('/')[0]}/", NEW)
    assert Cruncher.objects.get().standing == "new"


@pytest.mark.parametrize(("before", "after"), [("new", "approved"), ("paused", "paused"), ("banned", "banned")])
def test_who_is_signed_in_begins_by_one_press_and_no_ban_is_lifted(manages, cruncher, before, after):
    Cruncher.objects.update(standing=before)
    browser = Client()
    browser.force_login(cruncher.user)
    browser.post(made(manages))
    assert Cruncher.objects.get().standing == after


@pytest.mark.parametrize("way", ["used", "deleted", "old", "unknown"])
def test_a_link_that_no_longer_works_makes_nobody(manages, browser, way):
    link = made(manages)
    if way == "used":
        Client().post(link, {**NEW, "username": "first"})
    elif way == "deleted":
        CruncherInvitation.objects.all().delete()
    elif way == "old":
        CruncherInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        link = "/crunch/join/nobody-made-this/"
    assert browser.get(link).status_code == browser.post(link, NEW).status_code == 404
    assert not User.objects.filter(username="cleo").exists()


def test_of_two_who_follow_a_link_at_once_one_is_in(manager, cruncher):
    row = CruncherInvitation()
    invitations.fill(row, manager)
    row.save()
    one_time.use(CruncherInvitation.objects.get(), cruncher.user)
    with pytest.raises(one_time.NotUsable):
        one_time.use(row, manager)
    assert CruncherInvitation.objects.get().used_by == cruncher.user


def test_it_is_shown_once_and_never_stored(manages):
    token = made(manages).strip("/").rpartition("/")[2]
    row = CruncherInvitation.objects.values().get()
    assert token not in str(row)
    page = manages.get(reverse("admin:crunchers_cruncherinvitation_changelist")).content.decode()
    assert token not in page


def mailed(manages):
    """Have an invitation mailed; what the admin says."""
    return manages.post(ADD, {"approved": "on", "email": "cleo@example.com"}, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_that_is_mailed_is_shown_to_nobody_and_confirms_the_address(manages, browser, mails):
    page = mailed(manages)
    assert "was sent to cleo@example.com" in page
    assert "/crunch/join/" not in page
    assert mails[0].to == ["cleo@example.com"]
    browser.post(link_in(mails[0]), NEW)
    user = User.objects.get(username="cleo")
    assert user.email == "cleo@example.com"
    assert user.emailaddress_set.get().verified


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_could_not_be_sent_is_said(manages, mails, monkeypatch):
    def fails(*args, **options):
        raise MailFailed

    monkeypatch.setattr("requests_app.mail.send", fails)
    assert "could not be sent" in mailed(manages)


def test_only_managers_make_them(cruncher):
    browser = Client()
    browser.force_login(cruncher.user)
    browser.post(ADD, {"approved": "on"})
    assert not CruncherInvitation.objects.exists()
