"""`python -m tests.chaos [RUN ...] [--times N] [--seed N] [--dry]`: the long runs; `report` only writes the table.

Without a name all of them, as often as is wanted. What was run is kept in docs/chaos.jsonl and added up in
docs/chaos.md, so that a full run may be made in pieces; --dry keeps nothing.
"""

import argparse
import signal
import sys
import time
from datetime import UTC, datetime

from . import report
from .runs import RUNS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*RUNS, "report", []], default=[])
    parser.add_argument("--times", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--dry", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    failed = False
    for name in [one for one in (options.names or RUNS) if one != "report"]:
        function, wanted, what = RUNS[name]
        begun = time.monotonic()
        figures = function(options.times or wanted, options.seed)
        run = {"name": name, "date": f"{datetime.now(UTC):%Y-%m-%d}", "seed": options.seed, **figures}
        run["seconds"] = round(time.monotonic() - begun)
        sys.stdout.write(f"{what}: {run}\n")
        sys.stdout.flush()
        failed = failed or bool(figures["wrong"])
        if not options.dry:
            report.keep(run)
    if not options.dry:
        report.write()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
