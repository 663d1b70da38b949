"""Run a program that reads hostile files: in a process of its own, with bounds to its time, memory and output."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from . import become


@dataclass(frozen=True)
class Bounds:
    """`seconds` of the clock (and of each processor), `memory` (address space) and `output` (any one file) in bytes."""

    seconds: int
    memory: int
    output: int


def run(command: Sequence[str], bounds: Bounds) -> subprocess.CompletedProcess[bytes]:
    """What became of it. Raises subprocess.TimeoutExpired, after which it is dead; OSError."""
    numbers = [str(bounds.seconds), str(bounds.memory), str(bounds.output)]
    return subprocess.run(  # noqa: S603  the program is ours to choose, and its arguments are no words of others
        [sys.executable, "-I", "-S", become.__file__, *numbers, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=bounds.seconds,
        env={"LC_ALL": "C.UTF-8"},
        check=False,
    )
