"""Uploads that come in pieces, so that one goes on where it was broken off.

Each piece is a file in the storage, which every web process sees; what of them counts, and in which order, is on the
upload's row, and changes only where its `received` still is what the piece's sender thought.
"""

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from requests_app.models import Assignment, MediaFile, Upload

from . import store, taking
from .formats import Refused

MOST_PIECE = 1024 * 1024  # bytes
MOST_OF_ONE = 50  # uploads of one assignment
_SWEPT_AT_ONCE = 500


class Unfinished(Exception):
    """Not all of it has come: `.received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes have come.")
        self.received = received


def most_piece() -> int:
    """Bytes that a piece may have: no more than the shell takes as a body."""
    return min(MOST_PIECE, settings.HEAT_MAX_BODY)


def begin(assignment: Assignment, kind: str, size: int, name: str) -> Upload:
    """A new upload of `size` bytes. Raises Refused. `name` is looked at, and not kept."""
    taking.check_name(name)
    taking.check_size(size, kind, store.limits())
    if Upload.objects.filter(assignment=assignment).count() >= MOST_OF_ONE:
        raise Refused("So many files were sent for this question that no more are taken.")
    return Upload.objects.create(assignment=assignment, token=assignment.token, size=size)


def add(upload: Upload, offset: int, piece: bytes) -> int:
    """Take a piece that begins at `offset`, if that is where to go on; where to go on now. Raises Refused."""
    if offset != upload.received or not piece:
        return upload.received
    if offset + len(piece) > upload.size or len(piece) > most_piece():
        raise Refused("More came than was announced. Send the file again.")
    place = default_storage.save(f"uploads/{upload.name}/{offset}-{secrets.token_hex(4)}", ContentFile(piece))
    mine = Upload.objects.filter(pk=upload.pk, received=offset)
    if not mine.update(received=offset + len(piece), pieces=[*upload.pieces, place]):
        default_storage.delete(place)  # the same piece came twice, and the other was first
    upload.refresh_from_db()
    return upload.received


def finish(upload: Upload, kind: str) -> MediaFile:
    """The file that an upload has become, kept for HEAT_UPLOAD_KEPT seconds; asked again, the same.

    Raises Unfinished, Refused (after which the upload is gone), taking.Busy.
    """
    if upload.file is not None:
        return upload.file
    if upload.received < upload.size:
        raise Unfinished(upload.received)
    assert upload.assignment is not None
    try:
        with _whole(upload) as (source, folder):
            taken = taking.take(source, folder, (kind,), store.limits())
            account = upload.assignment.heat_request.account
            file = store.keep(taken, account, settings.HEAT_UPLOAD_KEPT, upload.assignment)
    except Refused:
        discard(upload)
        raise
    if not Upload.objects.filter(pk=upload.pk, file=None).update(file=file):
        upload.refresh_from_db()  # asked twice at once; the sweep finds the other file
        assert upload.file is not None
        return upload.file
    _delete_pieces(upload)
    return file


def discard(upload: Upload) -> None:
    """Forget an upload and its pieces. What it has become stays."""
    _delete_pieces(upload)
    upload.delete()


def sweep() -> int:
    """Forget uploads that began longer than HEAT_UPLOAD_KEPT ago. How many."""
    old = Upload.objects.filter(created_at__lte=Now() - timedelta(seconds=settings.HEAT_UPLOAD_KEPT))
    found = list(old.order_by("created_at")[:_SWEPT_AT_ONCE])
    for upload in found:
        discard(upload)
    return len(found)


@contextmanager
def _whole(upload: Upload) -> Iterator[tuple[Path, Path]]:
    """All of an upload in one file, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="heat-upload-") as name:
        folder = Path(name)
        with (folder / "whole").open("wb") as whole:
            for place in upload.pieces:
                with default_storage.open(place) as piece:
                    shutil.copyfileobj(piece, whole)
        yield folder / "whole", folder


def _delete_pieces(upload: Upload) -> None:
    """All that is in the upload's folder: also a piece whose row was not written, since a process ended before."""
    folder = f"uploads/{upload.name}"
    Upload.objects.filter(pk=upload.pk).update(pieces=[])
    with contextlib.suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        with contextlib.suppress(OSError):
            default_storage.delete(folder)  # where folders are things of their own
