"""Each file that must pass does, as what it is; pictures are drawn anew and movs put into mp4."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from requests_app.media import bounded, films, taking
from requests_app.media.boxes import movie
from requests_app.media.formats import KINDS, Refused, TooLarge
from requests_app.media.taking import Limits, take

from .made import TAKEN, bomb, film_or_sound, picture

LIMITS = Limits({"image": 20 * 2**20, "video": 200 * 2**20, "audio": 50 * 2**20}, 40_000_000)


def taken(content, folder, kinds=KINDS, limits=LIMITS):
    source = folder / "sent"
    source.write_bytes(content)
    return take(source, folder, kinds, limits)


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_must_pass_does_as_what_it_is(name, tmp_path):
    make, kind, content_type = TAKEN[name]
    file = taken(make(), tmp_path, (kind,))
    assert (file.format.kind, file.format.content_type) == (kind, content_type)
    assert file.path.stat().st_size


@pytest.mark.parametrize("name", ["turned.jpg", "behind.jpg", "png", "moving.gif"])
def test_what_is_not_the_picture_is_gone(name, tmp_path):
    sent = picture(name)
    assert b"script" in sent
    file = taken(sent, tmp_path)
    assert b"script" not in file.path.read_bytes()
    with Image.open(file.path) as image:
        assert not image.getexif()


def test_a_picture_that_exif_turns_is_turned(tmp_path):
    with Image.open(taken(picture("turned.jpg"), tmp_path).path) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize("name", ["moving.gif", "moving.png", "moving.webp"])
def test_a_moving_picture_still_moves(name, tmp_path):
    with Image.open(taken(picture(name), tmp_path).path) as image:
        image.seek(1)
        image.load()
        assert (image.n_frames, image.info["duration"]) == (5, 120)


@pytest.mark.parametrize("name", ["png", "clear.png", "gif"])
def test_pixels_stay_what_they_were(name, tmp_path):
    with Image.open(io.BytesIO(picture(name))) as before, Image.open(taken(picture(name), tmp_path).path) as after:
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


def test_a_mov_becomes_an_mp4_with_sound_that_browsers_play_and_without_its_words(tmp_path):
    sent = film_or_sound("mov")
    assert b"secret place" in sent
    kept = taken(sent, tmp_path).path.read_bytes()
    assert movie(kept).codec(b"vide") == b"avc1"
    assert movie(kept).codec(b"soun") == b"mp4a"
    assert b"secret place" not in kept


def test_without_ffmpeg_a_mov_is_refused_and_what_can_be_sent_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(films, "ffmpeg", lambda: None)
    with pytest.raises(Refused, match=r"no ffmpeg is installed\. Send mp4 or webm"):
        taken(film_or_sound("mov"), tmp_path)


def test_ffmpeg_can_read_files_alone_and_guesses_nothing(tmp_path, monkeypatch):
    commands = []

    def record(command, bounds):
        commands.append((command, bounds))
        return bounded.run(command, bounds)

    monkeypatch.setattr(films, "run", record)
    taken(film_or_sound("mov"), tmp_path)
    [(command, bounds)] = commands
    read = command[: command.index("-i")]
    assert read[read.index("-protocol_whitelist") + 1] == "file" and read[read.index("-f") + 1] == "mov"
    assert bounds.seconds <= 60 and bounds.memory <= 2**30 and bounds.output <= 2 * LIMITS.sizes["video"]


LOOP, FILL, WRITE = "while True: pass", "bytearray(2**30)", "open({!r}, 'wb').write(bytes(2**21))"


@pytest.mark.parametrize("program", [LOOP, FILL, WRITE])
def test_a_program_that_takes_too_much_is_ended(program, tmp_path):
    bounds = bounded.Bounds(seconds=1, memory=2**28, output=2**20)
    try:
        done = bounded.run([sys.executable, "-c", program.format(str(tmp_path / "much"))], bounds)
    except subprocess.TimeoutExpired:
        return
    assert done.returncode != 0


@pytest.mark.parametrize(("kind", "name"), [("image", "png"), ("video", "mp4"), ("audio", "wav")])
def test_a_file_over_its_kind_s_limit_is_refused(kind, name, tmp_path):
    limits = Limits({**LIMITS.sizes, kind: 1000}, LIMITS.pixels)
    with pytest.raises(TooLarge, match=r"may have 0.0 MB|too large"):
        taken(TAKEN[name][0](), tmp_path, KINDS, limits)


def test_a_decoder_that_falls_is_a_refused_picture(tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "REDRAWING", bounded.Bounds(seconds=40, memory=20_000_000, output=1000))
    with pytest.raises(Refused, match="damaged"):
        taken(picture("png"), tmp_path)


def test_who_finds_no_place_is_told_to_try_again(tmp_path, monkeypatch):
    monkeypatch.setattr(taking, "PATIENCE", 0.01)
    for _ in range(taking.PLACES):
        taking._places.acquire()
    try:
        with pytest.raises(taking.Busy):
            taken(bomb(), tmp_path)
    finally:
        for _ in range(taking.PLACES):
            taking._places.release()
