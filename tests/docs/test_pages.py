"""The documentation's pages: all there, with what they say of the API true."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import question_fields
from requests_app.api.schema import description
from requests_app.docs.pages import PAGES, TYPE_EXAMPLES
from requests_app.models import ApiKey, Membership
from requests_app.request_types import REQUEST_TYPES

pytestmark = pytest.mark.django_db


def url_of(page):
    return reverse("docs-page", args=[page.slug]) if page.slug else reverse("docs")


def html(url):
    answer = Client().get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug or "start")
def test_each_page_is_there_for_everybody_and_shows_its_examples(page):
    text = html(url_of(page))
    assert f"<title>{page.title} · " in text
    for example in page.examples:
        assert f'data-path="{example.path}"'.replace("&", "&amp;") in text


def test_every_link_inside_leads_somewhere():
    seen, todo = set(), {reverse("docs")}
    while todo:
        url = todo.pop()
        seen.add(url)
        found = set(re.findall(r'href="(/(?:docs|v1|llms|console)[^"#)\s]*)', html(url)))
        todo |= {one for one in found - seen if one.startswith("/docs")}
        for one in found:
            assert Client().get(one).status_code in (200, 302), one
    assert len(seen) >= len(PAGES) + len(REQUEST_TYPES)


@pytest.mark.parametrize("request_type", REQUEST_TYPES.values(), ids=lambda one: one.name)
def test_a_types_page_has_each_of_its_fields_and_of_every_types(request_type):
    rows = [*question_fields.own_fields(request_type), *question_fields.common_fields(request_type)]
    properties = description()["components"]["schemas"][request_type.stem.title().replace("_", "") + "Question"]
    assert {row.name.partition(".")[0] for row in rows} == set(properties["properties"])
    assert {row.name for row in rows if row.required and "." not in row.name} == set(properties["required"])
    assert all(row.meaning and row.takes for row in rows), [row.name for row in rows if not row.meaning]


@pytest.mark.parametrize("url", ["/docs/nowhere/", "/docs/types/telepathy/"])
def test_what_is_not_there_is_not_found(url):
    assert Client().get(url).status_code == 404


def test_every_type_has_its_example():
    assert TYPE_EXAMPLES.keys() == REQUEST_TYPES.keys()


def test_an_owner_is_made_a_test_key(account, manager):
    Membership.objects.create(account=account, user=manager, role="owner")
    browser = Client()
    browser.force_login(manager)
    assert account.name in browser.get("/docs/").content.decode().replace("&#x27;", "'")
    key = browser.post("/docs/key/", {"account": account.pk}).json()["key"]
    assert key.startswith("test_")
    assert Client().get("/v1/account", headers={"X-Heat-API-Key": key}).json()["name"] == account.name


@pytest.mark.parametrize("who", ["nobody", "a member", "another's owner"])
def test_nobody_else_is_made_one(account, other_account, manager, who):
    browser = Client()
    if who != "nobody":
        browser.force_login(manager)
    if who == "a member":
        Membership.objects.create(account=account, user=manager, role="member")
    elif who == "another's owner":
        Membership.objects.create(account=other_account, user=manager, role="owner")
    for given in (account.pk, "x", "", "-1", "9" * 30):
        assert browser.post("/docs/key/", {"account": given}).status_code == 403
    assert not ApiKey.objects.exists()


def test_a_production_server_shows_no_sample_key(settings):
    settings.HEAT_SAMPLE_KEY = False
    text = html("/docs/")
    assert "test_YOUR_KEY" in text
    assert "test_e53b" not in text


def test_llms_txt_is_plain_text_with_every_page():
    answer = Client().get("/llms.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert text.startswith("# Heat\n\n> ")
    assert all(f"]({'http://testserver'}{url_of(page)})" in text for page in PAGES)
    assert "&" not in text.replace("&amp;", "!")
