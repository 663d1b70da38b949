"""What it costs to refuse each file that must be refused: seconds, and memory of the process and its largest child.

The bars are 2 s and 200 MB each; above them it fails. The seconds leave out the start of the process.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.media.apart import take_apart
from tests.media.made import REFUSED

SECONDS, MEMORY = 2.0, 200 * 1024 * 1024


def main() -> int:
    """Print a line a file; the exit code."""
    over = 0
    for name, (make, kind, _) in REFUSED.items():
        content = make()
        with tempfile.TemporaryDirectory() as folder:
            said, memory, seconds = take_apart(content, kind, Path(folder))
        over += seconds > SECONDS or memory > MEMORY or not said.startswith("refused")
        print(f"{name:36} {seconds:5.2f} s {memory / 2**20:5.0f} MB  {said}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
