"""Gold questions for tests, and crunchers who answer them."""

from typing import Any

from crunchers import assignments, dispatch
from requests_app.models import Assignment, HeatRequest
from tests.making import COLOUR, make_account, make_requests


def only_gold(settings: Any) -> None:
    """Wherever there is work and gold, gold comes; the first tasks are no exception."""
    settings.HEAT_GOLD_SHARE, settings.HEAT_GOLD_FIRST = 1.0, 0
    settings.HEAT_GOLD_ENOUGH, settings.HEAT_GOLD_BAR = 30, 0.5


def make_gold(n=1, account=None, **fields) -> list[HeatRequest]:
    fields = {"gold": {"answer": ["red"]}, **fields}
    body = {**({} if "type" in fields else COLOUR), **fields}
    return make_requests(account or make_account(), [body] * n, type=body.pop("type", "multiple-choice"))


def taken(cruncher) -> Assignment:
    assignment = dispatch.take(cruncher.pk)
    assert assignment is not None
    return assignment


def answer(cruncher, assignment, said="red") -> None:
    assignments.acknowledge(cruncher, assignment.pk, str(assignment.token))
    assignments.submit(cruncher, assignment.pk, str(assignment.token), [said], None)


def answered(cruncher, said="red", n=1) -> None:
    for _ in range(n):
        answer(cruncher, taken(cruncher), said)
