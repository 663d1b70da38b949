"""Each file that must be refused is, with a clear message, in little memory, and nothing of it stays."""

import json
import subprocess
import sys

import pytest

from requests_app.media.formats import Refused
from requests_app.media.taking import check_name
from tests.processes import ROOT

from .made import REFUSED

MEMORY = 200 * 1024 * 1024  # bytes, of the process that takes and of its largest child together

# In a process of its own, so that its memory is this file's alone.
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


def take_apart(content, kind, folder):
    """What is said of a file, the most memory used in bytes, and seconds."""
    source, room = folder / "sent", folder / "room"
    source.write_bytes(content)
    room.mkdir()
    command = [sys.executable, "-c", TAKE, str(source), str(room), kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_must_be_refused_is_with_a_clear_message_in_little_memory(name, tmp_path):
    make, kind, words = REFUSED[name]
    said, memory, _ = take_apart(make(), kind, tmp_path)
    assert said.startswith("refused: ") and words in said, said
    assert memory < MEMORY


@pytest.mark.parametrize("name", ["../a.png", "..\\a.png", "/etc/passwd", "a\0.png", "a\n.png", "..", "x" * 300])
def test_a_name_that_is_a_path_or_unprintable_is_refused(name):
    with pytest.raises(Refused, match="rename it"):
        check_name(name)


@pytest.mark.parametrize("name", ["", "a.png", "Mein schönes Bild (1).jpg", "图片.png", "a..b.png"])
def test_other_names_are_taken(name):
    check_name(name)
