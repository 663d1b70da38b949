"""Real Heat processes for tests: started, waited for, asked over HTTP, stopped."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY = 60  # seconds that a process may take until it answers
_OURS = ("HEAT_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "PORT", "HOST")


def environment(**settings: str) -> dict[str, str]:
    """The environment of this process without any of Heat's variables but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**plain, **settings}


def free_port() -> int:
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One process of Heat, in a process group of its own, its output in a file."""

    def __init__(self, command: list[str], log: Path, **settings: str) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(**settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """Everything it printed."""
        return self.log.read_text(errors="replace")

    def wait_until(self, ready: Any, what: str, seconds: float = READY) -> Any:
        """Call `ready` until it returns something true; AssertionError with the output if it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if result := ready():
                return result
            assert self.popen.poll() is None, f"ended with {self.popen.returncode} before {what}:\n{self.output}"
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.output}")

    def wait(self, seconds: float = 10) -> int:
        """Wait for its end; the exit code."""
        return self.popen.wait(seconds)

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Send a signal to it, and to it alone."""
        self.popen.send_signal(number)

    def stop(self) -> int:
        """End it and all that it started, if it still runs; the exit code."""
        if self.popen.poll() is None:
            self.signal()
            try:
                return self.wait()
            except subprocess.TimeoutExpired:
                pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        return self.wait()


class Heat(Process):
    """The one process on a data folder and a free port; `demo` is what it wrote to demo.json, `url` where it is.

    `start_again` ends it, and is then another one on the same folder, with another URL.
    `get` and `post` take a path and what httpx takes, and send the live key, or with `test=True` the test key.
    """

    def __init__(self, folder: Path, command: list[str] | None = None, **settings: str) -> None:
        self.folder = folder
        self._how = command, settings
        command = command or [sys.executable, "-m", "heatsite.embedded"]
        super().__init__(command, folder.with_name(f"{folder.name}.log"), HEAT_DATA=str(folder), PORT="0", **settings)
        self.demo: dict[str, Any] = {}
        self.url = ""
        self.client = httpx.Client(timeout=150)

    def ready(self) -> "Heat":
        """Wait until it takes calls."""
        self.wait_until((self.folder / "demo.json").exists, "demo.json was written")
        self.demo = json.loads((self.folder / "demo.json").read_text())
        self.url = self.demo["url"]
        self.client.base_url = httpx.URL(self.url)
        return self

    def start_again(self) -> "Heat":
        """End it, and start another one on the same folder in its place."""
        self.stop()
        command, settings = self._how
        Heat.__init__(self, self.folder, command, **settings)
        return self.ready()

    def get(self, path: str, *, test: bool = False, **options: Any) -> httpx.Response:
        """GET a path."""
        return self._send("GET", path, test, options)

    def post(self, path: str, *, test: bool = False, **options: Any) -> httpx.Response:
        """POST to a path."""
        return self._send("POST", path, test, options)

    def _send(self, method: str, path: str, test: bool, options: dict[str, Any]) -> httpx.Response:
        headers = {"X-Heat-API-Key": self.demo["test_key" if test else "live_key"], **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def stop(self) -> int:
        """Close the client and end the process; the exit code."""
        self.client.close()
        return super().stop()


@contextlib.contextmanager
def running(process: Process) -> Iterator[Process]:
    """The process for as long as the block runs."""
    try:
        yield process
    finally:
        process.stop()
