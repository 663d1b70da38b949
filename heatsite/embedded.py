"""The one process: database, demo data, Celery's worker and beat, and the server, with nothing else to start.

`python -m heatsite.embedded` honours HOST (127.0.0.1), PORT (8000; 0 takes a free one) and HEAT_DATA (./data).
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import DatabaseError
from django.utils.module_loading import import_string

from .background import Background
from .banner import banner
from .starting import Refused, claimed, data_folder, listening, url_of

if TYPE_CHECKING:
    from .demo import Demo

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def main() -> int:
    """Run Heat until SIGTERM or Ctrl-C; the exit code."""
    for number in SIGNALS:
        signal.signal(number, _leave)
    try:
        if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
            raise Refused(
                "DATABASE_URL or REDIS_URL is set, and this is the one process over SQLite. Unset them, or use "
                "`make serve` and `make work`."
            )
        folder = data_folder()
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        with claimed(folder), listening(host, port) as listener:
            os.environ["PORT"] = str(listener.getsockname()[1])
            _run(listener, folder, os.environ.setdefault("HEAT_PUBLIC_URL", url_of(listener)))
    except Refused as refusal:
        sys.stderr.write(f"Heat does not start: {refusal}\n")
        return 1
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    """End the process before it serves; while it serves, the server has handlers of its own."""
    sys.exit(0)


def _run(listener: socket.socket, folder: Path, url: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
    django.setup()
    # By name: models can be imported only now, and settings not before the folder was found to be ours.
    prepare = import_string("heatsite.demo.prepare")
    try:
        call_command("migrate", verbosity=0, interactive=False)
        demo = prepare(url)
    except DatabaseError as error:
        raise Refused(f"the database in {folder} can't be used ({error}).") from None
    run_server = import_string("heatsite.server.run_server")
    background = Background()
    background.start()
    with _removed(folder / "demo.json") as path:
        try:
            run_server(listener, on_ready=lambda: _show(demo, path), on_stop=background.let_go)
        finally:
            for number in SIGNALS:  # from here on it ends anyway; another signal must not cut that short
                signal.signal(number, signal.SIG_IGN)
            background.stop()


def _show(demo: "Demo", path: Path) -> None:
    """Write demo.json, for its owner's eyes only, and tell the terminal."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(demo, file, indent=2)
    new.replace(path)
    sys.stdout.write(banner(demo, path.parent, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    sys.stdout.flush()


@contextmanager
def _removed(path: Path) -> Iterator[Path]:
    """See to it that there is no such file before the block, which may make it, nor after."""
    path.unlink(missing_ok=True)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
