"""Gold questions of clients: complete at once, free of charge, retired by archiving; and those of managers."""

import json

import pytest
from django.test import Client

from requests_app import lifecycle, quota
from requests_app.models import Assignment, GoldQuestion, HeatRequest, WebhookDelivery
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request
from tests.managing import act, dialog, list_of, rows_of

pytestmark = pytest.mark.django_db

ASK = "/v1/requests/multiple-choice"
GOLD = {**COLOUR, "gold": {"answer": ["red"]}}


@pytest.fixture
def may(account):
    account.may_use_gold = True
    account.save()
    return account


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


def done(**fields) -> HeatRequest:
    """A live request that was answered."""
    heat_request = make_request(make_account())
    fields = {"status": "complete", "open_places": 0, "response": ["red"], **fields}
    HeatRequest.objects.filter(pk=heat_request.pk).update(**fields)
    return fresh(heat_request)


@pytest.mark.parametrize("path", [ASK, "/v1/batch"])
@pytest.mark.parametrize("caller", ["live", "test"])
def test_an_account_that_may_not_is_told_so_by_the_field(request, path, caller):
    body = GOLD if path == ASK else {"type": "multiple-choice", "requests": [COLOUR, GOLD]}
    answer = request.getfixturevalue(caller).post(path, body)
    assert answer.status_code == 400
    [field] = answer.json()["errors"]
    assert field.removeprefix("requests.1.") == "gold"
    assert not HeatRequest.objects.exists()


def test_it_completes_at_once_with_its_answer_and_nobody_waits(may, live):
    answer = live.post(f"{ASK}?block=30", GOLD)
    body = answer.json()
    assert (body["status"], body["response"], body["raw_responses"]) == ("complete", ["red"], {})
    assert body["gold"] == {"answer": ["red"]}
    assert "X-Heat-Hold" not in answer.headers
    assert live.get(f"/v1/responses/{body['id']}").json()["response"] == ["red"]
    assert live.get("/v1/requests", {"status": "pending"}).json()["requests"] == []


def test_it_costs_nothing_and_takes_no_place_in_line(may, live):
    may.monthly_quota = 1
    may.save()
    for _ in range(3):
        assert live.post(ASK, GOLD).status_code == 200
    assert quota.usage_this_month(may) == 0
    assert live.post(ASK, COLOUR).status_code == 200
    assert live.post(ASK, COLOUR).status_code == 429
    assert fresh(may).lane == 1


def test_its_webhook_is_owed_like_any_other(may, live):
    live.post(ASK, {**GOLD, "hook_url": "https://example.com/hook"})
    assert json.loads(WebhookDelivery.objects.get().body)["response"] == ["red"]


def test_in_a_batch_it_counts_as_complete(may, live):
    batch = live.post("/v1/batch", {"type": "multiple-choice", "requests": [GOLD, COLOUR]}).json()
    assert (batch["total"], batch["complete"], batch["pending"]) == (2, 1, 1)
    assert quota.usage_this_month(may) == 1


def test_with_confidence_it_shows_that_nobody_has_answered(may, live):
    body = live.post(ASK, {**GOLD, "confidence": {"min_agreements": 2, "max_crunchers": 3}}).json()
    assert (body["status"], body["agreement"]) == ("complete", {"agreed": 0, "answers": 0, "share": None})


@pytest.mark.parametrize("answer", [["violet"], "red", [], None])
def test_its_answer_is_checked_by_its_type(may, live, answer):
    said = live.post(ASK, {**COLOUR, "gold": {"answer": answer}})
    assert said.status_code == 400
    assert all(path.startswith("gold.answer") for path in said.json()["errors"])


def test_types_whose_answers_are_files_have_none(may, live):
    said = live.post("/v1/requests/image", {"instruction": "A cake", "gold": {"answer": "https://example.com/a.png"}})
    assert said.json()["errors"].keys() == {"gold"}


