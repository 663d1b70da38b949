"""Abort, answer, deadline and lease end raced against each other: exactly one ending, the same wherever one looks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from crunchers import assignments, dispatch
from requests_app import lifecycle
from requests_app.models import Assignment, HeatRequest, WebhookDelivery
from tests.making import fresh, make_account, make_cruncher, make_request

ROUNDS = 25


def raced(*contestants: Callable[[], Any]) -> list[Any]:
    """Run them at the same moment, each in a thread of its own; what each returned or raised."""
    barrier = Barrier(len(contestants))

    def run(contestant: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return contestant() or "done"
        except (assignments.Gone, lifecycle.NotPending) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(contestants)) as threads:
        return list(threads.map(run, contestants))


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_abort_and_an_answer_end_a_request_once():
    account, cruncher = make_account(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account, hook_url="https://example.com/hook")
        held = dispatch.take(cruncher.pk)
        assert held is not None
        aborted, answered = raced(
            lambda: lifecycle.abort(heat_request.pk),
            lambda: assignments.submit(cruncher, held.pk, str(held.token), ["red"], None),
        )
        assert [aborted, answered].count("done") == 1
        ended = fresh(heat_request)
        assert ended.status == ("aborted" if aborted == "done" else "complete")
        assert (ended.response == ["red"]) == (answered == "done")
        [delivery] = WebhookDelivery.objects.filter(heat_request=heat_request)
        assert f'"status":"{ended.status}"' in delivery.body
        assert not Assignment.objects.filter(heat_request=heat_request, status__in=Assignment.LIVE).exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_lease_that_ends_and_an_answer_leave_one_answer_or_one_open_place(settings):
    settings.HEAT_LEASE = 0
    account, cruncher = make_account(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account)
        held = dispatch.take(cruncher.pk)
        assert held is not None
        assignments.acknowledge(cruncher, held.pk, str(held.token))
        swept, answered = raced(
            assignments.sweep, lambda: assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
        )
        assert swept == "done" or swept >= 0
        assert answered == "done"  # late, but the place is free: an answer is never thrown away
        ended = fresh(heat_request)
        assert (ended.status, ended.open_places, ended.response) == ("complete", 0, ["red"])


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_same_answer_submitted_from_two_tabs_counts_once():
    account, cruncher = make_account(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account)
        held = dispatch.take(cruncher.pk)
        assert held is not None
        token = str(held.token)
        both = raced(*[lambda: assignments.submit(cruncher, held.pk, token, ["red"], None)] * 2)
        assert both == ["done", "done"]
        assert fresh(heat_request).raw_responses == {cruncher.public_id: ["red"]}
    assert HeatRequest.objects.filter(status="complete").count() == ROUNDS
    assert Assignment.objects.filter(status="answered").count() == ROUNDS
