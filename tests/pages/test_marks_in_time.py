"""Marks in sounds and films: seconds to the millisecond, and the pixels of the paused frame."""

from typing import Any

import pytest

from .files import Files
from .marking import Finger, Mouse, frame_of, named, near
from .shift import Shift
from .youtube import PLAYER

LONG = 1.5  # seconds of the sound
FILM = (64, 48)


def sound(files: Files, **more: Any) -> dict[str, Any]:
    return {"instruction": "Mark it", "attachments_type": "audio", "attachments": [files.url + "sound.wav"], **more}


def track(shift: Shift) -> dict[str, float]:
    """Where the line of time is."""
    shift.page.locator("[data-surface], .window").first.wait_for()
    return dict(shift.page.locator(".track").bounding_box())


def at_time(box: dict[str, float], seconds: float) -> tuple[float, float]:
    """A place of the screen below the numbers."""
    return round(box["x"] + box["width"] * seconds / LONG), box["y"] + box["height"] - 12


def time_at(box: dict[str, float], x: float) -> float:
    return (x - box["x"]) / box["width"] * LONG


@pytest.mark.parametrize("hand", [Mouse, Finger])
def test_a_press_on_the_line_is_a_point_in_the_sound(open_shift: Any, files: Files, hand: Any) -> None:
    shift = open_shift(viewport={"width": 1280, "height": 800}, has_touch=hand is Finger)
    asked = shift.given("annotations", **sound(files))
    box = track(shift)
    at = at_time(box, 0.9)
    hand(shift).press(at)
    shift.submit()
    near(asked.response()[0], {"t": time_at(box, at[0])}, 0.002)


@pytest.mark.parametrize("hand", [Mouse, Finger])
def test_a_drag_along_the_line_is_a_part_of_the_sound(open_shift: Any, files: Files, hand: Any) -> None:
    shift = open_shift(viewport={"width": 1280, "height": 800}, has_touch=hand is Finger)
    asked = shift.given("annotations", **sound(files, annotations_type="rectangle"))
    box = track(shift)
    one, other = at_time(box, 1.1), at_time(box, 0.3)
    hand(shift).drag(one, other)
    shift.submit()
    near(asked.response()[0], {"t": time_at(box, other[0]), "t2": time_at(box, one[0])}, 0.002)


def test_keys_alone_mark_a_point_in_a_sound(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **sound(files))
    track(shift)
    shift.press("a", "Shift+ArrowRight", "ArrowLeft", "Enter")
    assert asked.response() == [{"t": 0.9}]


def test_keys_alone_mark_a_part_of_a_sound(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **sound(files, annotations_type="rectangle"))
    track(shift)
    shift.press("a", "ArrowRight", "ArrowRight", "r", "ArrowLeft", "Enter")
    assert asked.response() == [{"t": 0.2, "t2": 1.1}]


def test_a_mark_is_played_from_where_it_begins(shift: Shift, files: Files) -> None:
    shift.given("annotations", **sound(files))
    track(shift)
    shift.press("a", "Shift+ArrowRight")
    shift.page.get_by_role("button", name="Play mark 1").click()
    assert shift.page.evaluate("document.querySelector('audio').currentTime") >= 1


def test_a_sound_whose_host_allows_it_is_drawn(shift: Shift, files: Files) -> None:
    shift.given("annotations", **sound(files, attachments=[files.url + "open/sound.wav"]))
    shift.page.locator(".wave[d]").wait_for(state="attached")


def film(files: Files, **more: Any) -> dict[str, Any]:
    return {"instruction": "Mark it", "attachments_type": "video", "attachments": [files.url + "film.mp4"], **more}


def size_of_film(shift: Shift) -> tuple[int, int]:
    shift.page.locator("svg.overlay").wait_for()
    return tuple(
        shift.page.evaluate(
            "(() => { const v = document.querySelector('video'); return [v.videoWidth, v.videoHeight] })()"
        )
    )


def seek(shift: Shift, seconds: float) -> None:
    shift.page.evaluate(
        "(t) => new Promise((done) => { const v = document.querySelector('video');"
        " v.onseeked = done; v.currentTime = t; })",
        seconds,
    )


