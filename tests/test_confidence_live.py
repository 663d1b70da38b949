"""Confidence from POST to GET: several people are asked, by the doors that the pages use."""

import json

import pytest

from crunchers import assignments, dispatch
from crunchers.assignments import Gone
from requests_app import confidence, events, lifecycle
from requests_app.models import Assignment, HeatRequest, WebhookDelivery
from requests_app.request_types import REQUEST_TYPES
from tests.making import fresh, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TWO_OF_THREE = {"min_agreements": 2, "max_crunchers": 3}
PICTURE = {"attachments_type": "image", "attachments": ["https://example.com/a.png"]}
SIZES = [{"width": 300, "height": 400}]  # 2 % of the diagonal: 10 pixels


def take(cruncher=None):
    """An offer, acknowledged."""
    held = dispatch.take((cruncher or make_cruncher()).pk)
    assert held is not None
    assignments.acknowledge(held.cruncher, held.pk, str(held.token))
    return held


def submit(held, answer, sizes=None):
    assignments.submit(held.cruncher, held.pk, str(held.token), answer, sizes)
    return held.cruncher.public_id


def flag(held, reason="unclear", comment=""):
    assignments.flag(held.cruncher, held.pk, str(held.token), reason, comment)
    return held.cruncher.public_id


def ask(live, confidence=TWO_OF_THREE, type="multiple-choice", **fields):
    body = {"instruction": "Which?", **({"choices": ["red", "green", "blue"]} if type == "multiple-choice" else {})}
    return live.post(f"/v1/requests/{type}", {**body, "confidence": confidence, **fields}).json()["id"]


def shown(live, request_id):
    return live.get(f"/v1/requests/{request_id}").json()


def places(request_id):
    return HeatRequest.objects.get(pk=request_id).open_places


@pytest.fixture
def marked(monkeypatch):
    """Marks are answered by people."""
    for name in ("annotations", "annotations-with-multiple-choice"):
        monkeypatch.setattr(type(REQUEST_TYPES[name]), "answered_by_people", True)


def test_it_completes_the_moment_that_enough_agree(live):
    request_id = ask(live)
    assert places(request_id) == 2
    first, second = take(), take()
    assert places(request_id) == 0
    one = submit(first, ["red"])
    assert "response" not in shown(live, request_id)
    two = submit(second, ["green"])
    assert places(request_id) == 1
    three = submit(take(), ["green"])
    body = shown(live, request_id)
    assert (body["status"], body["response"]) == ("complete", ["green"])
    assert body["raw_responses"] == {one: ["red"], two: ["green"], three: ["green"]}
    assert list(body["raw_responses"]) == [one, two, three]
    assert body["agreement"] == {"agreed": 2, "answers": 3, "share": 0.6667}
    assert body["confidence"] == TWO_OF_THREE


def test_two_who_agree_are_enough_and_nobody_else_is_asked(live):
    request_id = ask(live)
    for held in (take(), take()):
        submit(held, ["blue"])
    assert shown(live, request_id)["agreement"] == {"agreed": 2, "answers": 2, "share": 1.0}
    assert dispatch.take(make_cruncher().pk) is None


def test_without_agreement_the_response_is_null_and_all_answers_are_shown(live):
    request_id = ask(live)
    for choice in ("red", "green", "blue"):
        submit(take(), [choice])
    body = shown(live, request_id)
    assert (body["status"], body["response"]) == ("complete", None)
    assert list(body["raw_responses"].values()) == [["red"], ["green"], ["blue"]]
    assert body["agreement"] == {"agreed": 1, "answers": 3, "share": 0.3333}


def test_it_can_stop_when_agreement_is_out_of_reach(live):
    request_id = ask(live, {"min_agreements": 3, "max_crunchers": 3, "stop_when_impossible": True})
    first, second, third = take(), take(), take()
    submit(first, ["red"])
    submit(second, ["green"])
    body = shown(live, request_id)
    assert (body["status"], body["response"], len(body["raw_responses"])) == ("complete", None, 2)
    assert fresh(third).status == "withdrawn"


def test_nobody_is_asked_twice(live):
    ask(live)
    cruncher = make_cruncher()
    submit(take(cruncher), ["red"])
    assert dispatch.take(cruncher.pk) is None


def test_excluded_crunchers_are_never_asked(live):
    excluded = make_cruncher()
    ask(live, exclude_crunchers=[excluded.public_id])
    assert dispatch.take(excluded.pk) is None
    assert take(make_cruncher())


