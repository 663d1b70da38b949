"""An answer that was sent is taken back, for as long as it has ended nothing."""

import pytest
from django.core.exceptions import ValidationError

from crunchers import ahead, assignments, dispatch, reservations, undoing
from crunchers.assignments import Gone
from crunchers.models import Cruncher, LedgerEntry, Rate
from requests_app import confidence, lifecycle
from requests_app.models import Accuracy, Assignment, GoldJudgement, HeatRequest, Tally, WebhookDelivery
from requests_app.tasks import sweep
from tests.gold_work import make_gold
from tests.making import fresh, make_account, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TWO_OF_THREE = {"min_agreements": 2, "max_crunchers": 3}
DAY = 24 * 3600


@pytest.fixture
def cruncher():
    return make_cruncher()


@pytest.fixture
def slow():
    """An account that lets an answer be taken back for 5 s."""
    account = make_account()
    account.undo_seconds = 5
    account.save()
    return account


def answer(cruncher: Cruncher, value: str = "red") -> Assignment:
    taken = dispatch.take(cruncher.pk)
    assert taken is not None
    assignments.submit(cruncher, taken.pk, str(taken.token), [value], None)
    return fresh(taken)


def take_back(cruncher: Cruncher, sent: Assignment) -> Assignment:
    return undoing.take_back(cruncher, sent.pk, str(sent.token))


def over(heat_request: HeatRequest) -> None:
    HeatRequest.objects.filter(pk=heat_request.pk).update(settles_at=lifecycle.due_in(-1))


def test_an_answer_of_several_is_taken_back_and_given_anew(cruncher):
    heat_request = make_request(make_account(), confidence=TWO_OF_THREE)
    held = take_back(cruncher, answer(cruncher))
    assert (held.status, held.answer, fresh(heat_request).open_places) == ("held", None, 1)
    assert assignments.current(cruncher).pk == held.pk
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    answer(make_cruncher(), "blue")
    assert fresh(heat_request).response == ["blue"]


def test_who_takes_an_answer_back_waits_for_no_task_any_more(cruncher):
    make_request(make_account(), confidence=TWO_OF_THREE)
    sent = answer(cruncher)
    assert dispatch.next_for(cruncher) is None
    assert fresh(cruncher).waiting_since is not None
    take_back(cruncher, sent)
    assert fresh(cruncher).waiting_since is None


@pytest.mark.parametrize("standing", ["banned", "paused"])
def test_who_was_stopped_takes_nothing_back(cruncher, standing):
    make_request(make_account(), confidence=TWO_OF_THREE)
    sent = answer(cruncher)
    assignments.ban(cruncher, "spam", standing)
    with pytest.raises(Gone, match="stopped"):
        take_back(cruncher, sent)
    assert fresh(sent).status == "answered"


def test_others_no_longer_agree_with_what_was_taken_back(cruncher):
    heat_request = make_request(make_account(), confidence={"min_agreements": 3, "max_crunchers": 4})
    sent = answer(cruncher, "red")
    answer(make_cruncher(), "red")
    held = take_back(cruncher, sent)
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    answer(make_cruncher(), "red")
    assert fresh(heat_request).status == "pending"
    answer(make_cruncher(), "red")
    ended = fresh(heat_request)
    assert (ended.response, ended.raw_responses[cruncher.public_id]) == (["red"], ["blue"])


def test_what_is_in_hand_steps_back_behind_it_and_is_not_revoked(cruncher):
    account = make_account()
    make_request(account, confidence=TWO_OF_THREE)
    second, third = make_request(account), make_request(account)
    sent = answer(cruncher)
    dispatch.take(cruncher.pk)
    ahead.reserve(cruncher)
    take_back(cruncher, sent)
    assert reservations.of(cruncher).heat_request_id == second.pk
    assert fresh(third).open_places == 1
    dispatch.take(make_cruncher().pk)
    dispatch.take(make_cruncher().pk)
    assert dispatch.take(make_cruncher().pk) is None
    assert reservations.of(cruncher).heat_request_id == second.pk


