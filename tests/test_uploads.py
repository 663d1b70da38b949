"""The work page sends a file in pieces; it goes on after a break, and belongs to one assignment."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from requests_app import lifecycle
from requests_app.media import store, uploads
from requests_app.models import Assignment, HeatRequest, MediaFile, Upload
from requests_app.tasks import tidy
from tests.making import fresh, make_cruncher, make_request
from tests.media.made import REFUSED, film_or_sound, picture

pytestmark = pytest.mark.django_db
PIECE = 1000


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    monkeypatch.setattr(uploads, "MOST_PIECE", PIECE)
    return tmp_path


def kept_in(folder):
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


class Page:
    """A cruncher's work page with a task on it."""

    def __init__(self, cruncher):
        self.client = Client()
        self.client.force_login(cruncher.user)
        self.task = self.client.post("/crunch/next/", "{}", content_type="application/json").json()["task"]
        self.call("acknowledge")

    def path(self, action):
        return f"/crunch/assignments/{self.task['id']}/{action}/"

    def call(self, action, status=200, **body):
        given = {"token": self.task["token"], **body}
        answer = self.client.post(self.path(action), given, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def piece(self, upload, offset, content, status=200):
        query = urlencode({"token": self.task["token"], "upload": upload, "offset": offset})
        path = f"{self.path('piece')}?{query}"
        answer = self.client.generic("POST", path, content, "application/octet-stream")
        assert answer.status_code == status, answer.content
        return answer.json()

    def send(self, content):
        """All of it, piece by piece; the upload's name."""
        begun = self.call("upload", size=len(content), name="a.png")
        assert begun["piece"] == PIECE
        at = begun["offset"]
        while at < len(content):
            at = self.piece(begun["upload"], at, content[at : at + PIECE])["offset"]
        return begun["upload"]

    def url(self, content):
        return self.call("finish", upload=self.send(content))["url"]


@pytest.fixture
def asked(account):
    return make_request(account, type="image", instruction="A cake")


@pytest.fixture
def page(asked, cruncher):
    return Page(cruncher)


def test_a_file_in_pieces_becomes_the_response(page, asked, account, folder):
    url = page.url(picture("turned.jpg"))
    assert kept_in(folder) == ["files"], "no piece is left"
    page.call("submit", answer=url)
    ended = fresh(asked)
    assert (ended.status, ended.response) == ("complete", url)
    file = MediaFile.objects.get()
    assert (file.account, file.content_type) == (account, "image/jpeg")


def test_after_a_break_it_goes_on_where_it_was_broken_off(page):
    content = picture("png")
    assert len(content) > 3 * PIECE
    upload = page.call("upload", size=len(content), name="a.png")["upload"]
    page.piece(upload, 0, content[:PIECE])
    assert page.call("finish", upload=upload) == {"offset": PIECE}
    assert page.piece(upload, 0, content[:PIECE])["offset"] == PIECE, "sent twice, it counts once"
    assert page.piece(upload, 2 * PIECE, content[:PIECE])["offset"] == PIECE, "nothing is left out"
    at = page.call("offset", upload=upload)["offset"]
    while at < len(content):
        at = page.piece(upload, at, content[at : at + PIECE])["offset"]
    first = page.call("finish", upload=upload)
    assert page.call("finish", upload=upload) == first, "asked again, the same file"
    assert MediaFile.objects.count() == 1


@pytest.mark.parametrize("name", [name for name, (_, kind, _) in REFUSED.items() if kind == "image"])
def test_what_must_be_refused_is_with_a_clear_message_and_leaves_nothing(page, folder, name, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIECE", 1024 * 1024)
    make, _, words = REFUSED[name]
    content = make()
    begun = page.call("upload", status=200 if content else 400, size=len(content), name="a.png")
    if content:
        upload = begun["upload"]
        at = 0
        while at < len(content):
            at = page.piece(upload, at, content[at : at + 1024 * 1024])["offset"]
        begun = page.call("finish", status=400, upload=upload)
    assert words in begun["message"]
    assert kept_in(folder) == [] and not Upload.objects.exists() and not MediaFile.objects.exists()


def test_what_is_too_large_or_badly_named_is_refused_before_a_byte_is_sent(page, settings):
    settings.HEAT_MAX_IMAGE = 5000
    assert "may have" in page.call("upload", status=400, size=5001, name="a.png")["message"]
    assert "rename it" in page.call("upload", status=400, size=10, name="../a.png")["message"]
    assert "NUL" in page.call("upload", status=400, size=10, name="a\0.png")["message"]
    for size in (-1, None, "10", True, 1.5):
        page.call("upload", status=400, size=size, name="a.png")
    assert not Upload.objects.exists()


def test_an_endless_body_is_refused_where_what_was_announced_ends(page, folder):
    upload = page.call("upload", size=1500, name="a.png")["upload"]
    page.piece(upload, 0, bytes(PIECE))
    assert "More came" in page.piece(upload, PIECE, bytes(PIECE), status=400)["message"]
    assert "More came" in page.piece(upload, PIECE, bytes(PIECE + 1), status=400)["message"]
    assert len(kept_in(folder)) == 1


def test_a_cancelled_upload_leaves_nothing(page, folder):
    upload = page.send(picture("png"))
    page.call("discard", upload=upload)
    assert kept_in(folder) == [] and not Upload.objects.exists()
    page.call("offset", status=400, upload=upload)
    for nonsense in ("", "\0", "x" * 5000):
        page.piece(nonsense, 0, b"x", status=400)
    page.piece(upload, "\u0661", b"x", status=400)


def test_a_piece_that_a_process_left_behind_is_swept_with_its_upload(page, folder):
    upload = page.call("upload", size=10, name="a.png")["upload"]
    uploads.default_storage.save(f"uploads/{upload}/0-unwritten", ContentFile(b"x"))
    age(Upload.objects.get(), created_at=timedelta(days=1))
    tidy()
    assert kept_in(folder) == [] and not list((folder / "uploads").iterdir())


def test_an_upload_is_another_s_to_nobody(page, account):
    upload = page.send(picture("png"))
    make_request(account, type="image", instruction="Another")
    other = Page(make_cruncher())
    for action in ("offset", "finish", "discard"):
        other.call(action, status=400, upload=upload)
    other.piece(upload, 0, b"x", status=400)
    page.task["token"] = other.task["token"]
    page.call("offset", status=409, upload=upload)


def test_a_question_that_takes_no_file_takes_no_upload(account, cruncher):
    make_request(account)
    page = Page(cruncher)
    assert page.call("upload", status=400, size=10, name="a.png")["message"] == "This question takes no file."


def test_after_the_answer_nothing_more_is_taken(page):
    upload = page.send(picture("png"))
    page.call("submit", answer=page.call("finish", upload=upload)["url"])
    assert page.call("upload", status=409, size=10, name="a.png")["gone"]


def test_so_many_files_are_taken_for_one_question_and_no_more(page, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OF_ONE", 2)
    for _ in range(2):
        page.call("upload", size=10, name="a.png")
    assert "no more are taken" in page.call("upload", status=400, size=10, name="a.png")["message"]


def test_the_file_of_an_answer_that_is_taken_back_can_be_answered_again(page, account, asked, folder):
    account.undo_seconds = 5
    account.save()
    url = page.url(picture("turned.jpg"))
    page.call("submit", answer=url)
    page.task = page.call("undo")["task"]
    page.call("submit", answer=url)
    assert lifecycle.settle_due() == 0
    HeatRequest.objects.update(settles_at=lifecycle.due_in(-1))
    lifecycle.settle_due()
    assert (fresh(asked).status, fresh(asked).response, len(kept_in(folder))) == ("complete", url, 1)


def test_a_url_of_ours_must_be_of_this_assignment_and_there(page, account, asked):
    url = page.url(picture("png"))
    make_request(account, type="image", instruction="Another")
    other = Page(make_cruncher())
    for wrong in (url, f"{url}x", "http://127.0.0.1:8000/media/", "http://127.0.0.1:8000/media/none.png?x"):
        assert "send it again" in other.call("submit", status=400, answer=wrong)["message"]
    assert fresh(asked).status == "pending"
    other.call("submit", answer="https://elsewhere.example/cake.png")


def age(row, **by):
    for name, moment in by.items():
        type(row).objects.filter(pk=row.pk).update(**{name: timezone.now() - moment})


def test_files_that_were_never_submitted_are_swept_after_a_day_and_answers_are_not(page, asked, folder):
    page.send(picture("png"))
    taken_again, answered = page.url(picture("gif")), page.url(picture("jpg"))
    page.call("submit", answer=answered)
    tidy()
    assert kept_in(folder).count("files") == 2
    for row in Upload.objects.all():
        age(row, created_at=timedelta(days=1))
    for row in MediaFile.objects.all():
        assert timedelta(hours=23) < row.expires_at - row.created_at <= timedelta(hours=24, seconds=1)
        age(row, expires_at=timedelta(seconds=1))
    tidy()
    assert kept_in(folder) == ["files"] and not Upload.objects.exists()
    assert store.find(store.name_in(answered)) and not store.find(store.name_in(taken_again))
    HeatRequest.objects.filter(pk=asked.pk).delete()
    tidy()
    assert kept_in(folder) == [] and not MediaFile.objects.exists() and not Assignment.objects.exists()


def test_a_film_and_a_sound_are_answers_too(account, cruncher):
    for type, name in (("video", "mov"), ("audio", "sound.webm")):
        asked = make_request(account, type=type, instruction="One")
        page = Page(cruncher)
        url = page.url(film_or_sound(name))
        page.call("submit", answer=url)
        assert fresh(asked).response == url and url.endswith({"video": ".mp4", "audio": ".webm"}[type])
