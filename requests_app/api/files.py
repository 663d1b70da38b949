"""`POST /v1/files`: a file of the client's own, to attach."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app.media import store, taking
from requests_app.media.formats import KINDS, Refused, TooLarge
from requests_app.models import MediaFile
from requests_app.rendering import timestamp

from .asking import once
from .auth import caller_of
from .base import ApiView

CHUNK = 1024 * 1024
FIELD = "file"  # what a problem with the file is named by


class NoFile(UnsupportedMediaType):
    """415: the body says that it is no file."""

    accept = "multipart/form-data, image/*, video/*, audio/*, application/octet-stream"
    why = "Send the file as multipart/form-data, or by itself with its own type or as application/octet-stream."


class FileTooLarge(APIException):
    """413: the file is over the limit of its kind."""

    status_code = 413


class FilesBusy(APIException):
    """503: too many files are being worked on."""

    status_code = 503
    default_detail = "Many files are being worked on: try again in a few seconds."
    wait = 3


class FormFile(MultiPartParser):
    """Django's, but for names of files, which are looked at as they came."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        taking.check_name(file_name)
        return super().sanitize_file_name(file_name)


class FormParser(BaseParser):
    """The one file of a form, on disk."""

    media_type = "multipart/form-data"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """{"file": path}. Raises ParseError, ValidationError, Refused."""
        meta = (parser_context or {})["request"].META
        try:
            _, files = FormFile(meta, cast(Any, stream), [TemporaryFileUploadHandler()]).parse()
        except MultiPartParserError as error:
            raise ParseError(f"The form can't be read: {error}") from None
        found = [file for name in files for file in files.getlist(name)]
        if len(found) != 1:
            raise ValidationError({FIELD: [f"A form holds one file, and this holds {len(found)}."]})
        folder = (parser_context or {})["view"].folder
        whole = folder / "whole"
        with whole.open("wb") as target:
            for part in found[0].chunks(CHUNK):
                target.write(part)
        return {FIELD: whole}


class RawParser(BaseParser):
    """The body itself, on disk."""

    media_type = "*/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """{"file": path}. Raises NoFile."""
        kind = (media_type or "").partition(";")[0].strip().lower()
        if kind in ("application/json", "multipart/form-data") or kind.startswith(("text/", "multipart/")):
            raise NoFile(media_type or "")
        whole: Path = (parser_context or {})["view"].folder / "whole"
        with whole.open("wb") as target:
            while part := stream.read(CHUNK):
                target.write(part)
        return {FIELD: whole}


class FilesView(ApiView):
    """`POST /v1/files`."""

    parser_classes = (FormParser, RawParser)
    folder: Path  # of this call

    def post(self, http_request: Request) -> Response:
        with tempfile.TemporaryDirectory(prefix="heat-file-") as folder:
            self.folder = Path(folder)
            file = self._made(http_request)
        return Response({"url": store.url_of(file), "expires_at": timestamp(file.expires_at)})

    def _made(self, http_request: Request) -> MediaFile:
        try:
            source = http_request.data[FIELD]  # type: ignore[call-overload]
            sha256 = store.digest(source)  # of what came: the same call sent again is known by it
            return _keep(http_request, sha256, taking.take(source, self.folder, KINDS, store.limits()))
        except TooLarge as refusal:
            raise FileTooLarge(str(refusal)) from refusal
        except Refused as refusal:
            raise ValidationError({FIELD: [str(refusal)]}) from refusal
        except taking.Busy as busy:
            raise FilesBusy from busy


def _keep(http_request: Request, sha256: str, taken: taking.Taken) -> MediaFile:
    """Put it into the storage, before any transaction; what the same Idempotency-Key has made already, instead."""
    file = store.keep(taken, caller_of(http_request).account, settings.HEAT_FILE_KEPT)
    made: MediaFile | None = None
    try:
        made = once(http_request, sha256, lambda: file)
    finally:
        if made != file:
            store.drop(file)
    return made
