"""Requests in the console: the list, one of them, what can be done with it."""

import json
import shlex

import pytest
from django.test import Client

from crunchers import assignments, dispatch
from requests_app.console import search
from requests_app.models import Assignment, HeatRequest
from tests.making import COLOUR, fresh, make_account, make_cruncher, make_request, make_requests

pytestmark = pytest.mark.django_db


def listed(owner, **query):
    return [row.instruction for row in owner.get(owner.at("requests/"), query).context["rows"]]


def answer(value):
    cruncher = make_cruncher()
    held = dispatch.take(cruncher.pk)
    assignments.acknowledge(cruncher, held.pk, str(held.token))
    assignments.submit(cruncher, held.pk, str(held.token), value, [{"width": 400, "height": 300}])
    return cruncher


def test_the_list_has_the_accounts_live_requests_newest_first(owner, account):
    make_request(account, instruction="first")
    make_request(account, instruction="second")
    make_request(account, instruction="staged", environment="staging")
    make_request(make_account(), instruction="another's")
    assert listed(owner) == ["second", "first"]
    assert listed(owner, environment="staging") == ["staged"]


def test_filters_are_those_of_the_api(owner, account):
    make_request(account, instruction="a colour", tags=["shop"])
    make_request(account, instruction="a text", type="free-text")
    assert listed(owner, type="free-text") == ["a text"]
    assert listed(owner, tag="shop") == ["a colour"]
    assert listed(owner, status="complete") == []
    assert "Nothing matches." in owner.page("requests/", status="complete")


def test_a_wrong_filter_is_named(owner):
    page = owner.page("requests/", type="poem")
    assert "type: Give one of:" in page


def test_words_are_searched_in_instructions_whatever_their_case(owner, account):
    make_request(account, instruction="Which Ärmel is longer?")
    make_request(account, instruction="Which colour?")
    assert listed(owner, q="ärmel") == ["Which Ärmel is longer?"]


def test_only_the_newest_are_searched(owner, account, monkeypatch):
    monkeypatch.setattr(search, "SEARCHED", 2)
    make_requests(account, [{**COLOUR, "instruction": f"number {n}"} for n in range(3)])
    assert listed(owner, q="number") == ["number 2", "number 1"]


def test_older_ones_are_on_the_next_page(owner, account):
    make_requests(account, [{**COLOUR, "instruction": f"number {n}"} for n in range(51)])
    first = owner.get(owner.at("requests/"), {"q": "number"})
    assert len(first.context["rows"]) == 50
    assert listed(owner, q="number", cursor=first.context["next"]) == ["number 0"]


def test_the_rows_alone_can_be_fetched(owner, account):
    heat_request = make_request(account)
    part = owner.page("requests/", part="rows")
    assert "<html" not in part
    assert str(heat_request.pk) in part


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(owner, account, django_assert_num_queries):
    make_requests(account, [COLOUR] * 50)
    with django_assert_num_queries(5):
        owner.page("requests/")


def test_a_request_shows_its_answers_its_time_line_and_its_agreement(owner, account):
    heat_request = make_request(account, confidence={"min_agreements": 2, "max_crunchers": 3})
    crunchers = [answer(["red"]), answer(["red"])]
    page = owner.page(f"requests/{heat_request.pk}/")
    assert "2 of 2 answers agree" in page
    for cruncher in crunchers:
        assert cruncher.public_id in page
        assert cruncher.user.username not in page
        assert f"cruncher {cruncher.public_id[:8]} answered" in page
    moments = owner.get(owner.at(f"requests/{heat_request.pk}/")).context["timeline"]
    assert (moments[0][1], moments[-1][1]) == ("asked", "complete")
    assert moments == sorted(moments)


def test_marks_are_drawn_on_their_picture(owner, account):
    heat_request = make_request(
        account,
        type="annotations",
        attachments_type="image",
        attachments=["https://example.com/a.png"],
        annotations_type="rectangle",
    )
    answer([{"x": 10, "y": 20, "x2": 40, "y2": 60}])
    page = owner.page(f"requests/{heat_request.pk}/")
    assert '<svg viewBox="0 0 400 300"' in page
    assert '<rect x="10" y="20" width="30" height="40"' in page


def test_the_curl_asks_the_same_again(owner, account, live_key):
    heat_request = make_request(account, instruction='It\'s "50 %" $HOME `x`?')
    text = owner.get(owner.at(f"requests/{heat_request.pk}/")).context["curl"]
    words = shlex.split(text.replace("\\\n", ""))
    url, body = words[1], words[words.index("-d") + 1]
    assert json.loads(body) == heat_request.given
    path = url.removeprefix("http://testserver")
    again = Client().post(path, body, content_type="application/json", headers={"X-Heat-API-Key": live_key})
    assert again.status_code == 200


def test_a_pending_request_is_aborted(owner, account):
    heat_request = make_request(account)
    owner.post(owner.at(f"requests/{heat_request.pk}/abort/"))
    assert fresh(heat_request).status == "aborted"


def test_what_ended_meanwhile_is_left_as_it_is(owner, account):
    heat_request = make_request(account)
    answer(["red"])
    reply = owner.post(owner.at(f"requests/{heat_request.pk}/abort/"))
    assert reply.status_code == 302
    assert fresh(heat_request).status == "complete"


def test_an_ended_request_is_archived_and_a_pending_one_is_not(owner, account):
    ended, pending = make_request(account), make_request(account, instruction="still open")
    answer(["red"])
    for one in (ended, pending):
        owner.post(owner.at(f"requests/{one.pk}/archive/"))
    assert listed(owner) == ["still open"]
    assert listed(owner, archived="true") == [COLOUR["instruction"]]


@pytest.mark.parametrize("place", ["instruction", "choices", "attachments", "tags"])
def test_what_clients_and_crunchers_wrote_is_text_and_no_markup(owner, account, place):
    evil = "<img src=x onerror=alert(1)>"
    heat_request = make_request(account, **{place: evil if place == "instruction" else [evil, "b"]})
    Assignment.objects.create(
        heat_request=heat_request, cruncher=make_cruncher(), status="flagged", reason="other", comment=evil
    )
    for page in (owner.page("requests/"), owner.page(f"requests/{heat_request.pk}/")):
        assert evil not in page


def test_a_link_that_is_no_web_address_is_not_one_on_the_page(owner, account):
    heat_request = make_request(account, attachments_type="website", attachments=["https://example.com/"])
    HeatRequest.objects.filter(pk=heat_request.pk).update(
        given={**heat_request.given, "attachments": ["javascript:alert(1)"]}
    )
    assert 'href="javascript:' not in owner.page(f"requests/{heat_request.pk}/")
