"""Run the tests that need PostgreSQL and Redis, against DATABASE_URL and REDIS_URL or servers started here.

python -m tests.services [what pytest takes]
"""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from .servers import postgres, valkey


def main() -> int:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heat-")))
        wanted = dict(os.environ)
        if not wanted.get("DATABASE_URL"):
            wanted["DATABASE_URL"] = stack.enter_context(postgres(folder))
        if not wanted.get("REDIS_URL"):
            wanted["REDIS_URL"] = stack.enter_context(valkey(folder))
        wanted.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
        wanted.setdefault("HEAT_DB_POOL", "32")  # races have more threads at once than a web process has
        wanted.setdefault("HEAT_HOSTS", "127.0.0.1,localhost,testserver")
        command = [sys.executable, "-m", "pytest", "-m", "services or both", *sys.argv[1:]]
        return subprocess.run(command, env=wanted, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
