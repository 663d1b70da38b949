"""Naming a file raced with sweeping it, and a piece sent twice: nothing used is deleted, nothing counts twice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from requests_app.media import store, uploads
from requests_app.media.formats import WAV
from requests_app.media.taking import Taken
from requests_app.models import Assignment, HeatRequest, MediaFile, Upload
from tests.making import fresh, make_account, make_cruncher, make_request

from .test_one_ending import raced

ROUNDS = 25


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "kept"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return tmp_path


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_file_that_a_request_names_is_not_swept_and_one_that_was_swept_is_not_named(folder: Path) -> None:
    account = make_account()
    path = folder / "sound"
    path.write_bytes(b"sound")
    for _ in range(ROUNDS):
        file = store.keep(Taken(path, WAV), account, 0)
        MediaFile.objects.filter(pk=file.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        heat_request = make_request(account)

        def name_it(file: MediaFile = file, heat_request: HeatRequest = heat_request) -> Any:
            with transaction.atomic():
                return list(store.use(account, {heat_request: [store.url_of(file)]}))

        named, _ = raced(name_it, store.sweep)
        there = store.default_storage.exists(store.place_of(file.name))
        assert (named == [file.name]) == there == (store.find(file.name) is not None)
        HeatRequest.objects.all().delete()
        store.sweep()
        assert not MediaFile.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_piece_that_is_sent_twice_at_once_counts_once(folder: Path) -> None:
    heat_request = make_request(make_account(), type="audio", instruction="Say it.")
    held = Assignment.objects.create(heat_request=heat_request, cruncher=make_cruncher(), status="held")
    for _ in range(ROUNDS):
        upload = uploads.begin(held, "audio", 8, "a.wav")
        again = Upload.objects.get(pk=upload.pk)
        raced(lambda one=upload: uploads.add(one, 0, b"1234"), lambda one=again: uploads.add(one, 0, b"1234"))
        row = fresh(upload)
        assert (row.received, len(row.pieces)) == (4, 1)
        assert store.default_storage.listdir(f"uploads/{row.name}")[1] == [row.pieces[0].rpartition("/")[2]]
        uploads.discard(row)
