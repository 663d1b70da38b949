"""What follows when a live request ends: flags, deadlines, deliveries."""

import json

import pytest

from crunchers import assignments, dispatch
from requests_app import lifecycle
from requests_app.models import HeatRequest, WebhookDelivery
from requests_app.rendering import request_object
from tests.making import fresh, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def flag(cruncher, reason="unclear", comment=""):
    held = dispatch.take(cruncher.pk)
    assignments.flag(cruncher, held.pk, str(held.token), reason, comment)


def test_one_flag_ends_a_request_and_the_client_reads_why(live, account):
    heat_request, cruncher = make_request(account), make_cruncher()
    flag(cruncher, "other", "The picture is upside down.")
    body = live.get(f"/v1/requests/{heat_request.pk}").json()
    assert body["status"] == "flagged"
    assert body["cruncher_feedback"] == "other: The picture is upside down."
    assert body["flags"] == [
        {"cruncher": cruncher.public_id, "reason": "other", "comment": "The picture is upside down."}
    ]
    assert "response" not in body


def test_as_many_flags_as_the_setting_says_end_a_request(account, settings):
    settings.HEAT_FLAGS_TO_END = 2
    heat_request = make_request(account)
    flag(make_cruncher(), "unclear")
    assert (fresh(heat_request).status, fresh(heat_request).open_places) == ("pending", 1)
    flag(make_cruncher(), "language")
    assert fresh(heat_request).status == "flagged"
    assert request_object(fresh(heat_request))["cruncher_feedback"] == "unclear\nlanguage"


def test_a_deadline_aborts_what_is_still_pending_and_says_so(live):
    body = live.post("/v1/requests/free-text", {"instruction": "Quick.", "deadline": 3600}).json()
    assert lifecycle.end_due() == 0
    HeatRequest.objects.update(due_at=lifecycle.due_in(-1))
    assert lifecycle.end_due() == 1
    ended = live.get(f"/v1/requests/{body['id']}").json()
    assert (ended["status"], ended["abort_reason"], ended["deadline"]) == ("aborted", "deadline", 3600)


@pytest.mark.parametrize("ending", ["complete", "flagged", "aborted"])
def test_every_ending_owes_the_hook_the_object_as_get_shows_it(live, account, ending):
    heat_request, cruncher = make_request(account, hook_url="https://example.com/hook?a=1"), make_cruncher()
    if ending == "complete":
        held = dispatch.take(cruncher.pk)
        assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
    elif ending == "flagged":
        flag(cruncher)
    else:
        lifecycle.abort(heat_request.pk)
    [delivery] = WebhookDelivery.objects.all()
    assert json.loads(delivery.body) == live.get(f"/v1/requests/{heat_request.pk}").json()
    assert json.loads(delivery.body)["status"] == ending
    assert delivery.url == "https://example.com/hook?a=1"
    assert delivery.status == "due"


def test_without_a_hook_nothing_is_owed(account):
    lifecycle.abort(make_request(account).pk)
    assert not WebhookDelivery.objects.exists()


def test_a_final_request_never_changes_again(account):
    heat_request = make_request(account)
    lifecycle.abort(heat_request.pk)
    before = request_object(fresh(heat_request))
    lifecycle.abort(heat_request.pk)
    assert lifecycle.lock_pending(pk=heat_request.pk) == []
    assert request_object(fresh(heat_request)) == before
