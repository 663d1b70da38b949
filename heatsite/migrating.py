"""Bring the database up to date before a process of many starts: `python -m heatsite.migrating`.

As many as one likes may start at once: on PostgreSQL they wait for each other, and all but the first find it done.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connections

from .starting import Refused

MIGRATING = 0x4D696772  # the advisory lock's number: "Migr"


def migrate() -> None:
    """Set Django up and migrate. Raises Refused, with the reason, when settings are wrong or no database answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heatsite.settings")
    try:
        django.setup()
        if connections["default"].vendor == "postgresql":
            _migrate_in_turn()
        else:
            call_command("migrate", verbosity=0, interactive=False)
    except ImproperlyConfigured as error:
        raise Refused(str(error)) from None
    except OperationalError as error:
        raise Refused(f"the database does not answer ({str(error).strip()}).") from None


def _migrate_in_turn() -> None:
    own = connections["default"].copy("migrating")
    own.settings_dict["OPTIONS"].pop("pool", None)  # the lock belongs to this one connection
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        own.close()


def main() -> int:
    """Migrate; the exit code."""
    try:
        migrate()
    except Refused as refusal:
        sys.stderr.write(f"Heat does not start: {refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
