"""What a file is: by what is in it, never by its name or by what was said of it. Pure."""

from collections.abc import Collection

from . import boxes, ebml, sounds
from .formats import (
    GIF,
    JPG,
    MOV,
    MP3,
    MP4,
    OGG,
    PNG,
    WAV,
    WEBM,
    WEBM_SOUND,
    WEBP,
    WORDS,
    Data,
    Format,
    Refused,
    named,
)

_OGG_SOUNDS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex")
_OGG_FILMS = (b"\x80theora", b"BBCD", b"\x01video")
_QUICKTIME = b"qt  "
_PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}

# What people take for a picture, film or sound and is none, or none that is taken: how it begins, and its name.
_OTHERS = (
    (b"%pdf", "a PDF document"),
    (b"#extm3u", "a playlist, which names films and holds none"),
    (b"ffconcat", "a playlist, which names films and holds none"),
    (b"[playlist]", "a playlist, which names sounds and holds none"),
    (b"pk\x03\x04", "a zip archive or an office document"),
    (b"ii*\x00", "a tiff picture"),
    (b"mm\x00*", "a tiff picture"),
    (b"flac", "a flac sound"),
    (b"#!", "a program"),
    (b"\x7felf", "a program"),
)
_MARKUP = ((b"<svg", "an SVG drawing, which can hold programs"), (b"<html", "a web page"), (b"<!doctype", "a web page"))


def recognise(data: Data, kinds: Collection[str]) -> Format:
    """The format of a file, which is one of these kinds. Raises Refused with what it is instead, or what is wrong."""
    found = _format(data)
    if found is None:
        raise Refused(f"This is {_other(data)}. Take {named(kinds)}.")
    if found.kind not in kinds:
        wanted = " or ".join(WORDS[kind] for kind in WORDS if kind in kinds)
        raise Refused(f"This is {WORDS[found.kind]} ({found.name}), and {wanted} is wanted: {named(kinds)}.")
    return found


def _format(data: Data) -> Format | None:
    beginning = bytes(data[:16])
    if not beginning:
        raise Refused("The file is empty.")
    if picture := _picture(beginning):
        return picture
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WAVE":
        sounds.check_wav(data)
        return WAV
    if beginning[:4] == b"OggS":
        return _ogg(data)
    if beginning[:4] == ebml.MAGIC:
        return _webm(data)
    if beginning[8:12] not in _PICTURE_BRANDS and boxes.begins(beginning):
        return _movie(data)
    if sounds.begins_as_mp3(beginning):
        sounds.check_mp3(data)
        return MP3
    return None


def _picture(beginning: bytes) -> Format | None:
    """Only by its beginning: whether it is whole is seen when it is decoded."""
    if beginning.startswith(b"\xff\xd8\xff"):
        return JPG
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if beginning.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    return WEBP if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP" else None


def _ogg(data: Data) -> Format:
    streams = sounds.check_ogg(data)
    if any(stream.startswith(_OGG_FILMS) for stream in streams):
        raise Refused("This is an ogg film. Take mp4, webm or mov.")
    if not any(stream.startswith(_OGG_SOUNDS) for stream in streams):
        raise Refused("This ogg file holds no sound that is known here: take Opus, Vorbis or FLAC.")
    return OGG


def _webm(data: Data) -> Format:
    found = ebml.webm(data)
    if found.doc_type != b"webm":
        raise Refused("This is a Matroska film (mkv). Save it as mp4 or webm.")
    if not found.has_video and not found.has_audio:
        raise Refused("There are no pictures or sound in this file.")
    return WEBM if found.has_video else WEBM_SOUND


def _movie(data: Data) -> Format:
    movie = boxes.movie(data)
    if movie.codec(b"vide") is None:
        raise Refused("This is an mp4 file without pictures. Take it as mp3, ogg or wav where a sound is wanted.")
    return MOV if movie.brand in (_QUICKTIME, b"") else MP4


def _other(data: Data) -> str:
    beginning = bytes(data[:1024]).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, name in _OTHERS:
        if beginning.startswith(start):
            return name
    if beginning[8:12] in _PICTURE_BRANDS:
        return "a HEIC or AVIF picture; most programs save it as jpg"
    if beginning.startswith(b"<"):
        return next((name for start, name in _MARKUP if start in beginning), "a text with markup")
    return "no file of a kind that is taken here"
