"""docs/first-five-minutes.md says what is there: commands, buttons, the call, the pages that it leads to."""

import re
from pathlib import Path

import pytest
from django.test import Client

from requests_app.docs.pages import BY_SLUG
from tests.console.conftest import Member

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "first-five-minutes.md").read_text()
STEPS, PRODUCTION = TEXT.split("## An hour")


def test_its_commands_are_the_makefiles():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s*)make ([a-z]+)(?:`|$)", TEXT, re.MULTILINE))
    assert named == {"run"} <= targets
    assert "docs/first-five-minutes.md" in (ROOT / "README.md").read_text()


@pytest.mark.django_db
def test_the_call_is_the_one_that_the_first_page_shows(account):
    owner = Member(account, "olga", "owner")
    answer = owner.post(owner.at("start/"), {"environment": "live"})
    [call] = re.findall(r"data-copied>(curl .*?)</pre>", answer.content.decode(), re.DOTALL)
    [printed] = re.findall(r"```sh\n(\s*curl .*?)```", STEPS, re.DOTALL)
    assert " ".join(printed.split()) == " ".join(call.replace(answer.context["key"], "live_YOUR_KEY").split())


def test_what_it_has_one_press_is_on_the_pages():
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    wanted = re.findall(r"\*\*([^*]+)\*\*", STEPS)
    assert len(wanted) >= 5
    assert not [label for label in wanted if f">{label}<" not in pages and f'translate "{label}"' not in pages]


@pytest.mark.django_db
def test_the_pages_that_it_leads_to_are_there():
    slugs = re.findall(r"`/docs/(\w*)/?`", TEXT)
    assert {"staging", "waiting", "webhooks", "errors", "clients", "confidence"} <= set(slugs) <= set(BY_SLUG)
    assert {Client().get(f"/docs/{slug}/" if slug else "/docs/").status_code for slug in slugs} == {200}
    for name in re.findall(r"\]\(([\w.-]+\.md)\)", TEXT) + re.findall(r"`(tests/[\w/.]+)`", TEXT):
        assert (ROOT / name).exists() or (ROOT / "docs" / name).exists()
