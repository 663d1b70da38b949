"""Take a file in a process of its own, and tell what it used."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.processes import ROOT

TAKE = """
import json, resource, sys, time
from pathlib import Path
from requests_app.media.formats import Refused
from requests_app.media.taking import Limits, take
begun = time.monotonic()
sizes = {"image": 20 * 2**20, "video": 200 * 2**20, "audio": 50 * 2**20}
try:
    said = str(take(Path(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3],), Limits(sizes, 40_000_000)))
except Refused as refusal:
    said = f"refused: {refusal}"
took = time.monotonic() - begun
# Of this process by its own memory: ru_maxrss also knows the one that it was forked from.
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
used = int(own) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([said, used * 1024, took]))
"""


class Outcome(NamedTuple):
    """What was said of the file, the most memory used in bytes (of the process and its largest child), seconds."""

    said: str
    memory: int
    seconds: float


def take_apart(content: bytes, kind: str, folder: Path) -> Outcome:
    """Take a file, by the folder's files `sent` and `room`."""
    source, room = folder / "sent", folder / "room"
    source.write_bytes(content)
    room.mkdir(exist_ok=True)
    command = [sys.executable, "-c", TAKE, str(source), str(room), kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return Outcome(*json.loads(done.stdout))
