"""Time that passes without waiting: rows are moved into the past, so that all clocks, signatures' too, stay right."""

from datetime import timedelta

from django.db import connection
from django.db.models import F, Min
from django.utils import timezone

from requests_app import webhooks
from requests_app.models import Account, WebhookDelivery, WebhookHost
from tests.making import make_request


def pass_time(seconds: float) -> None:
    """Have everything be so many seconds longer ago."""
    past = timedelta(seconds=seconds)
    WebhookDelivery.objects.update(
        created_at=F("created_at") - past, due_at=F("due_at") - past, kept_due_at=F("kept_due_at") - past
    )
    WebhookDelivery.objects.filter(leased_until__isnull=False).update(leased_until=F("leased_until") - past)
    WebhookHost.objects.update(failing_since=F("failing_since") - past)
    Account.objects.update(secret_rotated_at=F("secret_rotated_at") - past)


def work_off() -> int:
    """Send what is due, one after the other, in this thread; how many attempts that were."""
    count = 0
    while claimed := webhooks.claim(16):
        webhooks.record([webhooks.send(delivery) for delivery in claimed])
        count += len(claimed)
    return count


def wait_of(delivery: WebhookDelivery) -> float:
    """Seconds until a delivery is due."""
    return (WebhookDelivery.objects.get(pk=delivery.pk).due_at - timezone.now()).total_seconds()


def next_due() -> float | None:
    """Seconds until anything is due; None when nothing is."""
    due_at = WebhookDelivery.objects.filter(status="due").aggregate(first=Min("due_at"))["first"]
    return None if due_at is None else (due_at - timezone.now()).total_seconds()


def make_delivery(account: Account, url: str) -> WebhookDelivery:
    """A delivery that is due, of a request that was staged with this hook."""
    heat_request = make_request(account, environment="staging", hook_url=url)
    return WebhookDelivery.objects.get(heat_request=heat_request)


def closing(function):
    """The function, for a thread of its own: its database connection is closed at the end."""

    def run(*given):
        try:
            return function(*given)
        finally:
            connection.close()

    return run
