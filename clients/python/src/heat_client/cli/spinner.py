"""A line on the terminal while people work."""

import itertools
import threading
import time
from typing import Any, TextIO

from heat_client.objects import Request

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Spinner:
    """Shown while the block runs, on a terminal; anywhere else nothing is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said = "people are asked"
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._spin, daemon=True)

    def __enter__(self) -> "Spinner":
        if self._stream.isatty():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def look(self, seen: Request[Any]) -> None:
        """Say what is known of a pending request."""
        if (eta := seen.eta) is None:
            return
        parts = []
        if eta.get("ahead") is not None:
            parts.append(f"{eta['ahead']} ahead")
        if eta.get("p50") is not None:
            parts.append(f"an answer may take {eta['p50']:.0f} s")
        self._said = ", ".join(["people are asked", *parts])

    def _spin(self) -> None:
        for frame in itertools.cycle(FRAMES):
            self._stream.write(f"\r\x1b[K{frame} {self._said} ({time.monotonic() - self._began:.0f} s)")
            self._stream.flush()
            if self._stop.wait(0.1):
                return
