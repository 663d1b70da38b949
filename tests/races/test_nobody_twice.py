"""20 crunchers and 200 requests in threads: no request to two people at once, none twice to one."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from crunchers import assignments, dispatch
from crunchers.assignments import Gone
from crunchers.models import Cruncher
from requests_app.models import Assignment, HeatRequest
from tests.making import COLOUR, make_account, make_cruncher, make_requests

CRUNCHERS, REQUESTS = 20, 200


class Shift:
    """What 20 crunchers did, seen from outside: who held which request when, by a clock that all share."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.holders: dict[str, int] = {}
        self.answered: Counter[str] = Counter()
        self.given: Counter[tuple[str, int]] = Counter()
        self.wrong: list[str] = []

    def took(self, request_id: str, cruncher_id: int) -> None:
        with self.lock:
            if request_id in self.holders:
                self.wrong.append(f"{request_id} went to {cruncher_id} while {self.holders[request_id]} held it")
            self.holders[request_id] = cruncher_id
            self.given[request_id, cruncher_id] += 1

    def leaves(self, request_id: str) -> None:
        with self.lock:
            del self.holders[request_id]

    def answers(self, request_id: str) -> None:
        with self.lock:
            self.answered[request_id] += 1


def work(shift: Shift, cruncher: Cruncher, seed: int) -> None:
    """Take, then answer or now and then skip, until every request has ended."""
    choice = random.Random(seed)
    try:
        while HeatRequest.objects.filter(status="pending").exists():
            assignment = dispatch.next_for(cruncher)
            if assignment is None:  # all are in others' hands, and one may yet be skipped
                continue
            request_id = str(assignment.heat_request_id)
            shift.took(request_id, cruncher.pk)
            token = str(assignment.token)
            try:
                assignments.acknowledge(cruncher, assignment.pk, token)
                if choice.random() < 0.1:
                    shift.leaves(request_id)
                    assignments.skip(cruncher, assignment.pk, token)
                else:
                    assignments.submit(cruncher, assignment.pk, token, ["red"], None)
                    shift.answers(request_id)
                    shift.leaves(request_id)
            except Gone as gone:
                shift.wrong.append(f"{request_id} was taken from {cruncher.pk}: {gone}")
    finally:
        connection.close()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_no_request_goes_to_two_people_at_once_and_none_twice_to_one():
    make_requests(make_account(), [COLOUR] * REQUESTS)
    crowd = [make_cruncher() for _ in range(CRUNCHERS)]
    shift = Shift()
    with ThreadPoolExecutor(CRUNCHERS) as threads:
        list(threads.map(lambda pair: work(shift, pair[1], pair[0]), enumerate(crowd)))
    assert shift.wrong == []
    assert max(shift.given.values()) == 1
    assert HeatRequest.objects.filter(status="complete").count() == REQUESTS
    assert all(count == 1 for count in shift.answered.values())
    assert len(shift.answered) == REQUESTS
    assert not Assignment.objects.filter(status__in=Assignment.LIVE).exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_cruncher_get_the_same_task():
    make_requests(make_account(), [COLOUR] * 8)
    cruncher = make_cruncher()

    def tab(_: int) -> int | None:
        try:
            assignment = dispatch.next_for(cruncher)
            return assignment and assignment.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        got = set(threads.map(tab, range(8)))
    assert len(got) == 1
    assert None not in got
