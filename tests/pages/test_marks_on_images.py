"""Marks on pictures by mouse, by finger and by keys: the client gets the natural pixels that were pointed at."""

from typing import Any

import pytest

from .files import Files
from .marking import Finger, Mouse, count, frame_of, named, near, zoom_to
from .shift import Shift

WIDE = (1600, 900)


def picture(files: Files, name: str = "wide.png", **more: Any) -> dict[str, Any]:
    return {"instruction": "Mark the doors", "attachments_type": "image", "attachments": [files.url + name], **more}


def test_a_press_of_the_mouse_is_a_point(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files))
    frame = frame_of(shift, *WIDE)
    at = frame.on_screen(1234, 77)
    Mouse(shift).press(at)
    shift.submit()
    x, y = frame.natural(at)
    assert asked.response() == [{"x": int(x), "y": int(y)}]
    assert asked.now()["attachment_sizes"] == [{"width": 1600, "height": 900}]


def test_a_drag_of_the_mouse_is_a_rectangle_whichever_way_it_goes(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame = frame_of(shift, *WIDE)
    one, other = frame.on_screen(1200, 700), frame.on_screen(400, 100)
    Mouse(shift).drag(one, other)
    shift.submit()
    (x2, y2), (x, y) = frame.natural(one), frame.natural(other)
    assert asked.response() == [{"x": round(x), "y": round(y), "x2": round(x2), "y2": round(y2)}]


def test_a_finger_slides_to_a_point_under_a_magnifier(phone: Shift, files: Files) -> None:
    asked = phone.given("annotations", **picture(files))
    frame = frame_of(phone, *WIDE)
    finger = Finger(phone)
    finger.send("touchStart", [frame.on_screen(200, 200)])
    assert phone.page.locator(".lens").is_visible()
    at = frame.on_screen(800, 500)
    finger.send("touchMove", [at])
    finger.send("touchEnd", [])
    assert not phone.page.locator(".lens").is_visible()
    phone.submit()
    x, y = frame.natural(at)
    near(asked.response()[0], {"x": x, "y": y}, 1 / frame.scale)


def test_a_finger_draws_a_rectangle(phone: Shift, files: Files) -> None:
    asked = phone.given("annotations", **picture(files, annotations_type="rectangle"))
    frame = frame_of(phone, *WIDE)
    one, other = frame.on_screen(320, 180), frame.on_screen(1280, 720)
    Finger(phone).drag(one, other)
    phone.submit()
    (x, y), (x2, y2) = frame.natural(one), frame.natural(other)
    near(asked.response()[0], {"x": x, "y": y, "x2": x2, "y2": y2}, 1)


def test_keys_alone_make_a_point_and_move_it(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files))
    frame_of(shift, *WIDE)
    shift.press("a", "ArrowLeft", "Shift+ArrowDown", "Enter")
    assert asked.response() == [{"x": 799, "y": 460}]


