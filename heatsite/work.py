"""The worker of a set-up of many processes, with beat: `python -m heatsite.work`, as many as one likes.

Each has a beat of its own, so that no single one is missed: the sweeps are harmless when doubled.
"""

import os
import sys
from typing import Any

from celery.signals import worker_ready

from .celery import app
from .migrating import migrate
from .starting import Refused


def main() -> int:
    """Work until SIGTERM or Ctrl-C; the exit code."""
    try:
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            raise Refused(
                "a worker of its own needs DATABASE_URL and REDIS_URL, by which it meets the web processes. "
                "Without them `make run` is all of Heat in one process."
            )
        migrate()
    except Refused as refusal:
        sys.stderr.write(f"Heat does not start: {refusal}\n")
        return 1
    app.worker_main(["worker", "--beat", "--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING"])
    return 0


@worker_ready.connect
def _say_so(**_: Any) -> None:
    print("Heat works", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
