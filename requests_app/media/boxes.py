"""mp4 and mov: files of boxes (ISO/IEC 14496-12, and Apple's QuickTime File Format before it). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from .formats import Data, Refused

# What a QuickTime file older than `ftyp` may begin with.
OLD_BEGINNINGS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
TRACKS_LOOKED_AT = 64
CUT_OFF = "The film is cut off: its end is missing. Send it again, whole."
DAMAGED = "The film is damaged: its parts don't fit together."


@dataclass(frozen=True)
class Box:
    """A box: its body is `data[start:end]`."""

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True)
class Track:
    """`handler` is b"vide" or b"soun" (or others), `codec` the name of its sample description: b"avc1"."""

    handler: bytes
    codec: bytes


@dataclass(frozen=True)
class Movie:
    """`brand` is the file's own word for what it is; b"" where there is none."""

    brand: bytes
    tracks: list[Track]

    def codec(self, handler: bytes) -> bytes | None:
        """The codec of the first track of this kind; None without one."""
        return next((track.codec for track in self.tracks if track.handler == handler), None)


def begins(data: bytes) -> bool:
    """Whether a file that begins so (12 bytes) may be one of boxes."""
    return data[4:8] == b"ftyp" or data[4:8] in OLD_BEGINNINGS


def movie(data: Data) -> Movie:
    """What a file of boxes holds. Raises Refused where it is not whole."""
    found: dict[bytes, Box] = {}
    for box in _boxes(data, 0, len(data), cut_off=CUT_OFF):
        found.setdefault(box.kind, box)
    if b"moov" not in found:
        raise Refused(CUT_OFF if b"mdat" in found else DAMAGED)
    if not found.keys() & {b"mdat", b"moof"}:
        raise Refused("The film has no pictures or sound in it.")
    brand = data[found[b"ftyp"].start :][:4] if b"ftyp" in found else b""
    tracks = [box for box in _inside(data, found[b"moov"]) if box.kind == b"trak"][:TRACKS_LOOKED_AT]
    return Movie(bytes(brand), [track for box in tracks if (track := _track(data, box))])


def _boxes(data: Data, start: int, end: int, cut_off: str = DAMAGED) -> Iterator[Box]:
    while start < end:
        if end - start < 8:
            if any(data[start:end]):
                raise Refused(cut_off)
            return
        size, kind, body = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], start + 8
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16]), start + 16
        elif size == 0:
            size = end - start
        if size < body - start:
            if any(data[start : start + 8]):
                raise Refused(DAMAGED)
            return
        if start + size > end:
            raise Refused(cut_off)
        yield Box(bytes(kind), body, start + size)
        start += size


def _inside(data: Data, box: Box) -> list[Box]:
    return list(_boxes(data, box.start, box.end))


def _child(data: Data, box: Box, *path: bytes) -> Box | None:
    """The first box along a path of kinds."""
    found: Box | None = box
    for kind in path:
        assert found is not None
        found = next((inner for inner in _inside(data, found) if inner.kind == kind), None)
        if found is None:
            return None
    return found


def _track(data: Data, box: Box) -> Track | None:
    media = _child(data, box, b"mdia")
    handler = media and _child(data, media, b"hdlr")
    samples = media and _child(data, media, b"minf", b"stbl", b"stsd")
    if not handler or not samples:
        return None
    # Both are full boxes: version and flags come first. In stsd follow the number of entries, a size, and a name.
    name = samples.start + 12
    return Track(bytes(data[handler.start + 8 : handler.start + 12]), bytes(data[name : name + 4]))
