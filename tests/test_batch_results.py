"""`GET /v1/batch/{id}/results`: a batch as a file."""

import csv
import io
import json

import pytest

from requests_app.results import FORMATS

pytestmark = pytest.mark.django_db
ITEM = {"instruction": "Which colour?", "choices": ["red", "blue"], "max_answers": 1}


@pytest.fixture
def batch(test):
    items = [{**ITEM, "instruction": f"Number {n}?"} for n in range(3)]
    return test.post("/v1/batch", {"type": "multiple-choice", "requests": items}).json()["id"]


def test_csv_is_what_comes_without_a_format(test, batch):
    answer = test.get(f"/v1/batch/{batch}/results")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="batch-{batch}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [row["instruction"] for row in rows] == ["Number 0?", "Number 1?", "Number 2?"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_served_as_what_it_is(test, batch, name):
    answer = test.get(f"/v1/batch/{batch}/results?format={name}")
    assert answer.headers["Content-Type"] == FORMATS[name].media_type
    assert answer.getvalue()


def test_json_lines_are_the_requests_as_the_api_shows_them(test, batch):
    lines = test.get(f"/v1/batch/{batch}/results?format=jsonl").getvalue().decode().splitlines()
    first = json.loads(lines[0])
    assert first == test.get(f"/v1/requests/{first['id']}").json()


def test_an_unknown_format_is_named(test, batch):
    answer = test.get(f"/v1/batch/{batch}/results?format=pdf")
    assert answer.status_code == 400
    assert "csv" in answer.json()["errors"]["format"][0]


def test_another_accounts_batch_is_not_found(other_live, live, test, batch):
    for client in (other_live, live):
        assert client.get(f"/v1/batch/{batch}/results").status_code == 404
