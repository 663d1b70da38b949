"""Members of an account: invited by a link, without any mail; raised, lowered, taken out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heatsite.models import User
from requests_app import membership
from requests_app.models import Invitation, Membership
from tests.managing import list_of

pytestmark = pytest.mark.django_db

NEW = {"username": "nina", "password1": "a long password", "password2": "a long password"}


def link_of(owner, role="member"):
    return owner.post(owner.at("members/"), {"role": role}).context["link"]


def roles(account):
    return dict(Membership.objects.filter(account=account).values_list("user__username", "role"))


def test_somebody_new_signs_up_by_the_link_and_is_in(owner, account):
    link = link_of(owner)
    browser = Client()
    assert account.name in browser.get(link).content.decode().replace("&#x27;", "'")
    answer = browser.post(link, NEW)
    assert answer.headers["Location"] == owner.at("requests/")
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert roles(account) == {"olga": "owner", "nina": "member"}


def test_somebody_who_is_signed_in_joins_by_one_press(owner, account, cruncher):
    browser = Client()
    browser.force_login(cruncher.user)
    browser.post(link_of(owner, "owner"))
    assert roles(account) == {"olga": "owner", "charlie": "owner"}


def test_looking_at_a_link_uses_nothing_up(owner):
    link = link_of(owner)
    for _ in range(2):
        assert Client().get(link).status_code == 200


@pytest.mark.parametrize("way", ["used", "withdrawn", "old", "unknown"])
def test_a_link_that_no_longer_works_says_so_and_makes_nobody(owner, account, way):
    link = link_of(owner)
    if way == "used":
        Client().post(link, {**NEW, "username": "first"})
    elif way == "withdrawn":
        owner.post(owner.at(f"invitations/{Invitation.objects.get().pk}/withdraw/"))
    elif way == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        link = reverse("console-join", args=["nobody-made-this"])
    for answer in (Client().get(link), Client().post(link, NEW)):
        assert answer.status_code == 404
        assert "does not work" in answer.content.decode()
    assert not User.objects.filter(username="nina").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("username", ""), ("username", "olga"), ("password2", "another one"), ("password1", "short")]
)
def test_a_sign_up_that_is_wrong_says_so_and_keeps_the_link(owner, account, field, value):
    link = link_of(owner)
    given = {**NEW, field: value}
    if field == "password1":
        given["password2"] = value
    answer = Client().post(link, given)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert roles(account) == {"olga": "owner"}
    assert Client().get(link).status_code == 200


def test_the_database_holds_no_link(owner):
    token = link_of(owner).rstrip("/").rsplit("/", 1)[1]
    row = Invitation.objects.values().get()
    assert not [value for value in row.values() if token in str(value)]


def test_an_invitation_raises_but_never_lowers(owner, member, account):
    _, token = membership.invite(account, "owner", owner.user)
    membership.accept(token, member.user)
    _, token = membership.invite(account, "member", owner.user)
    membership.accept(token, member.user)
    assert roles(account) == {"olga": "owner", "mia": "owner"}


def row_of(client):
    return Membership.objects.get(user=client.user)


def test_an_owner_changes_roles_and_takes_members_out(owner, member, account):
    owner.post(owner.at(f"members/{row_of(member).pk}/role/"), {"role": "owner"})
    assert roles(account)["mia"] == "owner"
    owner.post(owner.at(f"members/{row_of(member).pk}/remove/"))
    assert roles(account) == {"olga": "owner"}
    assert member.get(member.at("requests/")).status_code == 404


@pytest.mark.parametrize("change", ["role", "remove"])
def test_an_account_keeps_an_owner(owner, member, account, change):
    answer = owner.post(owner.at(f"members/{row_of(owner).pk}/{change}/"), {"role": "member"})
    assert answer.status_code == 400
    assert "at least one owner" in answer.content.decode()
    assert roles(account) == {"olga": "owner", "mia": "member"}


def test_a_member_may_leave_and_take_nobody_along(owner, member, account):
    answer = member.post(member.at(f"members/{row_of(member).pk}/remove/"))
    assert answer.headers["Location"] == "/console/"
    assert roles(account) == {"olga": "owner"}


def test_a_manager_hands_over_a_link_from_the_admin(manager, account):
    browser = Client()
    browser.force_login(manager)
    add = reverse("admin:requests_app_invitation_add")
    page = browser.post(add, {"account": account.pk, "role": "owner"}, follow=True).content.decode()
    link = page.split("/console/join/")[1].split("/")[0]
    Client().post(reverse("console-join", args=[link]), NEW)
    assert roles(account) == {"nina": "owner"}
    assert link not in browser.get(list_of(Invitation)).content.decode()
