"""What is reserved behind the task in hand, and when it goes to somebody who is idle."""

import pytest

from crunchers import ahead, assignments, dispatch, reservations
from crunchers.assignments import Gone
from crunchers.models import Cruncher
from requests_app import events, lifecycle, maintenance
from requests_app.models import Assignment, Qualification, Switches
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TWO = {"min_agreements": 2, "max_crunchers": 2}


@pytest.fixture
def cruncher():
    return make_cruncher()


@pytest.fixture
def two(cruncher):
    """Two requests: the first in the cruncher's hands, the second in line."""
    made = make_requests(make_account(), [COLOUR] * 2)
    assert dispatch.take(cruncher.pk).heat_request_id == made[0].pk
    return made


@pytest.fixture
def kept(cruncher, two):
    """The second, reserved."""
    assignment = ahead.reserve(cruncher)
    assert (assignment.heat_request_id, assignment.status) == (two[1].pk, "reserved")
    return assignment


def submit(cruncher: Cruncher, assignment: Assignment) -> None:
    assignments.submit(cruncher, assignment.pk, str(assignment.token), ["red"], None)


def test_what_is_reserved_takes_up_its_place(kept, two):
    assert fresh(two[1]).open_places == 0


def test_asking_again_renews_what_is_reserved(cruncher, kept, settings):
    Assignment.objects.filter(pk=kept.pk).update(expires_at=lifecycle.due_in(1))
    assert ahead.reserve(cruncher).pk == kept.pk
    Assignment.objects.filter(pk=kept.pk, expires_at__gt=lifecycle.due_in(settings.HEAT_RESERVED - 5)).get()


def test_nothing_is_reserved_for_somebody_with_empty_hands(cruncher):
    make_request(make_account())
    assert ahead.reserve(cruncher) is None


def test_nothing_is_reserved_in_maintenance(cruncher, two):
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": True})
    maintenance.forget()
    assert ahead.reserve(cruncher) is None
    maintenance.forget()


def test_nothing_is_reserved_that_somebody_who_waits_could_take(cruncher, two):
    idle = make_cruncher()
    Cruncher.objects.filter(pk=idle.pk).update(waiting_since=lifecycle.due_in(0), seen_at=lifecycle.due_in(0))
    assert ahead.reserve(cruncher) is None
    assert fresh(two[1]).open_places == 1


def test_who_waits_and_may_not_take_it_keeps_nothing_from_being_reserved(cruncher):
    account, idle = make_account(), make_cruncher()
    make_request(account)
    dispatch.take(cruncher.pk)
    make_request(account, exclude_crunchers=[idle.public_id])
    assert dispatch.next_for(idle) is None
    assert ahead.reserve(cruncher) is not None


def test_what_is_reserved_is_offered_when_the_task_in_hand_is_sent(cruncher, kept):
    submit(cruncher, assignments.current(cruncher))
    following = dispatch.next_for(cruncher)
    assert (following.pk, following.token, following.status) == (kept.pk, kept.token, "offered")


def test_in_maintenance_what_is_reserved_may_still_be_done(cruncher, kept):
    submit(cruncher, assignments.current(cruncher))
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": True})
    maintenance.forget()
    assert dispatch.next_for(cruncher).pk == kept.pk
    maintenance.forget()


def test_it_is_revoked_for_somebody_who_becomes_idle(cruncher, kept, two):
    idle = make_cruncher()
    assert dispatch.next_for(idle).heat_request_id == two[1].pk
    assert fresh(kept).status == "withdrawn"
    assert fresh(two[1]).open_places == 0
    assert reservations.of(cruncher) is None


def test_it_is_not_revoked_while_something_else_is_open(cruncher, kept):
    other = make_request(make_account())
    assert dispatch.next_for(make_cruncher()).heat_request_id == other.pk
    assert fresh(kept).status == "reserved"


