"""Live keys may call so fast, and are told how fast; test keys as fast as they like."""

import math
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from requests_app.api import keys, throttles
from requests_app.models import Account

pytestmark = pytest.mark.urls("tests.echo_urls")


class Clock:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("throttled.utils.now_mono_f", clock)
    monkeypatch.setattr("requests_app.api.throttles.time.monotonic", clock)
    monkeypatch.setattr(throttles, "_redis_away_until", 0.0)
    throttles._limiter.cache_clear()
    throttles._store.cache_clear()
    return clock


@pytest.fixture
def account(db, settings):
    settings.HEAT_RATE, settings.HEAT_BURST, settings.REDIS_URL = 2.0, 5, ""
    return Account.objects.create(name="Alice")


def client_of(account, environment="live"):
    key = keys.new_key(environment)
    keys.store(account, key)
    return Client(headers={"X-Heat-API-Key": key})


def ask(client):
    return client.get("/v1/echo")


def test_after_the_burst_a_live_key_is_refused_and_told_when_to_try_again(account, clock):
    client = client_of(account)
    assert [ask(client).status_code for _ in range(6)] == [200] * 5 + [429]
    answer = ask(client)
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert body["violated-policies"] == ["burst"]
    assert answer["Retry-After"] == "1"
    assert "1 s" in body["detail"]
    clock.now += int(answer["Retry-After"])
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]


def test_what_is_left_is_never_less_than_nothing_though_the_rate_was_changed(account):
    account.rate, account.burst = 0.01, 1
    account.save()
    client = client_of(account)
    ask(client)
    account.rate, account.burst = 50, 5
    account.save()
    assert ask(client)["RateLimit"] == '"burst";r=0;t=100'


def test_the_bucket_fills_up_at_the_rate_and_not_past_the_burst(account, clock):
    client = client_of(account)
    for _ in range(5):
        ask(client)
    clock.now += 0.5
    assert [ask(client).status_code for _ in range(2)] == [200, 429]
    clock.now += 3600
    assert [ask(client).status_code for _ in range(6)] == [200] * 5 + [429]


def test_every_live_answer_tells_the_policy_and_what_is_left(account, clock):
    client = client_of(account)
    answer = ask(client)
    assert answer["RateLimit-Policy"] == '"burst";q=5;w=3'
    assert answer["RateLimit"] == '"burst";r=4;t=1'
    assert client.post("/v1/echo", "{", content_type="application/json")["RateLimit"] == '"burst";r=3;t=1'
    assert client.delete("/v1/echo")["RateLimit"] == '"burst";r=2;t=2'
    for _ in range(2):
        ask(client)
    assert ask(client)["RateLimit"] == '"burst";r=0;t=3'


def test_the_headers_are_structured_fields(account):
    for name in ("RateLimit-Policy", "RateLimit"):
        assert re.fullmatch(r'"burst"(;[a-z]=\d+){2}', ask(client_of(account))[name])


def test_test_keys_have_no_limit_and_are_told_none(account):
    client = client_of(account, "staging")
    answers = [ask(client) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[-1]
    assert "RateLimit-Policy" not in answers[-1]


def test_each_key_has_a_bucket_of_its_own(account):
    one, other = client_of(account), client_of(account)
    for _ in range(6):
        ask(one)
    assert ask(one).status_code == 429
    assert ask(other).status_code == 200


def test_the_accounts_own_rate_and_burst_go_before_the_settings(account, clock):
    account.rate, account.burst = 0.1, 2
    account.save()
    client = client_of(account)
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(client)["RateLimit-Policy"] == '"burst";q=2;w=20'
    assert ask(client)["Retry-After"] == "10"
    clock.now += 9.9
    assert ask(client).status_code == 429
    clock.now += 0.2
    assert ask(client).status_code == 200


def test_a_slow_rate_fills_up_though_the_client_keeps_asking(account, clock):
    account.rate, account.burst = 0.5, 1
    account.save()
    client = client_of(account)
    answers = []
    for _ in range(10):
        answers.append(ask(client).status_code)
        clock.now += 1
    assert answers == [200, 429] * 5


def test_a_refused_call_takes_nothing_from_the_bucket(account, clock):
    client = client_of(account)
    for _ in range(50):
        ask(client)
    clock.now += 0.5
    assert ask(client).status_code == 200


def test_calls_without_a_good_key_are_told_no_limit(account):
    assert "RateLimit" not in Client().get("/v1/echo")


@pytest.mark.parametrize(("rate", "burst"), [(0, 0), (0.0001, 1), (1e9, 2**31 - 1), (1 / 3, 7)])
def test_odd_limits_of_an_account_are_no_500(account, rate, burst):
    account.rate, account.burst = rate, burst
    account.save()
    assert ask(client_of(account)).status_code == 200


def test_parallel_calls_pass_exactly_the_burst():
    with ThreadPoolExecutor(16) as pool:
        limits = list(pool.map(lambda _: throttles.take(1, 0.001, 100), range(400)))
    assert sum(not limit.limited for limit in limits) == 100
    assert sorted(limit.remaining for limit in limits if not limit.limited) == list(range(100))


def test_the_memory_of_buckets_is_bounded(monkeypatch):
    monkeypatch.setattr(throttles, "KEYS_IN_MEMORY", 50)
    for key in range(500):
        throttles.take(key, 1, 10)
    backend = throttles._store("")._backend
    assert len(backend.get_client()) == len(backend.expire_info) == 50


def test_with_redis_away_this_process_counts_and_asks_redis_again_later(account, settings, clock, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    asked = []
    limiter = throttles._limiter

    def counted(redis_url, *args):
        asked.append(redis_url)
        return limiter(redis_url, *args)

    monkeypatch.setattr(throttles, "_limiter", counted)
    client = client_of(account)
    assert [ask(client).status_code for _ in range(6)] == [200] * 5 + [429]
    assert asked.count(settings.REDIS_URL) == 1
    clock.now += throttles.REDIS_ASKED_AGAIN
    ask(client)
    assert asked.count(settings.REDIS_URL) == 2


def test_a_window_is_the_time_in_which_the_bucket_fills_up():
    assert throttles.Limit(False, 50, 200, 199, 0.02, 0).headers() == {
        "RateLimit-Policy": '"burst";q=200;w=4',
        "RateLimit": f'"burst";r=199;t={math.ceil(0.02)}',
    }
