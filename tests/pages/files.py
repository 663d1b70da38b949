"""A server for attachments: a picture, a sound, a film, a website, and what a test adds; everything else is a 404.

What is below `open/` may be read by other sites' scripts; what is below `closed/` may not be framed.
"""

import io
import re
import struct
import threading
import wave
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "assets"


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x9c\xc7\xdf" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wav(seconds: float) -> bytes:
    """Silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * int(8000 * seconds))
    return file.getvalue()


SITE = b"<!doctype html><title>Ledger</title><h1>The Daily Ledger</h1><p>Bread is dearer.</p>"


class Files:
    """`url` ends in a slash; `add` serves more; `asked` is every call, as (path, headers)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.served: dict[str, tuple[str, bytes]] = {
            "wide.png": ("image/png", png(1600, 900)),
            "small.png": ("image/png", png(40, 30)),
            "sound.wav": ("audio/wav", wav(1.5)),
            "open/sound.wav": ("audio/wav", wav(1.5)),
            "film.mp4": ("video/mp4", (_FOLDER / "box.mp4").read_bytes()),
            "site.html": ("text/html", SITE),
            "closed/site.html": ("text/html", SITE),
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def add(self, name: str, kind: str, body: bytes) -> str:
        """Serve a body; its URL."""
        self.served[name] = (kind, body)
        return self.url + name

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                files.asked.append((self.path, self.headers))
                found = files.served.get(self.path.lstrip("/").partition("?")[0])
                kind, body = found or ("text/plain", b"nothing here")
                start, end = self._range(len(body))
                body, whole = body[start:end], len(body)
                self.send_response(206 if len(body) < whole else 200 if found else 404)
                if len(body) < whole:
                    self.send_header("Content-Range", f"bytes {start}-{end - 1}/{whole}")
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("Content-Type", kind)
                if self.path.startswith("/open/"):
                    self.send_header("Access-Control-Allow-Origin", "*")
                if self.path.startswith("/closed/"):
                    self.send_header("X-Frame-Options", "DENY")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _range(self, length: int) -> tuple[int, int]:
                """The part that is asked for: without it no film can be sought through."""
                asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                if not asked or int(asked[1]) >= length:
                    return 0, length
                return int(asked[1]), min(int(asked[2]) + 1, length) if asked[2] else length

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        return Handler
