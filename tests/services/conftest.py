"""Databases of their own on the real servers, and whole set-ups of many processes on them."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.answering import Answerer
from tests.processes import ROOT, Process, environment

PASSWORD = "a long password"
# Who asks and who answers: made in a new database, since only the one process makes demo data.
SEED = f"""
from crunchers.models import Cruncher
from heatsite.models import User
from requests_app.api import keys
from requests_app.models import Account
user = User.objects.create_user("charlie", password="{PASSWORD}")
Cruncher.objects.create(user=user, standing="approved")
key = keys.new_key("live")
keys.store(Account.objects.create(name="Alice"), key)
print(key)
"""


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The DATABASE_URL of a new, empty database."""
    server, name = os.environ["DATABASE_URL"], f"heat_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def redis_url() -> str:
    """The REDIS_URL of this pytest process's own database number."""
    return os.environ["REDIS_URL"]


class ManyProcesses:
    """Web and worker processes on one PostgreSQL, and, with `redis_url`, one Redis."""

    def __init__(self, folder: Path, postgres_url: str, redis_url: str) -> None:
        self._folder = folder
        self.settings = {
            "DATABASE_URL": postgres_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "HEAT_HOSTS": "127.0.0.1",
            "PORT": "0",
            # So that a test which waits for less than this shows that the hint came through.
            "HEAT_LOOK_AGAIN": "60",
        }
        self.processes: list[Process] = []
        self._key = ""

    def start(self, command: str, **settings: str) -> Process:
        """Start `make serve` or `make work`, without waiting for it."""
        log = self._folder / f"{command}-{len(self.processes)}.log"
        process = Process(["make", "--silent", command], log, **{**self.settings, **settings})
        self.processes.append(process)
        return process

    def url_of(self, web: Process) -> str:
        """Where a web process answers; waits until it does."""
        found = web.wait_until(lambda: re.search(r"Heat answers on (http://\S+)", web.output), "it answers")
        return found[1]

    @property
    def key(self) -> str:
        """A live key; its account, and the cruncher of `answerer`, are made at the first call."""
        if not self._key:
            command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SEED]
            done = subprocess.run(
                command, cwd=ROOT, env=environment(**self.settings), capture_output=True, text=True, check=True
            )
            self._key = done.stdout.split()[-1]
        return self._key

    def client(self, url: str) -> httpx.Client:
        """A client with the live key at one of the web processes."""
        return httpx.Client(base_url=url, headers={"X-Heat-API-Key": self.key}, timeout=70)

    def answerer(self, url: str) -> Answerer:
        """An approved cruncher, signed in at one of the web processes."""
        assert self.key
        return Answerer(url, "charlie", PASSWORD)

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            process.stop()


@pytest.fixture
def many_processes(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[ManyProcesses]:
    """A set-up of many processes on a database of its own, none started yet."""
    processes = ManyProcesses(tmp_path, postgres_url, redis_url)
    yield processes
    processes.stop()
