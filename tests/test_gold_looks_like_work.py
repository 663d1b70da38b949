"""Nothing that the work page receives tells a gold question from work."""

import json

import pytest
from django.test import Client

from crunchers import assignments
from requests_app import lifecycle
from requests_app.models import Assignment, HeatRequest
from tests.gold_work import make_gold, only_gold
from tests.making import make_account, make_cruncher, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def only_gold_where_there_is_any(settings):
    only_gold(settings)


class Page:
    """A signed-in cruncher's page: everything that it receives, with what differs between any two tasks left out."""

    def __init__(self) -> None:
        self.cruncher = make_cruncher()
        self.client = Client()
        self.client.force_login(self.cruncher.user, backend="django.contrib.auth.backends.ModelBackend")
        self.task: dict = {}

    def call(self, path: str, **body):
        answer = self.client.post(f"/crunch/{path}/", json.dumps(body), content_type="application/json")
        return answer.status_code, sorted(answer.headers), self.plain(answer.json())

    def plain(self, said):
        if task := said.get("task"):
            self.task = {"id": task.pop("id"), "token": task.pop("token")}
        for name in ("left", "lease"):
            said.pop(name, None)
        return said

    def on(self, action: str, **body):
        return self.call(f"assignments/{self.task['id']}/{action}", token=self.task["token"], **body)

    def shift(self, *, gold: bool, how: str):
        """All that a page hears from the next task on."""
        said = [self.call("next"), self.on("acknowledge"), self.on("heartbeat")]
        assert Assignment.objects.get(pk=self.task["id"]).gold is gold
        if how == "late":
            Assignment.objects.filter(pk=self.task["id"]).update(expires_at=lifecycle.due_in(-1))
            assignments.sweep()
            said.append(self.on("heartbeat"))
        elif how == "break":
            said.append(self.call("stop"))
        if how == "flag":
            said.append(self.on("flag", reason="unclear"))
        elif how == "skip":
            said.append(self.on("skip"))
        else:
            said.append(self.on("submit", answer=["violet"]))
            said.append(self.on("submit", answer=["red"], sizes=None))
            said.append(self.on("submit", answer=["red"], sizes=None))
            said.append(self.on("undo"))
        return [*said, self.on("heartbeat"), self.call("next")]


@pytest.mark.parametrize("how", ["at once", "late", "break", "skip", "flag"])
def test_nothing_that_the_page_receives_tells_it_apart(settings, how):
    question = {"metadata": {"a": "b"}, "label": "x", "hook_url": "https://example.com/hook", "tags": ["t"]}
    account, heard = make_account(), []
    make_gold(account=account, **question)
    for gold in (True, False):
        settings.HEAT_GOLD_SHARE = int(gold)
        work = make_request(account, **question)
        heard.append(Page().shift(gold=gold, how=how)[: -1 if how == "break" else None])
        HeatRequest.objects.filter(pk=work.pk).update(status="aborted", open_places=0)
    for one, other in zip(*heard, strict=True):
        one[2].pop("next", None), other[2].pop("next", None)
    assert heard[0][:-1] == heard[1][:-1]
