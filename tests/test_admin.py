"""The managers' pages: every model, fast lists, foreign text escaped, a policy of their own."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from crunchers.models import Cruncher, CruncherInvitation, Rate
from heatsite.models import User
from requests_app import lifecycle
from requests_app.api import keys
from requests_app.models import (
    Account,
    ApiKey,
    Assignment,
    HeatRequest,
    Invitation,
    Lesson,
    Membership,
    Price,
    RequestTag,
)
from tests.making import fresh, make_account, make_cruncher, make_request, make_requests
from tests.managing import list_of, our_models, page_of, rows_of

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"


@pytest.fixture
def browser(manager):
    client = Client()
    client.force_login(manager)
    return client


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_has_its_pages(browser, model):
    assert model in admin.site._registry
    answer = browser.get(list_of(model), follow=True)
    assert answer.status_code == 200


def test_everything_registered_is_in_the_sidebar(browser):
    shown = browser.get("/admin/").content.decode()
    for model in admin.site._registry:
        assert f'href="{list_of(model)}"' in shown


@pytest.mark.parametrize("path", ["", "?q=Which", "?status__exact=pending", "?p=2"])
def test_a_long_list_counts_nothing_and_reads_related_rows_at_once(browser, path, django_assert_max_num_queries):
    make_requests(make_account(), [{"instruction": f"Which {n}?", "choices": ["a", "b"]} for n in range(120)])
    browser.get(list_of(HeatRequest))
    with django_assert_max_num_queries(8) as queries:
        answer = browser.get(list_of(HeatRequest) + path)
    assert len(rows_of(answer)) == 50
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"].upper()]
    assert not [query["sql"] for query in queries if '"given"' in query["sql"]]


def test_assignments_and_their_crunchers_are_read_at_once(browser, django_assert_max_num_queries):
    account = make_account()
    for _ in range(20):
        heat_request = make_request(account)
        Assignment.objects.create(heat_request=heat_request, cruncher=make_cruncher(), status="answered")
    browser.get(list_of(Assignment))
    with django_assert_max_num_queries(6):
        browser.get(list_of(Assignment))


def test_the_page_of_a_request_reads_its_crunchers_at_once(browser, django_assert_max_num_queries):
    heat_request = make_request(make_account())
    for _ in range(20):
        Assignment.objects.create(heat_request=heat_request, cruncher=make_cruncher(), status="skipped")
    browser.get(page_of(heat_request))
    with django_assert_max_num_queries(10):
        browser.get(page_of(heat_request))


def test_a_request_is_found_by_its_id_its_batch_its_tag_and_how_it_begins(browser):
    wanted, _ = (make_request(make_account(), instruction=text) for text in ("Is it red?", "Is it blue?"))
    RequestTag.objects.create(heat_request=wanted, tag="cars")
    for term in (str(wanted.pk), wanted.pk.hex, f" {wanted.pk} ", "Is it r", "cars"):
        assert rows_of(browser.get(list_of(HeatRequest), {"q": term})) == [wanted], term
    assert rows_of(browser.get(list_of(HeatRequest), {"q": "red"})) == []


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (HeatRequest, "given__contains=secret"),
        (HeatRequest, "account__keys__digest__startswith=a"),
        (ApiKey, "digest__startswith=a"),
        (ApiKey, "account__members__password__startswith=a"),
        (User, "password__startswith=a"),
        (User, "cruncher__public_id=a"),
        (Cruncher, "user__password__startswith=a"),
        (Account, "lane__gt=1"),
    ],
)
def test_lists_are_filtered_by_nothing_but_their_filters(browser, model, lookup):
    assert browser.get(f"{list_of(model)}?{lookup}").status_code == 400


def test_filters_filter(browser):
    one, other = make_request(make_account()), make_request(make_account())
    lifecycle.abort(other.pk)
    assert rows_of(browser.get(list_of(HeatRequest), {"status__exact": "pending"})) == [one]
    assert rows_of(browser.get(list_of(HeatRequest), {"account__id__exact": other.account_id})) == [other]


@pytest.mark.parametrize("model", [HeatRequest, Assignment, *our_models()], ids=lambda model: model.__name__)
def test_what_others_hang_on_is_not_deleted(browser, model):
    pages = admin.site._registry[model]
    request = browser.get("/admin/").wsgi_request
    deletable = (User, Membership, Invitation, CruncherInvitation, Price, Rate)
    assert pages.has_delete_permission(request) is (model in deletable)


def test_requests_are_not_changed_by_hand(browser):
    heat_request = make_request(make_account())
    browser.post(page_of(heat_request), {"status": "complete", "response": '["red"]', "instruction": "Changed"})
    assert fresh(heat_request).status == "pending"
    assert fresh(heat_request).instruction == "Which colour?"
    assert browser.get(reverse("admin:requests_app_heatrequest_add")).status_code == 403


def test_a_user_with_a_history_is_not_deleted_with_it(browser):
    cruncher = make_cruncher()
    browser.post(reverse("admin:heatsite_user_delete", args=[cruncher.user_id]), {"post": "yes"})
    assert Cruncher.objects.filter(pk=cruncher.pk).exists()


def test_json_is_shown_laid_out_and_escaped(browser):
    heat_request = make_request(make_account(), choices=[XSS, "Grüße"], metadata={"a": XSS})
    shown = browser.get(page_of(heat_request)).content.decode()
    assert XSS not in shown
    assert "  &quot;choices&quot;: [\n    &quot;&lt;script&gt;" in shown
    assert "Grüße" in shown


def test_a_huge_body_is_shown_in_part(browser):
    heat_request = make_request(make_account(), metadata={str(n): "x" * 1000 for n in range(50)})
    shown = browser.get(page_of(heat_request)).content.decode()
    assert "more characters" in shown
    assert len(shown) < 200_000


def test_foreign_text_is_escaped_in_lists(browser):
    account = make_account(name=XSS)
    make_request(account, instruction=XSS)
    keys.store(account, keys.new_key("live"), XSS)
    make_cruncher(name=XSS)
    for model in (HeatRequest, Account, ApiKey, Cruncher):
        shown = browser.get(list_of(model)).content.decode()
        assert "&lt;script&gt;" in shown
        assert XSS not in shown


def test_an_empty_list_says_why_and_offers_what_can_be_done(browser):
    lessons, looked_for = browser.get(list_of(Lesson)), browser.get(list_of(Lesson), {"q": "nothing"})
    assert "Rows come by themselves" in lessons.content.decode()
    assert "Nothing matches" in looked_for.content.decode()
    rates = browser.get(list_of(Rate)).content.decode()
    assert re.search(r'href="[^"]*/rate/add/[^"]*">Add rate<', rates)


def test_the_admin_has_a_policy_of_its_own(browser):
    policy = browser.get(list_of(HeatRequest))["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "'unsafe-inline'" not in re.search("script-src[^;]*", policy).group()
    assert "'unsafe-eval'" in Client().get("/admin/login/")["Content-Security-Policy"]


def test_other_pages_keep_the_strict_policy(browser):
    for path in ("/crunch/", "/nothing", "/v1/requests", "/adminx"):
        policy = browser.get(path)["Content-Security-Policy"]
        assert "unsafe" not in policy, path