def test_it_is_not_revoked_for_somebody_who_may_not_take_it(cruncher):
    account, idle = make_account(), make_cruncher()
    make_request(account)
    dispatch.take(cruncher.pk)
    make_request(account, exclude_crunchers=[idle.public_id])
    kept = ahead.reserve(cruncher)
    assert dispatch.next_for(idle) is None
    assert dispatch.why_nothing(idle) == "held_by_others"
    assert fresh(kept).status == "reserved"


def test_nobody_is_given_the_place_beside_their_own_in_a_request_for_two(cruncher):
    account = make_account()
    make_request(account)
    dispatch.take(cruncher.pk)
    several = make_request(account, confidence=TWO)
    kept, other = ahead.reserve(cruncher), make_cruncher()
    assert dispatch.next_for(other).heat_request_id == several.pk
    assert fresh(kept).status == "reserved"
    assert dispatch.next_for(make_cruncher()).heat_request_id == several.pk
    assert fresh(kept).status == "withdrawn"


def test_the_sweep_finds_an_idle_cruncher_whom_a_reservation_missed(cruncher, kept):
    idle = make_cruncher()
    Cruncher.objects.filter(pk=idle.pk).update(waiting_since=lifecycle.due_in(0), seen_at=lifecycle.due_in(0))
    dispatch.pair()
    assert assignments.current(idle).heat_request_id == kept.heat_request_id


def test_a_page_that_no_longer_asks_gives_it_back(cruncher, kept, two):
    Assignment.objects.filter(pk=kept.pk).update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()
    assert fresh(kept).status == "expired"
    assert fresh(two[1]).open_places == 1
    assert assignments.current(cruncher).heat_request_id == two[0].pk


def test_a_break_gives_both_back(cruncher, kept, two):
    assignments.stop(cruncher)
    assert [fresh(one).open_places for one in two] == [1, 1]


def test_an_abort_takes_it_away(cruncher, kept, two):
    lifecycle.abort(two[1].pk)
    assert fresh(kept).status == "withdrawn"


def test_an_answer_to_it_is_taken_before_the_one_in_hand_is_sent(cruncher, kept, two):
    submit(cruncher, kept)
    assert [fresh(one).status for one in two] == ["pending", "complete"]


def test_it_can_not_be_held_beside_the_one_in_hand(cruncher, kept):
    with pytest.raises(Gone):
        assignments.acknowledge(cruncher, kept.pk, str(kept.token))
    assert fresh(kept).status == "reserved"


def test_the_page_that_loses_it_is_told(cruncher, kept, monkeypatch):
    told = []
    monkeypatch.setattr(events, "closed", lambda *what: told.append(what))
    dispatch.next_for(make_cruncher())
    assert told == [(cruncher.pk, kept.pk, "Somebody who was free has this question now.")]


def test_who_lacks_a_qualification_keeps_nothing_from_being_reserved_and_has_nothing_revoked(cruncher):
    spanish, account, idle = Qualification.objects.create(name="spanish"), make_account(), make_cruncher()
    cruncher.qualifications.add(spanish)
    make_request(account)
    dispatch.take(cruncher.pk)
    make_request(account, qualifications=["Spanish"])
    assert dispatch.next_for(idle) is None
    kept = ahead.reserve(cruncher)
    assert kept is not None
    assert dispatch.next_for(idle) is None
    idle.qualifications.add(spanish)
    assert dispatch.next_for(idle).heat_request_id == kept.heat_request_id


def test_a_gold_question_is_reserved_as_work_is_and_revoked_for_nobody(cruncher, two, settings):
    settings.HEAT_GOLD_SHARE = 1
    make_request(two[0].account, gold={"answer": ["red"]})
    kept = ahead.reserve(cruncher)
    assert (kept.gold, fresh(two[1]).open_places) == (True, 1)
    submit(cruncher, assignments.current(cruncher))
    assert dispatch.take(cruncher.pk).pk == kept.pk
    submit(cruncher, kept)
    assert fresh(kept).status == "answered"
