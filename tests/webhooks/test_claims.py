"""A due delivery is claimed by one sender; a sender that is killed leaves a lease that ends."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app import webhooks
from requests_app.models import DeliveryAttempt, WebhookDelivery, WebhookHost
from tests.making import fresh, make_account
from tests.receiver import reply
from tests.webhooks.passing import closing, make_delivery, pass_time, work_off

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_two_workers_that_claim_at_once_share_what_is_due(webhook_receiver, settings):
    settings.HEAT_HOOKS_PER_HOST = 100
    account = make_account()
    for _ in range(10):
        WebhookDelivery.objects.all().delete()
        wanted = {make_delivery(account, webhook_receiver.url).pk for _ in range(12)}
        barrier = Barrier(4)

        @closing
        def claim(_, barrier=barrier):
            barrier.wait()
            return [delivery.pk for _ in range(8) for delivery in webhooks.claim(3)]

        with ThreadPoolExecutor(4) as threads:
            claimed = [pk for pks in threads.map(claim, range(4)) for pk in pks]
        assert len(claimed) == len(set(claimed))
        assert set(claimed) == wanted


def test_what_is_claimed_is_nobody_elses_until_its_lease_ends_and_then_it_is_sent_with_the_same_id(webhook_receiver):
    delivery = make_delivery(make_account(), webhook_receiver.url)
    [killed] = webhooks.claim(5)
    webhooks.send(killed)  # the worker dies before it writes that down
    assert webhooks.claim(5) == []
    pass_time(webhooks.LEASE.total_seconds() - 2)
    assert webhooks.claim(5) == []
    pass_time(2.1)
    assert work_off() == 1
    assert webhook_receiver.ids == [str(delivery.pk)] * 2
    assert fresh(delivery).status == "delivered"


def test_a_lease_outlasts_a_call_and_ends_within_a_minute():
    assert 15 + 5 <= webhooks.LEASE.total_seconds() <= 50


def test_a_late_failure_changes_nothing_that_another_has_decided(webhook_receiver):
    delivery = make_delivery(make_account(), webhook_receiver.url)
    webhook_receiver.script = [reply(500)]
    [stopped] = webhooks.claim(5)
    late = webhooks.send(stopped)
    pass_time(60)
    [other] = webhooks.claim(5)
    webhooks.record([late])
    assert (fresh(delivery).lease, fresh(delivery).failures) == (other.lease, 0)
    webhooks.record([webhooks.send(other)])
    webhooks.record([replace(late, status_code=410)])
    assert fresh(delivery).status == "delivered"
    assert DeliveryAttempt.objects.count() == 3


def test_a_late_success_counts(webhook_receiver):
    delivery = make_delivery(make_account(), webhook_receiver.url)
    [stopped] = webhooks.claim(5)
    late = webhooks.send(stopped)
    pass_time(60)
    webhook_receiver.otherwise = reply(500)
    [other] = webhooks.claim(5)
    webhooks.record([late])
    webhooks.record([webhooks.send(other)])
    assert fresh(delivery).status == "delivered"
    assert work_off() == 0


def test_what_was_sent_again_by_hand_meanwhile_is_sent_again(webhook_receiver):
    delivery = make_delivery(make_account(), webhook_receiver.url)
    webhook_receiver.script = [reply(410)]
    [claimed] = webhooks.claim(5)
    outcome = webhooks.send(claimed)
    webhooks.send_again(WebhookDelivery.objects.filter(pk=delivery.pk))
    webhooks.record([outcome])
    assert fresh(delivery).status == "due"
    assert work_off() == 1
    assert fresh(delivery).status == "delivered"


def test_outcomes_of_deliveries_that_are_gone_keep_no_others_from_being_recorded(webhook_receiver):
    gone_account = make_account()
    gone, kept = make_delivery(gone_account, webhook_receiver.url), make_delivery(make_account(), webhook_receiver.url)
    outcomes = [webhooks.send(delivery) for delivery in webhooks.claim(5)]
    gone_account.delete()
    webhooks.record(outcomes)
    assert not WebhookDelivery.objects.filter(pk=gone.pk).exists()
    assert fresh(kept).status == "delivered"


def test_recording_from_two_threads_at_once_loses_nothing(webhook_receiver, settings):
    settings.HEAT_HOOKS_PER_HOST = 100
    account = make_account()
    webhook_receiver.by_call = lambda call: reply(500 if webhook_receiver.connections % 2 else 200)
    for _ in range(30):
        make_delivery(account, webhook_receiver.url)
    outcomes = [webhooks.send(delivery) for delivery in webhooks.claim(30)]
    assert len(outcomes) == 30
    halves = [outcomes[::2], outcomes[1::2][::-1]]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(closing(webhooks.record), halves))
    assert DeliveryAttempt.objects.count() == 30
    assert WebhookDelivery.objects.filter(leased_until__isnull=False).count() == 0


def test_a_backlog_at_a_slow_host_costs_the_others_next_to_nothing():
    account, other = make_account(), make_account()
    slow, quick = make_delivery(account, "http://slow.example/"), make_delivery(other, "http://quick.example/")
    rows = [WebhookDelivery(**{**_fields(slow), "pk": uuid4()}) for _ in range(5000)]
    WebhookDelivery.objects.bulk_create(rows, batch_size=500)
    assert {delivery.host for delivery in webhooks.claim(16)} == {"slow.example:80", "quick.example:80"}
    WebhookDelivery.objects.filter(pk=quick.pk).update(lease=None, leased_until=None)
    with CaptureQueriesContext(connection) as queries:
        assert [delivery.pk for delivery in webhooks.claim(16)] == [quick.pk]
    assert len(queries) < 12


def test_a_delivery_whose_host_is_not_known_is_adopted(webhook_receiver):
    delivery = make_delivery(make_account(), webhook_receiver.url)
    WebhookHost.objects.all().delete()
    assert work_off() == 0
    webhooks.adopt()
    webhooks.adopt()
    assert work_off() == 1
    assert fresh(delivery).status == "delivered"


def _fields(delivery):
    return {name: getattr(delivery, name) for name in ("account_id", "url", "host", "body", "created_at", "due_at")}
