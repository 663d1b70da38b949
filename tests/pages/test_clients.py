"""A person's answer on the work page, got by each client."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from heat_client import Heat as Client
from tests.clients.agents import agent
from tests.processes import ROOT, Heat, environment

from .shift import Shift


def given(shift: Shift, ask: Callable[[], Any]) -> Any:
    """What `ask` returns, which waits for the person who presses 1 and Enter once the question is on the screen."""
    shift.start()
    with ThreadPoolExecutor(1) as pool, shift.page.expect_response("**/acknowledge/"):
        answered = pool.submit(ask)
        shift.is_in("task")
        shift.press("1", "Enter")
        return answered.result(60)


def run(heat: Heat, *command: str) -> str:
    """What a program prints that finds the server and the live key in its environment."""
    env = environment(HEAT_URL=heat.url, HEAT_API_KEY=heat.demo["live_key"])
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_heat_ask_prints_what_a_person_chose(shift: Shift) -> None:
    command = (sys.executable, "-m", "heat_client", "ask", "Is this a cat?", "--choices", "yes", "no", "--wait")
    assert given(shift, lambda: run(shift.heat, *command)) == "yes\n"


def test_the_python_package_returns_what_a_person_chose(shift: Shift) -> None:
    with Client(shift.heat.demo["live_key"], shift.heat.url) as client:
        done = given(shift, lambda: client.ask.multiple_choice("Is this a cat?", ["yes", "no"], wait=60))
    assert done.response == ["yes"]


def test_an_ai_agent_gets_what_a_person_chose(shift: Shift) -> None:
    async def ask() -> Any:
        async with agent(shift.heat.url, shift.heat.demo["live_key"]) as client:
            question = {"instruction": "Is this a cat?", "choices": ["yes", "no"]}
            return (await client.call_tool("ask_multiple_choice", question)).structured_content

    answer = given(shift, lambda: asyncio.run(ask()))
    assert (answer["status"], answer["response"]) == ("complete", ["yes"])
    assert answer["votes"] == [{"answer": ["yes"], "people": 1}]


@pytest.mark.node
def test_the_node_package_returns_what_a_person_chose(shift: Shift) -> None:
    program = f"""
        const heat = require({json.dumps(str(ROOT / "clients" / "node"))})();
        heat.requestMultipleChoice({{ instruction: "Is this a cat?", choices: ["yes", "no"] }})
          .then((asked) => heat.waitForRequest(asked)).then((done) => console.log(done.response.join()));
    """
    assert given(shift, lambda: run(shift.heat, "node", "-e", program)) == "yes\n"
