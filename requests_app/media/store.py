"""The door to kept files: written, named by a URL, used by requests, swept.

A row comes before its file and goes after it, so that nothing is ever in the storage without a row that leads to it.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from requests_app.models import Account, Assignment, HeatRequest, MediaFile, MediaUse
from requests_app.models.files import new_name

from .taking import Limits, Taken

PATH = "/media/"
_SWEPT_AT_ONCE = 500


def limits() -> Limits:
    """As the settings have them."""
    sizes = {"image": settings.HEAT_MAX_IMAGE, "video": settings.HEAT_MAX_VIDEO, "audio": settings.HEAT_MAX_AUDIO}
    return Limits(sizes, settings.HEAT_MAX_PIXELS)


def url_of(file: MediaFile) -> str:
    """Where everybody who has the URL gets the file."""
    return f"{settings.PUBLIC_URL}{PATH}{file.name}"


def name_in(url: str) -> str | None:
    """The name of a file of ours that a URL leads to; None for other URLs."""
    ours = settings.PUBLIC_URL + PATH
    return url.removeprefix(ours).partition("?")[0].partition("#")[0] if url.startswith(ours) else None


def place_of(name: str) -> str:
    """The file's name in the storage."""
    return f"files/{name[:2]}/{name}"


def find(name: str) -> MediaFile | None:
    """The file of this name, while there is one."""
    return MediaFile.objects.filter(name=name, stored=True, gone_at=None).first()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(taken: Taken, account: Account, seconds: float, assignment: Assignment | None = None) -> MediaFile:
    """Put a file into the storage, for so many seconds or as long as a request uses it. OSError: it can't be."""
    file = MediaFile.objects.create(
        name=f"{new_name()}.{taken.format.name}",
        account=account,
        assignment=assignment,
        kind=taken.format.kind,
        content_type=taken.format.content_type,
        size=taken.path.stat().st_size,
        sha256=digest(taken.path),
        expires_at=Now() + timedelta(seconds=seconds),
    )
    with taken.path.open("rb") as content:
        default_storage.save(place_of(file.name), File(content))
    MediaFile.objects.filter(pk=file.pk).update(stored=True)
    file.refresh_from_db()
    return file


def use(account: Account, urls: Mapping[HeatRequest, Iterable[str]]) -> Collection[str]:
    """Note which requests of an account name which of its files, so that these are kept; the names of the files that
    are there. Call it in a transaction.
    """
    named = {heat_request: {name for url in of_one if (name := name_in(url))} for heat_request, of_one in urls.items()}
    wanted = set().union(*named.values())
    if not wanted:
        return ()
    # Locked, so that the sweep, which locks them too, either sees these uses or has taken the file away before.
    mine = MediaFile.objects.select_for_update().filter(name__in=wanted, account=account, stored=True, gone_at=None)
    files = {file.name: file for file in mine.order_by("pk")}
    uses = [
        MediaUse(file=files[name], heat_request=heat_request)
        for heat_request, names in named.items()
        for name in names & files.keys()
    ]
    MediaUse.objects.bulk_create(uses, batch_size=500, ignore_conflicts=True)
    return files.keys()


def drop(file: MediaFile) -> None:
    """Delete a file that nothing uses."""
    _delete(file.pk)


def sweep() -> int:
    """Delete files that are past their time and not used, by the database's clock. How many."""
    due: Any = MediaFile.objects.filter(expires_at__lte=Now(), uses=None)
    ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    return sum(_delete(file_id) for file_id in ids)


def _delete(file_id: int) -> bool:
    with transaction.atomic():
        file = MediaFile.objects.select_for_update(skip_locked=True).filter(pk=file_id).first()
        # Looked at again under the lock, in a query of its own: a request may have named it meanwhile.
        if file is None or file.uses.exists():
            return False
        MediaFile.objects.filter(pk=file_id).update(gone_at=Now())
    default_storage.delete(place_of(file.name))
    file.delete()
    return True
