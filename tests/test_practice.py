"""Practice: samples that are put as real questions are, judged as they are, and leave nothing behind."""

import json

import pytest
from django.apps import apps
from django.test import Client

from crunchers import practice
from requests_app.request_types import REQUEST_TYPES
from tests.making import make_cruncher
from tests.processes import ROOT

pytestmark = pytest.mark.django_db

SIZES = [{"width": 640, "height": 400}]
ALL = [(name, number) for name, kind in practice.kinds().items() for number in range(len(kind.samples))]


@pytest.fixture
def client(cruncher):
    signed_in = Client()
    signed_in.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def check(client, name: str, **body):
    return client.post(f"/crunch/practice/{name}/check/", json.dumps(body), content_type="application/json")


def sizes_of(sample):
    return SIZES if sample.question.get("attachments_type") == "image" else None


def test_every_type_that_people_answer_can_be_practised():
    answered = {name for name, one in REQUEST_TYPES.items() if one.answered_by_people}
    assert answered == practice.kinds().keys()


@pytest.mark.parametrize(("name", "number"), ALL)
def test_the_right_answer_of_a_sample_is_taken_as_right(client, name, number):
    sample = practice.KINDS[name].samples[number]
    said = check(client, name, sample=number, answer=sample.answer, sizes=sizes_of(sample)).json()
    assert said["right"] is True
    assert said["lines"] and said["why"].endswith(".")


WRONG = {
    "multiple-choice": ["a car"],
    "free-text": "apple",
    "rating": 6,
    "annotations": [{"x": 1, "y": 1}],
}


@pytest.mark.parametrize("name", WRONG)
def test_another_answer_is_not_right_and_is_told_the_right_one(client, name):
    said = check(client, name, sample=0, answer=WRONG[name], sizes=SIZES).json()
    assert said["right"] is False
    assert said["answer"] == practice.KINDS[name].samples[0].answer


def test_a_mark_may_be_a_little_off(client):
    near = [{"x": mark["x"] + 9, "y": mark["y"] - 9} for mark in reversed(practice.BIRDS)]
    assert check(client, "annotations", sample=0, answer=near, sizes=SIZES).json()["right"] is True


def test_an_unlawful_answer_is_refused_as_in_earnest(client):
    answer = check(client, "multiple-choice", sample=0, answer=["a tree", "a car"])
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_the_answer_is_told_without_trying(client):
    said = check(client, "rating", sample=0, shown=True).json()
    assert (said["right"], said["answer"]) == (False, 7)


@pytest.mark.parametrize("body", [{}, {"sample": 9}, {"sample": -1}, {"sample": True}, {"sample": "0"}, {"sample": 0}])
def test_a_call_that_no_page_of_ours_makes_is_400(client, body):
    assert check(client, "rating", **body).status_code == 400


@pytest.mark.parametrize("name", ["nothing", "ratings", "multiple_choice"])
def test_what_can_t_be_practised_is_not_there(client, name):
    assert client.get(f"/crunch/practice/{name}/").status_code == 404
    assert check(client, name, sample=0, answer=1).status_code == 404


@pytest.mark.parametrize("name", practice.kinds())
def test_the_page_puts_the_samples_as_tasks_whose_files_are_ours(client, name):
    page = client.get(f"/crunch/practice/{name}/")
    assert len(page.context["tasks"]) == len(practice.KINDS[name].samples)
    for task in page.context["tasks"]:
        assert task["script"].endswith(f"/{REQUEST_TYPES[name].stem}.js")
        if task["params"].get("attachments_type") == "image":
            [url] = task["params"]["attachments"]
            assert url.startswith("http://testserver/static/samples/")
            assert (ROOT / "static" / "samples" / url.rsplit("/", 1)[1]).exists()


def test_practising_writes_no_rows(client):
    models = [model for label in ("requests_app", "crunchers") for model in apps.get_app_config(label).get_models()]
    before = [model.objects.count() for model in models]
    for name, number in ALL:
        sample = practice.KINDS[name].samples[number]
        client.get(f"/crunch/practice/{name}/")
        assert check(client, name, sample=number, answer=sample.answer, sizes=sizes_of(sample)).status_code == 200
    assert [model.objects.count() for model in models] == before


def test_who_waits_for_approval_may_practise():
    waiting = Client()
    waiting.force_login(make_cruncher(standing="new").user, backend="django.contrib.auth.backends.ModelBackend")
    assert waiting.get("/crunch/practice/rating/").status_code == 200
