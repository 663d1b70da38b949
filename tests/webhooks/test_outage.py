"""A receiver that is down for an hour, then misbehaves in every way: all arrives, signed, and nobody else waits.

HEAT_OUTAGE_WEBHOOKS says how many webhooks; 1,000 is the figure that is promised, the default a short form of it.
"""

import os

import pytest

from requests_app import egress, signing
from requests_app.models import DeliveryAttempt, WebhookDelivery
from tests.making import make_requests
from tests.processes import free_port
from tests.receiver import hang, receiving, reply, reset
from tests.webhooks.passing import next_due, pass_time, work_off

pytestmark = pytest.mark.django_db

HOW_MANY = int(os.environ.get("HEAT_OUTAGE_WEBHOOKS", "60"))
HOUR = 3600


def owe(account, url, count):
    make_requests(account, [{"instruction": "x", "hook_url": url}] * count, type="free-text", environment="staging")
    return {str(pk) for pk in WebhookDelivery.objects.filter(url=url).values_list("pk", flat=True)}


def run_clock_until(end):
    """Let the fake clock run from due time to due time, all at once that jitter spread; how far, in seconds."""
    passed = 0.0
    while (wait := next_due()) is not None and passed + max(wait, 0) < end:
        step = min(max(wait, 0) * 1.1 + 0.5, end - passed)
        pass_time(step)
        passed += step
        work_off()
    return passed


@pytest.mark.timeout(900)
def test_all_webhooks_arrive_after_an_hours_outage_and_all_verify(account, settings):
    settings.HEAT_EGRESS_LOOPBACK = True
    settings.HEAT_HOOKS_PER_HOST = 64
    port = free_port()
    ids = owe(account, f"http://127.0.0.1:{port}/hook", HOW_MANY)
    assert len(ids) == HOW_MANY
    work_off()
    passed = run_clock_until(HOUR)
    pass_time(HOUR - passed)
    assert WebhookDelivery.objects.filter(status="due").count() == HOW_MANY
    assert DeliveryAttempt.objects.count() == 5 * HOW_MANY  # at once, 5 s, 1, 5 and 30 minutes
    with receiving(port=port) as receiver:
        wait = next_due()
        passed = run_clock_until(2 * HOUR)
        assert {call.id for call in receiver.calls} == ids
        assert len(receiver.calls) == HOW_MANY
        secret = signing.secret_of(account)
        assert all(call.verify(secret)["status"] == "complete" for call in receiver.calls)
    assert WebhookDelivery.objects.filter(status="delivered").count() == HOW_MANY
    assert passed < max(wait, 0) * 1.1 + 1, "the first success brought the others forward"


def test_a_receiver_that_is_down_then_hangs_then_errs_gets_all_but_what_it_refused_for_good(
    account, other_account, settings, monkeypatch
):
    settings.HEAT_EGRESS_LOOPBACK = True
    monkeypatch.setitem(egress.call.__kwdefaults__, "total", 0.3)
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    ids = owe(account, url, 12)
    work_off()
    passed = run_clock_until(HOUR)
    pass_time(HOUR - passed)
    with receiving(port=port) as receiver, receiving() as quick:
        receiver.script = [hang] * 3 + [reply(500), reply(302, Location=url), reset, reply(429, retry_after="60")]
        receiver.script += [reply(200), reply(410), reply(503, retry_after="7000")]
        others = owe(other_account, quick.url, 3)
        assert work_off() >= 3
        assert {call.id for call in quick.calls} == others, "another receiver waits for none of this"
        run_clock_until(72 * HOUR)
        delivered = {str(pk) for pk in WebhookDelivery.objects.filter(status="delivered").values_list("pk", flat=True)}
        failed = {str(pk) for pk in WebhookDelivery.objects.filter(status="failed").values_list("pk", flat=True)}
        assert {call.id for call in receiver.calls} == ids
        assert delivered | failed == ids | others
        assert len(failed) == 1
        [gone] = DeliveryAttempt.objects.filter(status_code=410)
        assert {str(gone.delivery_id)} == failed
