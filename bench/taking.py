"""How long taking a task lasts, at a short and at a long backlog: crunchers who take all at once, by the very door that
the pages use, over PostgreSQL and over SQLite. Also for crunchers who have answered all the first in line, which still
wait for other people's answers.

python bench/taking.py [--pending N ...] [--ahead N] [--takers N] [--takes N] [--database postgresql sqlite] [--json]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.processes import environment
from tests.services.servers import postgres

DATABASES = ["postgresql", "sqlite"]
ONCE = Path(__file__).with_name("_take.py")


def in_a_process(vendor: str, pending: int, ahead: int, options: argparse.Namespace) -> dict[str, float]:
    """Measure in a process of its own, since settings are read once."""
    arguments = [str(pending), str(ahead), str(options.takers), str(options.takes)]
    with tempfile.TemporaryDirectory(prefix="heat-bench-") as folder:

        def run(**settings: str) -> dict[str, float]:
            command = [sys.executable, str(ONCE), vendor, *arguments]
            done = subprocess.run(command, env=environment(**settings), check=True, stdout=subprocess.PIPE, timeout=600)
            return dict(json.loads(done.stdout))

        if vendor == "sqlite":
            return run(HEAT_DATA=folder)
        with postgres(Path(folder)) as url:
            return run(DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0", SECRET_KEY="s" * 50, HEAT_HOSTS="x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pending", type=int, nargs="+", default=[1000, 1_000_000])
    parser.add_argument("--ahead", type=int, default=10_000, help="how many of the first everybody has answered")
    parser.add_argument("--takers", type=int, default=8)
    parser.add_argument("--takes", type=int, default=50, help="of each taker")
    parser.add_argument("--database", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cases = [(pending, 0) for pending in options.pending]
    cases += [(max(options.pending), options.ahead)] if max(options.pending) > options.ahead else []
    rows = [
        {"database": vendor, "pending": pending, "ahead": ahead, **in_a_process(vendor, pending, ahead, options)}
        for vendor in options.database
        for pending, ahead in cases
    ]
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        label = f"{row['database']}, {row['pending']:,} pending" + (f", {row['ahead']:,} done" if row["ahead"] else "")
        print(f"{label:46} p50 {row['p50']:6.1f} ms   p99 {row['p99']:6.1f} ms   max {row['max']:6.1f} ms")


if __name__ == "__main__":
    main()
