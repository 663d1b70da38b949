"""`POST /v1/files`: a file of the client's own, by form or by itself; kept while a request uses it."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.media import store, taking
from requests_app.models import HeatRequest, IdempotencyKey, MediaFile, MediaUse
from requests_app.tasks import tidy
from tests.description import assert_described
from tests.media.made import REFUSED, SECRET, TAKEN, film_or_sound, picture
from tests.processes import ROOT, environment

pytestmark = pytest.mark.django_db
PATH = "/v1/files"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


def kept_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def send(client, content, content_type="application/octet-stream", **extra):
    answer = client.client.generic("POST", PATH, content, content_type, **extra)
    assert_described(answer)
    return answer


def send_form(client, *contents, name="a.png"):
    """As a form, whose file is named by the letter: Django's test client would mend the name."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="file{n}"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
        for n, content in enumerate(contents)
    ]
    return send(client, b"".join(parts) + b"--x--\r\n", "multipart/form-data; boundary=x")


def row_of(answer):
    assert answer.status_code == 200, answer.content
    return MediaFile.objects.get(name=store.name_in(answer.json()["url"]))


@pytest.mark.parametrize("name", ["jpg", "mov", "wav"])
@pytest.mark.parametrize("way", ["form", "raw", "as it is", "as curl says", "slash"])
def test_a_file_is_kept_by_what_is_in_it(live, folder, name, way):
    content, content_type = TAKEN[name][0](), TAKEN[name][2]
    said = {"as it is": content_type, "as curl says": "application/x-www-form-urlencoded"}.get(way, "image/x-wrong")
    answer = send_form(live, content, name="a.exe") if way == "form" else send(live, content, said)
    row = row_of(answer)
    assert (row.content_type, row.account.name, row.kind) == (content_type, "Alice's shop", TAKEN[name][1])
    assert answer.json()["url"].startswith("http://127.0.0.1:8000/media/") and len(row.name) > 32
    [file] = kept_in(folder)
    assert (file.stat().st_size, file.name) == (row.size, row.name)


def test_what_is_kept_is_written_anew(live, folder):
    send(live, picture("turned.jpg"))
    [file] = kept_in(folder)
    assert SECRET not in file.read_bytes()


@pytest.mark.parametrize("number, name", list(enumerate(n for n in REFUSED if "is wanted" not in n)))
def test_what_must_be_refused_is_named_and_leaves_nothing_behind(live, folder, number, name):
    make, _, words = REFUSED[name]
    answer = send_form(live, make()) if number % 2 else send(live, make())
    assert answer.status_code == 400
    [message] = answer.json()["errors"]["file"]
    assert words in message or words.startswith("Take ")
    assert kept_in(folder) == [] and not MediaFile.objects.exists()


@pytest.mark.parametrize("name", ["../../x.png", "a\0.png", "..\\x.png"])
def test_a_name_with_a_path_or_nul_is_refused(live, folder, name):
    answer = send_form(live, picture("png"), name=name)
    assert answer.status_code == 400 and "rename it" in answer.json()["errors"]["file"][0]
    assert kept_in(folder) == []


@pytest.mark.parametrize("count", [0, 2])
def test_a_form_with_no_file_or_two_is_refused(live, count):
    answer = send_form(live, *[picture("png")] * count)
    assert answer.status_code == 400 and f"this holds {count}" in answer.json()["errors"]["file"][0]


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "multipart/mixed; boundary=x"])
def test_a_body_that_says_it_is_no_file_is_415_and_is_told_what_to_send(live, content_type):
    answer = send(live, picture("png"), content_type)
    assert answer.status_code == 415
    assert "multipart/form-data" in answer.json()["detail"] and "image/*" in answer["Accept"]


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nnonsense\r\n--x--"])
def test_a_form_that_is_none_is_refused(live, body):
    assert send(live, body, "multipart/form-data; boundary=x").status_code == 400
    assert send(live, body, "multipart/form-data").status_code == 400


def test_a_file_over_the_limit_of_its_kind_is_413(live, settings):
    settings.HEAT_MAX_IMAGE = 1000
    answer = send(live, picture("png"))
    assert answer.status_code == 413 and "a picture may have" in answer.json()["detail"]
    assert send(live, film_or_sound("wav")).status_code == 200


