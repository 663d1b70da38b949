"""One webhook: what is sent, and what each kind of reply makes of it."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from crunchers import assignments, dispatch
from requests_app import egress, lifecycle, signing, webhooks
from requests_app.models import WebhookDelivery
from tests.making import fresh, make_cruncher, make_request
from tests.receiver import endless, hang, reply, reset, trickle
from tests.webhooks.passing import make_delivery, wait_of, work_off

pytestmark = pytest.mark.django_db


def the_attempt(delivery):
    [attempt] = delivery.attempts.all()
    return attempt


@pytest.mark.parametrize("ending", ["complete", "flagged", "aborted"])
def test_the_hook_gets_the_object_as_get_shows_it_signed(live, account, webhook_receiver, ending):
    heat_request = make_request(account, hook_url=webhook_receiver.url + "?a=1", metadata={"näme": "①\u2028<"})
    if ending == "aborted":
        lifecycle.abort(heat_request.pk)
    else:
        cruncher = make_cruncher()
        held = dispatch.take(cruncher.pk)
        if ending == "complete":
            assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
        else:
            assignments.flag(cruncher, held.pk, str(held.token), "other", "Upside down")
    assert work_off() == 1
    [call] = webhook_receiver.calls
    shown = live.get(f"/v1/requests/{heat_request.pk}").json()
    assert call.verify(signing.secret_of(account)) == shown == json.loads(call.body)
    delivery = WebhookDelivery.objects.get()
    assert shown["status"] == ending
    assert call.body == delivery.body.encode()
    assert call.path == "/hook?a=1"
    assert call.headers["content-type"] == "application/json"
    assert call.id == str(delivery.pk)
    assert abs(int(call.headers["webhook-timestamp"]) - time.time()) < 5
    assert (delivery.status, delivery.lease, delivery.leased_until) == ("delivered", None, None)
    assert delivery.ended_at is not None


def test_staging_fires_webhooks_too(test, account, webhook_receiver):
    body = test.post("/v1/requests/free-text", {"instruction": "x", "hook_url": webhook_receiver.url}).json()
    assert work_off() == 1
    assert webhook_receiver.calls[0].verify(signing.secret_of(account)) == body


def test_a_batch_calls_its_hook_once_when_nothing_is_pending(live, account, webhook_receiver):
    batch = live.post(
        "/v1/batch",
        {
            "name": "b",
            "type": "free-text",
            "hook_url": webhook_receiver.url,
            "defaults": {"instruction": "x"},
            "requests": [{}, {}, {}],
        },
    ).json()
    ids = [task["id"] for task in live.get(f"/v1/batch/{batch['id']}").json()["tasks"]]
    for id_ in ids[:2]:
        lifecycle.abort(id_)
        assert work_off() == 0
    lifecycle.abort(ids[2])
    lifecycle.abort(ids[2])
    assert work_off() == 1
    told = webhook_receiver.calls[0].verify(signing.secret_of(account))
    assert (told["id"], told["pending"], told["aborted"]) == (batch["id"], 0, 3)


def test_a_signature_of_another_secret_or_of_other_bytes_is_no_signature(account, other_account, webhook_receiver):
    make_delivery(account, webhook_receiver.url)
    work_off()
    [call] = webhook_receiver.calls
    with pytest.raises(WebhookVerificationError):
        call.verify(signing.secret_of(other_account))
    object.__setattr__(call, "body", call.body + b" ")
    with pytest.raises(WebhookVerificationError):
        call.verify(signing.secret_of(account))


def test_an_attempt_is_on_record_with_the_first_kilobyte_of_its_reply(account, webhook_receiver):
    webhook_receiver.script = [reply(200, b"a\xff\x00b" * 700)]
    delivery = make_delivery(account, webhook_receiver.url)
    before = datetime.now(UTC)
    work_off()
    attempt = the_attempt(delivery)
    assert (attempt.status_code, attempt.error) == (200, "")
    assert before <= attempt.at <= datetime.now(UTC)
    assert 0 <= attempt.milliseconds < 5000
    assert attempt.reply == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b" * 256


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(account, webhook_receiver, status):
    webhook_receiver.script = [reply(status)]
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    assert fresh(delivery).status == "delivered"


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 401, 404, 429, 500, 502, 503, 599])
def test_any_other_status_is_tried_again(account, webhook_receiver, status):
    webhook_receiver.script = [reply(status)]
    delivery = make_delivery(account, webhook_receiver.url)
    assert work_off() == 1
    assert (fresh(delivery).status, fresh(delivery).failures) == ("due", 1)
    assert the_attempt(delivery).status_code == status
    assert 4.5 < wait_of(delivery) <= 5.5


def test_a_redirect_is_not_followed(account, webhook_receiver):
    webhook_receiver.script = [reply(302, Location=webhook_receiver.url + "/elsewhere")]
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    assert [call.path for call in webhook_receiver.calls] == ["/hook"]
    assert fresh(delivery).status == "due"


@pytest.mark.parametrize("act", [hang, trickle(b"HTTP/1.1 200 OK\r\nx: y"), reset], ids=["hang", "trickle", "reset"])
def test_no_status_in_time_is_a_failure_with_its_reason(account, webhook_receiver, act, monkeypatch):
    monkeypatch.setitem(egress.call.__kwdefaults__, "total", 0.7)
    webhook_receiver.script = [act]
    delivery = make_delivery(account, webhook_receiver.url)
    began = time.monotonic()
    work_off()
    assert time.monotonic() - began < 2
    attempt = the_attempt(delivery)
    assert attempt.status_code is None
    assert attempt.error
    assert fresh(delivery).failures == 1


def test_a_status_in_time_counts_though_its_body_never_ends(account, webhook_receiver, monkeypatch):
    monkeypatch.setitem(egress.call.__kwdefaults__, "total", 3)
    webhook_receiver.script = [trickle(b"HTTP/1.1 200 OK\r\n\r\nx"), endless]
    began = time.monotonic()
    deliveries = [make_delivery(account, webhook_receiver.url) for _ in range(2)]
    work_off()
    assert time.monotonic() - began < 5
    assert [fresh(delivery).status for delivery in deliveries] == ["delivered"] * 2
    assert all(len(the_attempt(delivery).reply) <= 1024 for delivery in deliveries)


def test_410_stops_it_for_good(account, webhook_receiver):
    webhook_receiver.script = [reply(410)]
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    assert fresh(delivery).status == "failed"
    assert fresh(delivery).ended_at is not None


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(account, webhook_receiver, status, as_date):
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    webhook_receiver.script = [reply(status, retry_after=moment if as_date else "120")]
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    assert 117 < wait_of(delivery) <= 121


def test_retry_after_neither_hurries_the_schedule_nor_stops_it(account, webhook_receiver):
    webhook_receiver.script = [
        reply(503, retry_after="0"),
        reply(503, retry_after="99999999"),
        reply(503, retry_after="soon"),
    ]
    hurried, stopped, odd = (make_delivery(account, webhook_receiver.url) for _ in range(3))
    for _ in range(3):
        work_off()
    assert 4.5 < wait_of(hurried) <= 5.5
    assert wait_of(stopped) <= webhooks.LONGEST_RETRY_AFTER
    assert 4.5 < wait_of(odd) <= 5.5


def test_what_can_never_be_called_is_a_failure_on_record(account):
    delivery = make_delivery(account, "http://a:b@127.0.0.1:9999/")
    WebhookDelivery.objects.update(url="http://[", host="")
    assert work_off() == 0  # the host of such a row is not known yet
    webhooks.adopt()
    assert work_off() == 1
    assert the_attempt(delivery).error == "The URL can't be read."
    assert fresh(delivery).failures == 1


def test_a_host_of_any_length_lets_the_request_end(account):
    delivery = make_delivery(account, "http://" + "a" * 1500 + ".example/")
    assert len(delivery.host) == 300
    assert work_off() == 1
    assert the_attempt(delivery).error
