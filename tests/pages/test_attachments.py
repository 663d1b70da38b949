"""Attachments of every type: shown as what they are, broken ones named, foreign pages kept in their frame."""

from typing import Any

import pytest

from .files import Files
from .shift import Shift

SAY = {"instruction": "What is it?"}


def test_text_is_escaped_and_keeps_its_white_space(shift: Shift) -> None:
    text = "one\n\n  two\t<b>bold</b> &amp;"
    shift.given("free-text", attachments=[text], **SAY)
    reading = shift.page.locator("[data-attachment] .reading")
    assert reading.evaluate("box => box.textContent") == text
    assert reading.evaluate("box => getComputedStyle(box).whiteSpaceCollapse") == "preserve"
    assert reading.locator("b").count() == 0


def test_long_text_scrolls_in_a_box_of_its_own(shift: Shift) -> None:
    shift.given("free-text", attachments=["A long line of text.\n" * 300], **SAY)
    reading = shift.page.locator(".reading")
    assert reading.bounding_box()["height"] < 800
    assert reading.evaluate("box => box.scrollHeight > box.clientHeight && box.tabIndex === 0")


def test_a_blank_attachment_keeps_its_place(shift: Shift) -> None:
    shift.given("free-text", attachments=["one", "", "three"], **SAY)
    assert shift.page.locator("[data-attachment]").nth(1).inner_text() == "Attachment 2 was left empty."
    assert "3 of 3" in shift.page.locator("[data-attachment]").nth(2).inner_text()


def image(shift: Shift) -> Any:
    """The first picture, once it has come."""
    picture = shift.page.locator("[data-attachment] img").first
    picture.evaluate("picture => picture.decode()")
    return picture


def test_an_image_fits_and_z_shows_its_natural_size(shift: Shift, files: Files) -> None:
    shift.given("multiple-choice", attachments_type="image", attachments=[f"{files.url}wide.png"], choices=["a"], **SAY)
    assert image(shift).bounding_box()["width"] < 1000
    shift.press("z")
    assert image(shift).bounding_box()["width"] == 1600
    assert shift.page.get_by_role("button", name="Natural size").get_attribute("aria-pressed") == "true"
    shift.press("z")
    assert image(shift).bounding_box()["width"] < 1000


def test_a_click_zooms_to_the_spot_and_a_drag_moves_the_picture(shift: Shift, files: Files) -> None:
    shift.given("free-text", attachments_type="image", attachments=[f"{files.url}wide.png"], **SAY)
    image(shift).click(position={"x": 600, "y": 300})
    frame = shift.page.locator("[data-frame]")
    at = frame.evaluate("frame => [frame.scrollLeft, frame.scrollTop]")
    assert at[0] > 300
    box = frame.bounding_box()
    mouse = shift.page.mouse
    mouse.move(box["x"] + 300, box["y"] + 200)
    mouse.down()
    mouse.move(box["x"] + 400, box["y"] + 220, steps=4)
    mouse.up()
    assert frame.evaluate("frame => frame.scrollLeft") == pytest.approx(at[0] - 100, abs=2)
    assert image(shift).bounding_box()["width"] == 1600, "a drag does not fit it again"
    frame.click()
    assert image(shift).bounding_box()["width"] < 1000


def test_a_picture_in_natural_size_is_moved_by_the_arrow_keys(shift: Shift, files: Files) -> None:
    shift.given("free-text", attachments_type="image", attachments=[f"{files.url}wide.png"], **SAY)
    shift.press("Escape", "z")
    frame = shift.page.get_by_role("region", name="natural size")
    frame.focus()
    before = frame.evaluate("frame => frame.scrollLeft")
    shift.press("ArrowRight")
    shift.page.wait_for_timeout(300)
    assert frame.evaluate("frame => frame.scrollLeft") > before


def test_several_images_stand_in_a_strip_and_j_and_k_walk_along_it(shift: Shift, files: Files) -> None:
    images = [f"{files.url}wide.png?{n}" for n in range(4)]
    shift.given("multiple-choice", attachments_type="image", attachments=images, choices=["a"], **SAY)
    strip = shift.page.locator("[data-attachments]")
    tops = strip.locator("figure").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 4 and len(set(tops)) == 1
    shift.press("j", "j")
    shift.page.wait_for_timeout(200)
    moved = strip.evaluate("strip => strip.scrollLeft")
    assert moved > 500
    shift.press("k")
    shift.page.wait_for_timeout(200)
    assert strip.evaluate("strip => strip.scrollLeft") < moved


def test_no_referrer_goes_to_a_client_s_picture(shift: Shift, files: Files) -> None:
    name = files.add("referred.png", *files.served["small.png"])
    shift.given("free-text", attachments_type="image", attachments=[name], **SAY)
    headers = next(headers for path, headers in files.asked if path == "/referred.png")
    assert headers["Referer"] is None