def test_while_many_files_are_worked_on_it_is_503_with_a_time_to_try_again(live, monkeypatch):
    def busy(*_):
        raise taking.Busy

    monkeypatch.setattr(taking, "take", busy)
    answer = send(live, picture("png"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")


def test_the_same_idempotency_key_keeps_one_file(live, folder):
    header = {"headers": {"Idempotency-Key": "k"}}
    first, again = send(live, picture("png"), **header), send(live, picture("png"), **header)
    assert first.json() == again.json() and len(kept_in(folder)) == 1
    other = send(live, picture("gif"), **header)
    assert (other.status_code, list(other.json()["errors"])) == (400, ["Idempotency-Key"])
    assert len(kept_in(folder)) == 1 and IdempotencyKey.objects.count() == 1


def too_late(row):
    MediaFile.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("field", ["attachments", "choices", "per_annotation", "batch"])
def test_a_file_is_kept_while_a_request_names_it_and_goes_with_the_request(live, test, folder, field):
    answer = send(live, picture("png"))
    url, row = answer.json()["url"], row_of(answer)
    choices = {"choices_type": "image", "choices": [f"{url}?a", "http://b.example/"]}
    shown = {"instruction": "?", "attachments_type": "image", "attachments": [url]}
    marked = {**shown, "attachments": ["http://a.example/b.png"], "per_annotation": {"instruction": "?", **choices}}
    bodies = {
        "attachments": ("requests/free-text", shown),
        "choices": ("requests/multiple-choice", {"instruction": "?", **choices}),
        "per_annotation": ("requests/annotations-with-multiple-choice", marked),
        "batch": ("batch", {"type": "free-text", "requests": [shown]}),
    }
    path, body = bodies[field]
    assert test.post(f"/v1/{path}", body).status_code == 200, "staged ones keep it as well"
    too_late(row)
    tidy()
    assert MediaFile.objects.exists() and len(kept_in(folder)) == 1
    HeatRequest.objects.all().delete()
    tidy()
    assert not MediaFile.objects.exists() and kept_in(folder) == []


def test_a_file_that_nothing_uses_is_kept_until_it_expires(live, folder):
    row = row_of(send(live, picture("png")))
    tidy()
    assert kept_in(folder)
    too_late(row)
    tidy()
    assert kept_in(folder) == [] and store.find(row.name) is None


def test_another_account_s_request_keeps_no_file(live, other_live, folder):
    answer = send(live, picture("png"))
    body = {"instruction": "?", "attachments_type": "image", "attachments": [answer.json()["url"]]}
    assert other_live.post("/v1/requests/free-text", body).status_code == 200
    assert not MediaUse.objects.exists()


def test_a_file_whose_deletion_was_broken_off_is_deleted_by_the_next_sweep(live, folder, monkeypatch):
    row = row_of(send(live, picture("png")))
    too_late(row)

    def full(name):
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(store.default_storage, "delete", full, raising=False)
        with pytest.raises(OSError, match="away"):
            tidy()
    assert store.find(row.name) is None, "nobody is sent half of it"
    tidy()
    assert kept_in(folder) == [] and not MediaFile.objects.exists()


def test_a_file_in_a_bucket_is_fetched_there_by_a_signed_url(live, settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.media.bucket.Bucket"}}
    url = send(live, picture("png")).json()["url"]
    name = store.name_in(url)
    answer = live.client.get(f"/media/{name}")
    place = f"https://bucket.example/files/{name[:2]}/{name}"
    assert (answer.status_code, answer["Location"]) == (302, f"{place}?type=image/png&for=3600")


def test_a_bucket_without_its_library_is_refused_at_the_start_with_what_to_install(tmp_path):
    command = [sys.executable, "-c", "import django.conf; django.conf.settings.DEBUG"]
    given = environment(HEAT_DATA=str(tmp_path), HEAT_S3_BUCKET="files", DJANGO_SETTINGS_MODULE="heatsite.settings")
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode and "install requirements-s3.txt" in done.stderr
