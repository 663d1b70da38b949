"""From signing up to a person's answer, all through the pages; and the pages on the way."""

import json
import re
import subprocess
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.processes import Heat

from .shift import Shift
from .test_accessibility import VIEWS, faults, fits

PASSWORD = "correct horse battery"
_number = count(1)


def sign_up(page: Any, url: str) -> str:
    """Sign up by the page, from the first one; the address."""
    email = f"nina{next(_number)}@example.com"
    page.goto(url)
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Your organisation or project").fill("Nina’s weather")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Ask your first question").wait_for()
    return email


def test_the_whole_story(chromium: Any, page: Any, live_server_process: Heat, open_shift: Callable[..., Shift]) -> None:
    url = live_server_process.url
    sign_up(page, url)
    console = page.url.removesuffix("start/")

    page.get_by_role("link", name="Members").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("[data-copied]").inner_text()
    colleague = chromium.new_context().new_page()
    colleague.goto(link)
    colleague.get_by_label("Name").fill("otto")
    colleague.get_by_label("Password", exact=True).fill(PASSWORD)
    colleague.get_by_label("The same password again").fill(PASSWORD)
    colleague.get_by_role("button", name="Sign up and join").click()
    colleague.get_by_role("heading", name="Requests").wait_for()
    page.goto(f"{console}members/")
    assert page.get_by_role("row", name="otto").get_by_role("cell").first.inner_text() == "member"

    page.goto(f"{url}/console/")
    page.get_by_role("button", name="Make a live key").click()
    call = page.locator("pre").inner_text()
    with subprocess.Popen(["sh", "-c", f"{call} --silent"], stdout=subprocess.PIPE, text=True) as asking:
        person = open_shift()
        person.start().is_in("task")
        assert "weather" in person.page.locator("[data-question]").inner_text()
        person.press("4", "Enter")
        person.is_in("waiting")
        answer = json.loads(asking.communicate(timeout=60)[0])
    assert (answer["status"], answer["response"]) == ("complete", ["snow"])

    for one in (page, colleague):
        one.goto(f"{console}requests/")
        one.get_by_role("link", name="How is the weather where you are?").click()
        one.get_by_text("complete", exact=True).first.wait_for()
        assert "snow" in one.locator("main").inner_text()
        assert answer["id"] in one.url

    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("link", name=re.compile("^multiple-choice ")).click()
    page.get_by_role("button", name="Fill in an example").click()
    page.locator("[data-json]", has_text="instruction").wait_for()
    asked = json.loads(page.locator("[data-json]").inner_text())
    page.get_by_label("People: live").check()
    page.get_by_role("button", name="Ask people").click()
    page.get_by_role("heading", name=asked["instruction"]).wait_for()
    person.is_in("task")
    person.press("1", "Enter")
    person.is_in("waiting")
    page.locator(".status", has_text="complete").wait_for()  # under one's eyes
    assert asked["choices"][0] in page.locator("main").inner_text()
    colleague.context.close()


def test_by_keys_alone(page: Any, live_server_process: Heat) -> None:
    page.goto(f"{live_server_process.url}/sign-up/")
    for key in (f"nina{next(_number)}@example.com", PASSWORD, "Keys"):
        page.keyboard.type(key)
        page.keyboard.press("Tab" if key != "Keys" else "Enter")
    page.get_by_role("heading", name="Ask your first question").wait_for()
    page.locator(":focus", has_text="Make a live key").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your test key").wait_for()
    page.goto(f"{live_server_process.url}/you/")
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("""() => {
                const at = document.activeElement;
                return [at.labels?.[0]?.innerText ?? at.innerText, getComputedStyle(at).outlineStyle !== "none"];
            }""")
        )
    names = " ".join(name for name, _ in reached)
    for wanted in ("Sign out", "New e-mail", "Present password", "New password", "Sign out everywhere"):
        assert wanted in names
    assert not [name for name, seen in reached if not seen]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_the_way_and_all_fits(chromium: Any, live_server_process: Heat, view: str) -> None:
    page = chromium.new_context(**VIEWS[view], reduced_motion="reduce").new_page()
    url = live_server_process.url

    def is_fine() -> None:
        assert faults(page) == [] and fits(page), page.url

    for path in ("/crunch/sign-in/", "/sign-up/", "/sign-up/sent/", "/password/forgotten/", "/password/new/a-b-c/"):
        page.goto(url + path)
        is_fine()
    page.goto(f"{url}/sign-up/")
    page.get_by_label("E-mail").fill("nina@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_label("Your organisation or project").fill("Nina’s weather")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("alert").wait_for()
    is_fine()
    sign_up(page, url)
    is_fine()
    page.get_by_role("button", name="Make a live key").click()
    page.get_by_role("heading", name="Your live key").wait_for()
    is_fine()
    page.goto(f"{url}/you/")
    is_fine()
    page.get_by_label("New e-mail address").fill("nina@example.com")
    page.get_by_label("Present password").first.fill("wrong")
    page.get_by_role("button", name="Change the address").click()
    page.get_by_role("alert").wait_for()
    is_fine()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.context.close()
