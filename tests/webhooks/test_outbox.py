"""The threads that send: bounds for each host and account, so that a slow receiver delays nobody else."""

import threading
import time

import pytest
from django.db import DatabaseError

from requests_app import egress, tasks, webhooks
from requests_app.models import WebhookDelivery
from requests_app.outbox import Outbox
from tests.making import fresh
from tests.receiver import hang, receiving, reply, slow
from tests.webhooks.passing import make_delivery

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outbox():
    """An outbox of this test's own, stopped when it ends."""
    box = Outbox()
    yield box
    box.stop(0)


def wait_until(check, seconds=15.0):
    """Wait for something; AssertionError when it does not come in time."""
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def count(**where):
    return WebhookDelivery.objects.filter(**where).count()


def test_all_that_is_due_is_sent_once(account, webhook_receiver, outbox):
    deliveries = [make_delivery(account, webhook_receiver.url) for _ in range(40)]
    for _ in range(5):
        outbox.wake()
    wait_until(lambda: count(status="delivered") == 40)
    assert sorted(webhook_receiver.ids) == sorted(str(delivery.pk) for delivery in deliveries)


def test_a_host_gets_no_more_at_once_than_its_bound(account, webhook_receiver, outbox, settings):
    settings.HEAT_HOOKS_PER_HOST = 3
    webhook_receiver.otherwise = slow(0.1)
    for _ in range(15):
        make_delivery(account, webhook_receiver.url)
    outbox.wake()
    wait_until(lambda: count(status="delivered") == 15)
    assert webhook_receiver.most_at_once == 3


def test_a_host_that_fails_gets_one_at_a_time(account, webhook_receiver, outbox):
    webhook_receiver.otherwise = reply(500)
    make_delivery(account, webhook_receiver.url)
    outbox.wake()
    wait_until(lambda: count(failures=1) == 1)
    webhook_receiver.otherwise = lambda *given: (time.sleep(0.05), reply(500)(*given))
    for _ in range(6):
        make_delivery(account, webhook_receiver.url)
    outbox.wake()
    wait_until(lambda: count(failures=1) == 7)
    assert webhook_receiver.most_at_once == 1


def test_a_receiver_that_hangs_delays_nobody_else(account, other_account, webhook_receiver, outbox):
    webhook_receiver.otherwise = hang
    with receiving() as quick:
        for _ in range(60):
            make_delivery(account, webhook_receiver.url)
        for one in (account, other_account):
            make_delivery(one, quick.url)
        began = time.monotonic()
        outbox.wake()
        quick.wait_for(2)
        assert time.monotonic() - began < 5
        late = make_delivery(other_account, quick.url)
        outbox.wake()
        wait_until(lambda: fresh(late).status == "delivered", 5)
        webhook_receiver.let_go.set()


def test_an_account_with_many_hosts_that_hang_delays_no_other_account(account, other_account, outbox, settings):
    settings.HEAT_HOOK_THREADS = 16
    settings.HEAT_EGRESS_LOOPBACK = True
    with receiving() as slow_one, receiving() as quick:
        slow_one.otherwise = hang
        for n in range(40):
            make_delivery(account, f"http://127.0.0.{n + 1}:{slow_one.port}/")
        WebhookDelivery.objects.update(url=slow_one.url)  # the hosts stay forty
        make_delivery(other_account, quick.url)
        outbox.wake()
        quick.wait_for(1, 5)
        assert slow_one.most_at_once <= 4
        slow_one.let_go.set()


def test_celerys_tasks_return_at_once_whatever_receivers_do(account, webhook_receiver, outbox, monkeypatch):
    monkeypatch.setattr(tasks, "outbox", outbox)
    webhook_receiver.otherwise = hang
    make_delivery(account, webhook_receiver.url)
    began = time.monotonic()
    tasks.deliver()
    webhook_receiver.wait_for(1)
    for _ in range(20):
        tasks.sweep()
        tasks.deliver()
    assert time.monotonic() - began < 4
    webhook_receiver.let_go.set()


def test_a_database_that_goes_away_for_a_moment_loses_no_outcome(account, webhook_receiver, outbox, monkeypatch):
    real, failed = webhooks.record, threading.Event()

    def away_once(outcomes):
        if not failed.is_set():
            failed.set()
            raise DatabaseError("away")
        real(outcomes)

    monkeypatch.setattr(webhooks, "record", away_once)
    delivery = make_delivery(account, webhook_receiver.url)
    outbox.wake()
    assert failed.wait(10)
    outbox.wake()
    wait_until(lambda: fresh(delivery).status == "delivered")
    assert len(webhook_receiver.calls) == delivery.attempts.count() == 1


def test_one_that_stops_finishes_what_is_quick_and_gives_back_what_is_not(account, webhook_receiver, outbox):
    webhook_receiver.by_call = lambda call: hang if call.path == "/hang" else slow(0.5)
    hanging = make_delivery(account, webhook_receiver.url.replace("/hook", "/hang"))
    quick = make_delivery(account, webhook_receiver.url)
    outbox.wake()
    webhook_receiver.wait_for(2)
    began = time.monotonic()
    outbox.stop(2)
    assert time.monotonic() - began < 5
    assert fresh(quick).status == "delivered"
    given_back = fresh(hanging)
    assert (given_back.status, given_back.lease, given_back.leased_until, given_back.failures) == ("due", None, None, 0)
    late = make_delivery(account, webhook_receiver.url)
    outbox.wake()
    time.sleep(0.3)
    assert fresh(late).status == "due"


def test_whatever_goes_wrong_in_sending_is_an_attempt_that_failed(account, webhook_receiver, outbox, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no such thing")

    monkeypatch.setattr(egress, "call", broken)
    delivery = make_delivery(account, webhook_receiver.url)
    outbox.wake()
    wait_until(lambda: fresh(delivery).failures == 1)
    assert delivery.attempts.get().error == "It could not be sent."
