"""The documentation in a browser: tabs by keyboard, examples that run, a key of the reader's own."""

from typing import Any

import pytest

from .test_accessibility import VIEWS, faults, fits


@pytest.fixture
def docs(page: Any, live_server_process: Any) -> Any:
    page.goto(f"{live_server_process.url}/docs/")
    return page


def test_a_language_is_chosen_once_by_keys_alone_and_kept_on_the_next_page(docs: Any, live_server_process: Any) -> None:
    docs.get_by_role("tab", name="Shell").focus()
    docs.keyboard.press("ArrowRight")
    assert docs.get_by_role("tab", name="Python").get_attribute("aria-selected") == "true"
    docs.get_by_text("from heat_client import Heat").wait_for()
    docs.goto(f"{live_server_process.url}/docs/types/rating/")
    docs.get_by_text("heat.ask.rating(").wait_for()


def test_an_example_runs_on_the_page(docs: Any) -> None:
    docs.get_by_role("button", name="Run it").press("Enter")
    docs.get_by_text("Answered 200").wait_for()
    assert '"status": "complete"' in docs.locator("[data-result] pre").inner_text()


def test_the_readers_own_key_is_put_into_every_example(docs: Any, live_server_process: Any) -> None:
    manager = live_server_process.demo["manager"]
    docs.goto(f"{live_server_process.url}/crunch/sign-in/?next=/docs/waiting/")
    docs.get_by_label("Name").fill(manager["username"])
    docs.get_by_label("Password").fill(manager["password"])
    docs.keyboard.press("Enter")
    docs.get_by_role("button", name="Make one").press("Enter")
    docs.get_by_text("It is in the examples").wait_for()
    keys = set(docs.locator("[data-key]").all_text_contents())
    assert len(keys) == 1
    answer = live_server_process.client.get("/v1/account", headers={"Authorization": f"Bearer {keys.pop()}"})
    assert answer.json()["name"] == "Demo"


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_sticks_out(chromium: Any, live_server_process: Any, view: str) -> None:
    context = chromium.new_context(**VIEWS[view])
    page = context.new_page()
    for path in ("", "errors/", "webhooks/", "types/annotations-with-rating/"):
        page.goto(f"{live_server_process.url}/docs/{path}")
        assert faults(page) == [], path
        assert fits(page), path
    context.close()


def test_the_reference_shows_every_call_under_our_policy(docs: Any, live_server_process: Any) -> None:
    refused: list[str] = []
    docs.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    docs.goto(f"{live_server_process.url}/docs/reference/")
    docs.get_by_text("/v1/batch/{batch_id}/results").first.wait_for()
    assert not refused
