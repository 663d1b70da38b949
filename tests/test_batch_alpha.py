"""`alpha` of a batch: how far those who answered it agree, in the API and on its page for managers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crunchers import assignments, dispatch
from requests_app import reliability
from requests_app.agreement import alpha
from requests_app.models import Batch, HeatRequest
from tests.making import COLOUR, make_cruncher
from tests.managing import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TWO = {"min_agreements": 2, "max_crunchers": 2}
MARKS = {"instruction": "Where?", "attachments_type": "image", "attachments": ["https://example.com/a.png"]}


def make_batch(client, count: int, *, type: str = "multiple-choice", question: dict = COLOUR, **more) -> str:
    defaults = {**question, "confidence": TWO}
    body = {"type": type, "defaults": defaults, "requests": [{}] * count, **more}
    return client.post("/v1/batch", body).json()["id"]


def answer(*answers: list, sizes=None) -> None:
    """Two crunchers answer the requests in line, in order: each argument has what they say of one."""
    crowd = [make_cruncher(), make_cruncher()]
    for both in answers:
        for cruncher, said in zip(crowd, both, strict=True):
            taken = dispatch.take(cruncher.pk)
            assert taken is not None
            assignments.submit(cruncher, taken.pk, str(taken.token), said, sizes)


def alpha_of(client, batch_id: str) -> float | None:
    whole, page = client.get(f"/v1/batch/{batch_id}").json(), client.get(f"/v1/batch/{batch_id}?limit=1").json()
    assert whole["alpha"] == page["alpha"]
    return whole["alpha"]


def test_it_is_null_until_two_requests_have_two_answers_and_then_grows_with_them(live):
    batch_id = make_batch(live, 4)
    assert alpha_of(live, batch_id) is None
    answer([["red"], ["red"]])
    assert alpha_of(live, batch_id) is None
    answer([["blue"], ["blue"]])
    assert alpha_of(live, batch_id) == 1
    answer([["red"], ["blue"]], [["green"], ["green"]])
    units = [["red", "red"], ["blue", "blue"], ["red", "blue"], ["green", "green"]]
    assert alpha_of(live, batch_id) == round(alpha.nominal(units), 4)


def test_ratings_are_compared_as_numbers_on_their_scales(live):
    batch_id = make_batch(live, 3, type="rating", question={"instruction": "How good?", "rating_max": 10})
    answer([1, 2], [9, 10], [5, 5])
    assert alpha_of(live, batch_id) == round(alpha.interval([[1, 2], [9, 10], [5, 5]]), 4) > 0.9


def test_texts_are_the_same_where_they_agree(live):
    batch_id = make_batch(live, 2, type="free-text", question={"instruction": "Say it."})
    answer(["Good  day", "good day"], ["Bye", "bye"])
    assert alpha_of(live, batch_id) == 1


@pytest.mark.parametrize("type", ["annotations", "annotations-with-multiple-choice"])
def test_marks_are_compared_by_the_share_that_has_no_partner(live, type):
    asked, response = {}, {}
    if type != "annotations":
        asked, response = {"per_annotation": COLOUR}, {"response": ["red"]}
    batch_id = make_batch(live, 2, type=type, question={**MARKS, **asked})

    def marks(*places):
        return [{"x": x, "y": 100, **response} for x in places]

    answer([marks(100), marks(105)], [marks(400, 500), marks(400)], sizes=[{"width": 640, "height": 480}])
    # Within: 0, and a third of three marks. Among all six pairs besides these: 1 each.
    observed, expected = (0 + 1 / 3) / 2, (0 + 1 / 3 + 4) / 6
    assert alpha_of(live, batch_id) == round(1 - observed / expected, 4)


def test_it_is_null_where_everybody_said_the_same_and_where_types_differ(live):
    same = make_batch(live, 2)
    answer([["red"], ["red"]], [["red"], ["red"]])
    assert alpha_of(live, same) is None
    rating = {"type": "rating", "instruction": "How good?"}
    mixed = make_batch(live, 0, requests=[{}, {}, rating, rating])
    answer([["red"], ["red"]], [["blue"], ["blue"]], [1, 1], [2, 2])
    assert alpha_of(live, mixed) is None


def test_requests_that_one_person_answers_say_nothing(live, test):
    body = {"type": "multiple-choice", "requests": [COLOUR] * 3}
    assert alpha_of(test, test.post("/v1/batch", body).json()["id"]) is None
    assert "alpha" not in live.get("/v1/batch").json()


def test_it_is_kept_and_a_large_batch_under_way_is_not_reckoned_at_each_call(live, monkeypatch):
    batch_id = make_batch(live, 4)
    answer([["red"], ["red"]], [["blue"], ["blue"]])
    assert alpha_of(live, batch_id) == 1
    batch = Batch.objects.get()
    with CaptureQueriesContext(connection) as captured:
        assert reliability.alpha_of(batch) == 1
    assert len(captured) == 0
    monkeypatch.setattr(reliability, "LARGE", 2)
    answer([["red"], ["blue"]])
    assert alpha_of(live, batch_id) == 1  # of a moment ago
    answer([["red"], ["blue"]])
    assert alpha_of(live, batch_id) < 1  # all are answered
    monkeypatch.setattr(reliability, "MAY_BE_OLD", reliability.MAY_BE_OLD * 0)
    assert alpha_of(live, batch_id) < 1


def test_listings_do_not_reckon_it(live, monkeypatch):
    make_batch(live, 2)
    answer([["red"], ["red"]], [["blue"], ["blue"]])
    monkeypatch.setattr(reliability, "reckoned", None)
    assert "alpha" not in live.get("/v1/batch").json()["batches"][0]


def test_managers_see_it_on_the_batchs_page(live, manager):
    client = Client()
    client.force_login(manager)
    make_batch(live, 2)
    batch = Batch.objects.get()
    assert "Not known: it takes two requests" in client.get(page_of(batch)).content.decode()
    answer([["red"], ["red"]], [["blue"], ["blue"]])
    assert "alpha 1.000" in client.get(page_of(batch)).content.decode()
    assert HeatRequest.objects.filter(status="complete").count() == 2
