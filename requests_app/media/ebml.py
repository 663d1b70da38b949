"""webm: a file of EBML elements (RFC 8794, RFC 9559), as recorders write it and as editors do. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from .formats import Data, Refused

MAGIC = b"\x1a\x45\xdf\xa3"
_HEADER, _DOC_TYPE, _SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CLUSTER = (
    0x1A45DFA3,
    0x4282,
    0x18538067,
    0x1654AE6B,
    0xAE,
    0x83,
    0x1F43B675,
)
_VIDEO, _AUDIO = 1, 2
ELEMENTS_LOOKED_AT = 200_000
DAMAGED = "The film or sound is damaged: its parts don't fit together."
CUT_OFF = "The film or sound is cut off: its end is missing. Send it again, whole."


@dataclass(frozen=True)
class Element:
    """An element: its body is `data[start:end]`; `end` is None where the writer did not know it yet."""

    number: int
    start: int
    end: int | None


@dataclass(frozen=True)
class Webm:
    """What a file holds."""

    doc_type: bytes
    has_video: bool
    has_audio: bool


def webm(data: Data) -> Webm:
    """What a file of elements holds. Raises Refused where it is not whole."""
    elements = _elements(data, 0, len(data))
    header = next(elements)
    if header.number != _HEADER or header.end is None:
        raise Refused(DAMAGED)
    doc_type = next((_body(data, one) for one in _children(data, header) if one.number == _DOC_TYPE), b"")
    segment = next((one for one in elements if one.number == _SEGMENT), None)
    if segment is None:
        raise Refused(CUT_OFF)
    kinds, clusters = _look_into(data, segment)
    if not clusters:
        raise Refused("There are no pictures or sound in this file.")
    return Webm(doc_type.rstrip(b"\0"), _VIDEO in kinds, _AUDIO in kinds)


def _look_into(data: Data, segment: Element) -> tuple[set[int], int]:
    """The types of a segment's tracks, and how many of its clusters were seen."""
    kinds: set[int] = set()
    clusters = 0
    for element in _children(data, segment):
        if element.number == _TRACKS:
            tracks = [one for one in _children(data, element) if one.number == _TRACK]
            typed = [one for track in tracks for one in _children(data, track) if one.number == _TRACK_TYPE]
            kinds |= {int.from_bytes(_body(data, one)) for one in typed}
        clusters += element.number == _CLUSTER
        if element.end is None:  # a recorder's cluster: what follows can't be told from what is in it
            break
    return kinds, clusters


def _children(data: Data, element: Element) -> Iterator[Element]:
    return _elements(data, element.start, len(data) if element.end is None else element.end)


def _body(data: Data, element: Element) -> bytes:
    return bytes(data[element.start : element.end][:64])


def _elements(data: Data, start: int, end: int) -> Iterator[Element]:
    for _ in range(ELEMENTS_LOOKED_AT):
        if start >= end:
            return
        number, start, _ = _number(data, start, keep_marker=True)
        size, start, unknown = _number(data, start, keep_marker=False)
        if unknown:
            yield Element(number, start, None)
            return
        if start + size > end:
            raise Refused(CUT_OFF)
        yield Element(number, start, start + size)
        start += size
    raise Refused(DAMAGED)


def _number(data: Data, at: int, *, keep_marker: bool) -> tuple[int, int, bool]:
    """A number of variable length: itself, where it ends, and whether all its bits are set, which means "unknown"."""
    first = data[at] if at < len(data) else 0
    if not first:
        raise Refused(DAMAGED if at < len(data) else CUT_OFF)
    length = 9 - first.bit_length()
    value, bits = int.from_bytes(data[at : at + length]), 7 * length
    if at + length > len(data):
        raise Refused(CUT_OFF)
    bare = value & ((1 << bits) - 1)
    return (value if keep_marker else bare), at + length, bare == (1 << bits) - 1
