"""`/v1/batch`: many requests in one call, all or nothing."""

import json

import pytest

from crunchers import assignments, dispatch
from requests_app import lifecycle
from requests_app.models import Batch, HeatRequest, WebhookDelivery
from tests.making import make_cruncher

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DEFAULTS = {"instruction": "Which colour?", "choices": ["red", "blue"], "max_answers": 1}


def body(count: int, **fields) -> dict:
    items = [{"tags": [str(n)]} for n in range(count)]
    return {"name": "Colours", "type": "multiple-choice", "defaults": DEFAULTS, "requests": items, **fields}


def test_a_batch_makes_every_request_in_order_from_defaults_overlaid_with_the_item(live):
    items = [{"instruction": "First?"}, {"type": "rating"}, {"choices": ["a", "b"]}]
    made = live.post("/v1/batch", body(0, requests=items)).json()
    assert {name: made[name] for name in ("name", "total", "pending", "complete")} == {
        "name": "Colours",
        "total": 3,
        "pending": 3,
        "complete": 0,
    }
    tasks = live.get(f"/v1/batch/{made['id']}").json()["tasks"]
    assert [task["instruction"] for task in tasks] == ["First?", "Which colour?", "Which colour?"]
    assert [task["type"] for task in tasks] == ["multiple-choice", "rating", "multiple-choice"]
    assert tasks[2]["choices"] == ["a", "b"]
    assert {task["batch"] for task in tasks} == {made["id"]}


def test_one_bad_item_makes_nothing_and_is_named_by_its_index(live):
    items = [{}, {"choices": []}, {"min_answers": "1"}, {"type": "telepathy"}]
    answer = live.post("/v1/batch", body(0, requests=items))
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"requests.1.choices", "requests.2.min_answers", "requests.3.type"}
    assert not Batch.objects.exists()
    assert not HeatRequest.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"requests": []}, "requests"),
        ({"requests": [{}] * 10_001}, "requests"),
        ({"requests": {}}, "requests"),
        ({"requests": [1]}, "requests.0"),
        ({"defaults": []}, "defaults"),
        ({"name": 7}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"type": "telepathy"}, "type"),
        ({"type": None}, "type"),
        ({"hook_url": "javascript:alert(1)"}, "hook_url"),
        ({"default": {}}, "default"),
    ],
)
def test_a_wrong_field_of_the_batch_is_named(live, fields, field):
    answer = live.post("/v1/batch", body(1, **fields))
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Batch.objects.exists()


def test_an_item_without_any_type_is_named(live):
    batch = body(1)
    del batch["type"]
    assert list(live.post("/v1/batch", batch).json()["errors"]) == ["requests.0.type"]


def test_a_batch_counts_its_requests_as_they_end(live):
    made = live.post("/v1/batch", body(3)).json()
    cruncher = make_cruncher()
    for ending in ("submit", "flag"):
        held = dispatch.take(cruncher.pk)
        last = (["red"], None) if ending == "submit" else ("unclear", "")
        getattr(assignments, ending)(cruncher, held.pk, str(held.token), *last)
    got = live.get(f"/v1/batch/{made['id']}").json()
    assert [got[status] for status in HeatRequest.Status.values] == [1, 1, 1, 0]
    assert live.post(f"/v1/batch/{made['id']}/abort").json() == {"success": True, "aborted": 1}
    [listed] = live.get("/v1/batch").json()["batches"]
    assert [listed[status] for status in HeatRequest.Status.values] == [0, 1, 1, 1]


def test_the_batchs_hook_is_owed_once_when_none_is_pending(live):
    made = live.post("/v1/batch", body(2, hook_url="https://example.com/batch")).json()
    first, second = HeatRequest.objects.order_by("batch_index")
    lifecycle.abort(first.pk)
    assert not WebhookDelivery.objects.exists()
    lifecycle.abort(second.pk)
    lifecycle.abort(second.pk)
    [delivery] = WebhookDelivery.objects.all()
    assert delivery.url == "https://example.com/batch"
    assert json.loads(delivery.body) | {"aborted": 2, "pending": 0} == json.loads(delivery.body)
    assert json.loads(delivery.body)["id"] == made["id"]


def test_a_staged_batch_is_complete_at_once_and_its_hook_owed(test):
    made = test.post("/v1/batch", body(4, hook_url="https://example.com/batch")).json()
    assert (made["total"], made["complete"], made["pending"]) == (4, 4, 0)
    assert WebhookDelivery.objects.count() == 1


def test_a_batchs_tasks_come_whole_or_in_pages(live):
    made = live.post("/v1/batch", body(7)).json()
    whole = live.get(f"/v1/batch/{made['id']}").json()["tasks"]
    assert [task["tags"] for task in whole] == [[str(n)] for n in range(7)]
    paged, cursor = [], None
    while cursor is not None or not paged:
        page = live.get(f"/v1/batch/{made['id']}", {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        paged += page["tasks"]
        cursor = page["next"]
    assert paged == whole


def test_a_batch_over_the_quota_makes_nothing(live, account):
    account.monthly_quota = 2
    account.save()
    assert live.post("/v1/batch", body(3)).status_code == 429
    assert not Batch.objects.exists()
    assert live.get("/v1/account").json()["usage"]["requests"] == 0


def test_another_accounts_batch_is_404(live, other_live):
    made = live.post("/v1/batch", body(1)).json()
    assert other_live.get(f"/v1/batch/{made['id']}").status_code == 404
    assert other_live.post(f"/v1/batch/{made['id']}/abort").status_code == 404
