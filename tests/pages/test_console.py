"""The console in a browser: kept up to date, by keyboard alone, nothing for axe to find."""

import subprocess
import sys
from typing import Any

import pytest

from tests.processes import ROOT, Heat, environment

from .desk import Desk, press_to
from .files import Files
from .test_accessibility import VIEWS, faults, fits

MARKED = {
    "instruction": "Mark the doors",
    "attachments_type": "image",
    "annotations_type": "rectangle",
}


def test_rows_change_and_come_while_one_looks(desk: Desk) -> None:
    first = desk.ask(instruction="The first of two")
    desk.open("Requests")
    row = desk.page.locator(f"tr[data-id='{first.id}']")
    assert "pending" in row.inner_text()
    first.abort()
    row.get_by_text("aborted").wait_for()
    second = desk.ask(instruction="The second of two")
    desk.page.locator(f"tr[data-id='{second.id}']").get_by_text("pending").wait_for()
    second.abort()


def test_the_page_of_a_request_shows_its_end_by_itself(desk: Desk) -> None:
    asked = desk.ask(instruction="Will this end?")
    desk.open("Requests")
    desk.page.get_by_role("link", name="Will this end?").first.click()
    desk.page.get_by_role("button", name="Abort").wait_for()
    asked.abort()
    desk.page.get_by_role("button", name="Archive").wait_for()


def test_keys_alone_make_a_key_that_works_and_revoke_it(desk: Desk) -> None:
    desk.open("Keys")
    press_to(desk, "Name")
    desk.page.keyboard.type("by hand")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("staging")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    key = desk.page.locator("[data-copied]").inner_text()
    assert desk.heat.client.get("/v1/account", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    press_to(desk, f"Revoke {key[:12]}…{key[-4:]}")
    desk.page.keyboard.press("Enter")
    desk.page.locator(".status.aborted").first.wait_for()
    assert desk.heat.client.get("/v1/account", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_file_is_mapped_checked_mended_and_made(open_desk: Any, tmp_path: Any) -> None:
    desk = open_desk(**VIEWS["telephone, light"])
    file = tmp_path / "colours.csv"
    file.write_text("Question,choices\nWhich one?,red|red\nAnd which now?,red|blue\n")
    desk.open("Batches")
    desk.page.get_by_role("link", name="Make one from a file").click()
    desk.page.get_by_label("Environment").select_option("staging")
    desk.page.get_by_label("Name").fill("Colours of doors")
    desk.page.get_by_label("The file").set_input_files(file)
    desk.page.get_by_text("2 of 2 rows can’t be asked").wait_for()
    desk.page.get_by_label("Question").select_option("instruction")
    desk.page.get_by_text("1 of 2 rows can’t be asked").wait_for()
    assert desk.page.locator("[data-errors] tr").inner_text().startswith("1\tchoices\tchoices")
    assert faults(desk.page) == []
    assert fits(desk.page)
    file.write_text("Question,choices\nWhich one?,red|green\nAnd which now?,red|blue\n")
    desk.page.get_by_label("The file").set_input_files(file)
    desk.page.get_by_label("Question").select_option("instruction")
    desk.page.get_by_text("2 rows, all right").wait_for()
    assert faults(desk.page) == []
    desk.page.get_by_role("button", name="Make 2 requests").press("Enter")
    desk.page.get_by_role("heading", name="Colours of doors").wait_for()
    assert "2 complete" in desk.page.inner_text("main")


def test_usage_is_looked_up_and_fetched_by_keys_alone(desk: Desk) -> None:
    refused: list[str] = []
    desk.page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    for _ in range(2):
        desk.ask(instruction="How many?").abort()
    desk.open("Usage")
    press_to(desk, "7 days")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**days=7**")
    plot = desk.page.locator("figure", has_text="Requests").first
    assert plot.locator("rect.aborted").last.bounding_box()["height"] > 1
    press_to(desk, "Requests, as a table")
    desk.page.keyboard.press("Enter")
    assert plot.get_by_role("columnheader").all_inner_texts() == [
        "Day, UTC",
        "complete",
        "pending",
        "flagged",
        "aborted",
    ]
    assert int(plot.get_by_role("row").last.get_by_role("cell").last.inner_text()) >= 2
    assert plot.get_by_role("row").count() == 8
    press_to(desk, "Days, types and statuses as CSV")
    with desk.page.expect_download() as download:
        desk.page.keyboard.press("Enter")
    assert "free-text,aborted," in download.value.path().read_text()
    assert faults(desk.page) == []
    assert not refused


BUSY = """
from crunchers.models import Cruncher
from heatsite.models import User
from requests_app import membership
user = User.objects.create_user("busy", password="a long password")
Cruncher.objects.create(user=user, standing="approved")
for name in ("The weather bureau of the whole northern coast", "Birds"):
    membership.open_account(name, user)
"""


def test_who_answers_too_and_has_several_accounts_finds_room_on_a_telephone(
    chromium: Any, live_server_process: Heat
) -> None:
    settings = environment(HEAT_DATA=str(live_server_process.folder))
    subprocess.run([sys.executable, "manage.py", "shell", "-c", BUSY], cwd=ROOT, env=settings, check=True, timeout=60)
    page = chromium.new_context(**VIEWS["telephone, light"]).new_page()
    page.goto(f"{live_server_process.url}/console/")
    page.get_by_label("Name").fill("busy")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="The weather bureau").click()
    page.get_by_role("navigation", name="Console").wait_for()
    for name in ("Answer questions", "You", "Other accounts"):
        assert page.get_by_role("banner").get_by_role("link", name=name).is_visible()
    assert fits(page)
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_sticks_out(open_desk: Any, files: Files, view: str) -> None:
    desk = open_desk(**VIEWS[view])
    heat = desk.heat
    hook = f"{heat.url}/nowhere"
    picture = {**MARKED, "attachments": [f"{files.url}wide.png"], "hook_url": hook, "tags": ["doors"]}
    body = {"type": "annotations", "name": "Doors of the street", "requests": [picture, picture]}
    batch = heat.post("/v1/batch", json=body).json()
    for section in ("Requests", "Batches", "Keys", "Webhooks", "Usage", "Members"):
        desk.open(section)
        assert faults(desk.page) == [], section
        assert fits(desk.page), section
    desk.open("Batches")
    desk.page.get_by_role("link", name="Doors of the street").first.click()
    desk.page.get_by_text("0 of 2 ended").wait_for()
    assert faults(desk.page) == []
    desk.page.get_by_role("link", name="Mark the doors").first.click()
    desk.page.get_by_role("heading", name="What happened").wait_for()
    assert faults(desk.page) == []
    assert fits(desk.page)
    heat.post(f"/v1/batch/{batch['id']}/abort")