def test_with_a_test_key_it_answers_the_same_and_asks_nobody(may, test):
    body = test.post(ASK, GOLD).json()
    assert (body["status"], body["response"]) == ("complete", ["red"])
    played = test.post(ASK, {**GOLD, "staging": {"status": "flagged"}}).json()
    assert played["status"] == "flagged"
    assert not GoldQuestion.objects.exists()


def test_archiving_retires_it(may, live):
    ids = [live.post(ASK, GOLD).json()["id"] for _ in range(2)]
    live.post(f"/v1/tasks/archive/{ids[0]}")
    assert [row.retired_at is None for row in (GoldQuestion.objects.get(pk=one) for one in ids)] == [False, True]


def test_what_a_manager_made_gold_is_not_the_clients_to_retire(browser):
    heat_request = done()
    act(browser, "make_gold", heat_request)
    lifecycle.archive(heat_request)
    assert GoldQuestion.objects.get().retired_at is None


def test_managers_make_gold_of_what_is_complete_by_its_response(browser):
    good, pending, without = done(), make_request(make_account()), done(response=None)
    staged = make_request(make_account(), environment="staging")
    said = act(browser, "make_gold", good, pending, without, staged).content.decode()
    assert "1 gold question was made." in said
    assert "The others can" in said
    gold = GoldQuestion.objects.get()
    assert (gold.heat_request, gold.answer, gold.by_client) == (good, ["red"], False)


def test_managers_make_gold_by_another_answer_which_the_type_checks(browser):
    heat_request = done()
    for answer, reason in [("[violet]", "This is not JSON."), ('["violet"]', "Is not one of the choices.")]:
        said = dialog(browser, heat_request, "make_gold_of_this", answer=answer)
        assert reason in said.content.decode()
    assert not GoldQuestion.objects.exists()
    said = dialog(browser, heat_request, "make_gold_of_this", answer='["blue"]', tolerance="0.5")
    assert said.headers["HX-Redirect"]
    assert (GoldQuestion.objects.get().answer, GoldQuestion.objects.get().tolerance) == (["blue"], 0.5)
    dialog(browser, heat_request, "make_gold_of_this", answer='["green"]')
    assert (GoldQuestion.objects.get().answer, GoldQuestion.objects.get().tolerance) == (["green"], None)


def test_the_support_of_marks_is_no_part_of_the_answer(browser):
    text = {"attachments_type": "text", "attachments": ["one two"], "annotations_type": "point"}
    heat_request = make_request(make_account(), type="annotations", **text)
    response = [{"start": 1, "support": 3}]
    HeatRequest.objects.filter(pk=heat_request.pk).update(status="complete", open_places=0, response=response)
    act(browser, "make_gold", heat_request)
    assert GoldQuestion.objects.get().answer == [{"start": 1}]


def test_managers_retire_gold_and_ask_it_again(browser):
    gold = GoldQuestion.objects.create(heat_request=done(), answer=["red"], created_at=done().created_at)
    act(browser, "retire", gold)
    assert fresh(gold).retired_at is not None
    act(browser, "ask_again", gold)
    assert fresh(gold).retired_at is None


def test_the_list_of_gold_reads_all_at_once(browser, django_assert_max_num_queries):
    cruncher = make_cruncher()
    for n in range(20):
        heat_request = done()
        gold = GoldQuestion.objects.create(heat_request=heat_request, answer=[], created_at=heat_request.created_at)
        asked = Assignment.objects.create(heat_request=heat_request, cruncher=cruncher, status="answered", gold=True)
        gold.judgements.create(cruncher=cruncher, assignment=asked, right=n % 2, at=heat_request.created_at)
    browser.get(list_of(GoldQuestion))
    with django_assert_max_num_queries(7):
        answer = browser.get(list_of(GoldQuestion))
    assert len(rows_of(answer)) == 20
    assert answer.content.decode().count("1 of 1") == 10
