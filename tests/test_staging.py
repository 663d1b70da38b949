"""Staging: a test key plays any course, with no cruncher, no quota and no limit."""

import pytest

from requests_app import lifecycle
from requests_app.models import HeatRequest, WebhookDelivery

pytestmark = pytest.mark.django_db
COLOUR = {"instruction": "Which colour?", "choices": ["red", "blue"], "max_answers": 1}
HEX = set("0123456789abcdef")


def ask(client, **fields):
    return client.post("/v1/requests/multiple-choice", {**COLOUR, **fields})


def test_an_answer_comes_at_once_and_is_the_same_for_the_same_body(test):
    first, second = ask(test).json(), ask(test).json()
    assert first["status"] == "complete"
    assert first["response"] in (["red"], ["blue"])
    assert first["response"] == second["response"]
    assert first["id"] != second["id"]
    [(cruncher, raw)] = first["raw_responses"].items()
    assert raw == first["response"]
    assert len(cruncher) == 32
    assert set(cruncher) <= HEX


@pytest.mark.parametrize("status", ["pending", "flagged", "aborted", "complete"])
def test_any_status_can_be_played(test, status):
    body = ask(test, staging={"status": status}).json()
    assert body["status"] == status
    assert ("response" in body) == (status == "complete")
    assert ("cruncher_feedback" in body) == ("flags" in body) == (status == "flagged")
    assert (body["completed_at"] is None) == (status == "pending")


def test_the_response_can_be_chosen(test):
    assert ask(test, staging={"response": ["blue"]}).json()["response"] == ["blue"]


def test_a_chosen_response_that_the_question_does_not_allow_is_400(test):
    answer = ask(test, staging={"response": ["violet"]})
    assert answer.status_code == 400
    assert any(path.startswith("staging.response") for path in answer.json()["errors"])


def test_after_some_seconds_it_ends_as_asked_and_its_hook_is_owed_then(test):
    body = ask(test, staging={"after": 30, "response": ["red"]}, hook_url="https://example.com/hook").json()
    assert body["status"] == "pending"
    assert lifecycle.end_due() == 0
    assert not WebhookDelivery.objects.exists()
    HeatRequest.objects.update(due_at=lifecycle.due_in(-1))
    assert lifecycle.end_due() == 1
    ended = test.get(f"/v1/requests/{body['id']}").json()
    assert (ended["status"], ended["response"]) == ("complete", ["red"])
    assert WebhookDelivery.objects.count() == 1


def test_a_delayed_request_can_be_aborted_before(test):
    body = ask(test, staging={"after": 30}).json()
    assert test.delete(f"/v1/requests/{body['id']}").status_code == 200
    HeatRequest.objects.update(due_at=lifecycle.due_in(-1))
    assert lifecycle.end_due() == 0
    assert test.get(f"/v1/requests/{body['id']}").json()["status"] == "aborted"


def test_with_confidence_come_as_many_raw_responses_as_agreed(test):
    body = ask(test, confidence={"min_agreements": 3, "max_crunchers": 5}).json()
    assert list(body["raw_responses"].values()) == [body["response"]] * 3


def test_disagreement_can_be_played(test):
    body = ask(test, confidence={"min_agreements": 2, "max_crunchers": 3}, staging={"agree": False}).json()
    assert (body["status"], body["response"]) == ("complete", None)
    assert len(body["raw_responses"]) == 3


def test_staging_with_a_live_key_is_400(live):
    assert list(ask(live, staging={"status": "pending"}).json()["errors"]) == ["staging"]


def test_staging_costs_no_quota(test, account):
    account.monthly_quota = 1
    account.save()
    assert [ask(test).status_code for _ in range(3)] == [200, 200, 200]
    assert test.get("/v1/account").json()["usage"]["requests"] == 0


def test_a_hook_is_owed_at_once(test):
    body = ask(test, hook_url="https://example.com/hook").json()
    [delivery] = WebhookDelivery.objects.all()
    assert (delivery.url, str(delivery.heat_request_id)) == ("https://example.com/hook", body["id"])
    assert '"status":"complete"' in delivery.body
