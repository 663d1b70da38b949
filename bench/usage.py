"""How long the figures of the console's page of usage take, over PostgreSQL and over SQLite, and what a price list adds
to ending a request: milliseconds, medians.

python bench/usage.py [--requests N] [--rounds N] [--database ...] [--json]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.processes import environment
from tests.services.servers import postgres, valkey

DATABASES = ["postgresql", "sqlite"]
ONCE = Path(__file__).with_name("_usage.py")


def in_a_process(vendor: str, options: argparse.Namespace) -> dict[str, float]:
    """Measure in a process of its own, since settings are read once."""
    with tempfile.TemporaryDirectory(prefix="heat-bench-") as folder:

        def run(**settings: str) -> dict[str, float]:
            command = [sys.executable, str(ONCE), str(options.requests), str(options.rounds)]
            done = subprocess.run(command, env=environment(**settings), check=True, stdout=subprocess.PIPE, timeout=600)
            return dict(json.loads(done.stdout))

        if vendor == "sqlite":
            return run(HEAT_DATA=folder)
        with postgres(Path(folder)) as url, valkey(Path(folder)) as redis_url:
            return run(DATABASE_URL=url, REDIS_URL=redis_url, SECRET_KEY="s" * 50, HEAT_HOSTS="x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000, help="of one account in 90 days")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--database", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = {vendor: in_a_process(vendor, options) for vendor in options.database}
    if options.json:
        print(json.dumps(rows))
        return
    for vendor, row in rows.items():
        print(f"{vendor}, {options.requests:,} requests in 90 days")
        for name, value in row.items():
            print(f"  {name:24} {value:8.2f} ms")


if __name__ == "__main__":
    main()
