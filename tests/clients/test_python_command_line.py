"""`heat`, from the wheel, against a running server."""

import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Heat, environment

from .people import people

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def heat(own_heat: Heat, bare_python: Path) -> Run:
    """Runs `heat`, with the test key, or with `live=True` the live one."""

    def run(*arguments: str, live: bool = False, **options: Any) -> "subprocess.CompletedProcess[str]":
        env = environment(HEAT_URL=own_heat.url, HEAT_API_KEY=own_heat.demo["live_key" if live else "test_key"])
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": 60, **options}
        return subprocess.run([str(bare_python / "heat"), *arguments], env=env, **options)

    return run


def test_a_person_s_answer_is_printed_alone_and_what_else_there_is_to_say_is_not(own_heat: Heat, heat: Run) -> None:
    with people(own_heat):
        done = heat(
            "ask", "Is this a cat?", "--image", "http://a.example/c.jpg", "--choices", "yes", "--wait", live=True
        )
    assert (done.returncode, done.stdout) == (0, "yes\n")
    assert done.stderr.startswith("heat: asked as ") and "\x1b" not in done.stderr


def test_a_terminal_shows_that_people_work(own_heat: Heat, heat: Run) -> None:
    controller, terminal = pty.openpty()
    done = heat("ask", "A cake", "--type", "image", "--timeout", "0.5", live=True, stderr=terminal)
    os.close(terminal)
    shown = os.read(controller, 100_000).decode()
    os.close(controller)
    assert done.returncode == 3
    assert "people are asked" in shown and "still pending" in shown


@pytest.mark.parametrize(
    ("arguments", "type", "fields"),
    [
        (["--choices", "a", "b", "--max-answers", "1"], "multiple-choice", {"choices": ["a", "b"], "max_answers": 1}),
        (["--rating", "0", "5", "--step", "0.5"], "rating", {"rating_min": 0, "rating_max": 5, "rating_step": 0.5}),
        (["--validation", "number", "--text", "one", "two"], "free-text", {"attachments": ["one", "two"]}),
        (["--mark", "rectangle", "--text", "words"], "annotations", {"annotations_type": "rectangle"}),
        (["--confidence", "2/3", "--tag", "t"], "free-text", {"tags": ["t"]}),
        (
            ["--type", "annotations-with-rating", "--rating", "0", "5", "--text", "words"],
            "annotations-with-rating",
            {"per_annotation": {"instruction": "How?", "rating_min": 0, "rating_max": 5}},
        ),
    ],
)
def test_the_options_make_the_question(heat: Run, arguments: list[str], type: str, fields: dict[str, Any]) -> None:
    more = ["--fields", '{"per_annotation": {"instruction": "How?", "rating_min": 0, "rating_max": 5}}']
    done = heat("ask", "Well?", *arguments, "--json", *(more if "per_annotation" in fields else []))
    shown = json.loads(done.stdout)
    assert (done.returncode, shown["type"], shown["status"]) == (0, type, "complete")
    assert {name: shown[name] for name in fields} == fields


def test_requests_are_shown_listed_taken_back_and_put_away(heat: Run) -> None:
    asked = heat("ask", "A cake", "--type", "image", "--tag", "cake", live=True)
    id = asked.stdout.strip()
    assert heat("get", id, live=True).returncode == 3
    assert heat("list", "--tag", "cake", "--status", "pending", live=True).stdout.startswith(f"{id}  pending")
    assert heat("abort", id, live=True).returncode == 0
    assert heat("get", id, "--wait", live=True).returncode == 4
    assert heat("archive", id, live=True).returncode == 0
    assert heat("list", "--tag", "cake", live=True).stdout == ""
    assert json.loads(heat("account").stdout)["name"]


def test_a_batch_comes_from_a_file_or_from_standard_input(heat: Run) -> None:
    items = json.dumps({"type": "multiple-choice", "requests": [{"instruction": "Is it?", "choices": ["yes"]}] * 2})
    done = heat("batch", "-", "--wait", input=items)
    assert (done.returncode, done.stdout) == (0, '["yes"]\n["yes"]\n')
    made = heat("batch", "-", input=items).stdout.strip()
    assert heat("results", made, "--format", "jsonl").stdout.count('"response"') == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", ""], 1, "instruction"),
        (["ask", "Well?", "--choices", "a", "--rating", "0", "5"], 2, "two questions"),
        (["ask", "Well?", "--confidence", "two"], 2, "2/3"),
        (["ask", "Well?", "--fields", "[]"], 2, "not a JSON object"),
        (["get", "nonsense"], 1, "404"),
        (["batch", "/no/such/file"], 1, "/no/such/file"),
        (["batch", "-"], 2, "not JSON"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(heat: Run, arguments: list[str], code: int, said: str) -> None:
    done = heat(*arguments, input="{")
    assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_a_key_it_says_what_to_set(bare_python: Path) -> None:
    done = subprocess.run([str(bare_python / "heat"), "account"], env=environment(), capture_output=True, text=True)
    assert done.returncode == 1 and "HEAT_API_KEY" in done.stderr


def test_agents_cost_nothing_until_they_are_served_and_what_they_need_is_said(
    own_heat: Heat, bare_python: Path
) -> None:
    program = """
import sys
from heat_client.cli import main
assert not any(name.split(".")[0] in ("mcp", "pydantic") for name in sys.modules)
sys.modules["mcp"] = None
sys.exit(main(["mcp"]))
"""
    env = environment(HEAT_URL=own_heat.url, HEAT_API_KEY=own_heat.demo["test_key"])
    done = subprocess.run([str(bare_python / "python"), "-c", program], env=env, capture_output=True, text=True)
    assert done.returncode == 1 and "pip install 'heat-client[mcp]'" in done.stderr
