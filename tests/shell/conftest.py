"""Real servers for the tests of the shell: each a process of its own, on a free port and a folder of its own."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .wire import Wire

ROOT = Path(__file__).resolve().parent.parent.parent
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
        self.process.wait(20)
        return time.monotonic() - begun


def launch(**env: str) -> subprocess.Popen[str]:
    """A server process that may or may not come up."""
    names = {"PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}
    return subprocess.Popen(
        [sys.executable, "-m", "heatsite.server"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name in names},
            "PORT": "0",
            "DJANGO_SETTINGS_MODULE": "tests.shell.settings",
            **env,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def url_of(process: subprocess.Popen[str]) -> str:
    """Where it answers, once it does."""
    assert process.stdout is not None and process.stderr is not None
    ready, _, _ = select.select([process.stdout], [], [], 60)
    line = process.stdout.readline() if ready else ""
    assert "http://" in line, f"the server did not start: {process.stderr.read() if process.poll() else line}"
    return line.split()[-1]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    env = {**os.environ, "HEAT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "heatsite.settings"}
    env.pop("DATABASE_URL", None)
    env.pop("REDIS_URL", None)
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
        process = launch(**{"HEAT_DATA": str(new_folder()), "HEAT_TEST_FILES": str(files), **env})
        sites.append(Site(process, url_of(process)))
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
