"""When a webhook that failed is sent again, step by step, and what a success at its host does for those that wait."""

import pytest

from requests_app import signing, webhooks
from requests_app.models import DeliveryAttempt, WebhookDelivery, WebhookHost
from tests.making import fresh
from tests.receiver import reply
from tests.webhooks.passing import make_delivery, next_due, pass_time, wait_of, work_off

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = 60, 3600, 86400
WAITS = [5, MINUTE, 5 * MINUTE, 30 * MINUTE] + [hours * HOUR for hours in (1, 2, 5, 10, 14, 16, 24)]


def test_twelve_attempts_over_three_days_each_after_its_wait_and_then_it_is_failed(account, webhook_receiver):
    webhook_receiver.otherwise = reply(500)
    delivery = make_delivery(account, webhook_receiver.url)
    assert work_off() == 1  # at once
    total = 0.0
    for wait in WAITS:
        left = wait_of(delivery)
        assert wait - 1 <= left <= wait * 1.1, wait
        pass_time(left - 1)
        assert work_off() == 0, "not before its time"
        pass_time(1.1)
        assert work_off() == 1
        total += left
    assert 3 * DAY <= total <= 3.4 * DAY
    failed = fresh(delivery)
    assert (failed.status, failed.failures) == ("failed", 12)
    assert failed.ended_at is not None
    pass_time(30 * DAY)
    assert work_off() == 0
    assert len(webhook_receiver.calls) == DeliveryAttempt.objects.filter(delivery=delivery).count() == 12
    assert set(webhook_receiver.ids) == {str(delivery.pk)}
    assert len({call.body for call in webhook_receiver.calls}) == 1


def test_waits_differ_so_that_all_that_failed_together_do_not_come_back_together(account, webhook_receiver):
    webhook_receiver.otherwise = reply(500)
    deliveries = [make_delivery(account, webhook_receiver.url) for _ in range(12)]
    for _ in range(3):
        work_off()
        pass_time(400)
    work_off()
    waits = {round(wait_of(delivery)) for delivery in deliveries}
    assert len(waits) > 3


def test_the_last_attempt_can_still_succeed(account, webhook_receiver):
    webhook_receiver.script = [reply(500)] * 11
    delivery = make_delivery(account, webhook_receiver.url)
    while (wait := next_due()) is not None:
        pass_time(wait + 0.1)
        work_off()
    assert fresh(delivery).status == "delivered"
    assert len(webhook_receiver.calls) == 12
    assert all(call.verify(signing.secret_of(account)) for call in webhook_receiver.calls)


def test_the_first_success_at_a_host_brings_its_waiting_deliveries_forward(account, other_account, webhook_receiver):
    webhook_receiver.otherwise = reply(500)
    waiting = [make_delivery(account, webhook_receiver.url) for _ in range(3)]
    elsewhere = make_delivery(account, f"http://localhost:{webhook_receiver.port}/")
    others = make_delivery(other_account, webhook_receiver.url)
    for _ in range(4):
        work_off()
        pass_time(400)
    work_off()
    assert min(wait_of(delivery) for delivery in waiting) > 1000
    webhook_receiver.otherwise = reply(200)
    new = make_delivery(account, webhook_receiver.url)
    assert work_off() == 4
    assert [fresh(delivery).status for delivery in [new, *waiting]] == ["delivered"] * 4
    assert [fresh(delivery).status for delivery in (elsewhere, others)] == ["due"] * 2
    assert not WebhookHost.objects.get(account=account, host=waiting[0].host).failing_since


def test_successes_beside_it_do_not_use_up_the_attempts_of_a_path_that_fails(account, webhook_receiver):
    webhook_receiver.by_call = lambda call: reply(500 if call.path == "/bad" else 200)
    bad = make_delivery(account, webhook_receiver.url.replace("/hook", "/bad"))
    for _ in range(4):
        work_off()
        pass_time(400)
    work_off()
    failures, wait = fresh(bad).failures, wait_of(bad)
    calls = webhook_receiver.connections
    for _ in range(10):
        make_delivery(account, webhook_receiver.url)
        work_off()
    assert fresh(bad).failures == failures
    assert abs(wait_of(bad) - wait) < 30
    assert webhook_receiver.connections == calls + 10 + 1


def test_what_asked_for_patience_is_not_brought_forward(account, webhook_receiver):
    webhook_receiver.script = [reply(429, retry_after="600")]
    patient = make_delivery(account, webhook_receiver.url)
    work_off()
    make_delivery(account, webhook_receiver.url)
    assert work_off() == 1
    assert 590 < wait_of(patient) <= 600
    pass_time(601)
    assert work_off() == 1
    assert fresh(patient).status == "delivered"


def test_a_host_that_failed_for_five_days_is_marked_until_it_works(account, webhook_receiver):
    webhook_receiver.otherwise = reply(500)
    make_delivery(account, webhook_receiver.url)
    work_off()
    pass_time(5 * DAY - HOUR)
    work_off()
    assert WebhookHost.objects.get().marked_at is None
    pass_time(HOUR + 1)
    make_delivery(account, webhook_receiver.url)
    work_off()
    assert WebhookHost.objects.get().marked_at is not None
    webhook_receiver.otherwise = reply(200)
    make_delivery(account, webhook_receiver.url)
    work_off()
    host = WebhookHost.objects.get()
    assert (host.failing_since, host.marked_at) == (None, None)


def test_sent_again_by_hand_it_has_the_same_id_and_the_whole_schedule(account, webhook_receiver):
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    webhook_receiver.otherwise = reply(500)
    assert webhooks.send_again(account.deliveries.filter(pk=delivery.pk)) == 1
    assert work_off() == 1
    assert (fresh(delivery).status, fresh(delivery).failures) == ("due", 1)
    webhook_receiver.otherwise = reply(410)
    pass_time(6)
    work_off()
    assert fresh(delivery).status == "failed"
    webhook_receiver.otherwise = reply(200)
    webhooks.send_again(WebhookDelivery.objects.filter(pk=delivery.pk))
    work_off()
    assert fresh(delivery).status == "delivered"
    assert webhook_receiver.ids == [str(delivery.pk)] * 4
    assert all(call.verify(signing.secret_of(account)) for call in webhook_receiver.calls)
    assert delivery.attempts.count() == 4
