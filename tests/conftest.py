"""Fixtures for all tests.

Marks: `services` needs a PostgreSQL and a Redis (`python -m tests.services`), `both` runs on SQLite and again there,
`pages` drives a Chromium.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crunchers.models import Cruncher
from heatsite.models import User
from requests_app.api import keys
from requests_app.models import Account, Environment

from .api_client import ApiClient, client_of
from .browser import CHROMIUM_OPTIONS, chromium_path
from .processes import Heat
from .receiver import Receiver, receiving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    for item in items:
        if item.get_closest_marker("services"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and Redis: python -m tests.services"))


@pytest.fixture
def account(db: None) -> Account:
    """A client."""
    return Account.objects.create(name="Alice's shop")


@pytest.fixture
def live_key(account: Account) -> str:
    """A live key of `account`."""
    key = keys.new_key(Environment.LIVE)
    keys.store(account, key)
    return key


@pytest.fixture
def test_key(account: Account) -> str:
    """A test key of `account`."""
    key = keys.new_key(Environment.STAGING)
    keys.store(account, key)
    return key


@pytest.fixture
def cruncher(db: None) -> Cruncher:
    """An approved cruncher."""
    user = User.objects.create_user("charlie", password="a long password")
    return Cruncher.objects.create(user=user, standing=Cruncher.Standing.APPROVED)


@pytest.fixture
def manager(db: None) -> User:
    """A manager who may do everything."""
    return User.objects.create_superuser("manager", password="a long password")


@pytest.fixture(scope="session")
def live_server_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heat]:
    """The one process on a new data folder, shared by the tests of one pytest process: see processes.Heat."""
    heat = Heat(tmp_path_factory.mktemp("heat") / "data")
    try:
        yield heat.ready()
    finally:
        heat.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, as Playwright's Browser: Debian's where it is there, else Playwright's own."""
    playwright = pytest.importorskip("playwright.sync_api")
    # Playwright's sync API keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page in a new, empty profile. Whatever its scripts throw fails the test."""
    context = chromium.new_context()
    page = context.new_page()
    errors: list[Any] = []
    page.on("pageerror", lambda error: errors.append(error))  # Playwright takes no built-in method
    yield page
    context.close()
    assert not errors, errors


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def other_account(db: None) -> Account:
    """A client who must see nothing of `account`."""
    return Account.objects.create(name="Bob's shop")


@pytest.fixture
def live(account: Account) -> ApiClient:
    """The API as `account` calls it with a live key."""
    return client_of(account, Environment.LIVE)


@pytest.fixture
def test(account: Account) -> ApiClient:
    """The API as `account` calls it with a test key."""
    return client_of(account, Environment.STAGING)


@pytest.fixture
def other_live(other_account: Account) -> ApiClient:
    """The API as `other_account` calls it with a live key."""
    return client_of(other_account, Environment.LIVE)


@pytest.fixture
def webhook_receiver(settings: Any) -> Iterator[Receiver]:
    """A server for webhooks on loopback, where they may go."""
    settings.HEAT_EGRESS_LOOPBACK = True
    with receiving() as receiver:
        yield receiver
