"""`GET /v1/requests`: newest first, filtered, page by page."""

import pytest

from requests_app import lifecycle
from requests_app.models import HeatRequest
from tests.making import COLOUR, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def ids(answer) -> list[str]:
    return [one["id"] for one in answer.json()["requests"]]


def test_newest_first_and_only_ones_own(live, account, other_account):
    make_request(other_account)
    make_request(account, environment="staging")
    made = [str(make_request(account).pk) for _ in range(3)]
    assert ids(live.get("/v1/requests")) == made[::-1]


def test_pages_follow_each_other_without_gap_or_overlap_though_new_ones_come(live, account):
    made = [str(one.pk) for one in make_requests(account, [COLOUR] * 7)]
    seen, cursor = [], None
    while True:
        page = live.get("/v1/requests", {"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += ids(page)
        cursor = page.json()["next"]
        make_request(account)
        if cursor is None:
            break
    assert seen == made[::-1]


def test_pages_of_requests_of_one_moment_are_whole(live, account):
    made = {str(one.pk) for one in make_requests(account, [COLOUR] * 5)}
    HeatRequest.objects.update(created_at=HeatRequest.objects.first().created_at)
    first = live.get("/v1/requests", {"limit": 2})
    second = live.get("/v1/requests", {"limit": 200, "cursor": first.json()["next"]})
    assert len(ids(first)) == 2
    assert set(ids(first) + ids(second)) == made
    assert second.json()["next"] is None


def test_each_filter_filters(live, account):
    old = make_request(account, tags=["x", "y"])
    new = make_request(account, type="rating", tags=["y"])
    lifecycle.abort(old.pk)
    between = new.created_at.isoformat()

    def found(**filters):
        return ids(live.get("/v1/requests", filters))

    assert found(status="aborted") == [str(old.pk)]
    assert found(type="rating") == [str(new.pk)]
    assert found(tag="x") == [str(old.pk)]
    assert found(tag="y") == [str(new.pk), str(old.pk)]
    assert found(created_before=between) == [str(old.pk)]
    assert found(created_after=old.created_at.isoformat()) == [str(new.pk)]
    assert found(completed_after="2020-01-01T00:00:00Z") == [str(old.pk)]
    assert found(batch="44647b6f-b033-4788-9ee2-9d7aa5cb0158") == []


def test_all_wrong_parameters_are_named_at_once(live):
    wrong = {
        "status": "done",
        "type": "telepathy",
        "batch": "7",
        "archived": "perhaps",
        "created_after": "yesterday",
        "created_before": "2026-13-01T00:00:00Z",
        "limit": "0",
        "cursor": "x",
        "tag": "t" * 65,
    }
    answer = live.get("/v1/requests", wrong)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(wrong)


@pytest.mark.parametrize("limit", ["201", "-1", "1.5", "²", "9" * 5000, "0000000001000"])
def test_a_limit_out_of_bounds_is_400(live, limit):
    assert live.get("/v1/requests", {"limit": limit}).status_code == 400


def test_a_plus_of_a_time_zone_that_was_not_escaped_is_read_as_meant(live, account):
    make_request(account)
    assert len(ids(live.get("/v1/requests?created_after=2020-01-01T00:00:00+02:00"))) == 1
