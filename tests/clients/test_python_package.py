"""heat-client as its users get it: the wheel in an environment of its own, against a running server."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.processes import ROOT, Heat, environment

from .flaky import Flaky
from .people import people

HERE = Path(__file__).parent


def run(bare_python: Path, *arguments: str, url: str, key: str = "") -> str:
    """What a program prints that runs in the bare environment."""
    command = [str(bare_python / "python"), "-I", *arguments]
    env = environment(HEAT_URL=url, HEAT_API_KEY=key)
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("form", ["sync", "async"])
def test_every_call_works_staged_and_live(own_heat: Heat, bare_python: Path, form: str) -> None:
    keys = own_heat.demo["test_key"], own_heat.demo["live_key"]
    with people(own_heat):
        printed = run(bare_python, str(HERE / "every_call.py"), form, *keys, url=own_heat.url)
    assert int(printed.splitlines()[-1]) >= 70


FAULTS = """
from heat_client import BadRequest, Heat
heat = Heat()
asked = heat.ask.free_text("Say", tags=["faults"])
print(asked.id)
assert heat.wait(asked).response == "seen by a person"
try:
    heat.ask.free_text("")
except BadRequest:
    print("refused")
"""


def test_calls_get_through_a_network_and_a_server_that_fail(own_heat: Heat, bare_python: Path, flaky: Flaky) -> None:
    asking = ("lost", (429, "0.3"), (503, "0.1"), "pass")
    waiting = ("torn", (503, ""), "refused", "pass")
    flaky.will(*asking, *waiting)
    with people(own_heat):
        said = run(bare_python, "-c", FAULTS, url=flaky.url, key=own_heat.demo["live_key"]).splitlines()
    posts = [key for method, _, key in flaky.seen if method == "POST"]
    assert said[1] == "refused" and len(posts) == len(asking) + 1, "what is wrong is not sent again"
    assert len(set(posts[:-1])) == 1 and posts[0] != posts[-1], "a call that is sent again has the same key"
    listed = own_heat.get("/v1/requests", params={"tag": "faults"}).json()["requests"]
    assert [one["id"] for one in listed] == [said[0]], "it was asked once"


def test_a_wait_outlives_the_server_that_it_began_with(own_heat: Heat, bare_python: Path, flaky: Flaky) -> None:
    program = "import sys; from heat_client import Heat; print(Heat().wait(sys.argv[1], block=5).response)"
    asked = own_heat.post("/v1/requests/free-text", json={"instruction": "Say"}).json()["id"]
    env = environment(HEAT_URL=flaky.url, HEAT_API_KEY=own_heat.demo["live_key"])
    command = [str(bare_python / "python"), "-I", "-c", program, asked]
    with subprocess.Popen(command, env=env, stdout=PIPE, text=True) as waiting:
        own_heat.wait_until(lambda: flaky.seen, "the client waits")
        flaky.target = own_heat.start_again().url
        with people(own_heat):
            assert waiting.stdout is not None and waiting.stdout.read() == "seen by a person\n"
    assert len(flaky.seen) >= 2


def test_mypy_strict_takes_code_that_uses_it_and_knows_what_is_answered(bare_python: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file="]
    env = {**environment(), "MYPYPATH": ""}
    typed = [*command, "--python-executable", str(bare_python / "python"), str(HERE / "typed_use.py")]
    done = subprocess.run(typed, cwd=bare_python, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    wrong = [*typed[:-1], "-c", "from heat_client import Heat\nHeat().ask.rating('Rate', rating_maximum=3)"]
    done = subprocess.run(wrong, cwd=bare_python, env=env, capture_output=True, text=True)
    assert done.returncode == 1 and "rating_maximum" in done.stdout


def test_each_example_of_its_readme_runs(own_heat: Heat, bare_python: Path) -> None:
    readme = (ROOT / "clients" / "python" / "README.md").read_text()
    examples = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(examples) == 5
    for example in examples:
        run(bare_python, "-c", example, url=own_heat.url, key=own_heat.demo["test_key"])
    [commands] = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    for command in commands.splitlines():
        name, *arguments = shlex.split(command)
        assert name == "heat"
        run(bare_python, "-m", "heat_client", *arguments, url=own_heat.url, key=own_heat.demo["test_key"])
