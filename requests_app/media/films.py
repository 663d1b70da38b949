"""A mov put into an mp4, by ffmpeg: pictures as they are, sound as AAC, what it says of place and person gone."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from . import boxes
from .bounded import Bounds, run
from .formats import Data, Refused

SECONDS = 60
MEMORY = 1024 * 1024 * 1024  # bytes
# What browsers play from an mp4.
_PICTURES = frozenset({b"avc1", b"avc3", b"hvc1", b"hev1", b"av01", b"vp09"})
_HEVC = frozenset({b"hvc1", b"hev1"})
_SOUND = b"mp4a"


@cache
def ffmpeg() -> str | None:
    """The system's ffmpeg, else the one that came with Heat; None where there is neither."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


def to_mp4(source: Path, target: Path, data: Data, limit: int) -> None:
    """Write the mp4 of a mov, whose contents are `data`. Raises Refused. `limit`: bytes that the mp4 may have."""
    movie = boxes.movie(data)
    pictures, sound = movie.codec(b"vide"), movie.codec(b"soun")
    if pictures not in _PICTURES:
        name = (pictures or b"").decode("ascii", "replace").strip()
        raise Refused(f"The mov is coded as {name!r}, which browsers don't play. Save it as H.264, or as mp4.")
    program = ffmpeg()
    if program is None:
        raise Refused("A mov can't be put into an mp4 here: no ffmpeg is installed. Send mp4 or webm.")
    command = [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1"]
    # The demuxer is named, so that nothing is guessed, and it can open files alone: no playlist, no other address.
    command += ["-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{source}"]
    command += ["-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"]
    command += ["-c:v", "copy", *(["-tag:v", "hvc1"] if pictures in _HEVC else [])]
    command += ["-c:a", "copy" if sound == _SOUND else "aac", "-threads", "1"]
    command += ["-movflags", "+faststart", "-f", "mp4", "-y", f"file:{target}"]
    try:
        done = run(command, Bounds(SECONDS, MEMORY, limit))
    except subprocess.TimeoutExpired:
        raise Refused("Putting the mov into an mp4 took too long. Send mp4 or webm.") from None
    if done.returncode or not target.exists() or not target.stat().st_size:
        raise Refused(boxes.DAMAGED)
