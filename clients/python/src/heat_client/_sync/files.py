"""`heat.files`: files of one's own, to attach."""

import mimetypes
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from heat_client.calls import Call
from heat_client.objects import UploadedFile
from heat_client.pausing import read_file

if TYPE_CHECKING:
    from .client import Heat


class Files:
    """Uploads."""

    def __init__(self, heat: "Heat") -> None:
        self._heat = heat

    def upload(
        self, file: str | PathLike[str] | bytes, *, name: str | None = None, content_type: str | None = None
    ) -> UploadedFile:
        """Upload a file, by its path or as bytes (then with a `name`); its `url` is for `attachments`."""
        content = file if isinstance(file, bytes) else read_file(file)
        shown = name or ("file" if isinstance(file, bytes) else Path(file).name)
        kind = content_type or mimetypes.guess_type(shown)[0] or "application/octet-stream"
        return UploadedFile.of(self._heat.send(Call("POST", "/v1/files", files={"file": (shown, content, kind)})))
