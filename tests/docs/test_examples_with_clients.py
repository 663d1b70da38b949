"""Each example of the documentation is run, as printed, with the clients."""

import re
import subprocess
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from requests_app.api.keys import SAMPLE_KEY
from requests_app.docs.pages import PAGES, TYPE_EXAMPLES
from requests_app.examples import forms
from tests.processes import ROOT, Heat, environment, free_port

ALL = [*(one for page in PAGES for one in page.examples), *TYPE_EXAMPLES.values()]
# What prints nothing of an answer: the example that is wrong on purpose.
RAISES = {"wrong"}


def codes(heat: Heat, tab: str) -> Iterator[tuple[str, str]]:
    """(name, code) of all examples in a form."""
    for example in ALL:
        for form in forms(example, SAMPLE_KEY, heat.url):
            if form.tab == tab:
                yield example.name, form.code


def snippets(template: str, containing: str) -> list[str]:
    """The blocks of code of a page of the documentation that contain something."""
    page = (ROOT / "templates" / "docs" / template).read_text()
    found = re.findall(r'<pre class="code" tabindex="0">(.*?)</pre>', page, re.DOTALL)
    return [unescape(code) for code in found if containing in code]


def run(command: list[str], code: str = "", **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, input=code, capture_output=True, text=True, timeout=60, **options)


def test_the_python_forms_run(live_server_process: Heat, capsys: pytest.CaptureFixture[str]) -> None:
    ran = 0
    for name, code in codes(live_server_process, "Python"):
        if name in RAISES:
            with pytest.raises(Exception, match="400"):
                exec(code, {"__name__": "example"})
        else:
            exec(code, {"__name__": "example"})
            assert capsys.readouterr().out.strip(), code
            ran += 1
    assert ran >= 15


@pytest.mark.node
def test_the_node_forms_run(live_server_process: Heat, node_client: Path) -> None:
    ran = 0
    for name, code in codes(live_server_process, "Node"):
        done = run(["node", "--input-type=module", "-"], code, cwd=node_client, env=environment())
        assert (done.returncode == 0 and done.stdout != "") != (name in RAISES), (code, done.stderr)
        ran += 1
    assert ran >= 15


def test_the_python_receiver_of_webhooks_is_one() -> None:
    [code] = snippets("webhooks.html", "from heat_client")
    names: dict[str, Callable[..., int]] = {}
    exec(code, names)
    assert names["receive"](b"{}", {}, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == 400


@pytest.mark.node
def test_the_node_receiver_of_webhooks_is_one(node_client: Path) -> None:
    [code] = snippets("webhooks.html", "readWebhook")
    code = code.replace(".listen(8080)", f".listen({free_port()}, function () {{ this.close(); }})")
    env = environment(HEAT_WEBHOOK_SECRET="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    done = run(["node", "--input-type=module", "-"], code, cwd=node_client, env=env)
    assert done.returncode == 0, done.stderr


def test_the_command_of_the_page_of_clients_runs(live_server_process: Heat) -> None:
    [command] = snippets("clients.html", "heat ask")
    env = environment(HEAT_URL=live_server_process.url, HEAT_API_KEY=SAMPLE_KEY)
    env["PATH"] = f"{ROOT / '.venv' / 'bin'}:{env['PATH']}"
    done = run(["sh", "-c", command], env=env)
    assert done.returncode == 0 and done.stdout.strip() in ("yes", "no"), done.stderr


@pytest.fixture
def node_client(tmp_path: Path) -> Path:
    """A folder in which `heat-client` is found by its name."""
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "heat-client").symlink_to(ROOT / "clients" / "node")
    return tmp_path
