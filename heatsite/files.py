"""Files, sent by the shell with ranges and validators: a slow reader of one holds an open file and no thread."""

import mimetypes
import os
import stat
from pathlib import Path
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

# The machine's own table may say otherwise, and browsers refuse modules of another type.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"  # kept, and asked for each time whether it is still so


class SiteFiles(StaticFiles):
    """The site's static files: those of STATIC_ROOT where they were collected, in the embedded set-up the sources.

    An address with a version (`?v=...`) is kept for ever, all others are asked for again, which costs a 304.
    """

    def __init__(self) -> None:
        collected = not settings.EMBEDDED and Path(settings.STATIC_ROOT).is_dir()
        super().__init__(directory=settings.STATIC_ROOT if collected else None)
        self.collected = collected

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        if self.collected:
            return super().lookup_path(path)
        try:
            found = finders.find(path)
            return (found, Path(found).stat()) if found else ("", None)
        except (SuspiciousFileOperation, FileNotFoundError):
            return "", None

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        versioned = b"v" in parse_qs(scope["query_string"])
        response.headers["cache-control"] = FOR_EVER if versioned else ASK_AGAIN
        response.headers["x-content-type-options"] = "nosniff"
        return response

    async def response(self, scope: Scope) -> Response:
        """The response for a path under STATIC_URL. HTTPException: 404 or 405."""
        below = scope["path"].removeprefix(settings.STATIC_URL)
        return await self.get_response(os.path.normpath(below), scope)


def file_response(path: str, status: int, headers: list[tuple[bytes, bytes]], scope: Scope) -> Response:
    """The file at `path` with these headers (lower-case names, no length). HTTPException 404: there is none.

    Blocks for a stat: to be called in a thread.
    """
    try:
        about = Path(path).stat()
    except (OSError, ValueError):
        raise HTTPException(404) from None
    if not stat.S_ISREG(about.st_mode):
        raise HTTPException(404)
    kept = [(name, value) for name, value in headers if name != b"content-type"]
    media_type = next((value.decode("latin-1") for name, value in headers if name == b"content-type"), None)
    response = FileResponse(path, status_code=status, media_type=media_type, stat_result=about)
    response.raw_headers.extend(kept)
    if status == 200 and _files.is_not_modified(response.headers, Headers(scope=scope)):
        return NotModifiedResponse(response.headers)
    return response


_files = StaticFiles()  # for its way of comparing validators
