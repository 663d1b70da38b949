"""In maintenance the API answers 503 and says when to try again."""

import pytest
from django.test import Client

from requests_app import maintenance
from requests_app.api import keys
from requests_app.models import Account, Switches

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.echo_urls")]


@pytest.fixture(autouse=True)
def fresh():
    maintenance.forget()
    yield
    maintenance.forget()


def switch(on: bool, seconds: int = 300) -> None:
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": on, "maintenance_retry_after": seconds})


def test_in_maintenance_every_call_is_a_503_that_says_when_to_try_again():
    switch(True, 120)
    for answer in (Client().get("/v1/echo"), Client().post("/v1/echo")):
        assert answer.status_code == 503
        assert answer["Retry-After"] == "120"
        assert answer["Content-Type"] == "application/problem+json"
        assert "maintenance" in answer.json()["detail"]


def test_what_needs_no_key_and_no_rows_is_answered_in_maintenance():
    switch(True)
    assert Client().get("/v1/public").status_code == 200


def test_without_a_row_of_switches_there_is_no_maintenance():
    assert Client().get("/v1/echo").status_code == 401


def test_the_switch_is_seen_within_a_second(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(maintenance.time, "monotonic", lambda: clock[0])
    switch(False)
    assert maintenance.retry_after() is None
    switch(True)
    assert maintenance.retry_after() is None
    clock[0] += 1
    assert maintenance.retry_after() == 300
    switch(False)
    clock[0] += 1
    assert maintenance.retry_after() is None


def test_the_switch_is_read_once_a_second_at_most(django_assert_num_queries):
    key = keys.new_key("staging")
    keys.store(Account.objects.create(name="Alice"), key)
    client = Client(headers={"X-Heat-API-Key": key})
    client.get("/v1/echo")
    with django_assert_num_queries(1):  # the key
        client.get("/v1/echo")


def test_a_wait_of_zero_seconds_still_is_maintenance():
    switch(True, 0)
    assert Client().get("/v1/echo").status_code == 503