def test_keys_alone_make_a_rectangle_move_it_and_resize_it(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame_of(shift, *WIDE)
    shift.press("a")
    shift.press("Shift+ArrowRight", "ArrowUp", "r", "Shift+ArrowLeft", "ArrowDown", "Enter")
    made = asked.response()[0]
    near(made, {"x": 543, "y": 299, "x2": 1067, "y2": 600}, 1)


def test_a_mark_can_begin_inside_another(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.drag(frame.on_screen(100, 100), frame.on_screen(1500, 800))
    mouse.drag(frame.on_screen(500, 300), frame.on_screen(700, 500))
    shift.submit()
    outer, inner = asked.response()
    assert outer["x"] < inner["x"] < inner["x2"] < outer["x2"]


def test_a_number_moves_its_mark_and_a_handle_resizes_it(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, annotations_type="rectangle"))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    zoom_to(shift, 50)
    frame = frame_of(shift, *WIDE)
    mouse.drag(frame.on_screen(400, 400), frame.on_screen(800, 700))
    before = named(shift)[0]
    tag = shift.page.locator(".mark .tag").bounding_box()
    middle = (tag["x"] + tag["width"] / 2, tag["y"] + tag["height"] / 2)
    mouse.drag(middle, (middle[0] + 50, middle[1] + 20))
    moved = named(shift)[0]
    assert moved != before
    frame = frame_of(shift, *WIDE)
    corner = frame.on_screen(900, 740)
    mouse.drag((corner[0], corner[1]), (corner[0] + 30, corner[1] + 10))
    shift.submit()
    near(asked.response()[0], {"x": 501, "y": 441, "x2": 961, "y2": 761}, 2)


def test_marks_are_undone_redone_and_deleted(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    for x in (300, 800, 1300):
        mouse.press(frame.on_screen(x, 450))
    three = named(shift)
    shift.press("Control+z", "Control+z")
    assert named(shift) == three[:1]
    shift.press("Control+Shift+Z", "Control+Shift+Z")
    assert named(shift) == three
    shift.press("Delete")
    assert named(shift) == three[:2]
    shift.page.get_by_role("button", name="Delete mark 1").click()
    assert len(named(shift)) == 1
    shift.press("Control+z", "Control+z")
    assert named(shift) == three
    shift.submit()
    assert len(asked.response()) == 3


def test_tab_goes_through_the_marks_each_with_a_spoken_name(shift: Shift, files: Files) -> None:
    shift.given("annotations", **picture(files))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.press(frame.on_screen(300, 450))
    mouse.press(frame.on_screen(1300, 450))
    names = named(shift)
    shift.press("Escape", "Tab")
    focused = shift.page.evaluate("document.activeElement.getAttribute('aria-label')")
    shift.press("Tab")
    assert [focused, shift.page.evaluate("document.activeElement.getAttribute('aria-label')")] == names
    assert names[0].startswith("1: ")


def test_how_many_there_must_be_is_told_and_held(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, min_annotations=3, max_annotations=4))
    frame, mouse = frame_of(shift, *WIDE), Mouse(shift)
    mouse.press(frame.on_screen(200, 450))
    mouse.press(frame.on_screen(500, 450))
    assert count(shift) == "2 of 3 to 4"
    shift.press("Enter")
    assert shift.error() == "Make at least 3 marks: there are 2 so far."
    for x in (800, 1100, 1400):
        mouse.press(frame.on_screen(x, 450))
    assert len(named(shift)) == 4
    shift.submit()
    assert len(asked.response()) == 4


def test_nothing_to_mark_is_said_by_a_tick(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files, min_annotations=0))
    frame_of(shift, *WIDE)
    shift.press("Enter")
    assert "nothing to mark" in shift.error()
    shift.page.get_by_label("There is nothing to mark").check()
    shift.submit()
    assert asked.response() == []


def test_each_of_several_pictures_has_its_index(shift: Shift, files: Files) -> None:
    urls = [files.url + "wide.png", " ", files.url + "small.png"]
    asked = shift.given("annotations", **{**picture(files), "attachments": urls, "min_annotations": 2})
    mouse = Mouse(shift)
    first = frame_of(shift, *WIDE)
    mouse.press(first.on_screen(700, 300))
    shift.page.locator("[data-attachment]").nth(2).scroll_into_view_if_needed()
    second = frame_of(shift, 40, 30, 1)
    mouse.press(second.on_screen(20, 11))
    shift.submit()
    one, other = asked.response()
    near(one, {"attachment_index": 0, "x": 700, "y": 300}, 1 / first.scale)
    assert other == {"attachment_index": 2, "x": 20, "y": 11}


def test_two_fingers_zoom_without_marking(phone: Shift, files: Files) -> None:
    phone.given("annotations", **picture(files, annotations_type="rectangle"))
    frame, finger = frame_of(phone, *WIDE), Finger(phone)
    (x, y), (x2, y2) = frame.on_screen(700, 450), frame.on_screen(900, 450)
    finger.send("touchStart", [(x, y)])
    finger.send("touchStart", [(x, y), (x2, y2)])
    for by in range(10, 60, 10):
        finger.send("touchMove", [(x - by, y), (x2 + by, y2)])
    finger.send("touchEnd", [])
    assert frame_of(phone, *WIDE).scale > frame.scale * 1.5
    assert named(phone) == []