def test_the_others_are_told_when_it_ends_and_their_answers_are_refused(live, monkeypatch):
    closed = []
    monkeypatch.setattr(events, "closed", lambda *what: closed.append(what))
    request_id = ask(live, {"min_agreements": 3, "max_crunchers": 5})
    held = [take() for _ in range(3)]
    assert lifecycle.abort(request_id) is None
    assert {(cruncher, pk) for cruncher, pk, _ in closed} == {(one.cruncher_id, one.pk) for one in held}
    with pytest.raises(Gone, match="client has taken this question back"):
        submit(held[0], ["red"])
    assert Assignment.objects.filter(status="withdrawn").count() == 3


def test_a_deadline_ends_it_while_several_hold_it_and_shows_how_far_it_came(live):
    request_id = ask(live, {"min_agreements": 3, "max_crunchers": 5}, deadline=60, hook_url="https://example.com/hook")
    submit(take(), ["red"])
    take(), take()
    HeatRequest.objects.update(due_at=lifecycle.due_in(-1))
    assert lifecycle.end_due() == 1
    body = shown(live, request_id)
    assert (body["status"], body["abort_reason"]) == ("aborted", "deadline")
    assert body["agreement"] == {"agreed": 1, "answers": 1, "share": 1.0}
    assert json.loads(WebhookDelivery.objects.get().body) == body


def test_an_abort_before_any_answer_has_no_share(live):
    request_id = ask(live)
    live.delete(f"/v1/requests/{request_id}")
    assert shown(live, request_id)["agreement"] == {"agreed": 0, "answers": 0, "share": None}


def test_flags_count_as_people_asked_and_too_many_end_it(live):
    request_id = ask(live)
    first = flag(take(), "other", "Upside down.")
    assert places(request_id) == 2
    second = flag(take())
    body = shown(live, request_id)
    assert (body["status"], body["cruncher_feedback"]) == ("flagged", "other: Upside down.\nunclear")
    assert [one["cruncher"] for one in body["flags"]] == [first, second]
    assert body["agreement"]["answers"] == 0


def test_a_flag_of_the_last_who_could_be_asked_ends_it_without_agreement(live):
    request_id = ask(live)
    submit(take(), ["red"])
    submit(take(), ["green"])
    flag(take())
    body = shown(live, request_id)
    assert (body["status"], body["response"], len(body["raw_responses"])) == ("complete", None, 2)


def test_a_place_that_is_given_back_is_asked_again_by_somebody_else(live):
    request_id = ask(live)
    held = take()
    assert places(request_id) == 1
    assignments.skip(held.cruncher, held.pk, str(held.token))
    assert places(request_id) == 2
    assignments.stop(take().cruncher)
    take()
    Assignment.objects.update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()
    assert places(request_id) == 2


def test_a_place_that_is_given_back_late_is_not_opened_when_no_longer_needed(live, marked):
    """An answer between two others makes a group of all three at once: more held than are needed."""
    request_id = ask(
        live, {"min_agreements": 4, "max_crunchers": 9}, "annotations", annotations_type="point", **PICTURE
    )
    held = [take() for _ in range(4)]
    for one, x in zip(held[:2], (100, 118), strict=True):
        submit(one, [{"x": x, "y": 5}], SIZES)
    spare = take()
    assert places(request_id) == 0
    submit(held[2], [{"x": 109, "y": 5}], SIZES)
    assert places(request_id) == 0
    assignments.skip(spare.cruncher, spare.pk, str(spare.token))
    assert places(request_id) == 0


def test_a_late_answer_counts_while_a_place_is_free_and_not_when_somebody_has_it(live):
    request_id = ask(live)
    late, kept = take(), take()
    Assignment.objects.filter(pk=late.pk).update(expires_at=lifecycle.due_in(-1))
    assignments.sweep()
    other = take()
    with pytest.raises(Gone):
        submit(late, ["red"])
    assignments.skip(other.cruncher, other.pk, str(other.token))
    submit(late, ["red"])
    submit(kept, ["red"])
    assert shown(live, request_id)["response"] == ["red"]


def test_what_agrees_is_what_the_type_says(live):
    text = ask(live, type="free-text")
    for words in ("Die  Straße ", "die STRASSE"):
        submit(take(), words)
    assert shown(live, text)["response"] == "Die  Straße "
    number = ask(live, type="free-text", validation="number")
    for digits in ("1e2", "100.0"):
        submit(take(), digits)
    assert shown(live, number)["response"] == "1e2"
    rating = ask(live, type="rating", rating_step=0.5, rating_max=5)
    for value in (2.5, 2.5):
        submit(take(), value)
    assert shown(live, rating)["response"] == 2.5
    several = ask(live)
    for choices in (["blue", "red"], ["red", "blue"]):
        submit(take(), choices)
    assert shown(live, several)["response"] == ["red", "blue"]


