"""Judges a history against the database's rows: each broken promise is a sentence; none is the only good verdict.

Pure: it is fed histories in tests/chaos/test_checker.py, bad ones too.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from .history import Accepted, Answered, Asked, Ended, Held, History, Hooked
from .rows import LIVE, RequestRow, Rows

FINAL = ("complete", "flagged", "aborted")


def judge(history: History, rows: Rows) -> list[str]:
    """What is wrong; empty when every promise was kept."""
    by_id = {row.id: row for row in rows.requests}
    return [
        *_every_200_is_there_once(history, rows, by_id),
        *_answers_count_once(history, rows, by_id),
        *_one_ending(history, by_id),
        *_hooks_arrive(history, rows, by_id),
        *_nothing_is_held_twice(history, rows, by_id),
        *_all_has_ended(rows),
        *(f"{one.what} was answered {one.status}: {one.text[:200]}" for one in history.of(Answered)),
    ]


def _id(answer: dict) -> str:
    return str(answer["id"]).replace("-", "")


def _every_200_is_there_once(history: History, rows: Rows, by_id: dict[str, RequestRow]) -> Iterator[str]:
    made: dict[str, list[str]] = defaultdict(list)
    for row in rows.requests:
        made[row.key].append(row.id)
    for key, ids in made.items():
        if len(ids) > 1:
            yield f"key {key} made {len(ids)} requests"
    for asked in history.of(Asked):
        row = by_id.get(_id(asked.answer))
        if row is None:
            yield f"request {_id(asked.answer)} was answered 200 and is lost"
        elif row.key != asked.key:
            yield f"key {asked.key} was answered with request {row.id}, which is of key {row.key}"


def _answers_count_once(history: History, rows: Rows, by_id: dict[str, RequestRow]) -> Iterator[str]:
    assignments = {row.id: row for row in rows.assignments}
    for accepted in history.of(Accepted):
        row = assignments.get(accepted.assignment)
        if row is None:
            yield f"assignment {accepted.assignment} was accepted and is lost"
            continue
        request = by_id[row.request]
        if row.status != "answered" or row.answer != accepted.answer:
            yield f"assignment {row.id} was accepted with {accepted.answer} and is {row.status} with {row.answer}"
        elif request.status == "complete" and (request.raw_responses or {}).get(row.cruncher) != accepted.answer:
            yield f"assignment {row.id} was accepted, and request {request.id} does not count it"
    counted: dict[str, set[str]] = defaultdict(set)
    for row in rows.assignments:
        if row.status == "answered":
            counted[row.request].add(row.cruncher)
    for request in rows.requests:
        if len(counted[request.id]) > request.most:
            yield f"request {request.id} has {len(counted[request.id])} answers, where {request.most} were wanted"
        if request.status == "complete" and set(request.raw_responses or {}) != counted[request.id]:
            yield f"request {request.id} counts other answers than were given"


def _one_ending(history: History, by_id: dict[str, RequestRow]) -> Iterator[str]:
    for ended in history.of(Ended):
        row = by_id.get(_id(ended.answer))
        if row is None:
            yield f"request {_id(ended.answer)} ended and is lost"
        elif ended.answer["status"] != row.status:
            yield f"request {row.id} ended as {ended.answer['status']} and is {row.status}"
        elif row.status == "complete" and ended.answer["response"] != row.response:
            yield f"request {row.id} was told {ended.answer['response']} and has {row.response}"


def _hooks_arrive(history: History, rows: Rows, by_id: dict[str, RequestRow]) -> Iterator[str]:
    calls: dict[str, list[Hooked]] = defaultdict(list)
    for call in history.of(Hooked):
        if call.payload is None:
            yield f"webhook {call.webhook_id} came with a wrong signature"
        else:
            calls[_id(call.payload)].append(call)
    owed: dict[str, list[str]] = defaultdict(list)
    for delivery in rows.deliveries:
        owed[delivery.request].append(delivery.id)
    for row in by_id.values():
        if not row.hook_url or row.status not in FINAL:
            continue
        if len(owed[row.id]) != 1:
            yield f"request {row.id} owes {len(owed[row.id])} webhooks"
        if not calls[row.id]:
            yield f"request {row.id} ended, and its webhook never came"
        ids = {call.webhook_id.replace("-", "") for call in calls[row.id]}
        if ids - set(owed[row.id]):
            yield f"request {row.id} got webhooks with the ids {sorted(ids)}"
        for call in calls[row.id]:
            assert call.payload is not None
            if call.payload["status"] != row.status or call.payload.get("response") != row.response:
                yield f"request {row.id}'s webhook says {call.payload['status']}, {call.payload.get('response')}"


def _nothing_is_held_twice(history: History, rows: Rows, by_id: dict[str, RequestRow]) -> Iterator[str]:
    of_request = {row.id: row.request for row in rows.assignments}
    held: dict[str, list[Held]] = defaultdict(list)
    for one in history.of(Held):
        request = of_request.get(one.assignment)
        if request is not None and by_id[request].most == 1:
            held[request].append(one)
    for request, ones in held.items():
        for one, other in combinations(ones, 2):
            if one.assignment != other.assignment and one.since < other.until and other.since < one.until:
                yield f"request {request} was held twice at once"


def _all_has_ended(rows: Rows) -> Iterator[str]:
    for row in rows.requests:
        if row.status not in FINAL:
            yield f"request {row.id} has not ended"
        elif row.open_places:
            yield f"request {row.id} ended with {row.open_places} open places"
    ended = {row.id for row in rows.requests if row.status in FINAL}
    for assignment in rows.assignments:
        if assignment.request in ended and assignment.status in LIVE:
            yield f"assignment {assignment.id} is {assignment.status}, and its request ended"
    for delivery in rows.deliveries:
        if delivery.status != "delivered":
            yield f"webhook {delivery.id} is {delivery.status}"
