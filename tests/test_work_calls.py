"""The calls that the work page makes."""

import json
import uuid

import pytest
from django.test import Client

from crunchers import assignments
from requests_app.models import Assignment, HeatRequest, Tally
from tests.making import fresh, make_account, make_cruncher, make_request

pytestmark = pytest.mark.django_db


class Page:
    """A signed-in cruncher's page."""

    def __init__(self, cruncher) -> None:
        self.cruncher = cruncher
        self.client = Client()
        self.client.force_login(cruncher.user, backend="django.contrib.auth.backends.ModelBackend")

    def call(self, path: str, **body):
        return self.client.post(f"/crunch/{path}/", json.dumps(body), content_type="application/json")

    def next(self) -> dict:
        return self.call("next").json()

    def on(self, task: dict, action: str, **body):
        return self.call(f"assignments/{task['id']}/{action}", token=task["token"], **body)


@pytest.fixture
def page():
    return Page(make_cruncher())


@pytest.fixture
def task(page):
    make_request(make_account(), metadata={"secret": "ours"}, hook_url="https://example.com/hook-of-ours")
    return page.next()["task"]


def test_the_next_task_brings_all_that_its_page_needs(task, settings):
    assert task["type"] == "multiple-choice"
    assert task["params"]["choices"] == ["red", "green", "blue"]
    assert task["script"].endswith("/js/types/multiple_choice.js")
    assert "Which colour?" in task["html"]
    assert task["left"] == settings.HEAT_TASK_LIMIT
    assert task["heartbeat"] < task["lease"]


def test_what_is_not_for_crunchers_never_reaches_their_page(task):
    assert "ours" not in json.dumps(task)


def test_without_work_the_page_is_told_why_and_the_cruncher_waits(page):
    answer = page.next()
    assert (answer["state"], answer["why"], answer["today"]) == ("waiting", "none_queued", 0)
    assert answer["message"]
    assert fresh(page.cruncher).waiting_since is not None


@pytest.mark.parametrize("standing", ["new", "paused", "banned"])
def test_who_may_not_work_is_told_why(standing):
    cruncher = make_cruncher(standing=standing)
    cruncher.standing_reason = "Ask Ada."
    cruncher.save()
    answer = Page(cruncher).next()
    assert (answer["state"], answer["why"]) == ("stopped", standing)
    assert "Ask Ada." in answer["message"]


def test_an_answer_is_taken_and_the_next_task_comes_with_the_reply(page, task):
    make_request(make_account(), instruction="And this?")
    assert page.on(task, "acknowledge").json()["left"] > 0
    reply = page.on(task, "submit", answer=["red"]).json()
    assert (reply["state"], reply["today"]) == ("accepted", 1)
    assert "And this?" in reply["next"]["task"]["html"]


def test_a_wrong_answer_is_400_with_its_reason_and_the_task_stays(page, task):
    answer = page.on(task, "submit", answer=["violet"])
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert page.next()["task"]["id"] == task["id"]


def test_skip_gives_the_next_task(page, task):
    reply = page.on(task, "skip").json()
    assert (reply["state"], reply["next"]["why"]) == ("accepted", "excluded")
    assert HeatRequest.objects.get().open_places == 1


@pytest.mark.parametrize("reason", assignments.REASONS)
def test_each_reason_flags_the_request(page, task, reason):
    assert page.on(task, "flag", reason=reason, comment="Because.").status_code == 200
    heat_request = HeatRequest.objects.get()
    assert (heat_request.status, heat_request.flags[0]["reason"]) == ("flagged", reason)


@pytest.mark.parametrize(
    "body", [{}, {"reason": "boring"}, {"reason": "other", "comment": "  "}, {"reason": "unclear", "comment": 7}]
)
def test_a_flag_without_a_reason_is_400(page, task, body):
    assert page.on(task, "flag", **body).status_code == 400
    assert HeatRequest.objects.get().status == "pending"


def test_a_task_that_is_gone_is_409_with_a_plain_sentence(page, task):
    for action in ("acknowledge", "heartbeat", "skip"):
        answer = page.call(f"assignments/{task['id']}/{action}", token=str(uuid.uuid4()))
        assert (answer.status_code, answer.json()["gone"]) == (409, True)
        assert answer.json()["message"].endswith(".")


def test_a_break_gives_the_task_back(page, task):
    assert page.call("stop").json() == {"state": "stopped"}
    assert not Assignment.objects.filter(status__in=Assignment.LIVE).exists()


def test_who_is_signed_out_is_told_so_with_401(task):
    answer = Client().post(f"/crunch/assignments/{task['id']}/submit/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["signed_out"]) == (401, True)


def test_calls_without_the_csrf_token_are_refused(page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(page.cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/crunch/next/", "{}", content_type="application/json").status_code == 403


@pytest.mark.parametrize(
    "body", ["[]", "nonsense", '{"token": NaN}', '{"token": 7}', '{"token": "\\u0000"}', "{" * 9999]
)
def test_a_call_that_no_page_of_ours_makes_is_400(page, task, body):
    path = f"/crunch/assignments/{task['id']}/submit/"
    assert page.client.post(path, body, content_type="application/json").status_code == 400


def test_several_peoples_answers_complete_a_request_and_count_for_them(page):
    asked = make_request(make_account(), confidence={"min_agreements": 2, "max_crunchers": 3})
    for one in (page, Page(make_cruncher())):
        assert one.on(one.next()["task"], "submit", answer=["red"]).status_code == 200
    assert (fresh(asked).status, fresh(asked).response) == ("complete", ["red"])
    assert Tally.objects.get(cruncher=page.cruncher, what="agreed").n == 1


def test_what_follows_is_told_with_all_that_its_page_needs(page, task):
    assert page.call("following").json() == {"following": None}
    make_request(make_account(), instruction="And this?")
    following = page.call("following").json()["following"]
    assert "And this?" in following["html"]
    assert page.on(task, "submit", answer=["red"]).json()["next"]["task"]["id"] == following["id"]


def test_a_reply_says_whether_the_answer_can_be_taken_back(page, task):
    assert page.on(task, "submit", answer=["red"]).json()["undo"] is None
    make_request(make_account(), confidence={"min_agreements": 2, "max_crunchers": 2})
    several = page.next()["task"]
    assert page.on(several, "submit", answer=["red"]).json()["undo"] == {"seconds": None}
    again = page.on(several, "undo").json()
    assert (again["task"]["id"], again["today"]) == (several["id"], 1)
    assert page.on(several, "undo").status_code == 409, "the token is another by now"


def test_an_unknown_action_is_404(page, task):
    assert page.on(task, "boil").status_code == 404