@pytest.mark.parametrize("form", ["point", "rectangle"])
@pytest.mark.parametrize("hand", [Mouse, Finger])
def test_the_paused_frame_is_marked(open_shift: Any, files: Files, hand: Any, form: str) -> None:
    shift = open_shift(viewport={"width": 1280, "height": 800}, has_touch=hand is Finger)
    asked = shift.given("annotations", **film(files, annotations_type=form))
    width, height = size_of_film(shift)
    seek(shift, 0.437)
    frame = frame_of(shift, width, height)
    one, other = frame.on_screen(width * 0.25, height * 0.3), frame.on_screen(width * 0.7, height * 0.8)
    if form == "point":
        hand(shift).press(one)
        wanted = dict(zip(("x", "y"), map(int, frame.natural(one)), strict=True))
    else:
        hand(shift).drag(one, other)
        wanted = dict(
            zip(("x", "y", "x2", "y2"), map(round, (*frame.natural(one), *frame.natural(other))), strict=True)
        )
    shift.submit()
    assert asked.response() == [{**wanted, "t": 0.437}]


@pytest.mark.parametrize("form", ["point", "rectangle"])
def test_keys_alone_step_through_a_film_and_mark_it(shift: Shift, files: Files, form: str) -> None:
    asked = shift.given("annotations", **film(files, annotations_type=form))
    width, height = size_of_film(shift)
    shift.press(".", ".", ",")
    shift.page.wait_for_timeout(300)
    now = shift.page.evaluate("document.querySelector('video').currentTime")
    assert now > 0
    shift.press("a", "ArrowRight", "Enter")
    made = asked.response()[0]
    assert made["t"] == pytest.approx(now, abs=0.001)
    if form == "point":
        assert (made["x"], made["y"]) == (width // 2 + 1, height // 2)


def test_the_list_leads_back_to_the_frame(shift: Shift, files: Files) -> None:
    shift.given("annotations", **film(files))
    size_of_film(shift)
    seek(shift, 0.437)
    shift.press("a")
    seek(shift, 0.1)
    shift.page.locator("svg.overlay .mark").wait_for(state="detached")
    shift.page.get_by_role("button", name="Go to mark 1").click()
    shift.page.locator("svg.overlay .mark").wait_for()
    assert shift.page.evaluate("document.querySelector('video').currentTime") == pytest.approx(0.437)


def test_a_number_on_the_time_line_leads_to_its_frame_exactly(shift: Shift, files: Files) -> None:
    shift.given("annotations", **film(files))
    size_of_film(shift)
    seek(shift, 0.437)
    shift.press("a")
    seek(shift, 0.1)
    shift.page.locator("svg.overlay .mark").wait_for(state="detached")
    box = shift.page.locator(".timeline .number").bounding_box()
    shift.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shift.page.locator("svg.overlay .mark").wait_for()
    assert shift.page.evaluate("document.querySelector('video').currentTime") == pytest.approx(0.437)


def test_a_film_plays_at_the_speed_that_is_chosen(shift: Shift, files: Files) -> None:
    shift.given("annotations", **film(files))
    size_of_film(shift)
    shift.page.get_by_label("Speed").select_option("2")
    assert shift.page.evaluate("document.querySelector('video').playbackRate") == 2


@pytest.mark.parametrize("form", ["point", "rectangle"])
@pytest.mark.parametrize("hand", [Mouse, Finger, None])
def test_the_paused_player_of_youtube_is_marked(open_shift: Any, hand: Any, form: str) -> None:
    shift = open_shift(viewport={"width": 1280, "height": 800}, has_touch=hand is Finger)
    shift.page.context.route(
        "https://www.youtube.com/**", lambda route: route.fulfill(body=PLAYER, content_type="text/html")
    )
    asked = shift.given(
        "annotations",
        instruction="Mark it",
        attachments_type="video",
        attachments=["https://youtu.be/dQw4w9WgXcQ"],
        annotations_type=form,
    )
    shift.page.get_by_text("of 3:32.061").wait_for()
    play = shift.page.locator("[data-play]")
    play.click()
    shift.page.get_by_role("button", name="Pause").wait_for()
    play.click()
    shift.page.get_by_role("button", name="Play", exact=True).wait_for()
    player = next(frame for frame in shift.page.frames if "youtube" in frame.url)
    assert player.evaluate("[innerWidth, innerHeight]") == [1280, 720]
    time = player.evaluate("at")
    frame = frame_of(shift, 1280, 720)
    one, other = frame.on_screen(300, 200), frame.on_screen(900, 600)
    keys = ("x", "y") if form == "point" else ("x", "y", "x2", "y2")
    if hand is None:
        shift.press("a")
        wanted = (640, 360) if form == "point" else (427, 240, 853, 480)
    elif form == "point":
        hand(shift).press(one)
        wanted = frame.natural(one)
    else:
        hand(shift).drag(one, other)
        wanted = (*frame.natural(one), *frame.natural(other))
    assert len(named(shift)) >= 1
    shift.submit()
    made = asked.response()[0]
    assert made.pop("t") == pytest.approx(time, abs=0.0011)
    near(made, dict(zip(keys, wanted, strict=True)), 1 / frame.scale)
