"""The work page asks whether the websites of its question may be framed, and about no others."""

import pytest
from django.urls import reverse

from crunchers import dispatch, views

from .making import make_account, make_cruncher, make_request

URL = "https://ledger.example/today"


@pytest.fixture
def ask(db, client, monkeypatch):
    looked_up = []

    def may_be_framed(url):
        looked_up.append(url)
        return False

    monkeypatch.setattr(views, "may_be_framed", may_be_framed)
    cruncher = make_cruncher()
    make_request(make_account(), type="rating", attachments_type="website", attachments=[URL])
    assignment = dispatch.take(cruncher.pk)
    client.force_login(cruncher.user)
    path = reverse("crunch-assignment", kwargs={"assignment_id": assignment.pk, "action": "framing"})

    def asker(url, token=None):
        body = {"token": token or str(assignment.token), "url": url}
        return client.post(path, body, content_type="application/json"), looked_up

    return asker


def test_a_website_of_the_question_is_looked_up(ask):
    answer, looked_up = ask(URL)
    assert answer.json() == {"framed": False}
    assert looked_up == [URL]


@pytest.mark.parametrize("url", ["https://other.example/", "http://127.0.0.1/", None, 7, [URL]])
def test_nothing_else_is_looked_up(ask, url):
    answer, looked_up = ask(url)
    assert answer.status_code == 400
    assert looked_up == []


def test_nobody_asks_about_another_s_task(ask):
    answer, looked_up = ask(URL, token="00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 409
    assert looked_up == []
