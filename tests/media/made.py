"""Files as people send them, made here: of each kind that is taken, and of each that is not."""

import io
import struct
import subprocess
import zlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, PngImagePlugin

from requests_app.media.films import ffmpeg

SECRET = b"<script>alert('taken along')</script>"
_FILM = ["-f", "lavfi", "-i", "testsrc=duration=1:size=160x120:rate=10"]
_SOUND = ["-f", "lavfi", "-i", "sine=duration=1"]
_H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
_COMMANDS = {
    "mp4": [*_FILM, *_SOUND, *_H264, "-c:a", "aac"],
    "mp4 in fragments": [*_FILM, *_H264, "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"],
    "mov": [*_FILM, *_SOUND, *_H264, "-c:a", "pcm_s16le", "-metadata", "comment=secret place"],
    "prores.mov": [*_FILM, "-c:v", "prores"],
    "webm": [*_FILM, *_SOUND, "-c:v", "libvpx", "-c:a", "libopus"],
    "mkv": [*_FILM, *_H264],
    "sound.webm": [*_SOUND, "-c:a", "libopus"],
    "ogg": [*_SOUND, "-c:a", "libopus"],
    "vorbis.ogg": [*_SOUND, "-c:a", "libvorbis"],
    "mp3": [*_SOUND],
    "wav": [*_SOUND],
    "m4a": [*_SOUND],
    "flac": [*_SOUND],
}


@cache
def film_or_sound(name: str) -> bytes:
    """One second of it, by ffmpeg."""
    program = ffmpeg()
    assert program
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{name.split('.')[-1].split(' ')[0]}"
        command = [program, "-nostdin", "-loglevel", "error", *_COMMANDS[name], str(path)]
        subprocess.run(command, check=True, timeout=60)
        return path.read_bytes()


def _noise(width: int = 60, height: int = 40) -> Image.Image:
    return Image.effect_noise((width, height), 60).convert("RGB")


@cache
def picture(name: str) -> bytes:
    """A picture of 60 × 40; "turned.jpg" by EXIF, so that people see it as 40 × 60."""
    image, options = _noise(), dict[str, Any]()
    if name == "turned.jpg":
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = 6, SECRET.decode()
        options = {"exif": exif, "comment": SECRET}
    elif name == "png":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", SECRET.decode())
        options = {"pnginfo": told}
    elif name.startswith("moving"):
        more = [_noise() for _ in range(4)]
        options = {"save_all": True, "append_images": more, "duration": 120, "loop": 0}
        options |= {"comment": SECRET} if name.endswith("gif") else {}
    elif name == "cmyk.jpg":
        image = image.convert("CMYK")
    elif name == "clear.png":
        image.putalpha(100)
    file = io.BytesIO()
    ending = name.rpartition(".")[2]
    image.save(file, format={"jpg": "JPEG"}.get(ending, ending.upper()), **options)
    return file.getvalue() + (SECRET if name == "behind.jpg" else b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def bomb() -> bytes:
    """A png that says that it has 50,000 × 50,000 pixels, and has some of them."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(50_000 * 3 + 1) * 60)
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


@cache
def truncated() -> bytes:
    """Most of a jpg of nearly as many pixels as are taken: all but its end is decoded before it is seen to lack."""
    file = io.BytesIO()
    _noise(630, 630).resize((6300, 6300)).save(file, format="JPEG", quality=40)
    whole = file.getvalue()
    return whole[: len(whole) * 95 // 100]


# What must be refused: the file, what it is sent as (image, video, audio), and what the message says.
REFUSED: dict[str, tuple[Any, str, str]] = {
    "an SVG named png": (lambda: b'<?xml version="1.0"?>\n<svg onload="alert(1)"></svg>', "image", "SVG drawing"),
    "HTML in a gif": (lambda: b"GIF89a/*<html><script>alert(1)</script></html>", "image", "damaged"),
    "HTML named jpg": (lambda: b"<!DOCTYPE html><title>x</title>", "image", "web page"),
    "an m3u8 named mp4": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "video", "playlist"),
    "a concat list named mp4": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "video", "playlist"),
    "a png of 50,000 × 50,000": (bomb, "image", "50,000 × 50,000 pixels"),
    "a truncated jpg": (truncated, "image", "cut off"),
    "a truncated png": (lambda: picture("png")[:-300], "image", "cut off"),
    "an empty file": (lambda: b"", "image", "empty"),
    "a truncated mp4": (lambda: film_or_sound("mp4")[:-200], "video", "cut off"),
    "an mp4 without its beginning": (lambda: film_or_sound("mp4")[40:], "video", "damaged"),
    "a truncated webm": (lambda: film_or_sound("webm")[:-200], "video", "cut off"),
    "a truncated wav": (lambda: film_or_sound("wav")[:-200], "audio", "cut off"),
    "a truncated ogg": (lambda: film_or_sound("ogg")[:-200], "audio", "cut off"),
    "an mp3 of three bytes": (lambda: b"ID3", "audio", "cut off"),
    "text after an mp3 frame": (lambda: film_or_sound("mp3")[:500] + b"<html>" * 99, "audio", "damaged"),
    "a mov that browsers don't play": (lambda: film_or_sound("prores.mov"), "video", "Save it as H.264"),
    "a mkv": (lambda: film_or_sound("mkv"), "video", "mkv"),
    "a flac": (lambda: film_or_sound("flac"), "audio", "flac sound"),
    "an m4a": (lambda: film_or_sound("m4a"), "audio", "without pictures"),
    "a film where a picture is wanted": (lambda: film_or_sound("mp4"), "image", "This is a film (mp4)"),
    "a picture where a sound is wanted": (lambda: picture("png"), "audio", "a sound is wanted: wav, mp3"),
    "a sound where a film is wanted": (lambda: film_or_sound("sound.webm"), "video", "This is a sound (webm)"),
    "a PDF": (lambda: b"%PDF-1.7\n", "image", "PDF"),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "audio", "a program"),
    "nothing that is known": (lambda: bytes(range(256)) * 9, "image", "no file of a kind that is taken"),
}
# What must pass: the file, what it is sent as, and the type that it is kept as.
TAKEN: dict[str, tuple[Any, str, str]] = {
    **{
        name: (lambda name=name: picture(name), "image", f"image/{kept}")
        for name, kept in {
            "jpg": "jpeg",
            "turned.jpg": "jpeg",
            "behind.jpg": "jpeg",
            "cmyk.jpg": "jpeg",
            "png": "png",
            "clear.png": "png",
            "moving.png": "png",
            "gif": "gif",
            "moving.gif": "gif",
            "webp": "webp",
            "moving.webp": "webp",
        }.items()
    },
    **{
        name: (lambda name=name: film_or_sound(name), kind, f"{kind}/{kept}")
        for kind, names in {
            "video": {"mp4": "mp4", "mp4 in fragments": "mp4", "mov": "mp4", "webm": "webm"},
            "audio": {"wav": "wav", "mp3": "mpeg", "ogg": "ogg", "vorbis.ogg": "ogg", "sound.webm": "webm"},
        }.items()
        for name, kept in names.items()
    },
}
