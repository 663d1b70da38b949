"""Nobody raises themselves: powers are given by superusers alone."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from heatsite.models import User
from tests.making import fresh, make_account, make_request
from tests.managing import act, dialog, list_of, our_models, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def staff(db):
    """A manager who may do everything that permissions allow, and is no superuser."""
    user = User.objects.create_user("sam", password="a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def user_form(user, **changed):
    return {"username": user.username, "email": user.email, "is_active": "on", **changed}


def test_staff_can_not_raise_itself(staff):
    staff.post(page_of(staff.user), user_form(staff.user, is_staff="on", is_superuser="on"))
    assert not fresh(staff.user).is_superuser


def test_staff_can_not_raise_others(staff):
    user = User.objects.create_user("dora")
    group = Group.objects.create(name="all")
    powers = {"is_staff": "on", "is_superuser": "on", "groups": [group.pk], "user_permissions": [1]}
    answer = staff.post(page_of(user), user_form(user, email="dora@example.com", **powers))
    assert answer.status_code == 302
    user = fresh(user)
    assert user.email == "dora@example.com"
    assert not (user.is_staff or user.is_superuser or user.groups.exists() or user.user_permissions.exists())


def test_staff_can_not_make_a_manager(staff):
    password = {"password1": "a long password", "password2": "a long password", "usable_password": "true"}
    data = {"username": "eve", "is_staff": "on", "is_superuser": "on", **password}
    staff.post(reverse("admin:heatsite_user_add"), data)
    made = User.objects.get(username="eve")
    assert not (made.is_staff or made.is_superuser)


@pytest.mark.parametrize("whose", ["a superuser's", "another manager's", "its own"])
def test_staff_can_not_set_a_managers_password_or_address(staff, manager, whose):
    other = User.objects.create_user("mia", is_staff=True)
    user = {"a superuser's": manager, "another manager's": other, "its own": staff.user}[whose]
    before = fresh(user)
    password = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    assert staff.post(url, password).status_code == 403
    staff.post(page_of(user), user_form(user, email="sam@example.com"))
    staff.post(reverse("admin:heatsite_user_delete", args=[user.pk]), {"post": "yes"})
    assert (fresh(user).password, fresh(user).email) == (before.password, before.email)


def test_staff_can_not_delete_managers_in_bulk(staff, manager):
    staff.post(list_of(User), {"action": "delete_selected", "_selected_action": [manager.pk], "post": "yes"})
    assert User.objects.filter(pk=manager.pk).exists()


def test_staff_can_not_touch_groups(staff):
    group = Group.objects.create(name="all")
    assert staff.get(list_of(Group)).status_code == 403
    staff.post(page_of(group), {"name": "all", "permissions": [1]})
    assert not group.permissions.exists()


def test_superusers_make_managers(browser):
    user = User.objects.create_user("dora")
    browser.post(page_of(user), user_form(user, is_staff="on"))
    assert fresh(user).is_staff


def test_a_manager_without_the_permission_has_no_actions(manager):
    looker = User.objects.create_user("lou", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(looker)
    heat_request = make_request(make_account())
    assert client.get(page_of(heat_request)).status_code == 200
    act(client, "abort", heat_request)
    assert dialog(client, heat_request, "abort_this").status_code == 403
    assert fresh(heat_request).status == "pending"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_crunchers_and_members_see_nothing_of_it(cruncher, model):
    client = Client()
    client.force_login(cruncher.user)
    answer = client.get(list_of(model))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
