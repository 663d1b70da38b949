"""`python -m tests.fuzz`, `make fuzz`: schemathesis against the one process, 100 examples an operation and key.

HEAT_FUZZ_EXAMPLES says how many instead. It takes some minutes; tests/test_fuzz.py does the same in small.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.processes import Heat

from .running import SETTINGS, fuzz


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    examples = int(os.environ.get("HEAT_FUZZ_EXAMPLES", "100"))
    passed = True
    with tempfile.TemporaryDirectory(prefix="heat-fuzz-") as name:
        heat = Heat(Path(name) / "data", **SETTINGS)
        try:
            heat.ready()
            for kind in ("test_key", "live_key"):
                begun = time.monotonic()
                outcome = fuzz(heat, heat.demo[kind], examples, Path(name))
                passed &= outcome.passed
                statuses = ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items()))
                seconds = time.monotonic() - begun
                say(outcome.output)
                say(f"{kind}: {outcome.statuses.total()} calls in {seconds:.0f} s ({statuses})")
        finally:
            heat.stop()
        say("\n".join(line for line in heat.output.splitlines() if " ERROR " in line))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