def test_by_default_one_answer_ends_its_request_at_once_and_can_not_be_taken_back(cruncher):
    heat_request = make_request(make_account())
    sent = answer(cruncher)
    assert fresh(heat_request).status == "complete"
    assert undoing.seconds_left(cruncher, sent.pk) is None
    with pytest.raises(Gone, match="client has it"):
        take_back(cruncher, sent)


def test_where_the_account_waits_the_answer_is_stored_and_ends_the_request_later(slow, cruncher):
    heat_request = make_request(slow, hook_url="https://example.com/hook")
    sent = answer(cruncher)
    assert (sent.status, fresh(heat_request).status) == ("answered", "pending")
    assert 3 < undoing.seconds_left(cruncher, sent.pk) <= 5
    assert lifecycle.settle_due() == 0
    assert dispatch.take(make_cruncher().pk) is None
    over(heat_request)
    assert lifecycle.settle_due() == 1
    ended = fresh(heat_request)
    assert (ended.status, ended.response, ended.settles_at) == ("complete", ["red"], None)
    assert ended.raw_responses == {cruncher.public_id: ["red"]}
    assert WebhookDelivery.objects.filter(heat_request=heat_request).count() == 1
    assert lifecycle.settle_due() == 0


def test_taken_back_meanwhile_it_ends_nothing(slow, cruncher):
    heat_request = make_request(slow)
    held = take_back(cruncher, answer(cruncher))
    assert fresh(heat_request).settles_at is None
    assert fresh(heat_request).open_places == 0
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    over(heat_request)
    lifecycle.settle_due()
    assert fresh(heat_request).response == ["blue"]


def test_taken_back_and_skipped_it_goes_to_somebody_else(slow, cruncher):
    heat_request = make_request(slow)
    held = take_back(cruncher, answer(cruncher))
    assignments.skip(cruncher, held.pk, str(held.token))
    assert dispatch.take(make_cruncher().pk).heat_request_id == heat_request.pk


def test_an_abort_meanwhile_wins(slow, cruncher):
    heat_request = make_request(slow)
    answer(cruncher)
    lifecycle.abort(heat_request.pk)
    over(heat_request)
    assert lifecycle.settle_due() == 0
    assert fresh(heat_request).status == "aborted"


def test_a_deadline_meanwhile_throws_no_answer_away(slow, cruncher):
    heat_request = make_request(slow, deadline=DAY)
    answer(cruncher)
    HeatRequest.objects.update(due_at=lifecycle.due_in(-1))
    assert lifecycle.end_due() == 1
    assert fresh(heat_request).status == "complete"


def test_an_agreement_waits_too_and_is_found_out_anew_when_one_takes_theirs_back(slow, cruncher):
    heat_request = make_request(slow, confidence=TWO_OF_THREE)
    answer(make_cruncher())
    sent = answer(cruncher)
    assert (fresh(heat_request).status, fresh(heat_request).open_places) == ("pending", 0)
    held = take_back(cruncher, sent)
    assert fresh(heat_request).settles_at is None
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    assert fresh(heat_request).open_places == 1
    answer(make_cruncher())
    over(heat_request)
    lifecycle.settle_due()
    ended = fresh(heat_request)
    assert (ended.response, ended.agreement["agreed"]) == (["red"], 2)


def test_nobody_takes_back_what_another_sent(slow, cruncher):
    make_request(slow)
    sent = answer(cruncher)
    with pytest.raises(Gone):
        take_back(make_cruncher(), sent)


def test_an_old_token_sends_nothing_anew(slow, cruncher):
    make_request(slow)
    sent = answer(cruncher)
    take_back(cruncher, sent)
    with pytest.raises(Gone):
        assignments.submit(cruncher, sent.pk, str(sent.token), ["blue"], None)


def test_an_answer_that_was_compared_with_one_taken_back_is_compared_anew(cruncher):
    heat_request = make_request(make_account(), confidence={"min_agreements": 2, "max_crunchers": 5})
    sent, other = answer(cruncher, "red"), make_cruncher()
    second = dispatch.take(other.pk)
    weighed = confidence.weigh(heat_request, second.pk, other.public_id, ["red"], None)
    held = take_back(cruncher, sent)
    assert confidence.caught_up(heat_request, weighed)[-1].agrees_with == {}
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    assert confidence.caught_up(heat_request, weighed)[-1].agrees_with == {}
    assert weighed.answer.agrees_with == {sent.pk: 0.0}


