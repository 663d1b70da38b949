"""A picture, a film or a sound as the answer: every way to give one, seen before it is sent, and not lost."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from tests.media.made import film_or_sound, picture

from .files import Files, png, wav
from .shift import Shift
from .test_accessibility import VIEWS, faults, fits

CAKE = {"instruction": "Show a birthday cake."}
WIDTH = "(image) => image.decode().then(() => image.naturalWidth)"


def pick(shift: Shift, name: str, kind: str, content: bytes) -> None:
    shift.page.locator("[data-pick]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def has_come(shift: Shift) -> None:
    shift.page.locator("[data-remove]").wait_for()


def fetched(url: str) -> httpx.Response:
    answer = httpx.get(url)
    assert answer.status_code == 200
    return answer


def give(shift: Shift, script: str, content: bytes) -> None:
    """Drop or paste a file, as a browser does."""
    shift.page.evaluate(
        """([script, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "given.png", { type: "image/png" }));
            new Function("transfer", script)(transfer);
        }""",
        [script, list(content)],
    )


@pytest.mark.parametrize(
    ("type", "name", "kind", "content", "kept"),
    [
        ("image", "Cake (1).png", "image/png", lambda: picture("png"), "image/png"),
        ("video", "cat.mov", "video/quicktime", lambda: film_or_sound("mov"), "video/mp4"),
        ("audio", "word.mp3", "audio/mpeg", lambda: film_or_sound("mp3"), "audio/mpeg"),
    ],
)
def test_a_chosen_file_is_seen_and_becomes_the_response(
    shift: Shift, type: str, name: str, kind: str, content: Callable[[], bytes], kept: str
) -> None:
    asked = shift.given(type, **CAKE)
    pick(shift, name, kind, content())
    has_come(shift)
    assert name in shift.page.locator("[data-about]").inner_text()
    assert shift.page.locator("[data-unplayed]").is_hidden(), "it is shown"
    shift.submit()
    answer = fetched(asked.response())
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == (kept, "nosniff")
    shift.is_in("waiting")


def test_a_dropped_file_a_pasted_one_and_a_pasted_address_are_taken(shift: Shift, files: Files) -> None:
    asked = shift.given("image", **CAKE)
    options = "bubbles: true, cancelable: true"
    drop = f"document.body.dispatchEvent(new DragEvent('drop', {{ dataTransfer: transfer, {options} }}))"
    give(shift, drop, png(60, 40))
    has_come(shift)
    shift.page.locator("[data-remove]").click()
    paste = f"document.body.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: transfer, {options} }}))"
    give(shift, paste, png(50, 40))
    has_come(shift)
    shift.submit()
    with Image.open(io.BytesIO(fetched(asked.response()).content)) as image:
        assert image.size == (50, 40)
    asked = shift.given("image", **CAKE)
    shift.page.evaluate(
        """(url) => {
            const transfer = new DataTransfer();
            transfer.setData("text/plain", url);
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
        }""",
        f"{files.url}wide.png",
    )
    shift.page.locator("[data-preview] img").wait_for()
    shift.submit()
    assert asked.response() == f"{files.url}wide.png"


def test_a_picture_is_taken_by_keys_alone(shift: Shift) -> None:
    asked = shift.given("image", **CAKE)
    shift.press("c")
    shift.page.locator("[data-shoot]:focus").wait_for()
    shift.page.locator("[data-finder]").evaluate(
        "(film) => new Promise((seen) => film.requestVideoFrameCallback(seen))"
    )
    shift.press("Enter")
    shift.page.locator("[data-remove]:focus").wait_for()
    for _ in range(12):
        if shift.page.evaluate("document.activeElement.dataset.do") == "go":
            break
        shift.press("Tab")
    shift.press("Enter")
    with Image.open(io.BytesIO(fetched(asked.response()).content)) as image:
        assert image.format == "JPEG" and image.width >= 320


@pytest.mark.parametrize(("type", "kind"), [("video", "video/webm"), ("audio", "audio/webm")])
def test_a_recording_becomes_the_response(shift: Shift, type: str, kind: str) -> None:
    asked = shift.given(type, **CAKE)
    shift.press("c")
    shift.page.locator("[data-shoot]:focus").wait_for()
    shift.press("Enter")
    shift.page.get_by_text("Recording, 0:01").wait_for()
    shift.page.locator("[data-go-word]").click()
    assert "still recording" in shift.error()
    shift.page.locator("[data-shoot]").click()
    has_come(shift)
    assert shift.page.locator("[data-unplayed]").is_hidden(), "it is shown"
    shift.submit()
    assert fetched(asked.response()).headers["content-type"] == kind


def test_escape_lets_the_camera_go(shift: Shift) -> None:
    shift.given("image", **CAKE)
    shift.press("c")
    shift.page.locator("[data-shoot]:focus").wait_for()
    shift.page.evaluate("window.seen = document.querySelector('[data-finder]').srcObject")
    shift.press("Escape")
    shift.page.locator("[data-capture]:focus").wait_for()
    assert shift.page.evaluate("window.seen.getTracks().every((track) => track.readyState === 'ended')")


def test_without_leave_to_use_the_camera_the_page_says_so(shift: Shift) -> None:
    shift.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
    )
    shift.given("image", **CAKE)
    shift.press("c")
    assert "was not allowed to use the camera" in shift.error()


def test_only_the_page_for_work_may_use_the_camera(shift: Shift) -> None:
    page = shift.page
    page.goto(f"{shift.heat.url}/crunch/")
    ask = "() => navigator.mediaDevices.getUserMedia({video: true}).then(() => 'given', (error) => error.name)"
    assert page.evaluate(ask) == "NotAllowedError"
    shift.start()
    assert page.evaluate(ask) == "given"
    shift.trouble = [line for line in shift.trouble if "Permissions policy violation" not in line]


def test_what_is_refused_is_said_and_another_can_be_given(shift: Shift) -> None:
    asked = shift.given("image", **CAKE)
    pick(shift, "cake.png", "image/png", b"<svg onload='alert(1)'></svg>")
    assert "SVG drawing" in shift.error()
    pick(shift, "cake.png", "image/png", b"")
    assert "empty" in shift.error()
    shift.submit()
    assert "Give a picture first." in shift.error()
    pick(shift, "cake.png", "image/png", picture("png"))
    has_come(shift)
    assert shift.page.locator("[data-error]").is_hidden()
    shift.submit()
    asked.response()


def test_an_upload_goes_on_after_the_network_was_gone_and_after_a_reload(shift: Shift) -> None:
    asked = shift.given("audio", **CAKE)
    page = shift.page
    sent: list[int] = []
    offsets: list[int] = []

    def gone_after_two(route: Any) -> None:
        sent.append(len(route.request.post_data_buffer or b""))
        offsets.append(int(parse_qs(urlsplit(route.request.url).query)["offset"][0]))
        if len(sent) == 3:
            page.context.set_offline(True)
            route.abort()
        else:
            route.continue_()

    page.route("**/piece/**", gone_after_two)
    whole = wav(200)  # 3 MB
    pick(shift, "long.wav", "audio/wav", whole)
    page.get_by_text("goes on by itself").first.wait_for()
    shift.submit()
    assert "still on its way" in shift.error()
    arrived, tried = sum(sent[:2]), len(sent)
    page.context.set_offline(False)
    with page.expect_response("**/acknowledge/"):
        page.reload()
    has_come(shift)
    assert min(offsets[tried:]) == arrived, "it went on where it was broken off"
    shift.submit()
    assert fetched(asked.response()).content == whole
    shift.is_in("waiting")


def test_a_file_that_has_come_is_there_again_after_a_reload_and_a_typed_address_too(shift: Shift, files: Files) -> None:
    asked = shift.given("image", **CAKE)
    pick(shift, "cake.png", "image/png", picture("png"))
    has_come(shift)
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    has_come(shift)
    assert shift.page.locator("[data-preview] img").evaluate(WIDTH) == 60
    shift.page.locator("[data-remove]").click()
    shift.page.locator("[data-address]").fill(f"{files.url}wide.png")
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    shift.page.locator("[data-preview] img").wait_for()
    shift.press("Tab")
    shift.submit()
    assert asked.response() == f"{files.url}wide.png"


def test_a_cancelled_upload_is_gone(shift: Shift) -> None:
    shift.given("audio", **CAKE)
    shift.page.route("**/piece/**", lambda route: route.abort())
    pick(shift, "long.wav", "audio/wav", wav(20))
    shift.page.get_by_text("goes on by itself").first.wait_for()
    with shift.page.expect_response("**/discard/"):
        shift.page.locator("[data-cancel]").click()
    shift.page.locator("[data-choose]:focus").wait_for()
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    shift.page.locator("[data-choose]").wait_for()
    assert shift.page.locator("[data-sending]").is_hidden()


def test_an_address_that_is_none_or_shows_nothing_is_said(shift: Shift, files: Files) -> None:
    asked = shift.given("image", **CAKE)
    address = shift.page.locator("[data-address]")
    address.fill("cake.png")
    shift.press("Enter")
    assert "Begin with http" in shift.error()
    address.fill(f"{files.url}none.png")
    shift.page.get_by_text("Nothing that this browser shows as a picture").wait_for()
    address.fill(f"{files.url}wide.png")
    shift.page.locator("[data-preview] img").wait_for()
    shift.press("Enter")
    assert asked.response() == f"{files.url}wide.png"


def test_a_client_s_own_file_is_shown_as_any_other(shift: Shift) -> None:
    sent = shift.heat.post("/v1/files", content=picture("jpg"), headers={"Content-Type": "image/jpeg"})
    url = sent.json()["url"]
    shift.given("free-text", instruction="What is it?", attachments_type="image", attachments=[url])
    width = shift.page.locator("[data-attachment] img").evaluate(WIDTH)
    assert width == 60
    shift.page.goto(url)
    assert shift.page.locator("img").evaluate("(image) => image.naturalWidth") == 60


# Marks are looked at between a telephone and a desk too (test_marks_look.py); so are files.
TABLET = {"viewport": {"width": 768, "height": 1024}, "color_scheme": "light", "has_touch": True}


@pytest.mark.parametrize("view", [*VIEWS, "tablet"])
def test_axe_finds_nothing_in_any_state_and_all_fits(open_shift: Callable[..., Shift], view: str) -> None:
    seen = open_shift(**VIEWS.get(view, TABLET))
    page = seen.page
    given = (("image", "a.png", png(1600, 900)), ("video", "a.webm", film_or_sound("webm")), ("audio", "a.wav", wav(1)))
    for type, name, content in given:
        asked = seen.given(type, **CAKE)
        assert faults(page) == [] and fits(page), (type, "asked")
        page.locator("[data-capture]").click()
        page.locator("[data-shoot]").wait_for()
        assert faults(page) == [] and fits(page), (type, "capturing")
        page.locator("[data-leave]").click()
        page.route("**/piece/**", lambda route: route.abort())
        pick(seen, name, "", content)
        page.get_by_text("goes on by itself").first.wait_for()
        assert faults(page) == [] and fits(page), (type, "sending")
        page.unroute("**/piece/**")
        has_come(seen)
        assert faults(page) == [] and fits(page), (type, "there")
        asked.abort()
        seen.is_in("closed")
        page.locator("[data-go-word]").click()