@pytest.mark.parametrize(("kind", "name"), [("video", "film.mp4"), ("audio", "sound.wav")])
def test_film_and_sound_play(shift: Shift, files: Files, kind: str, name: str) -> None:
    shift.given("free-text", attachments_type=kind, attachments=[files.url + name], **SAY)
    media = shift.page.locator("[data-attachment] [data-media]")
    assert media.get_attribute("controls") is not None
    media.evaluate("async media => { media.muted = true; await media.play(); }")
    assert media.evaluate("media => media.duration") > 1
    assert shift.page.locator("[data-broken]").is_hidden()


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/embed/dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ",
    ],
)
def test_youtube_is_shown_in_its_player_which_alone_learns_our_origin(shift: Shift, address: str) -> None:
    asked: list[Any] = []

    def player(route: Any) -> None:
        asked.append(route.request)
        route.fulfill(content_type="text/html", body="<!doctype html>player")

    shift.page.route("https://www.youtube.com/**", player)
    shift.given("free-text", attachments_type="video", attachments=[address], **SAY)
    shift.page.frame_locator("iframe").get_by_text("player").wait_for()
    assert asked[0].url == "https://www.youtube.com/embed/dQw4w9WgXcQ"
    assert asked[0].all_headers()["referer"] == f"{shift.heat.url}/"


def test_a_website_is_framed_with_a_link_to_open_it(shift: Shift, files: Files) -> None:
    shift.given("free-text", attachments_type="website", attachments=[f"{files.url}site.html"], **SAY)
    shift.page.frame_locator("iframe").get_by_role("heading", name="The Daily Ledger").wait_for()
    link = shift.page.get_by_role("link", name="in a new tab")
    assert link.get_attribute("href") == f"{files.url}site.html"
    assert link.get_attribute("rel") == "noopener noreferrer"


HOSTILE = b"""<!doctype html><title>hostile</title><body><script>
const tries = {
  top: () => { top.location = "/left.html"; },
  parent: () => parent.document.body.remove(),
  popup: () => { if (!open("/popup.html")) throw new Error("blocked"); },
  cookie: () => document.cookie,
  storage: () => localStorage.setItem("x", "1"),
  dialog: () => { if (alert("x") === undefined) throw new Error("ignored"); },
};
const done = [];
for (const name in tries) { try { tries[name](); done.push(name); } catch (error) { done.push("no " + name); } }
document.body.append("tried: " + done.join(", "));
setTimeout(() => { location = "/taken.bin"; }, 200);
</script>"""


def test_a_hostile_page_stays_in_its_frame(shift: Shift, files: Files) -> None:
    pages, downloads, dialogs = [], [], []
    shift.page.context.on("page", lambda page: pages.append(page))
    shift.page.on("download", lambda download: downloads.append(download))
    shift.page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    shift.trouble = []
    files.add("taken.bin", "application/octet-stream", b"x")
    address = files.add("hostile.html", "text/html", HOSTILE)
    shift.given("free-text", attachments_type="website", attachments=[address], **SAY)
    tried = shift.page.frame_locator("iframe").get_by_text("tried:").inner_text()
    shift.page.wait_for_timeout(800)
    assert "no top, no parent, no popup, no cookie, no storage" in tried
    assert not pages and not downloads and not dialogs
    assert not [path for path, _ in files.asked if path in ("/left.html", "/popup.html")]
    assert "/crunch/work/" in shift.page.url
    assert shift.page.get_by_role("heading", name="What is it?").is_visible()
    shift.trouble = [line for line in shift.trouble if "sandbox" not in line and "Blocked" not in line]


@pytest.mark.parametrize("kind", ["image", "video", "audio"])
def test_a_broken_one_says_so_and_offers_the_flag(shift: Shift, files: Files, kind: str) -> None:
    asked = shift.given("free-text", attachments_type=kind, attachments=[f"{files.url}gone"], **SAY)
    broken = shift.page.locator("[data-attachment] [data-broken]")
    broken.wait_for()
    assert "does not load" in broken.inner_text()
    broken.get_by_role("button", name="Can’t be done").click()
    assert shift.page.get_by_label("An attachment does not load").is_checked()
    shift.press("Enter")
    seen = asked.now(block=10)
    assert seen["status"] == "flagged"
    assert seen["flags"][0]["reason"] == "attachment"


def test_a_broken_one_is_tried_again_on_demand(shift: Shift, files: Files) -> None:
    shift.given("free-text", attachments_type="image", attachments=[f"{files.url}late.png"], **SAY)
    shift.page.get_by_text("This image does not load").wait_for()
    files.add("late.png", *files.served["small.png"])
    shift.page.get_by_role("button", name="Try again").click()
    shift.page.locator("[data-attachment] img").wait_for()
    assert shift.page.locator("[data-broken]").is_hidden()


def test_natural_sizes_go_with_the_answer(shift: Shift, files: Files) -> None:
    images = [f"{files.url}wide.png", f"{files.url}none.png"]
    asked = shift.given("free-text", attachments_type="image", attachments=images, **SAY)
    shift.page.get_by_text("This image does not load").nth(1).wait_for()
    shift.page.keyboard.type("a wall")
    with shift.page.expect_request("**/submit/") as sent:
        shift.press("Control+Enter")
    assert sent.value.post_data_json["sizes"] == [{"width": 1600, "height": 900}, None]
    assert asked.response() == "a wall"


def test_a_number_to_call_is_a_link_with_its_tones_in_words(shift: Shift) -> None:
    asked = shift.given("free-text", attachments=["dial:+1212123456@ww1234"], **SAY)
    link = shift.page.get_by_role("link", name="Call +1212123456")
    assert link.get_attribute("href") == "tel:+1212123456"
    assert shift.page.get_by_text("Then wait 1 second, then press 1 2 3 4.").is_visible()
    shift.page.keyboard.type("until six")
    shift.press("Control+Enter")
    assert asked.response() == "until six"
