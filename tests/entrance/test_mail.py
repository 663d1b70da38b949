"""Letters: how they are sent, what they say, and that no token of theirs is logged."""

import logging
from pathlib import Path

import pytest
from django.test import Client
from redis.exceptions import ConnectionError

from heatsite import cache as ours
from heatsite.redacting import NoTokens
from requests_app import mail
from requests_app.models import Membership

from .conftest import link_in

LETTERS = sorted(path.stem for path in (Path(__file__).parents[2] / "templates" / "mail").glob("*.txt"))


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_has_a_subject_of_one_line_and_a_body(letter, mailoutbox):
    mail.send(letter, "nina@example.com", account={"name": "Bob's <shop>\r\nBcc: eve@example.com"})
    [sent] = mailoutbox
    assert sent.subject.startswith("Heat: ") and "\n" not in sent.subject
    assert sent.to == sent.recipients() == ["nina@example.com"]
    assert len(sent.body) > 40
    assert "&" not in sent.body and "{" not in sent.body


def test_a_mail_server_that_can_not_be_reached_is_told_apart(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(mail.MailFailed):
        mail.send("unknown_account", "nina@example.com")


@pytest.mark.parametrize("path", ["/console/join/", "/crunch/join/", "/password/new/", "/e-mail/confirm/"])
def test_tokens_are_kept_out_of_the_log(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"{path}abc-d/"), None)
    assert NoTokens().filter(record)
    assert record.getMessage() == f"Not Found: {path}…/"


@pytest.fixture
def owner(account, cruncher):
    Membership.objects.create(account=account, user=cruncher.user, role="owner")
    client = Client()
    client.force_login(cruncher.user)
    return client


def test_an_owner_sends_an_invitation_whose_link_is_shown_to_nobody(owner, account, mails):
    page = owner.post(f"/console/{account.pk}/members/", {"role": "member", "email": "Mia@example.com"})
    assert "sent to" in page.content.decode() and "/join/" not in page.content.decode()
    assert mails[0].to == ["mia@example.com"]
    assert account.name in mails[0].subject
    browser = Client()
    browser.post(link_in(mails[0]), {"username": "mia", "password1": "a long password", "password2": "a long password"})
    joined = Membership.objects.get(user__username="mia")
    assert (joined.role, joined.user.email) == ("member", "mia@example.com")
    assert joined.user.emailaddress_set.get().verified


def test_where_no_mail_is_sent_an_address_is_not_asked_for_and_a_link_is_shown(owner, account):
    page = owner.post(f"/console/{account.pk}/members/", {"role": "member", "email": "mia@example.com"})
    assert "/console/join/" in page.content.decode()
    assert 'type="email"' not in page.content.decode()


def test_invitations_by_mail_are_not_without_limit(owner, account, mails):
    url = f"/console/{account.pk}/members/"
    statuses = [owner.post(url, {"role": "member", "email": f"m{n}@example.com"}).status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]
    assert len(mails) == 30


def test_an_invitation_that_could_not_be_sent_is_not_kept(owner, account, mails, monkeypatch):
    def fails(*args, **options):
        raise mail.MailFailed

    monkeypatch.setattr("requests_app.mail.send", fails)
    answer = owner.post(f"/console/{account.pk}/members/", {"role": "member", "email": "mia@example.com"})
    assert answer.status_code == 503
    assert not account.invitations.exists()


def test_limits_are_counted_here_while_redis_is_away(monkeypatch):
    asked = []

    def away(self, *args, **options):
        asked.append(args)
        raise ConnectionError

    for name in ("add", "get", "set", "delete"):
        monkeypatch.setattr(ours.RedisCache, name, away)
    monkeypatch.setattr(ours, "_redis", ours.Breaker(60))
    store = ours.RedisOrHere("redis://127.0.0.1:1/0", {})
    store.clear = None
    assert store.add("lock", 1, 60) and not store.add("lock", 1, 60)
    store.set("rate", [1], 60)
    assert store.get("rate", []) == [1]
    assert store.delete("rate") and store.get("rate", []) == []
    assert len(asked) == 1  # and Redis is left alone for a moment
