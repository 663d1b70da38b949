"""Gold questions among a cruncher's work: which comes when, and how its answer is judged."""

import threading
import uuid
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from crunchers import assignments, dispatch, history, quality
from crunchers.models import Cruncher, LedgerEntry, Rate
from requests_app import lifecycle
from requests_app.models import Accuracy, Assignment, GoldJudgement, GoldQuestion, HeatRequest, Qualification, Tally
from tests.gold_work import answer, answered, make_gold, only_gold, taken
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def only_gold_where_there_is_any(settings):
    only_gold(settings)


def tallied(cruncher, *whats) -> list[int]:
    counts = dict(Tally.objects.filter(cruncher=cruncher).values_list("what", "n"))
    return [counts.get(what, 0) for what in whats]


# What comes when -----------------------------------------------------------------------------------------------------


def test_it_takes_the_place_of_work_at_the_share_that_is_set(settings, monkeypatch):
    settings.HEAT_GOLD_SHARE = 0.05
    make_gold(1)
    make_request(make_account())
    cruncher = make_cruncher()
    monkeypatch.setattr(quality, "random", lambda: 0.05)
    work = taken(cruncher)
    assert not work.gold
    assignments.skip(cruncher, work.pk, str(work.token))
    make_request(make_account())
    monkeypatch.setattr(quality, "random", lambda: 0.0499)
    assert taken(cruncher).gold


def test_it_does_not_come_where_there_is_no_work():
    make_gold()
    assert dispatch.next_for(make_cruncher()) is None


def test_the_first_tasks_of_a_new_cruncher_are_gold_with_work_or_without(settings):
    settings.HEAT_GOLD_SHARE, settings.HEAT_GOLD_FIRST = 0, 2
    make_gold(4)
    cruncher = make_cruncher()
    answered(cruncher)
    make_requests(make_account(), [COLOUR] * 2)
    got = [taken(cruncher).gold]
    answered(cruncher)
    got.append(taken(cruncher).gold)
    assert got == [True, False]


def test_without_gold_the_first_tasks_are_work(settings):
    settings.HEAT_GOLD_FIRST = 5
    wanted = make_request(make_account())
    assert taken(make_cruncher()).heat_request_id == wanted.pk


def test_each_is_seen_once_and_none_that_one_has_answered_as_work():
    account, cruncher = make_account(), make_cruncher()
    work = make_request(account)
    answered(cruncher)
    GoldQuestion.objects.create(heat_request=work, answer=["red"], created_at=timezone.now())
    gold = make_gold(2)
    make_requests(account, [COLOUR] * 3)
    got = []
    for _ in range(3):
        got.append(taken(cruncher))
        answer(cruncher, got[-1])
    assert {one.heat_request_id for one in got if one.gold} == {one.pk for one in gold}


def test_the_excluded_the_retired_and_what_one_is_not_qualified_for_do_not_come():
    cruncher, account = make_cruncher(), make_account()
    make_gold(exclude_crunchers=[cruncher.public_id])
    [retired] = make_gold()
    lifecycle.archive(retired)
    [spanish] = make_gold(qualifications=["spanish"])
    make_request(account)
    held = taken(cruncher)
    assert not held.gold
    assignments.skip(cruncher, held.pk, str(held.token))
    make_request(account)
    cruncher.qualifications.add(Qualification.objects.create(name="spanish"))
    assert taken(cruncher).heat_request_id == spanish.pk


def test_work_that_gold_took_the_place_of_stays_in_line():
    make_gold()
    work = make_request(make_account())
    assert taken(make_cruncher()).gold
    assert fresh(work).open_places == 1


def test_two_may_have_the_same_one_at_once():
    [gold] = make_gold()
    make_requests(make_account(), [COLOUR] * 2)
    one, other = taken(make_cruncher()), taken(make_cruncher())
    assert {one.heat_request_id, other.heat_request_id} == {gold.pk}


def test_the_places_in_line_are_not_set_back_by_it(settings):
    account, cruncher = make_account(), make_cruncher()
    HeatRequest.objects.filter(pk=make_request(account).pk).update(rank=1000)
    settings.HEAT_GOLD_SHARE = 0
    answered(cruncher)
    settings.HEAT_GOLD_SHARE = 1
    make_gold(25)
    make_request(account)
    answered(cruncher, n=25)
    assert make_request(make_account()).rank > 1000


