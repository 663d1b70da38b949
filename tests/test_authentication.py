"""A key, in any of the four ways; without a good one: 401."""

import base64
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from requests_app.api import keys
from requests_app.models import Account, ApiKey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.echo_urls")]

ECHO = "/v1/echo"


@pytest.fixture
def account():
    return Account.objects.create(name="Alice & Co")


@pytest.fixture
def key(account):
    key = keys.new_key("live")
    keys.store(account, key)
    return key


def basic(user: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def ask(**headers):
    return Client().get(ECHO, headers={name.replace("_", "-"): value for name, value in headers.items()})


def ways(key):
    return {
        "header": {"X_Heat_API_Key": key},
        "the older edition's header": {"X_Crunch_API_Key": key},
        "Basic": {"Authorization": basic(key)},
        "Bearer": {"Authorization": f"Bearer {key}"},
    }


@pytest.mark.parametrize("way", ways(""))
def test_each_of_the_four_ways_to_give_a_key_is_taken(key, way):
    answer = ask(**ways(key)[way])
    assert answer.status_code == 200
    assert answer.json() == {"account": "Alice & Co", "environment": "live"}


def test_scheme_names_are_taken_in_any_case(key):
    assert ask(Authorization=f"bEARER  {key}").status_code == 200
    assert ask(Authorization=basic(key).replace("Basic", "BASIC")).status_code == 200


def test_a_test_key_belongs_to_staging(account):
    key = keys.new_key("staging")
    keys.store(account, key)
    assert ask(X_Heat_API_Key=key).json()["environment"] == "staging"


def refused(answer) -> str:
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith('Bearer realm="Heat"')
    return answer.json()["detail"]


def test_without_a_key_the_answer_tells_how_to_send_one():
    assert "X-Heat-API-Key" in refused(ask())


def test_an_empty_header_is_no_key():
    assert "No API key" in refused(ask(X_Heat_API_Key=" "))


def test_a_scheme_that_is_not_ours_is_no_key_and_hides_none(key):
    assert "No API key" in refused(ask(Authorization="Digest username=x"))
    assert ask(Authorization="Digest username=x", X_Heat_API_Key=key).status_code == 200


def test_an_unknown_key_is_refused_as_unknown():
    assert "not known" in refused(ask(X_Heat_API_Key=keys.new_key("live")))


def test_a_mistyped_key_is_told_so_without_a_database_read(key, django_assert_num_queries):
    mistyped = key[:-1] + ("0" if key[-1] != "0" else "1")
    ask()  # the maintenance switch is read once a second
    with django_assert_num_queries(0):
        assert "mistyped" in refused(ask(X_Heat_API_Key=mistyped))


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "live_",
        "LIVE_" + "0" * 40,
        "live_" + "0" * 32,
        "live_" + "٣" * 40,
        "küche",
        "live_" + "a" * 100_000,
        "\u0000",
        "test_e53bbf19fdd077eda1cd933a54ebe98",
    ],
)
def test_what_can_be_no_key_is_refused_as_mistyped(key):
    assert "mistyped" in refused(Client().get(ECHO, HTTP_X_HEAT_API_KEY=key))
    assert "mistyped" in refused(ask(Authorization=basic(key)))


def test_a_key_with_a_new_line_is_refused(key):
    assert "mistyped" in refused(Client().get(ECHO, HTTP_AUTHORIZATION=basic(key[:-1] + "\n")))


def test_a_revoked_key_is_refused_at_once_and_told_so(key):
    assert ask(X_Heat_API_Key=key).status_code == 200
    ApiKey.objects.update(revoked_at=timezone.now())
    assert "revoked" in refused(ask(X_Heat_API_Key=key))


def test_two_keys_that_differ_are_refused_though_both_are_good(account, key):
    other = keys.new_key("live")
    keys.store(account, other)
    assert "Two different" in refused(ask(X_Heat_API_Key=key, X_Crunch_API_Key=other))
    assert "Two different" in refused(ask(X_Heat_API_Key=key, Authorization=f"Bearer {other}"))


