"""Keys in the console: made, rolled, revoked, shown once."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from requests_app.models import ApiKey

from .conftest import key_on

pytestmark = pytest.mark.django_db


def works(key: str) -> bool:
    return Client().get("/v1/account", headers={"X-Heat-API-Key": key}).status_code == 200


@pytest.mark.parametrize(("environment", "prefix"), [("live", "live_"), ("staging", "test_")])
def test_a_key_is_shown_once_and_works(owner, shown_key, environment, prefix):
    key = shown_key(environment, "web shop")
    assert key.startswith(prefix)
    assert works(key)
    page = owner.page("keys/")
    assert key not in page
    assert "web shop" in page
    assert f"{key[:12]}…{key[-4:]}" in page


def test_a_wrong_environment_makes_nothing(owner):
    answer = owner.post(owner.at("keys/"), {"environment": "moon"})
    assert answer.status_code == 400
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_refused_at_once(owner, shown_key):
    key = shown_key()
    owner.post(owner.at(f"keys/{ApiKey.objects.get().pk}/revoke/"))
    assert not works(key)
    assert "revoked" in owner.page("keys/")


def test_rolling_at_once_ends_the_old_key(owner, shown_key):
    old = shown_key("staging", "ci")
    new = key_on(owner.post(owner.at(f"keys/{ApiKey.objects.get().pk}/roll/"), {"seconds": "0"}))
    assert (works(old), works(new)) == (False, True)
    assert list(ApiKey.objects.values_list("environment", "name")) == [("staging", "ci")] * 2


def test_a_rolled_key_works_until_the_time_that_was_chosen(owner, shown_key):
    old = shown_key()
    row = ApiKey.objects.get()
    new = key_on(owner.post(owner.at(f"keys/{row.pk}/roll/"), {"seconds": "3600"}))
    assert (works(old), works(new)) == (True, True)
    assert "ends " in owner.page("keys/")
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=F("revoked_at") - timedelta(hours=1))
    assert (works(old), works(new)) == (False, True)


def test_rolling_never_gives_a_key_more_time(owner, shown_key):
    shown_key()
    row = ApiKey.objects.get()
    owner.post(owner.at(f"keys/{row.pk}/roll/"), {"seconds": "3600"})
    ends = ApiKey.objects.get(pk=row.pk).revoked_at
    owner.post(owner.at(f"keys/{row.pk}/roll/"), {"seconds": "604800"})
    assert ApiKey.objects.get(pk=row.pk).revoked_at == ends


def test_a_key_that_was_revoked_is_not_rolled(owner, shown_key):
    shown_key()
    row = ApiKey.objects.get()
    owner.post(owner.at(f"keys/{row.pk}/revoke/"))
    assert owner.post(owner.at(f"keys/{row.pk}/roll/"), {"seconds": "0"}).status_code == 404
    assert ApiKey.objects.count() == 1


def test_a_time_that_is_not_offered_rolls_nothing(owner, shown_key):
    key = shown_key()
    row = ApiKey.objects.get()
    assert owner.post(owner.at(f"keys/{row.pk}/roll/"), {"seconds": "-5"}).status_code == 400
    assert works(key)
    assert ApiKey.objects.count() == 1


def test_names_are_text_and_no_markup(owner, shown_key):
    shown_key(name="<script>alert(1)</script>")
    assert "<script>alert" not in owner.page("keys/")
