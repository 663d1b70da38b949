"""The one process: database, demo data, Celery's worker and beat, and the server, with nothing else to start.

`python -m heatsite.embedded` honours HOST (127.0.0.1), PORT (8000; 0 takes a free one) and HEAT_DATA (./data).
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from .background import background_work
from .banner import banner
from .server import run_server
from .starting import Refused, claimed, data_folder, listening, url_of

if TYPE_CHECKING:
    from .demo import Demo


def main() -> int:
    """Run Heat until SIGTERM or Ctrl-C; the exit code."""
    try:
        if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
            raise Refused(
                "DATABASE_URL or REDIS_URL is set, and this is the one process over SQLite. Unset them, or use "
                "`make serve` and `make work`."
            )
        folder = data_folder()
        with (
            claimed(folder),
            listening(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")) as listener,
        ):
            os.environ["PORT"] = str(listener.getsockname()[1])
            url = os.environ.setdefault("HEAT_PUBLIC_URL", url_of(listener))
            demo = _ready_database(url)
            with background_work(), _shown(demo, folder):
                run_server(listener)
    except Refused as refusal:
        sys.stderr.write(f"Heat does not start: {refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _ready_database(url: str) -> "Demo":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    # By name, since models can be imported only now, and settings not before the folder was found writable.
    return import_string("heatsite.demo.prepare")(url)


@contextmanager
def _shown(demo: "Demo", folder: Path) -> Iterator[None]:
    """Keep demo.json, for its owner's eyes only, as long as the block runs."""
    path = folder / "demo.json"
    new = folder / "demo.json.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(demo, file, indent=2)
    new.replace(path)
    sys.stdout.write(banner(demo, folder, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    sys.stdout.flush()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
