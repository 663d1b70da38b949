"""`make run`: the one process, from an empty folder to its clean end."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from requests_app.api.keys import SAMPLE_KEY

from .processes import ROOT, Heat, environment, free_port

QUESTION = {"instruction": "Is it warm?", "choices": ["yes", "no"]}
SAMPLE_REQUEST = "/v1/requests/44647b6f-b033-4788-9ee2-9d7aa5cb0158"


def refused(**settings: str) -> str:
    """Start where it can't; what it says on standard error, which is one line."""
    command = [sys.executable, "-m", "heatsite.embedded"]
    done = subprocess.run(command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=30)
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.startswith("Heat does not start: ") and done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def heat(data_folder: Path):
    """The one process, as `make run` starts it."""
    process = Heat(data_folder, ["make", "--silent", "run"]).ready()
    yield process
    process.stop()


def test_demo_json_says_all_that_is_needed_to_its_owner_alone(live_server_process: Heat):
    path = live_server_process.folder / "demo.json"
    demo = json.loads(path.read_text())
    assert list(demo) == ["url", "test_key", "live_key", "cruncher", "manager"]
    assert list(demo["cruncher"]) == list(demo["manager"]) == ["username", "password"]
    assert demo["test_key"] == SAMPLE_KEY and demo["live_key"].startswith("live_")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_terminal_shows_where_to_work_what_to_send_and_who_signs_in(live_server_process: Heat):
    demo, shown = live_server_process.demo, live_server_process.output
    assert f"{demo['url']}/crunch/" in shown and f"{demo['url']}/admin/" in shown
    for who in ("cruncher", "manager"):
        assert f"sign in as {demo[who]['username']}, password {demo[who]['password']}" in shown
    assert shown.count("curl ") == 2


@pytest.mark.parametrize("number", [0, 1])
def test_each_curl_that_is_shown_works_as_it_is_printed(live_server_process: Heat, number: int):
    shown = live_server_process.output
    command = ("curl" + shown.split("    curl")[1 + number]).split("\n\n")[0].replace("block=60", "block=0.1")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30)
    answer = json.loads(done.stdout)
    assert answer["status"] == ["pending", "complete"][number]
    assert answer["environment"] == ["live", "staging"][number]
    if answer["status"] == "pending":
        assert live_server_process.post(f"/v1/tasks/abort/{answer['id']}").json() == {"success": True}


def test_the_queue_is_empty_at_the_start(heat: Heat):
    assert heat.get("/v1/requests").json()["requests"] == []


def test_the_published_sample_request_is_there(live_server_process: Heat):
    answer = live_server_process.get(SAMPLE_REQUEST, test=True).json()
    assert answer["status"] == "complete" and answer["response"] == ["no violence"]
    assert answer["instruction"] == "Does the image contain violent content?"
    assert answer["attachments"] == [""] and answer["warnings"]
    assert "staging" not in answer
    assert list(answer["raw_responses"].values()) == [["no violence"]]


def test_the_cruncher_and_the_manager_can_sign_in(live_server_process: Heat):
    for who, page in (("cruncher", "/crunch/"), ("manager", "/admin/")):
        with httpx.Client(base_url=live_server_process.url, follow_redirects=True) as browser:
            form = browser.get(page)
            data = {**live_server_process.demo[who], "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            arrived = browser.post(form.url, data=data, headers={"Referer": str(form.url)})
            assert arrived.status_code == 200 and arrived.url.path == page, arrived.text


def test_a_second_start_keeps_everything_and_shows_the_same(heat: Heat):
    first = {name: value for name, value in heat.demo.items() if name != "url"}
    asked = heat.post("/v1/requests/multiple-choice", json=QUESTION).json()
    heat.stop()
    again = Heat(heat.folder)
    try:
        assert {name: value for name, value in again.ready().demo.items() if name != "url"} == first
        assert again.get(f"/v1/requests/{asked['id']}").json() == asked
        assert again.get("/v1/account").json()["name"] == "Demo"
    finally:
        again.stop()


def test_a_changed_password_is_kept_and_not_shown(heat: Heat):
    heat.stop()
    change = (
        "from heatsite.models import User; u = User.objects.get(username='cruncher'); "
        "u.set_password('my own password'); u.save()"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", change],
        cwd=ROOT,
        env=environment(HEAT_DATA=str(heat.folder)),
        check=True,
        timeout=30,
    )
    again = Heat(heat.folder)
    try:
        assert again.ready().demo["cruncher"] == {"username": "cruncher", "password": None}
        assert "sign in as cruncher, password (changed)" in again.output
    finally:
        again.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("whom", ["the server", "make and all it started"])
def test_a_signal_ends_it_within_five_seconds_and_blocked_calls_are_answered_pending(
    heat: Heat, number: signal.Signals, whom: str
):
    answers: list[httpx.Response] = []
    asked = heat.post("/v1/requests/multiple-choice", json=QUESTION).json()
    wait = f"/v1/requests/{asked['id']}?block=60"
    blocked = [threading.Thread(target=lambda: answers.append(heat.get(wait))) for _ in range(5)]
    for thread in blocked:
        thread.start()
    time.sleep(0.5)
    [server] = Path(f"/proc/{heat.popen.pid}/task/{heat.popen.pid}/children").read_text().split()
    began = time.monotonic()
    if whom == "the server":
        os.kill(int(server), number)
    else:
        os.killpg(heat.popen.pid, number)
    code = heat.wait(5)
    assert time.monotonic() - began < 5
    for thread in blocked:
        thread.join(5)
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "pending")] * 5
    assert not Path(f"/proc/{server}").exists()
    assert not (heat.folder / "demo.json").exists()
    assert "Traceback" not in heat.output
    if whom == "the server":
        assert code == 0


def test_a_busy_port_is_refused_in_one_sentence(live_server_process: Heat, tmp_path: Path):
    port = str(httpx.URL(live_server_process.url).port)
    assert f"port {port} of 127.0.0.1 is in use" in refused(HEAT_DATA=str(tmp_path), PORT=port)


def test_a_second_process_on_the_same_folder_is_refused_in_one_sentence(live_server_process: Heat):
    said = refused(HEAT_DATA=str(live_server_process.folder), PORT="0")
    assert f"another Heat is running on {live_server_process.folder}" in said
    assert (live_server_process.folder / "demo.json").exists()


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert "can't be written" in refused(HEAT_DATA=str(tmp_path / "file" / "data"), PORT="0")


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence():
    # To root every folder is writable but those that the kernel keeps.
    assert "/proc can't be written" in refused(HEAT_DATA="/proc", PORT="0")


def test_a_database_that_is_none_is_refused_in_one_sentence(tmp_path: Path):
    (tmp_path / "heat.sqlite3").write_text("This is no database. " * 100)
    assert f"the database in {tmp_path} can't be used" in refused(HEAT_DATA=str(tmp_path), PORT="0")


@pytest.mark.parametrize("port", ["eighty", "-1", "70000"])
def test_a_port_that_is_none_is_refused_in_one_sentence(port: str, tmp_path: Path):
    assert f"PORT is '{port}'" in refused(HEAT_DATA=str(tmp_path), PORT=port)


def test_a_database_url_is_refused_because_this_is_the_one_process(tmp_path: Path):
    said = refused(HEAT_DATA=str(tmp_path), DATABASE_URL=f"postgresql://127.0.0.1:{free_port()}/heat")
    assert "make serve" in said and "make work" in said