def test_the_same_key_twice_by_two_ways_is_taken(key):
    assert ask(X_Heat_API_Key=key, X_Crunch_API_Key=key, Authorization=basic(key)).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic ", "Basic !!!", "Basic YQ", "Basic /w==", "Basic é", "Basic " + base64.b64encode(b"a").decode()],
)
def test_malformed_basic_credentials_are_a_401(authorization):
    answer = Client().get(ECHO, HTTP_AUTHORIZATION=authorization)
    assert "Basic" in refused(answer) or "No API key" in answer.json()["detail"]


def test_basic_with_a_password_is_refused_and_told_why(key):
    assert "password is empty" in refused(ask(Authorization=basic(key, "secret")))


def test_the_sample_key_is_known_only_where_the_setting_says_so(account, settings):
    settings.HEAT_SAMPLE_KEY = True
    assert "not known" in refused(ask(X_Heat_API_Key=keys.SAMPLE_KEY))
    keys.store(account, keys.SAMPLE_KEY)
    assert ask(X_Heat_API_Key=keys.SAMPLE_KEY).json()["environment"] == "staging"
    settings.HEAT_SAMPLE_KEY = False
    assert "sample key" in refused(ask(X_Heat_API_Key=keys.SAMPLE_KEY))


def test_a_browsers_script_is_not_challenged_to_ask_for_a_password():
    assert "Basic" in ask()["WWW-Authenticate"]
    assert "Basic" in ask(Sec_Fetch_Mode="navigate")["WWW-Authenticate"]
    assert "Basic" not in ask(Sec_Fetch_Mode="cors")["WWW-Authenticate"]


def test_a_call_costs_one_query(key, django_assert_num_queries):
    ask(X_Heat_API_Key=key)
    with django_assert_num_queries(1):
        ask(X_Heat_API_Key=key)


def test_the_last_use_is_noted_at_most_once_a_minute(key):
    ask(X_Heat_API_Key=key)
    first = ApiKey.objects.get().last_used_at
    assert timezone.now() - first < timedelta(seconds=5)
    ask(X_Heat_API_Key=key)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
    ask(X_Heat_API_Key=key)
    assert ApiKey.objects.get().last_used_at > first


def test_a_call_is_answered_though_its_use_can_not_be_noted(key, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(QuerySet, "update", locked)
    assert ask(X_Heat_API_Key=key).status_code == 200


def test_only_a_digest_of_a_key_is_stored(key):
    row = ApiKey.objects.values().get()
    assert row["digest"] == keys.digest(key)
    assert key not in str(row)
    assert key[12:-4] not in str(row)


def test_new_keys_are_well_formed_and_never_the_same():
    made = {keys.new_key(environment) for environment in ("live", "staging") for _ in range(50)}
    assert len(made) == 100
    assert all(map(keys.well_formed, made))


def test_every_single_changed_digit_is_noticed():
    key = keys.new_key("live")
    changed = [key[:i] + d + key[i + 1 :] for i in range(5, len(key)) for d in "0123456789abcdef" if d != key[i]]
    assert not any(map(keys.well_formed, changed))
    assert not keys.well_formed("test" + key[4:])


def test_a_derived_key_is_the_same_for_the_same_secret_only():
    key = keys.derive_key("live", b"secret")
    assert keys.well_formed(key)
    assert key == keys.derive_key("live", b"secret")
    assert key != keys.derive_key("live", b"another")
    assert key[5:] != keys.derive_key("staging", b"secret")[5:]


def test_storing_a_key_again_keeps_its_row_and_its_revocation(account):
    key = keys.derive_key("live", b"secret")
    row = keys.store(account, key, "demo")
    ApiKey.objects.update(revoked_at=timezone.now())
    again = keys.store(account, key, "demo")
    assert again.pk == row.pk
    assert again.revoked_at is not None
