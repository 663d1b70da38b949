"""Idempotency-Key: a POST sent again makes nothing anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.models import Batch, HeatRequest, IdempotencyKey

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BODY = {"instruction": "Say it.", "metadata": {"a": "1", "b": "2"}}
KEY = {"Idempotency-Key": "order-7"}


def ask(client, body=BODY, path="/v1/requests/free-text", headers=KEY):
    return client.post(path, body, headers=headers)


def test_the_same_key_answers_the_same_request_as_it_is_now(live):
    first = ask(live).json()
    live.delete(f"/v1/requests/{first['id']}")
    again = ask(live, {"metadata": {"b": "2", "a": "1"}, "instruction": "Say it."}).json()
    assert (again["id"], again["status"]) == (first["id"], "aborted")
    assert HeatRequest.objects.count() == 1


def test_the_repeated_call_blocks_by_its_own_wish(live):
    ask(live)
    assert ask(live, path="/v1/requests/free-text?block=20").headers["X-Heat-Hold"].split()[1] == "20.0"


@pytest.mark.parametrize(
    ("body", "path"),
    [({"instruction": "Say something else."}, "/v1/requests/free-text"), (BODY, "/v1/requests/rating")],
)
def test_the_same_key_with_another_body_or_call_is_400_by_its_name(live, body, path):
    ask(live)
    answer = ask(live, body, path)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])
    assert HeatRequest.objects.count() == 1


def test_a_trailing_slash_makes_no_other_call(live):
    assert ask(live).json()["id"] == ask(live, path="/v1/requests/free-text/").json()["id"]


def test_keys_of_other_accounts_and_environments_are_other_keys(live, test, other_live):
    assert len({ask(client).json()["id"] for client in (live, test, other_live)}) == 3


def test_a_refused_call_leaves_its_key_free(live):
    assert ask(live, {"instruction": ""}).status_code == 400
    assert ask(live).status_code == 200


def test_a_key_counts_for_24_hours(live):
    first = ask(live).json()["id"]
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert ask(live).json()["id"] != first


def test_a_repeated_call_costs_no_quota(live, account):
    account.monthly_quota = 1
    account.save()
    assert ask(live).status_code == ask(live).status_code == 200


def test_a_batch_is_made_once(live):
    batch = {"type": "free-text", "requests": [BODY]}
    assert ask(live, batch, "/v1/batch").json()["id"] == ask(live, batch, "/v1/batch").json()["id"]
    assert Batch.objects.count() == HeatRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["", "k" * 256, "clé"])
def test_a_key_that_can_not_be_kept_is_400(live, key):
    assert list(ask(live, headers={"Idempotency-Key": key}).json()["errors"]) == ["Idempotency-Key"]
