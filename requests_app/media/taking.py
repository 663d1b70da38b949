"""From a file that somebody sent to one that can be kept: recognised, within its limits, pictures written anew.

No database and no settings; the limits are given.
"""

import json
import mmap
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import boxes, films, redraw
from .bounded import Bounds, run
from .formats import MOV, MP4, WORDS, Format, Refused, TooLarge, megabytes
from .recognise import recognise

REDRAWING = Bounds(seconds=40, memory=1536 * 1024 * 1024, output=200 * 1024 * 1024)
# So many files are worked on at once in one process; who finds no place within the wait is told to try again.
PLACES = 2
PATIENCE = 3.0  # seconds: whoever waits holds a thread

_places = threading.BoundedSemaphore(PLACES)
_UNNAMEABLE = ("/", "\\")


class Busy(Exception):
    """Too many files are being worked on: try again in a few seconds."""


@dataclass(frozen=True)
class Limits:
    """The largest file of each kind in bytes, and the most pixels of a picture."""

    sizes: Mapping[str, int]
    pixels: int


@dataclass(frozen=True)
class Taken:
    """A file that can be kept."""

    path: Path
    format: Format


def check_name(name: str) -> None:
    """Raises Refused for a file's name that is a path, or holds what no name holds. Names are shown, never used."""
    if any(part in name for part in _UNNAMEABLE) or name in (".", "..") or not name.isprintable() or len(name) > 255:
        raise Refused("The file has a name that can't be taken: rename it, without slashes and control characters.")


def check_size(size: int, kind: str, limits: Limits) -> None:
    """Raises TooLarge, or Refused for an empty file."""
    if size == 0:
        raise Refused("The file is empty.")
    if size > limits.sizes[kind]:
        most = megabytes(limits.sizes[kind])
        raise TooLarge(f"The file is too large: {WORDS[kind]} may have {most}, and this has {megabytes(size)}.")


def take(source: Path, folder: Path, kinds: Collection[str], limits: Limits) -> Taken:
    """What can be kept of a file, in `folder` or where it is. Raises Refused, and Busy."""
    size = source.stat().st_size
    check_size(size, max(kinds, key=lambda kind: limits.sizes[kind]), limits)
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = recognise(data, kinds)
        check_size(size, found.kind, limits)
        if found.kind == "image":
            return Taken(_redrawn(source, folder / "drawn", limits), found)
        if found != MOV:
            return Taken(source, found)
        with _place():
            films.to_mp4(source, folder / "film", data, 2 * limits.sizes["video"])
    _check_own(folder / "film")
    return Taken(folder / "film", MP4)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def _redrawn(source: Path, target: Path, limits: Limits) -> Path:
    command = [sys.executable, "-I", redraw.__file__, str(source), str(target), str(limits.pixels)]
    with _place():
        try:
            done = run(command, REDRAWING)
        except subprocess.TimeoutExpired:
            raise Refused("The picture takes too long to be read.") from None
    if done.returncode:  # a decoder fell, or met its bounds
        raise Refused(redraw.DAMAGED)
    said = json.loads(done.stdout)
    if "refused" in said:
        raise Refused(said["refused"])
    return target


def _check_own(film: Path) -> None:
    """Raises Refused unless what ffmpeg wrote is a whole mp4 with pictures: of a damaged mov it writes what it can."""
    with film.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            whole = recognise(data, ("video",)) == MP4
        except Refused:
            whole = False
    if not whole:
        raise Refused(boxes.DAMAGED)
