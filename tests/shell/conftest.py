"""Real servers for the tests of the shell: each a process of its own, on a free port and a folder of its own."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes import ROOT, environment

from .wire import Wire

Start = Callable[..., "Site"]


class Site:
    """A running server. `url` has no slash at its end."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url
        self.port = int(url.rsplit(":", 1)[1])
        self.client = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(path, **more)

    def wire(self) -> Wire:
        """A connection whose every byte is the test's."""
        return Wire(self.port)

    def state(self) -> dict[str, Any]:
        return self.get("/state").json()

    def wait_for(self, held: int, seconds: float = 10) -> None:
        """Until so many calls are held."""
        until = time.monotonic() + seconds
        while (now := self.state()["held"]) != held:
            assert time.monotonic() < until, f"{now} calls are held, not {held}"
            time.sleep(0.02)

    def stop(self, sig: int = signal.SIGTERM) -> float:
        """Send the signal; the seconds until the process ended."""
        begun = time.monotonic()
        self.process.send_signal(sig)
        self.process.wait(60)
        return time.monotonic() - begun


class Launched(subprocess.Popen[str]):
    """A server process that may or may not come up."""

    def __init__(self, **env: str) -> None:
        # No pipe for stderr: one that nobody reads fills up and stops the server.
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it lives as long as this object
        super().__init__(
            [sys.executable, "-m", "heatsite.server"],
            cwd=ROOT,
            env=environment(**{"PORT": "0", "DJANGO_SETTINGS_MODULE": "tests.shell.settings", **env}),
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )

    @property
    def said(self) -> str:
        """What it said on stderr."""
        self._stderr.seek(0)
        return self._stderr.read()

    @property
    def url(self) -> str:
        """Where it answers, once it does."""
        assert self.stdout is not None
        ready, _, _ = select.select([self.stdout], [], [], 60)
        line = self.stdout.readline() if ready else ""
        assert "http://" in line, f"the server did not start: {line}{self.said}"
        return line.split()[-1]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    env = environment(HEAT_DATA=str(folder))
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    return folder


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of static files."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "digits.txt").write_text("0123456789")
    (folder / "module.js").write_text("export const one = 1")
    (folder / "large.bin").write_bytes(os.urandom(1024) * 30_000)
    return folder


@pytest.fixture(scope="session")
def new_folder(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes data folders with an empty database."""
    return lambda: Path(shutil.copytree(migrated, tmp_path_factory.mktemp("data"), dirs_exist_ok=True))


@pytest.fixture(scope="session")
def start(new_folder: Callable[[], Path], files: Path) -> Iterator[Start]:
    """Starts servers, which end with the session."""
    sites: list[Site] = []

    def begin(**env: str) -> Site:
        process = Launched(**{"HEAT_DATA": str(new_folder()), "HEAT_TEST_FILES": str(files), **env})
        sites.append(Site(process, process.url))
        return sites[-1]

    yield begin
    for site in sites:
        site.client.close()
        if site.process.poll() is None:
            site.process.kill()
        site.process.communicate()


@pytest.fixture(scope="session")
def site(start: Start) -> Site:
    """One server that the tests share: of each, leave nothing behind."""
    return start(HEAT_WEB_THREADS="4", HEAT_LOOK_AGAIN="60")
