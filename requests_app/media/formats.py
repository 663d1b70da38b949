"""The files that are taken, and what is said of those that are not. Pure."""

import mmap
from collections.abc import Collection
from dataclasses import dataclass

Data = bytes | mmap.mmap  # all of a file


class Refused(Exception):
    """The file is not taken; the message says why, for the person who sent it."""


class TooLarge(Refused):
    """The file is over the limit of its kind."""


@dataclass(frozen=True)
class Format:
    """`name` is what people call it and the ending of its file, `kind` image, video or audio."""

    name: str
    kind: str
    content_type: str


JPG = Format("jpg", "image", "image/jpeg")
PNG = Format("png", "image", "image/png")
GIF = Format("gif", "image", "image/gif")
WEBP = Format("webp", "image", "image/webp")
MP4 = Format("mp4", "video", "video/mp4")
WEBM = Format("webm", "video", "video/webm")
MOV = Format("mov", "video", "video/quicktime")  # kept as mp4
WAV = Format("wav", "audio", "audio/wav")
MP3 = Format("mp3", "audio", "audio/mpeg")
OGG = Format("ogg", "audio", "audio/ogg")
WEBM_SOUND = Format("webm", "audio", "audio/webm")

FORMATS = (JPG, PNG, GIF, WEBP, MP4, WEBM, MOV, WAV, MP3, OGG, WEBM_SOUND)
KINDS = ("image", "video", "audio")
WORDS = {"image": "a picture", "video": "a film", "audio": "a sound"}


def named(kinds: Collection[str]) -> str:
    """The formats of these kinds, for people: "jpg, png, gif or webp"."""
    names = list(dict.fromkeys(one.name for one in FORMATS if one.kind in kinds))
    return f"{', '.join(names[:-1])} or {names[-1]}"


def megabytes(size: int) -> str:
    """A size in bytes for people, in MB of 1,048,576 bytes."""
    whole = size / (1024 * 1024)
    return f"{whole:.0f} MB" if whole >= 10 or whole == int(whole) else f"{whole:.1f} MB"