def test_the_wheel_zooms_about_the_pointer(shift: Shift, files: Files) -> None:
    asked = shift.given("annotations", **picture(files))
    frame = frame_of(shift, *WIDE)
    at = frame.on_screen(1000, 300)
    shift.page.mouse.move(*at)
    shift.page.mouse.wheel(0, -400)
    shift.page.wait_for_timeout(100)
    later = frame_of(shift, *WIDE)
    assert later.scale > frame.scale * 1.5
    Mouse(shift).press(at)
    shift.submit()
    near(asked.response()[0], {"x": 1000, "y": 300}, 1 / frame.scale)


PAIRS = [  # device pixel ratio, percent, scrolled, type: each pair of values at least once
    (1, 25, False, "annotations"),
    (2, 200, True, "annotations"),
    (1, 200, True, "annotations-with-multiple-choice"),
    (2, 25, False, "annotations-with-multiple-choice"),
    (1, 25, True, "annotations-with-free-text"),
    (2, 200, False, "annotations-with-free-text"),
    (1, 200, False, "annotations-with-rating"),
    (2, 25, True, "annotations-with-rating"),
]
ABOUT: dict[str, dict[str, Any]] = {
    "annotations": {},
    "annotations-with-multiple-choice": {
        "instruction": "Of what colour?",
        "choices": ["red", "green"],
        "max_answers": 1,
    },
    "annotations-with-free-text": {"instruction": "What is it?"},
    "annotations-with-rating": {"instruction": "How bright?", "rating_max": 5},
}
ANSWERS = {
    "annotations-with-multiple-choice": ["green"],
    "annotations-with-free-text": "door",
    "annotations-with-rating": 4,
}


def answer(shift: Shift, type: str) -> None:
    """Answer what is asked about the mark that was just made."""
    if type == "annotations-with-multiple-choice":
        shift.press("2")
    elif type == "annotations-with-free-text":
        shift.page.locator(".inner textarea").fill("door")
    elif type == "annotations-with-rating":
        shift.press("4")


@pytest.mark.parametrize(("ratio", "percent", "scrolled", "type"), PAIRS)
@pytest.mark.parametrize("form", ["point", "rectangle"])
def test_marks_are_exact(
    open_shift: Any, files: Files, ratio: int, percent: int, scrolled: bool, type: str, form: str
) -> None:
    size = {"width": 800, "height": 500} if scrolled else {"width": 1280, "height": 800}
    shift = open_shift(viewport=size, device_scale_factor=ratio)
    about = {"per_annotation": ABOUT[type]} if ABOUT[type] else {}
    asked = shift.given(type, **picture(files, annotations_type=form, **about))
    frame_of(shift, *WIDE)
    zoom_to(shift, percent)
    if scrolled:
        shift.page.evaluate("scrollTo(0, 37)")
        assert shift.page.evaluate("scrollY") > 0
    frame = frame_of(shift, *WIDE)
    shown = shift.page.locator(".window").bounding_box()
    middle = frame.natural((shown["x"] + shown["width"] / 2, shown["y"] + shown["height"] / 2))
    one, other = frame.on_screen(middle[0] - 31, middle[1] - 17), frame.on_screen(middle[0] + 33, middle[1] + 19)
    if form == "point":
        Mouse(shift).press(other)
        wanted = dict(zip(("x", "y"), frame.natural(other), strict=True))
    else:
        Mouse(shift).drag(one, other)
        wanted = dict(zip(("x", "y", "x2", "y2"), (*frame.natural(one), *frame.natural(other)), strict=True))
    answer(shift, type)
    shift.submit()
    made = asked.response()[0]
    assert made.pop("response", None) == ANSWERS.get(type)
    near(made, wanted, 1)
