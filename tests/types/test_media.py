"""image, video and audio: answers are URLs, and staged ones lead to real files."""

import wave
from pathlib import Path

import pytest

from requests_app.request_types import REQUEST_TYPES

from .asking import answered, asked, refused, unanswerable

ROOT = Path(__file__).resolve().parents[2]
media = pytest.mark.parametrize("name", ["image", "video", "audio"])


@media
def test_a_url_is_an_answer_and_is_trimmed(name):
    assert answered(name, asked(name), " https://a.example/file.bin\n") == "https://a.example/file.bin"


@media
@pytest.mark.parametrize(
    "answer", ["", "file.png", "/file.png", "javascript:x", "data:image/png,x", 3, None, ["http://a/"]]
)
def test_what_is_no_absolute_url_is_refused(name, answer):
    assert unanswerable(name, asked(name), answer).keys() == {""}


@media
def test_agreement_cannot_be_asked_for(name):
    errors = refused(name, confidence={"min_agreements": 2, "max_crunchers": 3})
    assert errors.keys() == {"confidence"}


@media
@pytest.mark.parametrize("base_url", ["https://heat.example", "http://127.0.0.1:8000/"])
def test_a_staged_answer_is_a_file_of_this_server(name, base_url):
    request_type = REQUEST_TYPES[name]
    assert request_type.staged_answer(asked(name), 1, base_url) == base_url.rstrip("/") + request_type.sample_path


@media
def test_the_sample_is_a_small_file(name):
    path = ROOT / REQUEST_TYPES[name].sample_path.removeprefix("/")
    assert 0 < path.stat().st_size < 20_000


def test_the_samples_are_what_they_say():
    samples = ROOT / "static/samples"
    assert (samples / "sample.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert (samples / "sample.mp4").read_bytes()[4:8] == b"ftyp"
    with wave.open(str(samples / "sample.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(1.5)
