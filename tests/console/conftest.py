"""Members of accounts, signed in at the console."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from heatsite.models import User
from requests_app.models import Account, Membership


class Member(Client):
    """A browser that is signed in as a member of an account."""

    def __init__(self, account: Account, name: str, role: str) -> None:
        super().__init__(headers={"host": "testserver"})
        self.account = account
        self.user = User.objects.create_user(name, password="a long password")
        Membership.objects.create(account=account, user=self.user, role=role)
        self.force_login(self.user)

    def at(self, path: str) -> str:
        """Where a page of the account's console is."""
        return f"/console/{self.account.pk}/{path}"

    def page(self, path: str, **query: Any) -> str:
        """The page's HTML; it must be there."""
        answer = self.get(self.at(path), query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


@pytest.fixture
def owner(account: Account) -> Member:
    return Member(account, "olga", Membership.Role.OWNER)


@pytest.fixture
def member(account: Account) -> Member:
    return Member(account, "mia", Membership.Role.MEMBER)


@pytest.fixture
def stranger(other_account: Account) -> Member:
    """An owner of another account."""
    return Member(other_account, "steve", Membership.Role.OWNER)


@pytest.fixture
def shown_key(owner: Member) -> Callable[..., str]:
    """Makes a key by the page and gives it back as the page shows it."""

    def make(environment: str = "live", name: str = "") -> str:
        answer = owner.post(owner.at("keys/"), {"environment": environment, "name": name})
        return key_on(answer)

    return make


def key_on(answer: Any) -> str:
    """The key that a page shows once."""
    return answer.context["new_key"]