# Judged --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "right"), [("red", True), ("blue", False)])
def test_an_answer_is_judged_and_told_to_no_client(said, right):
    [gold] = make_gold()
    make_request(make_account())
    before = fresh(gold).__dict__ | {"_state": None}
    cruncher = make_cruncher()
    answered(cruncher, said)
    judgement = GoldJudgement.objects.get()
    assert (judgement.cruncher, judgement.gold_id, judgement.right) == (cruncher, gold.pk, right)
    assert fresh(gold).__dict__ | {"_state": None} == before
    assert tallied(cruncher, "answered", "right", "wrong") == [1, right, not right]


def test_the_tolerance_counts():
    scale = {"instruction": "How warm?", "rating_min": 0, "rating_max": 10}
    make_gold(type="rating", gold={"answer": 5, "tolerance": 1}, **scale)
    make_request(make_account())
    for value, right in ((6, True), (7, False)):
        cruncher = make_cruncher()
        held = taken(cruncher)
        assignments.submit(cruncher, held.pk, str(held.token), value, None)
        assert GoldJudgement.objects.get(cruncher=cruncher).right is right


def test_a_skip_and_a_flag_are_not_judged_and_end_nothing():
    [gold] = make_gold()
    make_request(make_account())
    for end in (assignments.skip, lambda *of: assignments.flag(*of, "unclear", "")):
        cruncher = make_cruncher()
        held = taken(cruncher)
        end(cruncher, held.pk, str(held.token))
    assert not GoldJudgement.objects.exists()
    assert (fresh(gold).status, fresh(gold).flags) == ("complete", None)


def test_what_was_skipped_does_not_come_back_and_what_expired_may():
    [gold] = make_gold()
    make_request(make_account())
    cruncher = make_cruncher()
    first = taken(cruncher)
    Assignment.objects.update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()
    again = taken(cruncher)
    assert (again.pk, again.gold, again.heat_request_id) == (first.pk, True, gold.pk)
    assignments.skip(cruncher, again.pk, str(again.token))
    assert not taken(cruncher).gold


def test_what_one_let_go_as_work_may_come_as_gold():
    work, cruncher = make_request(make_account()), make_cruncher()
    held = taken(cruncher)
    assignments.stop(cruncher)
    HeatRequest.objects.filter(pk=work.pk).update(status="complete", open_places=0, response=["red"])
    GoldQuestion.objects.create(heat_request=work, answer=["red"], created_at=timezone.now())
    make_request(make_account())
    again = taken(cruncher)
    assert (again.pk, again.gold) == (held.pk, True)
    answer(cruncher, again)
    assert GoldJudgement.objects.get().right


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_sent_twice_at_once_is_judged_once():
    make_gold()
    make_request(make_account())
    cruncher = make_cruncher()
    held = taken(cruncher)
    assignments.acknowledge(cruncher, held.pk, str(held.token))

    def send() -> None:
        try:
            assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert GoldJudgement.objects.count() == 1
    assert tallied(cruncher, "answered", "right") == [1, 1]


def test_a_stranger_can_not_answer_it():
    make_gold()
    make_request(make_account())
    held = taken(make_cruncher())
    with pytest.raises(assignments.Gone):
        assignments.submit(make_cruncher(), held.pk, str(held.token), ["red"], None)
    with pytest.raises(assignments.Gone):
        assignments.submit(Cruncher.objects.get(pk=held.cruncher_id), held.pk, str(uuid.uuid4()), ["red"], None)


def test_it_teaches_what_its_cruncher_can_do_and_earns_as_any_other():
    Rate.objects.create(type="multiple-choice", since=date(2026, 1, 1), micros=1000)
    make_gold(2)
    make_requests(make_account(), [COLOUR])
    cruncher = make_cruncher()
    answered(cruncher, "red")
    answered(cruncher, "blue")
    accuracy = Accuracy.objects.get(cruncher=cruncher)
    assert (accuracy.right, accuracy.wrong) == (1, 1)
    assert LedgerEntry.objects.filter(cruncher=cruncher).count() == 2
    assert {one.outcome for one in history.page(cruncher)[0]} == {"Accepted."}
