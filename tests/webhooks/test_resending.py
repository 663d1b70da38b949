"""Who may see webhooks and send them again: managers, and nobody for another account."""

import pytest
from django.test import Client

from heatsite.models import User
from requests_app import webhooks
from requests_app.models import WebhookDelivery, WebhookHost
from tests.making import fresh
from tests.managing import act, dialog, list_of, page_of
from tests.receiver import reply
from tests.webhooks.passing import make_delivery, work_off

pytestmark = pytest.mark.django_db


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("how", [act, dialog])
def test_a_manager_sends_a_webhook_again_with_the_id_it_has(account, manager, webhook_receiver, how):
    webhook_receiver.script = [reply(410)]
    delivery, other = (make_delivery(account, webhook_receiver.url) for _ in range(2))
    work_off()
    before = len(webhook_receiver.calls)
    how(
        *(
            (signed_in(manager), "send_again", delivery)
            if how is act
            else (signed_in(manager), delivery, "send_this_again")
        )
    )
    assert fresh(delivery).status == "due"
    work_off()
    assert webhook_receiver.ids[before:] == [str(delivery.pk)]
    assert {fresh(delivery).status, fresh(other).status} == {"delivered"}


def test_a_manager_sees_each_attempt(account, manager, webhook_receiver):
    webhook_receiver.script = [reply(500, b"<script>alert(1)</script>")]
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    page = signed_in(manager).get(page_of(delivery)).content.decode()
    assert "500" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert delivery.host in signed_in(manager).get(list_of(WebhookHost)).content.decode()


@pytest.mark.parametrize("staff", [False, True])
def test_nobody_without_the_right_to_sends_a_webhook_again(account, webhook_receiver, staff):
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    user = User.objects.create_user("somebody", password="a long password", is_staff=staff)
    account.members.add(user)
    act(signed_in(user), "send_again", delivery)
    dialog(signed_in(user), delivery, "send_this_again")
    assert fresh(delivery).status == "delivered"
    assert signed_in(user).get(page_of(delivery)).status_code in (302, 403)


def test_deliveries_are_not_changed_by_hand(account, manager, webhook_receiver):
    delivery = make_delivery(account, webhook_receiver.url)
    answer = signed_in(manager).post(page_of(delivery), {"url": "http://elsewhere.example/", "body": "x"})
    assert answer.status_code == 403
    assert fresh(delivery).url == webhook_receiver.url


def test_another_account_neither_sees_nor_sends_what_is_not_its_own(account, other_account, webhook_receiver):
    delivery = make_delivery(account, webhook_receiver.url)
    work_off()
    assert not other_account.deliveries.exists()
    assert webhooks.send_again(other_account.deliveries.filter(pk=delivery.pk)) == 0
    assert (fresh(delivery).status, work_off()) == ("delivered", 0)
    assert webhooks.send_again(WebhookDelivery.objects.none()) == 0
