"""Ask, in the console: a form for each type, what is wrong by field, and sending it: once, or not at all."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from heatsite.asgi import most_of_body
from requests_app import maintenance
from requests_app.api import throttles
from requests_app.console.ask_fields import form_of
from requests_app.models import Account, HeatRequest, MediaFile, Switches, Usage
from requests_app.question_fields import common_fields, own_fields
from requests_app.request_types import REQUEST_TYPES
from tests.making import COLOUR, make_account, make_request

SAMPLE = Path(settings.BASE_DIR) / "static" / "samples" / "sample.png"

pytestmark = pytest.mark.django_db

TYPES = pytest.mark.parametrize("request_type", REQUEST_TYPES.values(), ids=lambda one: one.name)


def call(browser, path, **said):
    return browser.post(browser.at(f"ask/{path}/"), json.dumps(said), content_type="application/json")


def look(owner, body, environment="staging", type_name="multiple-choice"):
    answer = call(owner, f"{type_name}/look", body=body, environment=environment)
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(browser, body=COLOUR, environment="staging", type_name="multiple-choice", once=None):
    return call(browser, f"{type_name}/send", body=body, environment=environment, once=once or str(uuid4()))


def controls(form):
    return [one for top in (*form.shown, *form.more) for one in (top, *top.inner)]


@TYPES
def test_the_form_has_a_control_for_each_field_of_the_api(request_type):
    fields = {field.name for field in (*own_fields(request_type), *common_fields(request_type))}
    found = controls(form_of(request_type, may_use_gold=True))
    assert sorted(one.path for one in found) == sorted(fields)
    assert all(one.kind != "json" for one in found if one.path not in ("gold.answer", "staging.response"))


@TYPES
def test_each_types_page_is_there_and_names_its_own_fields(owner, request_type):
    page = owner.page(f"ask/{request_type.name}/")
    for name in request_type.Params().fields:
        assert f'data-field="{name}"' in page
    assert owner.at(f"ask/{request_type.name}/") in owner.page("ask/")


@TYPES
def test_the_example_that_is_filled_in_can_be_asked(owner, request_type):
    example = owner.get(owner.at(f"ask/{request_type.name}/")).context["example"]
    assert look(owner, example, type_name=request_type.name)["errors"] == {}
    answer = send(owner, example, type_name=request_type.name)
    heat_request = HeatRequest.objects.get()
    assert answer.json()["url"] == owner.at(f"requests/{heat_request.pk}/")
    assert (heat_request.given, heat_request.environment, heat_request.status) == (example, "staging", "complete")


def test_a_type_that_is_not_there_is_not_found(owner):
    assert owner.get(owner.at("ask/poem/")).status_code == 404
    assert send(owner, type_name="poem").status_code == 404


def test_gold_is_offered_to_those_who_may_use_it(owner, account):
    assert 'data-field="gold"' not in owner.page("ask/rating/")
    Account.objects.filter(pk=account.pk).update(may_use_gold=True)
    assert 'data-field="gold.answer"' in owner.page("ask/rating/")


def test_what_is_wrong_is_named_by_its_field_while_one_types_and_when_it_is_sent(owner):
    body = {"instruction": " ", "choices": ["a", ""], "max_answers": "many", "confidence": {"min_agreements": 2}}
    wrong = {"instruction", "choices.1", "max_answers", "confidence.max_crunchers"}
    assert set(look(owner, body)["errors"]) == wrong
    answer = send(owner, body)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, wrong)
    assert not HeatRequest.objects.exists()


def test_what_is_worth_a_word_is_said(owner):
    assert look(owner, {**COLOUR, "colour": "red"})["warnings"] == ["colour: kept, but not a field that is known."]


def test_the_calls_take_the_key_from_the_environment(owner):
    codes = dict(look(owner, {**COLOUR, "class": 'a "b" $c'})["calls"])
    assert list(codes) == ["Shell", "Python", "Node"]
    assert '-H "X-Heat-API-Key: $HEAT_API_KEY"' in codes["Shell"]
    assert 'os.environ["HEAT_API_KEY"]' in codes["Python"]
    assert "process.env.HEAT_API_KEY" in codes["Node"]
    compile(codes["Python"], "python", "exec")


def test_live_asks_people_and_counts(member, account):
    assert send(member, environment="live").status_code == 200
    heat_request = HeatRequest.objects.get()
    assert (heat_request.environment, heat_request.status, heat_request.account) == ("live", "pending", account)
    assert Usage.objects.get(account=account).requests == 1


def test_staging_says_how_it_is_to_go_and_live_may_not(owner):
    body = {**COLOUR, "staging": {"status": "flagged"}}
    assert send(owner, body).status_code == 200
    assert HeatRequest.objects.get().status == "flagged"
    assert set(send(owner, body, "live").json()["errors"]) == {"staging"}


def test_sent_twice_it_is_asked_once(owner):
    once = str(uuid4())
    urls = {send(owner, once=once).json()["url"] for _ in range(3)}
    assert (len(urls), HeatRequest.objects.count()) == (1, 1)
    other = send(owner, {**COLOUR, "instruction": "Which else?"}, once=once)
    assert (other.status_code, HeatRequest.objects.count()) == (409, 1)
    send(owner)
    assert HeatRequest.objects.count() == 2


def test_the_quota_is_kept_and_told(owner, account):
    Account.objects.filter(pk=account.pk).update(monthly_quota=1)
    assert send(owner, environment="live").status_code == 200
    answer = send(owner, environment="live")
    assert answer.status_code == 429
    assert "quota of 1" in answer.json()["message"]
    assert HeatRequest.objects.count() == 1


def test_live_questions_go_no_faster_than_by_a_key(owner, account):
    throttles._store.cache_clear()
    throttles._limiter.cache_clear()
    Account.objects.filter(pk=account.pk).update(rate=0.001, burst=2)
    statuses = [send(owner, environment="live").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert send(owner).status_code == 200


def test_in_maintenance_nothing_is_asked(owner):
    Switches.objects.update_or_create(pk=1, defaults={"maintenance": True})
    maintenance.forget()
    try:
        assert send(owner).status_code == 503
    finally:
        maintenance.forget()
    assert not HeatRequest.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"body": [], "environment": "live"},
        {"body": COLOUR, "environment": "moon"},
        {"body": COLOUR, "environment": "live"},
        {"body": COLOUR, "environment": "live", "once": "x"},
    ],
)
def test_what_no_page_sends_is_refused(owner, said):
    answer = call(owner, "multiple-choice/send", **said)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not HeatRequest.objects.exists()


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"body": {"instruction": "\\u0000"}, "environment": "live"}'])
def test_what_is_no_json_is_refused(owner, text):
    for step in ("look", "send"):
        answer = owner.post(owner.at(f"ask/rating/{step}/"), text, content_type="application/json")
        assert answer.status_code == 400


def test_a_stranger_sends_nothing_in_the_accounts_name(stranger, account):
    url = f"/console/{account.pk}/ask/multiple-choice/send/"
    said = {"body": COLOUR, "environment": "live", "once": str(uuid4())}
    assert stranger.post(url, json.dumps(said), content_type="application/json").status_code == 404
    assert not HeatRequest.objects.exists()


def test_a_request_is_made_again_with_what_was_given(owner, account):
    heat_request = make_request(account, tags=["shop"], sku="A1")
    assert f"/ask/multiple-choice/?from={heat_request.pk}" in owner.page(f"requests/{heat_request.pk}/")
    answer = owner.get(owner.at("ask/multiple-choice/"), {"from": heat_request.pk})
    assert answer.context["again"] == heat_request.given


def test_only_ones_own_request_of_the_type_is_made_again(owner, account):
    theirs, other_type = make_request(make_account()), make_request(account, type="free-text")
    for named in (theirs.pk, other_type.pk, uuid4(), "x"):
        assert owner.get(owner.at("ask/multiple-choice/"), {"from": named}).status_code == 404


def test_what_was_given_can_not_end_the_pages_script(owner, account):
    heat_request = make_request(account, instruction="</script><script>alert(1)</script>")
    page = owner.page("ask/multiple-choice/", **{"from": heat_request.pk})
    assert "<script>alert" not in page


def test_a_file_is_kept_and_its_address_told(member, account):
    answer = member.post(member.at("files/"), {"file": SimpleUploadedFile("a.png", SAMPLE.read_bytes())})
    file = MediaFile.objects.get()
    assert (file.account, answer.json()["url"].rpartition("/")[2]) == (account, file.name)


@pytest.mark.parametrize("form", [{}, {"file": "text"}, {"file": SimpleUploadedFile("a.png", b"<html></html>")}])
def test_what_is_no_picture_film_or_sound_is_not_kept(owner, form):
    answer = owner.post(owner.at("files/"), form)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not MediaFile.objects.exists()


def test_the_shell_lets_a_file_through_to_the_console():
    assert most_of_body("/console/7/files/") == most_of_body("/v1/files") > settings.HEAT_MAX_BODY
    assert most_of_body("/console/7/ask/rating/send/") == settings.HEAT_MAX_BODY
