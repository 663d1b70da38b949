"""wav (RIFF), mp3 (MPEG audio, ISO/IEC 11172-3 and 13818-3) and ogg (RFC 3533): walked from end to end. Pure."""

from .formats import Data, Refused

DAMAGED = "The sound is damaged: its parts don't fit together."
CUT_OFF = "The sound is cut off: its end is missing. Send it again, whole."
EMPTY = "There is no sound in this file."

# By the header's two bits of version (2.5, reserved, 2, 1): samples a second by its two bits of rate.
_RATES = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}
# Kilobits a second of layer III, by the header's four bits.
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_TAGS = (b"TAG", b"APETAGEX", b"LYRICS", b"ID3", b"3DI")
_AT_LEAST = 3  # frames in a row, that no other file has by chance


def check_wav(data: Data) -> None:
    """Raises Refused unless the file is a whole wav."""
    at, channels = 12, 0
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind == b"fmt " and size >= 16:
            channels = int.from_bytes(data[at + 10 : at + 12], "little")
        if kind == b"data":
            _check_samples(data, at + 8, size, channels)
            return
        at += 8 + size + size % 2
    raise Refused(CUT_OFF)


def _check_samples(data: Data, start: int, size: int, channels: int) -> None:
    if not channels:
        raise Refused(DAMAGED)
    if size in (0, 0xFFFFFFFF):  # from a writer that did not know how much would come
        size = len(data) - start
    if start + size > len(data):
        raise Refused(CUT_OFF)
    if size <= 0:
        raise Refused(EMPTY)


def begins_as_mp3(data: bytes) -> bool:
    """Whether a file that begins so (10 bytes) may be an mp3."""
    return data[:3] == b"ID3" or _frame_length(data[:4]) is not None


def check_mp3(data: Data) -> None:
    """Raises Refused unless the file is MPEG frames one after the other, with tags before and after."""
    at, frames = _after_id3(data), 0
    while at + 4 <= len(data) and (length := _frame_length(data[at : at + 4])):
        at, frames = at + length, frames + 1
    if frames < _AT_LEAST:
        raise Refused(CUT_OFF if at >= len(data) else DAMAGED)
    rest = data[at : at + 16]
    if any(rest) and not bytes(rest).startswith(_TAGS):
        raise Refused(DAMAGED)


def _after_id3(data: Data) -> int:
    """Where the sound begins: after tags at the front, whose sizes are four times seven bits."""
    at = 0
    while data[at : at + 3] == b"ID3":
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[at + 6 : at + 10], (21, 14, 7, 0), strict=False))
        at += 10 + size
    while at < len(data) and data[at] == 0 and at < 1_000_000:  # padding that some tags leave out of their size
        at += 1
    return at


def _frame_length(header: bytes) -> int | None:
    """Bytes of a frame of layer III with this header; None for what is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer, padded = header[1] >> 3 & 3, header[1] >> 1 & 3, header[2] >> 1 & 1
    bits, rate = header[2] >> 4, header[2] >> 2 & 3
    if layer != 1 or version not in _RATES or rate == 3 or not 0 < bits < 15:
        return None
    kilobits = (_BITS_1 if version == 3 else _BITS_2)[bits]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + padded


def check_ogg(data: Data) -> list[bytes]:
    """How each stream of an ogg begins (8 bytes). Raises Refused unless the file is whole pages one after the other."""
    at, beginnings, pages = 0, [], 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            raise Refused(DAMAGED if at + 4 <= len(data) else CUT_OFF)
        body = at + 27 + data[at + 26] if at + 27 <= len(data) else len(data) + 1
        end = body + sum(data[at + 27 : body]) if body <= len(data) else body
        if end > len(data):
            raise Refused(CUT_OFF)
        if data[at + 5] & 2:
            beginnings.append(bytes(data[body : body + 8]))
        at, pages = end, pages + 1
    if pages <= len(beginnings):
        raise Refused(EMPTY)
    return beginnings
