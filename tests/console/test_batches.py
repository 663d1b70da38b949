"""Batches in the console."""

import pytest

from requests_app.api.serializers import read_question
from requests_app.creation import Ask, make_batch
from requests_app.models import Batch
from requests_app.request_types import REQUEST_TYPES
from tests.making import COLOUR, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(account) -> Batch:
    one = REQUEST_TYPES["multiple-choice"]
    question = read_question(one, COLOUR, "live")
    asks = [Ask(one, question.given, question.filled_in, question.warnings)] * 60
    return make_batch(account, "live", "colours", "", asks)


def test_the_list_has_its_counts(owner, stranger, batch):
    page = owner.page("batches/")
    assert "colours" in page
    assert "<td>60</td>" in page
    assert "colours" not in stranger.page("batches/")


def test_a_batch_shows_how_far_it_is_and_where_all_its_requests_are(owner, batch):
    page = owner.page(f"batches/{batch.pk}/")
    assert "0 of 60 ended" in page
    assert len(owner.get(owner.at("requests/"), {"batch": str(batch.pk)}).context["rows"]) == 50


def test_what_is_pending_of_a_batch_is_aborted(owner, batch):
    owner.post(owner.at(f"batches/{batch.pk}/abort/"))
    assert fresh(batch).aborted == 60
    assert "60 of 60 ended" in owner.page(f"batches/{batch.pk}/")


def test_a_batch_that_is_not_there_is_not_found(owner, account):
    assert owner.get(owner.at("batches/00000000-0000-0000-0000-000000000000/")).status_code == 404
