"""One reservation and those who race for it: two who are idle, its own cruncher, its lease's end, an abort."""

from typing import Any

import pytest
from django.db.models import Count

from crunchers import ahead, assignments, dispatch, undoing
from crunchers.models import Cruncher
from requests_app import lifecycle
from requests_app.models import Account, Assignment, HeatRequest
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

from .rounds import rounds
from .test_one_ending import raced

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
ROUNDS = rounds(15)


def reserved(account: Account, cruncher: Cruncher) -> tuple[Assignment, Assignment]:
    """A task in a cruncher's hands, and the one that is reserved behind it."""
    make_requests(account, [COLOUR] * 2)
    held, kept = dispatch.take(cruncher.pk), ahead.reserve(cruncher)
    assert held and kept
    return held, kept


def submit(cruncher: Cruncher, assignment: Assignment) -> None:
    assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)


def all_is_well() -> None:
    """Nobody has two, no request is in two hands, and the places agree with the hands."""
    in_hand = Assignment.objects.filter(status__in=Assignment.IN_HAND)
    assert not in_hand.values("cruncher").annotate(n=Count("pk")).filter(n__gt=1).exists()
    live = Assignment.objects.filter(status__in=Assignment.LIVE)
    assert not live.values("heat_request").annotate(n=Count("pk")).filter(n__gt=1).exists()
    for heat_request in HeatRequest.objects.filter(status="pending"):
        answered = heat_request.assignments.filter(status="answered").exists()
        assert heat_request.open_places == int(not answered and not live.filter(heat_request=heat_request).exists())


def clear() -> None:
    for heat_request in HeatRequest.objects.filter(status="pending"):
        lifecycle.abort(heat_request.pk)
    Cruncher.objects.update(waiting_since=None)


def test_of_two_who_become_idle_one_gets_it():
    account, cruncher = make_account(), make_cruncher()
    idle = [make_cruncher(), make_cruncher()]
    for _ in range(ROUNDS):
        _, kept = reserved(account, cruncher)
        got = raced(*[lambda one=one: dispatch.next_for(one) for one in idle])
        assert sorted(isinstance(one, Assignment) for one in got) == [False, True]
        [winner] = [one for one in got if isinstance(one, Assignment)]
        assert (winner.heat_request_id, fresh(kept).status) == (kept.heat_request_id, "withdrawn")
        all_is_well()
        clear()


def test_sent_as_it_is_revoked_the_next_is_either_kept_or_gone():
    account, cruncher, idle = make_account(), make_cruncher(), make_cruncher()
    for _ in range(ROUNDS):
        held, kept = reserved(account, cruncher)

        def send(held: Assignment = held) -> Any:
            submit(cruncher, held)
            return dispatch.next_for(cruncher)

        mine, theirs = raced(send, lambda: dispatch.next_for(idle))
        assert fresh(held).status == "answered"
        holders = [one.cruncher_id for one in (mine, theirs) if isinstance(one, Assignment)]
        assert len(holders) == 1
        assert Assignment.objects.get(heat_request=kept.heat_request_id, status="offered").cruncher_id == holders[0]
        all_is_well()
        clear()


def test_reserved_and_wanted_in_the_same_moment_it_ends_with_the_idle():
    account, cruncher, idle = make_account(), make_cruncher(), make_cruncher()
    for _ in range(ROUNDS):
        make_requests(account, [COLOUR] * 2)
        assert dispatch.take(cruncher.pk)
        raced(lambda: ahead.reserve(cruncher), lambda: dispatch.next_for(idle))
        dispatch.pair()
        assert assignments.current(idle) is not None
        all_is_well()
        clear()


def test_swept_revoked_and_aborted_at_once_it_has_one_end():
    account, cruncher, idle = make_account(), make_cruncher(), make_cruncher()
    for _ in range(ROUNDS):
        _, kept = reserved(account, cruncher)
        Assignment.objects.filter(pk=kept.pk).update(expires_at=lifecycle.due_in(-1))
        raced(assignments.sweep, lambda: dispatch.next_for(idle), lambda: lifecycle.abort(kept.heat_request_id))
        assert fresh(kept).status in ("expired", "withdrawn")
        assert fresh(kept.heat_request).open_places == 0
        all_is_well()
        clear()


def test_an_answer_taken_back_as_its_time_ends_is_one_or_the_other():
    account, cruncher = make_account(), make_cruncher()
    Account.objects.update(undo_seconds=5)
    for number in range(ROUNDS):
        heat_request = make_request(account)
        held = dispatch.take(cruncher.pk)
        assert held is not None
        submit(cruncher, held)
        HeatRequest.objects.filter(pk=heat_request.pk).update(settles_at=lifecycle.due_in(-1))
        back, _, aborted = raced(
            lambda: undoing.take_back(cruncher, held.pk, str(held.token)),
            lifecycle.settle_due,
            lambda: lifecycle.abort(heat_request.pk) if number % 2 else None,
        )
        ended = fresh(heat_request)
        if ended.status == "complete":
            assert (fresh(held).status, isinstance(back, assignments.Gone)) == ("answered", True)
        elif ended.status == "pending":
            assert (fresh(held).status, ended.settles_at, ended.open_places) == ("held", None, 0)
        else:
            assert (ended.status, aborted) == ("aborted", "done")
            assert fresh(held).status in ("answered", "withdrawn")
        all_is_well()
        clear()