def test_marks_agree_one_to_one_and_show_their_support(live, marked):
    request_id = ask(live, type="annotations", annotations_type="point", hook_url="https://example.com/h", **PICTURE)
    submit(take(), [{"x": 100, "y": 100}], SIZES)
    submit(take(), [{"x": 50, "y": 50}, {"x": 104, "y": 100}], None)
    submit(take(), [{"x": 107, "y": 100}, {"x": 50, "y": 56}], SIZES)
    body = shown(live, request_id)
    assert body["response"] == [{"x": 50, "y": 50, "support": 2}, {"x": 104, "y": 100, "support": 3}]
    assert body["attachment_sizes"] == SIZES
    assert body["agreement"] == {"agreed": 2, "answers": 3, "share": 0.6667}
    assert all("support" not in mark for answer in body["raw_responses"].values() for mark in answer)
    assert json.loads(WebhookDelivery.objects.get().body) == body


def test_marks_with_other_answers_about_them_do_not_support_each_other(live, marked):
    asked = {"instruction": "What?", "choices": ["cat", "dog"]}
    request_id = ask(live, type="annotations-with-multiple-choice", per_annotation=asked, **PICTURE)
    for x, what in ((10, "cat"), (12, "dog"), (14, "dog")):
        submit(take(), [{"x": x, "y": 10, "response": [what]}], SIZES)
    assert shown(live, request_id)["response"] == [{"x": 12, "y": 10, "response": ["dog"], "support": 2}]


def test_an_answer_is_compared_with_the_others_once_and_outside_the_lock(live, monkeypatch):
    compared, locked = [], []
    request_type = REQUEST_TYPES["multiple-choice"]
    agrees, lock_pending = type(request_type).agrees, lifecycle.lock_pending

    def watched(self, params, one, other, sizes=None):
        compared.append((one, other, bool(locked)))
        return agrees(self, params, one, other, sizes)

    monkeypatch.setattr(type(request_type), "agrees", watched)
    monkeypatch.setattr(lifecycle, "lock_pending", lambda **where: locked.append(where) or lock_pending(**where))
    ask(live, {"min_agreements": 3, "max_crunchers": 4})
    for choice in ("red", "green", "blue", "red"):
        held = take()
        locked.clear()
        submit(held, [choice])
    assert len(compared) == 3 + 2 + 1
    assert not any(under_lock for _, _, under_lock in compared)


def test_an_answer_that_comes_in_between_is_compared_under_the_lock(live, monkeypatch):
    request_id = ask(live)
    first, second = take(), take()
    weigh = confidence.weigh

    def overtaken(*arguments):
        weighed = weigh(*arguments)
        monkeypatch.undo()
        submit(second, ["red"])
        return weighed

    monkeypatch.setattr(confidence, "weigh", overtaken)
    submit(first, ["red"])
    body = shown(live, request_id)
    assert (body["response"], body["agreement"]["agreed"]) == (["red"], 2)


def test_staging_shows_the_same_fields(test):
    body = test.post(
        "/v1/requests/annotations",
        {"instruction": "Mark it.", "confidence": {"min_agreements": 3, "max_crunchers": 5}, **PICTURE},
    ).json()
    assert body["agreement"] == {"agreed": 3, "answers": 3, "share": 1.0}
    assert [mark["support"] for mark in body["response"]] == [3] * len(body["response"])
    disagreeing = {"instruction": "How many?", "confidence": TWO_OF_THREE, "staging": {"agree": False}}
    body = test.post("/v1/requests/rating", disagreeing).json()
    assert (body["response"], body["agreement"]) == (None, {"agreed": 1, "answers": 3, "share": 0.3333})


def test_a_request_without_confidence_shows_no_agreement(live, account):
    heat_request = make_request(account)
    submit(take(), ["red"])
    assert "agreement" not in shown(live, heat_request.pk)


def test_a_batch_that_is_aborted_shows_each_how_far_it_came(live):
    items = [{"instruction": str(n), "choices": ["red", "green"]} for n in range(3)]
    defaults = {"confidence": TWO_OF_THREE}
    batch = live.post("/v1/batch", {"type": "multiple-choice", "defaults": defaults, "requests": items}).json()["id"]
    submit(take(), ["red"])
    live.post(f"/v1/batch/{batch}/abort")
    tasks = live.get(f"/v1/batch/{batch}").json()["tasks"]
    assert [task["agreement"]["answers"] for task in tasks] == [1, 0, 0]
