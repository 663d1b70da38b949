"""A browser that nobody is signed in at, and a mail server that takes all letters."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

PASSWORD = "correct horse battery"
NEW = {"email": "nina@example.com", "password1": PASSWORD, "account": "Nina's shop"}


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Grows by one for each password that is hashed: that is what takes the time."""
    times: list[Any] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *what: times.append(what) or real(*what))
    return times


@pytest.fixture
def mails(settings: Any, mailoutbox: list[Any]) -> list[Any]:
    """The letters that were sent, where EMAIL_URL is set."""
    settings.MAIL = "sent"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    return mailoutbox


@pytest.fixture
def sign_up(browser: Client) -> Callable[..., Any]:
    """Signs up by the page, with other fields than NEW's where they are given."""

    def signs_up(at: Client = browser, **fields: str) -> Any:
        return at.post("/sign-up/", {**NEW, **fields})

    return signs_up


def link_in(letter: Any, holding: str = "") -> str:
    """The path of the first link of a letter that holds a text."""
    found = re.findall(r"http://127\.0\.0\.1:8000(/\S*)", letter.body)
    return next(path for path in found if holding in path)


def signed_in(browser: Client) -> str:
    """The name of who is signed in, or ""."""
    answer = browser.get("/you/")
    return answer.context["user"].username if answer.status_code == 200 else ""
