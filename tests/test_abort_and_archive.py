"""Taking a request back, and out of the listings."""

import pytest

from crunchers import assignments, dispatch
from requests_app.models import HeatRequest
from tests.making import fresh, make_cruncher, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete(account):
    heat_request, cruncher = make_request(account), make_cruncher()
    held = dispatch.take(cruncher.pk)
    assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
    return fresh(heat_request)


@pytest.mark.parametrize("way", ["post", "delete"])
def test_a_pending_request_is_aborted_and_aborting_again_says_the_same(live, account, way):
    heat_request = make_request(account)
    path = f"/v1/tasks/abort/{heat_request.pk}?block=30" if way == "post" else f"/v1/requests/{heat_request.pk}"
    for _ in range(2):
        answer = getattr(live, way)(path)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    body = live.get(f"/v1/requests/{heat_request.pk}").json()
    assert body["status"] == "aborted"
    assert body["completed_at"] > body["created_at"]
    assert fresh(heat_request).open_places == 0


@pytest.mark.parametrize("way", ["post", "delete"])
def test_a_complete_request_can_not_be_aborted(live, complete, way):
    path = f"/v1/tasks/abort/{complete.pk}" if way == "post" else f"/v1/requests/{complete.pk}"
    answer = getattr(live, way)(path)
    assert answer.status_code == 400
    assert "complete" in answer.json()["errors"]["status"][0]
    assert fresh(complete).status == "complete"


def test_archiving_takes_a_request_out_of_the_listings_unless_asked_for(live, complete):
    for _ in range(2):
        assert live.post(f"/v1/tasks/archive/{complete.pk}").json() == {"success": True}
    assert live.get("/v1/requests").json()["requests"] == []
    [listed] = live.get("/v1/requests", {"archived": "true"}).json()["requests"]
    assert (listed["id"], listed["archived"]) == (str(complete.pk), True)
    assert live.get(f"/v1/requests/{complete.pk}").json()["response"] == ["red"]


def test_a_pending_request_can_not_be_archived(live, account):
    heat_request = make_request(account)
    answer = live.post(f"/v1/tasks/archive/{heat_request.pk}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["status"])
    assert HeatRequest.objects.get().archived_at is None


def test_aborting_and_archiving_cost_no_quota(live, account):
    account.monthly_quota = 1
    account.save()
    made = live.post("/v1/requests/free-text", {"instruction": "Say it."}).json()
    assert live.post("/v1/requests/free-text", {"instruction": "Say it."}).status_code == 429
    assert live.delete(f"/v1/requests/{made['id']}").status_code == 200
    assert live.post(f"/v1/tasks/archive/{made['id']}").status_code == 200
    assert live.get("/v1/account").json()["usage"]["requests"] == 1