def test_the_sweep_ends_what_a_lost_hint_left(slow, cruncher):
    heat_request = make_request(slow)
    answer(cruncher)
    over(heat_request)
    sweep()
    assert fresh(heat_request).status == "complete"


def test_managers_set_the_seconds_and_not_more_than_half_a_minute(slow):
    slow.undo_seconds = 31
    with pytest.raises(ValidationError, match="30"):
        slow.full_clean()


def test_an_answer_that_is_taken_back_is_not_counted(slow, cruncher):
    make_request(slow)
    sent = answer(cruncher)
    counted = Tally.objects.filter(cruncher=cruncher, what="answered")
    assert [one.n for one in counted] == [1]
    take_back(cruncher, sent)
    assert [one.n for one in counted.all()] == [0]


def test_what_an_answer_earned_is_taken_back_with_it_and_earned_again(slow, cruncher):
    Rate.objects.create(type="multiple-choice", since="2020-01-01", micros=20_000)
    make_request(slow)
    held = take_back(cruncher, answer(cruncher))
    earned = LedgerEntry.objects.filter(cruncher=cruncher).order_by("pk").values_list("micros", flat=True)
    assert list(earned) == [20_000, -20_000]
    assignments.submit(cruncher, held.pk, str(held.token), ["blue"], None)
    assert list(earned.all()) == [20_000, -20_000, 20_000]


def test_adaptive_answers_that_settle_are_learnt_from_and_the_one_taken_back_is_not(slow, cruncher):
    confidence = {"strategy": "adaptive", "target": 0.9, "max_crunchers": 2}
    heat_request = make_request(slow, confidence=confidence)
    answer(make_cruncher())
    held = take_back(cruncher, answer(cruncher, "blue"))
    assert fresh(heat_request).settles_at is None
    assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
    assert (fresh(heat_request).status, fresh(heat_request).lesson_due) == ("pending", False)
    over(heat_request)
    assert lifecycle.settle_due() == 1
    ended = fresh(heat_request)
    assert (ended.status, list(ended.raw_responses.values())) == ("complete", [["red"], ["red"]])
    assert ended.lesson_due


def test_where_work_could_not_be_taken_back_gold_can_not_either(cruncher):
    make_gold()
    sent = answer(cruncher)
    assert sent.gold
    assert undoing.seconds_left(cruncher, sent.pk) is None
    with pytest.raises(Gone, match="client has it"):
        take_back(cruncher, sent)


def test_where_work_could_be_gold_can_be_taken_back_and_is_judged_by_what_is_sent_then(slow, cruncher):
    Rate.objects.create(type="multiple-choice", since="2026-01-01", micros=10)
    make_gold(account=slow)
    sent = answer(cruncher, "blue")
    assert 3 < undoing.seconds_left(cruncher, sent.pk) <= 5
    held = take_back(cruncher, sent)
    assert (held.status, held.gold, held.answer) == ("held", True, None)
    assert not GoldJudgement.objects.exists()
    assert (Accuracy.objects.get().right, Accuracy.objects.get().wrong) == (0, 0)
    assert not Tally.objects.filter(n__gt=0).exists()
    assert sum(entry.micros for entry in LedgerEntry.objects.all()) == 0
    assignments.submit(cruncher, held.pk, str(held.token), ["red"], None)
    assert GoldJudgement.objects.get().right
    assert (Accuracy.objects.get().right, Accuracy.objects.get().wrong) == (1, 0)


def test_gold_that_looks_like_work_of_several_can_be_taken_back_as_that_can(cruncher, settings):
    make_gold(confidence=TWO_OF_THREE)
    sent = answer(cruncher)
    assert undoing.seconds_left(cruncher, sent.pk) == float("inf")
    Assignment.objects.filter(pk=sent.pk).update(ended_at=lifecycle.due_in(-settings.HEAT_LEASE - 1))
    with pytest.raises(Gone, match="client has it"):
        take_back(cruncher, sent)
