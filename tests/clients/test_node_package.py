"""heat-client for Node as its users get it: packed, installed alone, and used against a running server."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.processes import ROOT, Heat, environment, free_port

from .flaky import Flaky
from .people import people
from .seed_examples import ABORT, SEED_EXAMPLES

pytestmark = pytest.mark.node

SOURCE = ROOT / "clients" / "node"
HERE = Path(__file__).parent / "node"
QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def _npm(folder: Path, *arguments: str) -> str:
    return subprocess.run(["npm", *arguments, *QUIET], cwd=folder, check=True, capture_output=True, text=True).stdout


def _install(folder: Path) -> None:
    """folder/bare has the package alone, from its tarball; folder/types also TypeScript, as the lock file pins it."""
    bare, types = folder / "bare", folder / "types"
    bare.mkdir()
    types.mkdir()
    packed = _npm(SOURCE, "pack", "--pack-destination", str(folder)).strip().splitlines()[-1]
    (bare / "package.json").write_text('{"private": true}')
    _npm(bare, "install", "--offline", f"../{packed}")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, types)
    _npm(types, "ci", "--ignore-scripts")
    shutil.copytree(bare / "node_modules" / "heat-client", types / "node_modules" / "heat-client")
    for path in (SOURCE / "types").iterdir():
        shutil.copy(path, types)


@pytest.fixture(scope="session")
def installed(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """See _install."""
    return made_once("node", _install)


@pytest.fixture
def node(installed: Path) -> Callable[..., str]:
    """Runs `node` where the package alone is installed; what it prints."""

    def run(*arguments: str, url: str, key: str = "", said: str = "") -> str:
        env = environment(HEAT_URL=url, HEAT_API_KEY=key)
        command = ["node", *arguments]
        options = {"cwd": installed / "bare", "env": env, "input": said, "text": True, "timeout": 100}
        done = subprocess.run(command, capture_output=True, **options)  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    return run


def script(installed: Path, name: str) -> str:
    """A script of tests/clients/node, where it finds the package."""
    return shutil.copy(HERE / name, installed / "bare")


def test_the_tarball_has_what_is_needed_and_the_lock_file_names_no_host(installed: Path) -> None:
    package = installed / "bare" / "node_modules" / "heat-client"
    assert {path.name for path in package.iterdir()} == {
        "LICENSE", "README.md", "index.d.mts", "index.d.ts", "index.js", "index.mjs", "lib", "package.json"
    }  # fmt: skip
    assert "dependencies" not in json.loads((package / "package.json").read_text())
    assert "://" not in (SOURCE / "package-lock.json").read_text()


def test_every_call_works_staged_and_live(own_heat: Heat, installed: Path, node: Callable[..., str]) -> None:
    keys = own_heat.demo["test_key"], own_heat.demo["live_key"]
    with people(own_heat):
        printed = node(script(installed, "every_call.mjs"), *keys, url=own_heat.url)
    assert int(printed.splitlines()[-1]) >= 70


def test_the_documents_examples_run_as_printed(own_heat: Heat, installed: Path, node: Callable[..., str]) -> None:
    sources = json.dumps([*(source for _, _, source in SEED_EXAMPLES), ABORT])
    *answers, aborted = json.loads(node(script(installed, "examples.cjs"), url=own_heat.url, said=sources))
    for (name, type, _), answer in zip(SEED_EXAMPLES, answers, strict=True):
        assert (answer.get("status"), answer.get("type")) == ("complete", type), (name, answer)
    assert aborted == {"error": 400}, "the sample request is complete"


FAULTS = """
const heat = require("heat-client")();
(async () => {
  const asked = await heat.requestFreeText({ instruction: "Say", tags: ["node faults"] });
  console.log(asked.id);
  console.log((await heat.waitForRequest(asked)).response);
  heat.requestFreeText({ instruction: "" }, (error) => console.log(error.status));
})();
"""


def test_calls_get_through_a_network_and_a_server_that_fail(
    own_heat: Heat, node: Callable[..., str], flaky: Flaky
) -> None:
    asking = ("lost", (429, "0.3"), (503, "0.1"), "pass")
    waiting = ("torn", (503, ""), "refused", "pass")
    flaky.will(*asking, *waiting)
    with people(own_heat):
        said = node("-e", FAULTS, url=flaky.url, key=own_heat.demo["live_key"]).splitlines()
    assert said[1:] == ["seen by a person", "400"]
    posts = [key for method, _, key in flaky.seen if method == "POST"]
    assert len(posts) == len(asking) + 1 and len(set(posts[:-1])) == 1 and posts[0] != posts[-1]
    listed = own_heat.get("/v1/requests", params={"tag": "node faults"}).json()["requests"]
    assert [one["id"] for one in listed] == [said[0]], "it was asked once"


def test_a_wait_outlives_the_server_that_it_began_with(own_heat: Heat, installed: Path, flaky: Flaky) -> None:
    program = (
        'require("heat-client")().waitForRequest(process.argv[1], { block: 5 })'
        ".then((done) => console.log(done.response))"
    )
    asked = own_heat.post("/v1/requests/free-text", json={"instruction": "Say"}).json()["id"]
    env = environment(HEAT_URL=flaky.url, HEAT_API_KEY=own_heat.demo["live_key"])
    command = ["node", "-e", program, asked]
    with subprocess.Popen(command, cwd=installed / "bare", env=env, stdout=PIPE, text=True) as waiting:
        own_heat.wait_until(lambda: flaky.seen, "the client waits")
        flaky.target = own_heat.start_again().url
        with people(own_heat):
            assert waiting.stdout is not None and waiting.stdout.read() == "seen by a person\n"
    assert len(flaky.seen) >= 2


def test_each_example_of_its_readme_runs(own_heat: Heat, installed: Path, node: Callable[..., str]) -> None:
    examples = re.findall(r"```js\n(.*?)```", (SOURCE / "README.md").read_text(), re.DOTALL)
    assert len(examples) == 5
    for example in examples[:4]:
        kind = "commonjs" if "require(" in example else "module"
        node(f"--input-type={kind}", "-", url=own_heat.url, key=own_heat.demo["test_key"], said=example)
    receiver = examples[4].replace("server.listen(", "server.on('listening', () => server.close()).listen(")
    env_port = str(free_port())
    node("--input-type=module", "-", url=own_heat.url, said=f"process.env.PORT = '{env_port}';\n{receiver}")


def test_tsc_strict_takes_code_that_uses_it_and_knows_what_is_answered(installed: Path) -> None:
    tsc = ["node", "node_modules/typescript/bin/tsc", "--project", "tsconfig.json"]
    done = subprocess.run(tsc, cwd=installed / "types", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_its_own_tests_pass() -> None:
    done = subprocess.run(["node", "--test"], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0 and "# pass 0" not in done.stdout, done.stdout
