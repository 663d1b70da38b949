"""The checker objects to every kind of bad history, and to nothing in a good one."""

from dataclasses import replace

import pytest

from tests.chaos.checker import judge
from tests.chaos.history import Accepted, Answered, Asked, Ended, Held, History, Hooked
from tests.chaos.rows import AssignmentRow, DeliveryRow, RequestRow, Rows

DONE = {"id": "a-1", "status": "complete", "response": ["x"]}
REQUEST = RequestRow("a1", "k1", "complete", ["x"], {"c1": ["x"]}, "http://r/hook")
ASSIGNMENT = AssignmentRow(1, "a1", "c1", "answered", ["x"])
DELIVERY = DeliveryRow("d1", "a1", "delivered")
GOOD = (
    Asked("k1", {"id": "a-1", "status": "pending"}),
    Asked("k1", DONE),
    Ended(DONE),
    Held(1, 1.0, 2.0),
    Accepted(1, ["x"]),
    Accepted(1, ["x"]),
    Hooked("d1", DONE),
    Hooked("d1", DONE),
)


def verdict(*more, events=GOOD, requests=(REQUEST,), assignments=(ASSIGNMENT,), deliveries=(DELIVERY,)):
    history = History()
    history.add(*events, *more)
    return judge(history, Rows(list(requests), list(assignments), list(deliveries)))


def without(kind):
    return tuple(event for event in GOOD if not isinstance(event, kind))


def test_a_good_history_is_found_good():
    assert verdict() == []


def test_nothing_at_all_is_good():
    assert verdict(events=(), requests=(), assignments=(), deliveries=()) == []


OTHER = replace(ASSIGNMENT, id=2, cruncher="c2")
TWO = {"assignments": (ASSIGNMENT, replace(OTHER, status="expired", answer=None))}
BAD = {
    "is lost": {"more": (Asked("k2", {"id": "b", "status": "pending"}),)},
    "made 2 requests": {"requests": (REQUEST, replace(REQUEST, id="a2", hook_url="", status="aborted"))},
    "which is of key k1": {"more": (Asked("k2", DONE),)},
    "assignment 9 was accepted and is lost": {"more": (Accepted(9, ["x"]),)},
    "was accepted with ['y']": {"more": (Accepted(1, ["y"]),)},
    "is expired with": {"assignments": (replace(ASSIGNMENT, status="expired"),)},
    "does not count it": {"requests": (replace(REQUEST, raw_responses={}),)},
    "counts other answers": {"events": without(Accepted), "requests": (replace(REQUEST, raw_responses={}),)},
    "has 2 answers, where 1 were wanted": {"assignments": (ASSIGNMENT, OTHER)},
    "ended as aborted and is complete": {"more": (Ended({"id": "a1", "status": "aborted"}),)},
    "was told ['y'] and has ['x']": {"more": (Ended({**DONE, "response": ["y"]}),)},
    "ended and is lost": {"more": (Ended({"id": "zz", "status": "aborted"}),)},
    "wrong signature": {"more": (Hooked("d1", None),)},
    "its webhook never came": {"events": without(Hooked)},
    "owes 0 webhooks": {"events": without(Hooked), "deliveries": ()},
    "owes 2 webhooks": {"deliveries": (DELIVERY, replace(DELIVERY, id="d2"))},
    "got webhooks with the ids ['d1', 'd9']": {"more": (Hooked("d9", DONE),)},
    "webhook says complete, ['y']": {"more": (Hooked("d1", {**DONE, "response": ["y"]}),)},
    "held twice at once": {"more": (Held(2, 1.5, 3.0),), **TWO},
    "has not ended": {"requests": (replace(REQUEST, status="pending"),)},
    "with 1 open places": {"requests": (replace(REQUEST, open_places=1),)},
    "is held, and its request ended": {"assignments": (ASSIGNMENT, replace(OTHER, status="held", answer=None))},
    "webhook d1 is due": {"deliveries": (replace(DELIVERY, status="due"),)},
    "was answered 500": {"more": (Answered("POST", 500, "oops"),)},
}


@pytest.mark.parametrize("objection", BAD)
def test_a_bad_history_is_objected_to(objection):
    change = dict(BAD[objection])
    found = verdict(*change.pop("more", ()), **change)
    assert any(objection in sentence for sentence in found), found


def test_one_after_the_other_is_not_twice_at_once():
    assert verdict(Held(2, 2.0, 3.0), **TWO) == []


def test_several_may_hold_what_several_are_asked():
    several = replace(REQUEST, most=2, raw_responses={"c1": ["x"], "c2": ["x"]})
    both = (ASSIGNMENT, OTHER)
    assert verdict(Held(2, 1.5, 3.0), requests=(several,), assignments=both) == []
