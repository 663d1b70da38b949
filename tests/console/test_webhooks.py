"""Webhooks in the console: the secret, a test, what was sent, and sending it again."""

import json

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from requests_app import signing
from requests_app.models import WebhookDelivery, WebhookHost
from requests_app.outbox import outbox
from tests.making import fresh, make_request
from tests.webhooks.passing import work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _outbox_rests():
    yield
    outbox.stop(1)


def test_the_secret_is_shown_only_when_it_is_asked_for(owner, account):
    secret = signing.secret_of(account)
    assert secret not in owner.page("webhooks/")
    assert secret in owner.post(owner.at("webhooks/secret/")).content.decode()


def test_a_rotated_secret_is_shown_and_the_page_says_that_both_sign(owner, account):
    before = signing.secret_of(account)
    page = owner.post(owner.at("webhooks/rotate/")).content.decode()
    assert signing.secret_of(fresh(account)) in page
    assert before not in page
    assert "the secret before this one signs as well" in owner.page("webhooks/")


def test_a_test_is_signed_and_sent_as_any_other(owner, account, webhook_receiver):
    answer = owner.post(owner.at("webhooks/test/"), {"url": webhook_receiver.url})
    assert answer.status_code == 302
    work_off()
    [call] = webhook_receiver.calls
    verified = Webhook(signing.secret_of(account)).verify(call.body, dict(call.headers))
    assert verified == json.loads(call.body) == {"test": True}
    assert "delivered" in owner.page("webhooks/")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://example.com/", "not a url"])
def test_a_test_wants_a_web_address(owner, url):
    answer = owner.post(owner.at("webhooks/test/"), {"url": url})
    assert answer.status_code == 400
    assert not WebhookDelivery.objects.exists()


def test_a_delivery_is_sent_again_under_its_id(owner, account, webhook_receiver):
    owner.post(owner.at("webhooks/test/"), {"url": webhook_receiver.url})
    work_off()
    delivery = WebhookDelivery.objects.get()
    owner.post(owner.at(f"webhooks/{delivery.pk}/again/"))
    work_off()
    assert [dict(call.headers)["webhook-id"] for call in webhook_receiver.calls] == [str(delivery.pk)] * 2


def test_sending_again_from_a_request_leads_back_to_it(owner, account):
    heat_request = make_request(account, hook_url="http://127.0.0.1:9/")
    owner.post(owner.at(f"requests/{heat_request.pk}/abort/"))
    delivery = WebhookDelivery.objects.get()
    answer = owner.post(owner.at(f"webhooks/{delivery.pk}/again/"), {"to": "request"})
    assert answer.headers["Location"] == owner.at(f"requests/{heat_request.pk}/")


def test_a_host_that_fails_is_told_to_the_account(owner, stranger, account):
    now = timezone.now()
    WebhookHost.objects.create(account=account, host="gone.example:443", failing_since=now, marked_at=now)
    assert "gone.example:443 has failed since" in owner.page("webhooks/")
    assert "gone.example" not in stranger.page("webhooks/")
