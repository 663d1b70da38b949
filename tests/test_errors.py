"""Every error is a problem (RFC 9457), and none shows our inside."""

import json
import logging
import re

import pytest
from django.core.signals import got_request_exception
from django.test import Client

from requests_app.api import errors, keys
from requests_app.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.echo_urls")]


@pytest.fixture
def client():
    key = keys.new_key("staging")
    keys.store(Account.objects.create(name="Alice"), key)
    return Client(raise_request_exception=False, headers={"X-Heat-API-Key": key})


def problem(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title", "detail"} <= body.keys()
    assert "secret" not in answer.content.decode()
    return body


def test_fields_are_named_by_their_paths_and_all_at_once(client):
    body = problem(client.get("/v1/fail/nested"), 400)
    assert body["errors"] == {
        "instruction": ["This field is required."],
        "attachments.2": ["Enter a valid URL."],
        "per_annotation.choices.1.label": ["Too long.", "Not unique."],
        "per_annotation": ["No."],
    }
    assert body["detail"].startswith("4 fields are wrong: instruction, attachments.2")
    assert (body["type"], body["title"]) == ("about:blank", "Bad Request")


def test_a_single_wrong_field_is_told_in_the_detail():
    assert errors.flat({"rating_step": ["Not 0."]}) == {"rating_step": ["Not 0."]}
    body = errors.problem_response(errors.exceptions.ValidationError({"rating_step": ["Not 0."]}), {})
    assert json.loads(body.content)["detail"] == "rating_step: Not 0."


def test_messages_without_a_field_stand_under_the_empty_path():
    assert errors.flat(["One.", "Two."]) == {"": ["One.", "Two."]}
    assert errors.flat([{}, {"a": ["One."]}]) == {"1.a": ["One."]}
    assert errors.flat({"a": ["One.", {"b": ["Two."]}]}) == {"a": ["One."], "a.1.b": ["Two."]}


def test_a_400_always_has_errors(client):
    body = problem(client.get("/v1/fail/suspicious"), 400)
    assert body["errors"] == {"": [body["detail"]]}


def test_what_does_not_exist_is_a_404(client):
    problem(client.get("/v1/fail/missing"), 404)


def test_a_path_that_does_not_exist_is_a_problem_under_v1_and_a_page_elsewhere(client):
    problem(client.get("/v1/nothing"), 404)
    problem(client.get("/v1"), 404)
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert b"<h1>There is nothing at this address</h1>" in answer.content
    assert client.get("/v1nothing")["Content-Type"].startswith("text/html")


def test_what_is_not_allowed_is_a_403(client):
    problem(client.get("/v1/fail/denied"), 403)


def test_a_wrong_method_is_a_405_that_allows_the_others(client):
    answer = client.delete("/v1/echo")
    problem(answer, 405)
    assert set(answer["Allow"].split(", ")) == {"GET", "POST", "HEAD"} or set(answer["Allow"].split(", ")) == {
        "GET",
        "POST",
    }


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_that_no_view_has_is_a_405(client, method):
    problem(client.generic(method, "/v1/echo"), 405)


def test_a_form_is_a_415_that_tells_what_to_send(client):
    answer = client.post("/v1/echo", "instruction=x", content_type="application/x-www-form-urlencoded")
    assert "`Content-Type: application/json`" in problem(answer, 415)["detail"]
    assert answer["Accept"] == "application/json"
    problem(client.post("/v1/echo", {"instruction": "x"}), 415)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", "application/json;q=0"])
def test_any_accept_gets_json(client, accept):
    answer = client.get("/v1/echo", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert client.get("/v1/echo?format=api").status_code == 200


def test_over_the_quota_is_a_429_that_says_until_when(client):
    answer = client.get("/v1/fail/quota")
    body = problem(answer, 429)
    assert answer["Retry-After"] == "86400"
    assert body["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert body["violated-policies"] == ["month"]
    assert "1000 requests" in body["detail"]


@pytest.mark.parametrize("path", ["/v1/fail/database", "/v1/plain/database", "/page/database"])
def test_a_database_that_is_away_is_a_503_with_retry_after(client, path):
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert b"secret" not in answer.content
    if path.startswith("/v1/"):
        problem(answer, 503)


@pytest.mark.parametrize("path", ["/v1/fail/broken", "/v1/plain/broken"])
def test_an_unexpected_error_is_a_500_with_an_id_that_is_in_the_log(client, caplog, path):
    with caplog.at_level(logging.ERROR, "requests_app.api.errors"):
        body = problem(client.get(path), 500)
    instance = body["instance"].removeprefix("urn:uuid:")
    assert instance in body["detail"]
    [record] = [record for record in caplog.records if instance in record.getMessage()]
    assert "secret reason" in str(record.exc_info[1])


def test_an_unexpected_error_of_a_page_is_a_page_with_an_id(client, caplog):
    answer = client.get("/page/broken")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    shown = re.search(rb"<code>([0-9a-f-]{36})</code>", answer.content).group(1).decode()
    assert shown in caplog.text


def test_error_trackers_hear_of_unexpected_errors_once(client):
    heard = []

    def hear(sender, request, **kwargs):
        heard.append(request.path)

    got_request_exception.connect(hear)
    try:
        client.get("/v1/fail/broken")
        client.get("/v1/plain/broken")
    finally:
        got_request_exception.disconnect(hear)
    assert heard == ["/v1/fail/broken", "/v1/plain/broken"]


def test_pending_is_449_by_that_name():
    answer = errors.problem(449, "No answer yet.")
    assert answer.reason_phrase == "Pending"
    assert json.loads(answer.content)["title"] == "Pending"


def test_names_that_utf_8_can_not_carry_make_no_500():
    assert b"?" in errors.problem_body(400, "Wrong.", errors={"\ud800": ["Wrong."]})


def test_answers_are_not_to_be_cached(client):
    assert client.get("/v1/echo")["Cache-Control"] == "no-store"
    assert client.get("/v1/fail/missing")["Cache-Control"] == "no-store"
