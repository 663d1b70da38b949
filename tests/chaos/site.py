"""What chaos is made at: many processes over servers of their own, or the one process; what is killed comes back."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import httpx

from tests.answering import Answerer
from tests.processes import ROOT, Process, environment, free_port
from tests.services.servers import Postgres, Valkey

from . import rows

_Site = TypeVar("_Site", bound="Site")
PASSWORD = "a long password"
SECRET = "print('secret', signing.secret_of(account))"
_SEED = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
from crunchers.models import Cruncher
from heatsite.models import User
from requests_app import signing
from requests_app.api import keys
from requests_app.models import Account
for number in range(4):
    user = User.objects.create_user(f"cruncher-{{number}}", password="{PASSWORD}")
    Cruncher.objects.create(user=user, standing="approved")
account = Account.objects.create(name="Chaos")
key = keys.new_key("live")
keys.store(account, key)
print("key", key)
{SECRET}
"""
_DEMO = f"""
from requests_app import signing
from requests_app.models import Account
account = Account.objects.get(name="Demo")
{SECRET}
"""
# No limit that a client of a chaos run would meet, and leases that end while it lasts.
SETTINGS = {
    "HEAT_RATE": "100000",
    "HEAT_BURST": "100000",
    "HEAT_LEASE": "3",
    "HEAT_EGRESS_LOOPBACK": "1",
    "HEAT_HOOKS_PER_HOST": "16",
    "HEAT_WORK_PROCESSES": "1",
    "HEAT_LOG_LEVEL": "ERROR",
}


class Slot:
    """A place for one process, which is started again in it; its output is one file."""

    def __init__(self, name: str, command: list[str], log: Path, port: int | None, **settings: str) -> None:
        self.name, self._command, self.log, self.port, self._settings = name, command, log, port, settings
        self.process: Process | None = None
        self._said = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **settings: str) -> None:
        self._said = self.log.stat().st_size if self.log.exists() else 0
        self.process = Process(self._command, self.log, **{**self._settings, **settings})

    def wait(self, seconds: float = 60) -> None:
        """Until it answers, or, where it listens to nobody, until it says that it works."""
        assert self.process is not None
        self.process.wait_until(self.is_up, f"{self.name} is up", seconds)

    def is_up(self) -> bool:
        """Whether it works, as far as can be seen from outside."""
        if self.process is None or self.process.popen.poll() is not None:
            return False
        if self.port is None:
            return "Heat works" in self.log.read_bytes()[self._said :].decode(errors="replace")
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        return False

    def signal_all(self, number: int) -> None:
        """Send a signal to the process and all its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.popen.pid, number)

    def kill(self) -> None:
        """kill -9 for it and its children."""
        self.signal_all(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(20)

    def stop(self) -> None:
        self.signal_all(signal.SIGCONT)
        if self.process is not None:
            self.process.stop()


class Site:
    """Processes in their slots, a live key, crunchers' names and passwords, and the secret that signs webhooks."""

    slots: list[Slot]
    key: str
    secret: str
    crunchers: list[tuple[str, str]]

    @property
    def webs(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.port is not None]

    @property
    def workers(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.port is None]

    def urls(self) -> list[str]:
        return [slot.url for slot in self.webs]

    def rows(self) -> rows.Rows:
        raise NotImplementedError

    def client(self, number: int = 0, timeout: float = 70) -> httpx.Client:
        """A client with the live key at one of the web processes."""
        return httpx.Client(base_url=self.urls()[number], headers={"X-Heat-API-Key": self.key}, timeout=timeout)

    def answerer(self, number: int = 0, web: int = 0) -> Answerer:
        """A cruncher, signed in at one of the web processes."""
        return Answerer(self.urls()[web], *self.crunchers[number])

    def stop(self) -> None:
        for slot in self.slots:
            slot.stop()


def _manage(code: str, **settings: str) -> dict[str, str]:
    """What some code in Heat's shell prints: a name and a value a line."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, check=True, timeout=120
    )
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


class Many(Site):
    """Web and worker processes over a PostgreSQL and a Valkey of their own."""

    def __init__(self, folder: Path, webs: int = 2, workers: int = 1, **settings: str) -> None:
        self.slots = []
        # PostgreSQL's user must reach its folder, and pytest's are for their owner alone.
        self._home = tempfile.TemporaryDirectory(prefix="heat-chaos-", ignore_cleanup_errors=True)
        self.postgres, self.redis = Postgres(Path(self._home.name)), Valkey(folder)
        self.postgres.start()
        self.redis.start()
        own = {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url, "HEAT_HOSTS": "127.0.0.1"}
        self.settings = {**SETTINGS, **own, "SECRET_KEY": secrets.token_urlsafe(48), **settings}
        made = _manage(_SEED, **self.settings)
        self.key, self.secret = made["key"], made["secret"]
        self.crunchers = [(f"cruncher-{number}", PASSWORD) for number in range(4)]
        for number in range(webs):
            port = free_port()
            log = folder / f"web-{number}.log"
            command = [sys.executable, "-m", "heatsite.server"]
            self.slots.append(Slot(f"web-{number}", command, log, port, **self.settings, PORT=str(port)))
        for number in range(workers):
            command = [sys.executable, "-m", "heatsite.work"]
            self.slots.append(Slot(f"worker-{number}", command, folder / f"worker-{number}.log", None, **self.settings))
        for slot in self.slots:
            slot.start()
        for slot in self.slots:
            slot.wait()

    def rows(self) -> rows.Rows:
        return rows.of_postgres(self.postgres.url)

    def stop(self) -> None:
        super().stop()
        self.redis.stop()
        with contextlib.suppress(subprocess.CalledProcessError):  # a test may have stopped it
            self.postgres.stop()
        self._home.cleanup()


class One(Site):
    """The one process, over SQLite in its folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, port = folder / "data", free_port()
        self.settings = {**SETTINGS, "HEAT_DATA": str(self.folder), **settings}
        command = [sys.executable, "-m", "heatsite.embedded"]
        self.slots = [Slot("one", command, folder / "one.log", port, **self.settings, PORT=str(port))]
        self.slots[0].start()
        self.slots[0].wait()
        demo = self.slots[0].process.wait_until(self._demo, "demo.json")  # type: ignore[union-attr]
        self.key = demo["live_key"]
        self.crunchers = [(demo["cruncher"]["username"], demo["cruncher"]["password"])]
        self.secret = _manage(_DEMO, **self.settings)["secret"]

    def _demo(self) -> dict:
        path = self.folder / "demo.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def rows(self) -> rows.Rows:
        return rows.of_sqlite(self.folder)


@contextlib.contextmanager
def standing(site: _Site) -> Iterator[_Site]:
    """The site for as long as the block runs."""
    try:
        yield site
    finally:
        site.stop()
