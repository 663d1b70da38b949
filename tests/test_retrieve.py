"""`GET /v1/requests/{id}` and `GET /v1/responses/{id}`."""

import uuid

import pytest

from requests_app import lifecycle
from tests.making import make_request

pytestmark = pytest.mark.django_db


def test_a_pending_request_has_no_response_field(live, account):
    body = live.get(f"/v1/requests/{make_request(account).pk}").json()
    assert body["status"] == "pending"
    assert "response" not in body
    assert body["completed_at"] is None


def test_every_field_that_the_client_gave_is_echoed_as_given(live, account):
    given = {
        "instruction": "  Which colour?  ",
        "choices": ["red ", "blue"],
        "tags": ["a", "b"],
        "metadata": {"order": "7"},
        "priority": {"z": 1, "a": [1.0, 1e2]},
    }
    body = live.post("/v1/requests/multiple-choice", given).json()
    assert {name: body[name] for name in given} == given
    assert list(body["priority"]) == ["z", "a"]
    assert "min_answers" not in body
    assert any("priority" in warning for warning in body["warnings"])
    assert live.get(f"/v1/requests/{body['id']}").json() == body


def test_a_path_with_a_trailing_slash_answers_the_same(live, account):
    pk = make_request(account).pk
    assert live.get(f"/v1/requests/{pk}/").json() == live.get(f"/v1/requests/{pk}").json()


@pytest.mark.parametrize("call", ["requests", "responses", "batch"])
@pytest.mark.parametrize("name", ["6d1c8a9e-0000-4000-8000-5a5a5a5a5a5a", "nonsense", "%00", "44647b6f"])
def test_what_does_not_exist_is_404(live, call, name):
    answer = live.get(f"/v1/{call}/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_is_another_accounts_or_another_environments_is_404_alike(live, test, other_account, account):
    theirs = make_request(other_account)
    staged = make_request(account, environment="staging")
    unknown = live.get(f"/v1/requests/{uuid.uuid4()}").json()
    assert live.get(f"/v1/requests/{theirs.pk}").json() == unknown
    assert live.get(f"/v1/requests/{staged.pk}").json() == unknown
    assert test.get(f"/v1/requests/{staged.pk}").status_code == 200
    assert live.delete(f"/v1/requests/{theirs.pk}").status_code == 404
    assert live.post(f"/v1/tasks/abort/{theirs.pk}").status_code == 404


def test_a_response_is_449_while_pending(live, account):
    answer = live.get(f"/v1/responses/{make_request(account).pk}")
    assert (answer.status_code, answer.json()["title"]) == (449, "Pending")


def test_a_response_alone_when_complete(test, account):
    heat_request = make_request(account, environment="staging")
    body = test.get(f"/v1/responses/{heat_request.pk}").json()
    assert body == {"id": str(heat_request.pk), "response": heat_request.response}


def test_a_response_that_will_never_be_is_400_and_names_the_status(live, account):
    heat_request = make_request(account)
    lifecycle.abort(heat_request.pk)
    answer = live.get(f"/v1/responses/{heat_request.pk}")
    assert answer.status_code == 400
    assert "aborted" in answer.json()["detail"]


@pytest.mark.parametrize("block", ["soon", "-1", "nan", "", "1_0", "٣"])
def test_a_block_that_is_no_number_or_negative_is_400_by_its_name(live, account, block):
    answer = live.get(f"/v1/requests/{make_request(account).pk}", {"block": block})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["block"])


@pytest.mark.parametrize("block", ["0", "0.5", "1e2", "999999999", "inf"])
def test_a_block_over_the_maximum_is_the_maximum(live, account, block, settings):
    answer = live.get(f"/v1/requests/{make_request(account).pk}", {"block": block})
    assert answer.status_code == 200
    held = answer.headers.get("X-Heat-Hold", "- 0").split()
    assert float(held[1]) == min(float(block), settings.HEAT_MAX_BLOCK)


def test_a_post_to_a_type_that_does_not_exist_is_404_and_names_those_that_do(live):
    answer = live.post("/v1/requests/telepathy", {"instruction": "?"})
    assert answer.status_code == 404
    assert "multiple-choice" in answer.json()["detail"]


def test_methods_that_make_no_sense_are_405(live, account):
    pk = make_request(account).pk
    assert live.post(f"/v1/requests/{pk}", {}).status_code == 405
    assert live.get("/v1/requests/rating").status_code == 405
    assert live.delete("/v1/requests").status_code == 405
