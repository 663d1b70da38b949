"""Leases: offered, acknowledged, kept alive, run out, taken up again."""

import uuid

import pytest
from rest_framework.exceptions import ValidationError

from crunchers import assignments, dispatch
from crunchers.assignments import Gone
from crunchers.models import Cruncher
from requests_app import lifecycle
from requests_app.models import Assignment, HeatRequest
from tests.making import fresh, make_account, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def cruncher():
    return make_cruncher()


@pytest.fixture
def heat_request():
    return make_request(make_account())


@pytest.fixture
def offered(cruncher, heat_request):
    return dispatch.take(cruncher.pk)


@pytest.fixture
def held(cruncher, offered):
    assignments.acknowledge(cruncher, offered.pk, str(offered.token))
    return fresh(offered)


def run_out(assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()


def reach_the_limit(assignment: Assignment, settings) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(held_at=lifecycle.due_in(-settings.HEAT_TASK_LIMIT - 1))


def submit(cruncher: Cruncher, assignment: Assignment, answer=("red",)) -> None:
    assignments.submit(cruncher, assignment.pk, str(assignment.token), list(answer), None)


def test_an_offer_that_nobody_acknowledges_is_taken_back_and_the_cruncher_counts_as_away(
    cruncher, offered, heat_request
):
    run_out(offered)
    assert fresh(offered).status == "expired"
    assert fresh(heat_request).open_places == 1
    assert fresh(cruncher).waiting_since is None


def test_acknowledging_begins_the_lease_and_the_limit(cruncher, offered, settings):
    left = assignments.acknowledge(cruncher, offered.pk, str(offered.token))
    assert left.lease == pytest.approx(settings.HEAT_LEASE, abs=2)
    assert left.left == pytest.approx(settings.HEAT_TASK_LIMIT, abs=2)
    assert fresh(offered).status == "held"


def test_a_heartbeat_extends_the_lease_but_not_the_limit(cruncher, held, settings):
    Assignment.objects.filter(pk=held.pk).update(
        expires_at=lifecycle.due_in(5), held_at=lifecycle.due_in(-settings.HEAT_TASK_LIMIT + 30)
    )
    left = assignments.heartbeat(cruncher, held.pk, str(held.token))
    assert left.lease == pytest.approx(30, abs=2)
    assert left.left == pytest.approx(30, abs=2)


def test_a_lease_without_a_heartbeat_gives_the_place_back(held, heat_request):
    run_out(held)
    assert fresh(held).status == "expired"
    assert fresh(heat_request).open_places == 1


def test_a_page_that_comes_back_takes_its_expired_task_up_again(cruncher, held, heat_request, settings):
    run_out(held)
    left = assignments.heartbeat(cruncher, held.pk, str(held.token))
    assert left.lease == pytest.approx(settings.HEAT_LEASE, abs=2)
    assert fresh(held).status == "held"
    assert fresh(heat_request).open_places == 0


def test_who_takes_an_expired_task_up_again_waits_for_none_any_more(cruncher, held):
    run_out(held)
    Cruncher.objects.filter(pk=cruncher.pk).update(waiting_since=lifecycle.due_in(0))
    assignments.heartbeat(cruncher, held.pk, str(held.token))
    assert fresh(cruncher).waiting_since is None


@pytest.mark.parametrize("standing", ["banned", "paused"])
def test_who_was_stopped_neither_takes_an_expired_task_up_again_nor_answers_it(cruncher, held, heat_request, standing):
    run_out(held)
    assignments.ban(cruncher, "spam", standing)
    with pytest.raises(Gone, match="stopped"):
        assignments.heartbeat(cruncher, held.pk, str(held.token))
    with pytest.raises(Gone, match="stopped"):
        submit(cruncher, held)
    assert (fresh(held).status, fresh(heat_request).open_places) == ("expired", 1)


def test_a_task_that_somebody_else_has_by_now_is_gone(cruncher, held):
    run_out(held)
    assert dispatch.take(make_cruncher().pk) is not None
    with pytest.raises(Gone, match="somebody else"):
        assignments.heartbeat(cruncher, held.pk, str(held.token))
    with pytest.raises(Gone):
        submit(cruncher, held)


def test_past_the_limit_the_page_is_told_that_it_is_late_but_may_send(cruncher, held, settings):
    reach_the_limit(held, settings)
    run_out(held)
    assert assignments.heartbeat(cruncher, held.pk, str(held.token)).late
    submit(cruncher, held)
    assert HeatRequest.objects.get().status == "complete"


def test_an_answer_ends_the_request_with_it(cruncher, held, heat_request):
    submit(cruncher, held)
    ended = fresh(heat_request)
    assert (ended.status, ended.response, ended.raw_responses) == ("complete", ["red"], {cruncher.public_id: ["red"]})
    assert fresh(held).status == "answered"


def test_a_late_answer_is_taken_while_the_place_is_free(cruncher, held, heat_request):
    run_out(held)
    submit(cruncher, held)
    assert fresh(heat_request).status == "complete"
    assert fresh(heat_request).open_places == 0


def test_an_answer_that_the_question_does_not_allow_is_refused_and_the_task_kept(cruncher, held):
    with pytest.raises(ValidationError):
        submit(cruncher, held, ["violet"])
    assert fresh(held).status == "held"


def test_submitting_twice_changes_nothing(cruncher, held, heat_request):
    submit(cruncher, held)
    before = fresh(heat_request).completed_at
    submit(cruncher, held, ["blue"])
    assert fresh(heat_request).completed_at == before
    assert fresh(heat_request).response == ["red"]


def test_an_old_token_does_nothing(cruncher, held):
    for action in (assignments.heartbeat, assignments.skip):
        with pytest.raises(Gone):
            action(cruncher, held.pk, str(uuid.uuid4()))
    with pytest.raises(Gone):
        assignments.submit(cruncher, held.pk, str(uuid.uuid4()), ["red"], None)
    assert fresh(held).status == "held"


def test_another_crunchers_task_can_not_be_touched(held):
    with pytest.raises(Gone):
        submit(make_cruncher(), held)
    assert fresh(held).status == "held"


def test_a_break_gives_the_task_back_at_once(cruncher, held, heat_request):
    assignments.stop(cruncher)
    assert fresh(heat_request).open_places == 1
    assert dispatch.take(make_cruncher().pk) is not None


def test_a_manager_puts_a_task_back_only_while_it_is_in_somebodys_hands(cruncher, held, heat_request):
    assert assignments.put_back(held)
    assert not assignments.put_back(held)
    assert fresh(heat_request).open_places == 1


def test_a_banned_cruncher_loses_the_task_and_gets_no_other(cruncher, held, heat_request):
    assignments.ban(cruncher, "Spam.")
    assert fresh(heat_request).open_places == 1
    assert dispatch.take(cruncher.pk) is None


def test_an_abort_takes_the_task_off_the_screen(cruncher, held, heat_request):
    lifecycle.abort(heat_request.pk)
    assert fresh(held).status == "withdrawn"
    with pytest.raises(Gone, match="client has taken"):
        submit(cruncher, held)


def test_a_waiting_page_that_no_longer_asks_is_forgotten(cruncher, settings):
    dispatch.next_for(cruncher)
    Cruncher.objects.update(seen_at=lifecycle.due_in(-settings.HEAT_UNSEEN - 1))
    assignments.sweep()
    assert fresh(cruncher).waiting_since is None


@pytest.fixture
def offered_anew_meanwhile(monkeypatch):
    """As soon as a call has locked the request, its assignment has run out and was offered again, with a new token."""
    lock = assignments._lock

    def locked(assignment):
        found = lock(assignment)
        Assignment.objects.filter(pk=assignment.pk).update(token=uuid.uuid4(), status="offered", held_at=None)
        return found

    monkeypatch.setattr(assignments, "_lock", locked)


@pytest.mark.parametrize("call", [assignments.heartbeat, assignments.skip])
def test_what_is_offered_anew_while_a_call_waits_for_its_lock_is_gone(cruncher, held, offered_anew_meanwhile, call):
    run_out(held)
    with pytest.raises(Gone):
        call(cruncher, held.pk, str(held.token))


def test_what_is_offered_anew_right_after_its_acknowledgement_is_gone(cruncher, offered, monkeypatch):
    acknowledged = assignments.left_of

    def left(assignment_id):
        Assignment.objects.filter(pk=assignment_id).update(token=uuid.uuid4(), status="offered", held_at=None)
        return acknowledged(assignment_id)

    monkeypatch.setattr(assignments, "left_of", left)
    with pytest.raises(Gone):
        assignments.acknowledge(cruncher, offered.pk, str(offered.token))
