"""Adaptive confidence from POST to GET: decided by what is known of each cruncher, which is learnt on the way."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crunchers import assignments, dispatch
from requests_app import hints, learning, lifecycle, tasks
from requests_app.models import Accuracy, Assignment, Confusion, HeatRequest, Lesson, QuestionKind
from tests.making import fresh, make_cruncher, make_request, make_requests

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ADAPTIVE = {"strategy": "adaptive", "target": 0.9}
YES_OR_NO = {"instruction": "Is it a cat?", "choices": ["yes", "no"], "max_answers": 1}


def ask(live, confidence=ADAPTIVE, type="multiple-choice", **fields):
    body = {**(YES_OR_NO if type == "multiple-choice" else {"instruction": "Say it."}), **fields}
    return live.post(f"/v1/requests/{type}", {**body, "confidence": confidence}).json()["id"]


def shown(live, request_id):
    return live.get(f"/v1/requests/{request_id}").json()


def places(request_id):
    return HeatRequest.objects.get(pk=request_id).open_places


def take(cruncher=None):
    held = dispatch.take((cruncher or make_cruncher()).pk)
    assert held is not None
    assignments.acknowledge(held.cruncher, held.pk, str(held.token))
    return held


def submit(held, answer):
    assignments.submit(held.cruncher, held.pk, str(held.token), answer, None)


def answered(live, answers, confidence=ADAPTIVE, **fields):
    """A request that these people answered: (cruncher, answer) in order, as long as it asks."""
    request_id = ask(live, confidence, **fields)
    for cruncher, answer in answers:
        submit(take(cruncher), answer)
    return request_id


def expert(type="multiple-choice", right=97, wrong=0):
    """A cruncher who is known to be right."""
    cruncher = make_cruncher()
    Accuracy.objects.create(cruncher=cruncher, type=type, right=right, wrong=wrong)
    return cruncher


def easy(live, **fields):
    """A kind of question that is known to be easy; a request of it is made, and taken back."""
    request_id = ask(live, **fields)
    submit(take(), ["yes"])
    learnt_from(request_id)
    QuestionKind.objects.update(hard=0, questions=1e6)
    lifecycle.abort(request_id)


def learnt_from(request_id):
    HeatRequest.objects.filter(pk=request_id).update(lesson_due=True)
    assert learning.learn_due() == 1


def test_one_who_is_known_to_be_right_is_enough_and_the_probability_is_shown(live):
    easy(live)
    request_id = ask(live)
    assert places(request_id) == 1
    submit(take(expert()), ["yes"])
    body = shown(live, request_id)
    assert (body["status"], body["response"]) == ("complete", ["yes"])
    agreement = body["agreement"]
    assert (agreement["agreed"], agreement["answers"], agreement["share"]) == (1, 1, 1.0)
    assert agreement["probability"] >= 0.9
    assert dispatch.take(make_cruncher().pk) is None


def test_strangers_are_asked_until_it_is_sure_enough(live):
    request_id = ask(live)
    asked = 0
    while shown(live, request_id)["status"] == "pending":
        assert places(request_id) >= 1
        submit(take(), ["yes"])
        asked += 1
    body = shown(live, request_id)
    assert asked == 4  # by hand: 16 : 1 for "yes" of easy ones and 1 : 1 of hard ones is past 0.9, 8 : 1 is not
    assert body["agreement"]["probability"] == pytest.approx(0.9094, abs=0.02)


def test_it_ends_with_null_when_all_were_asked_in_vain(live):
    request_id = answered(live, [(None, ["yes"]), (None, ["no"])], {**ADAPTIVE, "max_crunchers": 2})
    body = shown(live, request_id)
    assert (body["status"], body["response"], len(body["raw_responses"])) == ("complete", None, 2)
    assert body["agreement"] == {"agreed": 1, "answers": 2, "share": 0.5, "probability": 0.5}


def test_it_is_decided_by_what_is_known_at_each_answer(live):
    """What was learnt between two answers counts for both of them."""
    request_id = ask(live)
    first = make_cruncher()
    submit(take(first), ["yes"])
    assert shown(live, request_id)["status"] == "pending"
    Accuracy.objects.create(cruncher=first, type="multiple-choice", right=0, wrong=200)
    submit(take(expert()), ["no"])
    assert shown(live, request_id)["response"] == ["no"]


def test_a_place_given_back_ends_it_if_the_answers_are_enough_by_now(live):
    request_id = ask(live)
    first, second = make_cruncher(), make_cruncher()
    for cruncher in (first, second):
        submit(take(cruncher), ["yes"])
    skipping = take()
    for cruncher in (first, second):
        Accuracy.objects.create(cruncher=cruncher, type="multiple-choice", right=97)
    assert shown(live, request_id)["status"] == "pending"
    assignments.skip(skipping.cruncher, skipping.pk, str(skipping.token))
    assert shown(live, request_id)["response"] == ["yes"]


def test_a_lone_flag_does_not_end_it(live):
    request_id = ask(live, {**ADAPTIVE, "min_crunchers": 2, "max_crunchers": 2})
    held = take()
    assignments.flag(held.cruncher, held.pk, str(held.token), "unclear", "")
    assert shown(live, request_id)["status"] == "pending"
    held = take()
    assignments.flag(held.cruncher, held.pk, str(held.token), "other", "Dark.")
    body = shown(live, request_id)
    assert (body["status"], len(body["flags"])) == ("flagged", 2)
    assert body["agreement"] == {"agreed": 0, "answers": 0, "share": None}


def test_an_abort_shows_how_far_it_came(live):
    request_id = answered(live, [(None, ["yes"])])
    live.delete(f"/v1/requests/{request_id}")
    agreement = shown(live, request_id)["agreement"]
    assert (agreement["answers"], 0.5 < agreement["probability"] < 0.9) == (1, True)


def test_ratings_and_texts_are_weighed_by_their_values(live):
    rating = ask(live, type="rating", rating_max=2, rating_step=0.5)
    submit(take(expert("rating")), 1.5)
    assert shown(live, rating)["response"] == 1.5
    text = ask(live, {**ADAPTIVE, "min_crunchers": 2}, type="free-text")
    for words in ("Die  Straße ", "die STRASSE"):
        submit(take(expert("free-text")), words)
    body = shown(live, text)
    assert (body["response"], body["agreement"]["agreed"]) == ("Die  Straße ", 2)
    none = ask(live, choices=["a"], min_answers=0)
    submit(take(expert()), [])
    assert shown(live, none)["response"] == []


@pytest.mark.parametrize(
    ("type", "fields", "named"),
    [
        ("multiple-choice", {"choices": ["a", "b"]}, "max_answers"),
        ("multiple-choice", {"choices": ["a", "b"], "max_answers": 2}, "max_answers"),
        ("rating", {"rating_max": 21}, "rating_step"),
        ("annotations", {"attachments_type": "text", "attachments": ["a"]}, "confidence.strategy"),
        ("image", {}, "confidence"),
    ],
)
def test_what_can_not_be_weighed_is_refused_by_its_field(live, type, fields, named):
    body = {"instruction": "Which?", "confidence": {"strategy": "adaptive"}, **fields}
    answer = live.post(f"/v1/requests/{type}", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [named])


def test_a_scale_of_20_steps_is_taken(live):
    body = {"instruction": "How?", "confidence": {"strategy": "adaptive"}, "rating_max": 20}
    assert live.post("/v1/requests/rating", body).status_code == 200


def test_what_a_finished_request_teaches_is_learnt_once(live):
    crunchers = [make_cruncher() for _ in range(4)]
    request_id = answered(live, [(cruncher, ["yes"]) for cruncher in crunchers])
    assert HeatRequest.objects.get(pk=request_id).lesson_due
    assert [learning.learn_due(), learning.learn_due()] == [1, 0]
    accuracies = Accuracy.objects.filter(type="multiple-choice")
    assert {row.cruncher_id for row in accuracies} == {cruncher.pk for cruncher in crunchers}
    assert all(row.right > 0.8 > 0.2 > row.wrong for row in accuracies)
    kind = QuestionKind.objects.get()
    assert (kind.questions, kind.frequencies["yes"] > 0.9) == (1, True)
    assert Confusion.objects.filter(kind=kind).count() == 4
    assert set(Lesson.objects.values_list("source", flat=True)) == {"finished"}


def test_the_task_learns_what_is_due_and_a_hint_names_it(live, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(hints.current_app, "send_task", lambda task, *_, **__: sent.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        answered(live, [(None, ["yes"])] * 4)
    assert hints.LEARN in sent
    tasks.learn()
    assert QuestionKind.objects.get().questions == 1


def test_majorities_teach_too_where_their_answers_amount_to_labels(live):
    request_id = answered(live, [(None, ["yes"])] * 2, {"min_agreements": 2, "max_crunchers": 3})
    assert HeatRequest.objects.get(pk=request_id).lesson_due
    assert learning.learn_due() == 1
    several = answered(live, [(None, ["yes"])] * 2, {"min_agreements": 2, "max_crunchers": 3}, max_answers=2)
    assert not HeatRequest.objects.get(pk=several).lesson_due


def test_a_learner_that_is_killed_leaves_the_lesson_due_and_half_of_it_undone(live, monkeypatch):
    request_id = answered(live, [(None, ["yes"])] * 4)
    monkeypatch.setattr(learning, "_put", lambda *_: 1 / 0)
    assert learning.learn_due() == 0
    assert HeatRequest.objects.get(pk=request_id).lesson_due
    assert not Accuracy.objects.exists()
    monkeypatch.undo()
    assert learning.learn_due() == 1


def test_one_that_can_not_be_learnt_from_does_not_keep_the_others_from_teaching(live):
    bad = answered(live, [(None, ["yes"])] * 4)
    Assignment.objects.update(answer={"not": "an answer"})
    good = answered(live, [(None, ["yes"])] * 4)
    assert learning.learn_due() == 1
    assert [HeatRequest.objects.get(pk=pk).lesson_due for pk in (bad, good)] == [True, False]


def test_a_known_truth_takes_the_place_of_what_the_others_had_taught(live):
    liar = make_cruncher()
    answered(live, [(liar, ["yes"]), *[(None, ["yes"])] * 3])
    learning.learn_due()
    assignment = Assignment.objects.get(cruncher=liar)
    for _ in range(2):
        learning.teach(assignment, ["no"])
        accuracy = Accuracy.objects.get(cruncher=liar)
        assert (accuracy.right, accuracy.wrong) == (0, 1)
        assert Confusion.objects.get(cruncher=liar).rows["no"]["yes"] == 1
    learning.teach(assignment, ["no"], right=True)
    assert fresh(accuracy).right == 1


def test_a_truth_known_before_is_not_taught_over_by_the_others(live):
    liar = make_cruncher()
    answered(live, [(liar, ["yes"]), *[(None, ["yes"])] * 3])
    learning.teach(Assignment.objects.get(cruncher=liar), ["no"])
    learning.learn_due()
    accuracy = Accuracy.objects.get(cruncher=liar)
    assert (accuracy.right, accuracy.wrong) == (0, 1)
    assert Accuracy.objects.exclude(cruncher=liar).first().right > 0.8


def test_gold_teaches_what_can_only_be_compared_too(account):
    heat_request = make_request(account, choices=["a", "b", "c"], max_answers=2)
    held = take()
    submit(held, ["a", "b"])
    learning.teach(fresh(held), ["a", "b"])
    assert Accuracy.objects.get().right == 1
    assert not Confusion.objects.exists() and not fresh(heat_request).lesson_due


def test_what_is_known_is_read_once_for_many(account):
    body = {**YES_OR_NO, "confidence": ADAPTIVE}
    with CaptureQueriesContext(connection) as queries:
        rows = make_requests(account, [body] * 50)
    assert {row.open_places for row in rows} == {1}
    assert len([one for one in queries if "questionkind" in one["sql"]]) == 1
    for _ in range(5):
        submit(take(), ["yes"])
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        lifecycle.end(lifecycle.lock_pending(), "aborted", abort_reason="client")
    assert len([one for one in queries if "questionkind" in one["sql"]]) == 1
    assert HeatRequest.objects.filter(agreement__contains="probability").count() >= 1


def test_kinds_that_nobody_asked_for_a_year_are_forgotten(live):
    answered(live, [(None, ["yes"])] * 4)
    learning.learn_due()
    learning.forget_old()
    assert QuestionKind.objects.count() == 1
    QuestionKind.objects.update(learnt_at="2020-01-01T00:00:00Z")
    learning.forget_old()
    assert (QuestionKind.objects.count(), Confusion.objects.count(), Accuracy.objects.count()) == (0, 0, 4)


def test_staging_plays_experts(test):
    body = {**YES_OR_NO, "confidence": ADAPTIVE}
    agreement = test.post("/v1/requests/multiple-choice", body).json()["agreement"]
    assert agreement["probability"] >= 0.9
    refused = {**body, "staging": {"agree": False}}
    answer = test.post("/v1/requests/multiple-choice", refused).json()
    assert (answer["response"], answer["agreement"]["probability"] < 0.9) == (None, True)
