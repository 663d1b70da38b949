"""Answers, aborts and leases that end, raced against each other: exactly one ending, the same wherever one looks."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from crunchers import assignments, dispatch
from crunchers.models import Cruncher
from requests_app import lifecycle
from requests_app.models import Account, Assignment, Charge, HeatRequest, Price, WebhookDelivery
from tests.api_client import ApiClient, client_of
from tests.making import fresh, make_account, make_cruncher, make_request

from .rounds import rounds

ROUNDS = rounds(30)
HOOK = "https://example.com/hook"
RED, BLUE = ["red"], ["blue"]


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


def client_without_limit() -> tuple[Account, ApiClient]:
    account = make_account()
    Account.objects.filter(pk=account.pk).update(rate=1e6, burst=10**6)
    Price.objects.get_or_create(type="multiple-choice", since=date(2026, 1, 1), micros=1)
    return account, client_of(account, "live")


def taken(cruncher: Cruncher) -> Assignment:
    assignment = dispatch.take(cruncher.pk)
    assert assignment is not None
    return assignment


def answers(cruncher: Cruncher, assignment: Assignment, answer: Any) -> Callable[[], None]:
    return lambda: assignments.submit(cruncher, assignment.pk, str(assignment.token), answer, None)


def ending(client: ApiClient, heat_request: HeatRequest) -> HeatRequest:
    """The request, whose ending must be one and the same in the row, the API, the one delivery and the one charge."""
    row = fresh(heat_request)
    shown = client.get(f"/v1/requests/{row.pk}").json()
    [delivery] = WebhookDelivery.objects.filter(heat_request=row)
    assert json.loads(delivery.body) == shown
    assert (shown["status"], shown.get("response")) == (row.status, row.response)
    mine = Assignment.objects.filter(heat_request=row)
    assert not mine.filter(status__in=Assignment.LIVE).exists()
    charged = [charge.answers for charge in Charge.objects.filter(heat_request_id=row.pk)]
    assert charged == ([len(row.raw_responses)] if row.status == "complete" else [])
    if row.status == "complete":
        answered = mine.filter(status="answered").values_list("cruncher__public_id", "answer")
        assert row.raw_responses == shown["raw_responses"] == dict(answered)
    return row


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_abort_and_an_answer_end_a_request_once():
    (account, client), cruncher = client_without_limit(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account, hook_url=HOOK)
        held = taken(cruncher)
        aborted, answered = raced(lambda: lifecycle.abort(heat_request.pk), answers(cruncher, held, RED))
        assert [aborted, answered].count("done") == 1
        ended = ending(client, heat_request)
        assert ended.status == ("aborted" if aborted == "done" else "complete")
        assert (ended.response == RED) == (answered == "done")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_abort_and_the_answer_that_completes_an_agreement_end_a_request_once():
    (account, client), (one, other) = client_without_limit(), (make_cruncher(), make_cruncher())
    for _ in range(ROUNDS):
        confidence = {"min_agreements": 2, "max_crunchers": 3}
        heat_request = make_request(account, hook_url=HOOK, confidence=confidence)
        answers(one, taken(one), RED)()
        last = answers(other, taken(other), RED)
        aborted, answered = raced(lambda: lifecycle.abort(heat_request.pk), last)
        assert [aborted, answered].count("done") == 1
        ended = ending(client, heat_request)
        assert ended.status == ("aborted" if aborted == "done" else "complete")
        agreed = 1 + (answered == "done")
        assert ended.agreement == {"agreed": agreed, "answers": agreed, "share": 1.0}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_answers_for_the_last_agreement_end_a_request_once():
    (account, client), crowd = client_without_limit(), [make_cruncher() for _ in range(4)]
    for number in range(ROUNDS):
        confidence = {"min_agreements": 3, "max_crunchers": 4}
        heat_request = make_request(account, hook_url=HOOK, confidence=confidence)
        first, second, third, fourth = crowd
        answers(first, taken(first), RED)()
        two, three = taken(second), taken(third)
        assert dispatch.take(fourth.pk) is None  # no more are asked than can still be needed
        agree = number % 2 == 0
        both = raced(answers(second, two, RED), answers(third, three, RED if agree else BLUE))
        assert both == ["done", "done"]
        if not agree:
            pending = fresh(heat_request)
            assert (pending.status, pending.open_places) == ("pending", 1)
            assert not WebhookDelivery.objects.filter(heat_request=heat_request).exists()
            answers(fourth, taken(fourth), RED)()
        ended = ending(client, heat_request)
        assert (ended.status, ended.response) == ("complete", RED)
        assert ended.agreement == {"agreed": 3, "answers": 3 if agree else 4, "share": 1.0 if agree else 0.75}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_lease_that_ends_and_an_answer_leave_one_answer_or_one_open_place(settings):
    settings.HEAT_LEASE = 0
    (account, client), cruncher = client_without_limit(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account, hook_url=HOOK)
        held = taken(cruncher)
        assignments.acknowledge(cruncher, held.pk, str(held.token))
        swept, answered = raced(assignments.sweep, answers(cruncher, held, RED))
        assert swept == "done" or swept >= 0
        assert answered == "done"  # late, but the place is free: an answer is never thrown away
        ended = ending(client, heat_request)
        assert (ended.status, ended.open_places, ended.response) == ("complete", 0, RED)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_late_answer_and_whoever_takes_its_place_get_one_answer_between_them(settings):
    settings.HEAT_LEASE = 0  # of what is acknowledged: the other one's offer stands
    (account, client), late, other = client_without_limit(), make_cruncher(), make_cruncher()
    for _ in range(ROUNDS):
        heat_request = make_request(account, hook_url=HOOK)
        held = taken(late)
        assignments.acknowledge(late, held.pk, str(held.token))

        def takes_over() -> Assignment | None:
            assignments.sweep()
            return dispatch.take(other.pk)

        answered, took = raced(answers(late, held, RED), takes_over)
        if answered == "done":
            assert took == "done"  # nothing was left to take
        else:
            assert isinstance(answered, assignments.Gone)
            answers(other, took, BLUE)()
        ended = ending(client, heat_request)
        assert ended.raw_responses == ({late.public_id: RED} if answered == "done" else {other.public_id: BLUE})


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
