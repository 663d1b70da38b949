"""The door is the same for every route of the API: keys, limits, quota, maintenance, errors."""

import pytest
from django.test import Client
from django.urls import get_resolver

from requests_app import maintenance
from requests_app.api import throttles
from requests_app.models import Batch, HeatRequest, IdempotencyKey, Switches, Usage
from tests.description import operation_of
from tests.making import COLOUR

pytestmark = pytest.mark.django_db

SAMPLE_ID = "44647b6f-b033-4788-9ee2-9d7aa5cb0158"
METHODS = ("get", "post", "put", "patch", "delete")
ASK = "/v1/requests/multiple-choice"


def api_routes() -> list[str]:
    patterns = get_resolver("requests_app.api.urls").url_patterns
    routes = {str(pattern.pattern) for pattern in patterns}
    return sorted(
        f"/v1/{route}".replace("<str:request_id>", SAMPLE_ID).replace("<str:batch_id>", SAMPLE_ID) for route in routes
    )


PUBLIC = tuple(route for route in api_routes() if "openapi" in route)
CLOSED = tuple(route for route in api_routes() if route not in PUBLIC)


@pytest.fixture(autouse=True)
def fresh():
    maintenance.forget()
    throttles._store.cache_clear()
    throttles._limiter.cache_clear()
    yield
    maintenance.forget()


def call(client, route: str):
    """Call a route in a way that the description knows."""
    return client.get(route) if operation_of("GET", route) else client.post(route)


def is_problem(answer, status: int) -> bool:
    return (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("route", CLOSED)
def test_no_route_answers_without_a_key(route):
    for method in METHODS:
        answer = getattr(Client(), method)(route)
        assert is_problem(answer, 401), method
        assert answer["WWW-Authenticate"]


@pytest.mark.parametrize("route", PUBLIC)
def test_the_description_needs_no_key_and_is_there_in_maintenance(route):
    Switches.objects.create(maintenance=True)
    assert Client().get(route).status_code == 200


@pytest.mark.parametrize("route", CLOSED)
def test_every_route_refuses_methods_that_it_has_not(live, route):
    answers = {method: getattr(live.client, method)(route) for method in METHODS}
    refused = {method for method, answer in answers.items() if answer.status_code == 405}
    assert {"put", "patch"} <= refused
    for method in refused:
        assert is_problem(answers[method], 405)
        assert method.upper() not in answers[method]["Allow"]
    assert not [method for method, answer in answers.items() if answer.status_code >= 500]


@pytest.mark.parametrize("route", CLOSED)
def test_every_route_is_limited_and_tells_the_limit(live, account, route):
    account.rate, account.burst = 0.001, 1
    account.save()
    assert call(live, route)["RateLimit"].startswith('"burst";r=0;')
    answer = call(live, route)
    assert is_problem(answer, 429)
    assert answer["Retry-After"] == "1000"


@pytest.mark.parametrize("route", CLOSED)
def test_every_route_rests_in_maintenance(live, route):
    Switches.objects.create(maintenance=True, maintenance_retry_after=60)
    answer = call(live, route)
    assert is_problem(answer, 503)
    assert answer["Retry-After"] == "60"


def nothing_was_made() -> bool:
    return not any(model.objects.exists() for model in (HeatRequest, Batch, IdempotencyKey, Usage))


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"instruction": "x", "instruction": "y"}', "application/json", 400),
        (b"instruction=x", "application/x-www-form-urlencoded", 415),
        (b'{"instruction": "%s"}' % (b"x" * 10_000_000), "application/json", 413),
    ],
    ids=["empty", "not JSON", "an array", "a name twice", "a form", "10 MB"],
)
def test_a_body_that_can_not_be_read_leaves_nothing_behind(live, body, content_type, status):
    answer = live.client.post(ASK, body, content_type=content_type, headers={"Idempotency-Key": "one"})
    assert is_problem(answer, status)
    assert nothing_was_made()


def test_over_the_quota_nothing_is_made_and_reading_goes_on(live, account):
    account.monthly_quota = 1
    account.save()
    made = live.post(ASK, COLOUR).json()
    for path, body in ((ASK, COLOUR), ("/v1/batch", {"type": "multiple-choice", "requests": [COLOUR]})):
        answer = live.post(path, body)
        assert is_problem(answer, 429)
        assert answer.json()["violated-policies"] == ["month"]
        assert int(answer["Retry-After"]) > 0
    assert HeatRequest.objects.count() == 1
    assert live.get(f"/v1/requests/{made['id']}").status_code == 200
    assert live.post(f"/v1/tasks/abort/{made['id']}").json() == {"success": True}
    assert live.post(f"/v1/tasks/archive/{made['id']}").json() == {"success": True}
    assert live.get("/v1/account").json()["usage"]["requests"] == 1


def test_test_keys_use_no_quota(test, account):
    account.monthly_quota = 1
    account.save()
    assert [test.post(ASK, COLOUR).status_code for _ in range(3)] == [200] * 3
    assert not Usage.objects.exists()


def test_a_path_that_does_not_exist_is_a_problem(live):
    for path in ("/v1/", "/v1/nothing", "/v1/requests/x/y"):
        assert is_problem(live.get(path), 404), path
