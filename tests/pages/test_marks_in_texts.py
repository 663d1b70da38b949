"""Marks in texts: offsets are code points of the text as the client sent it, whatever is in it."""

from typing import Any

import pytest

from .marking import Finger, named
from .shift import Shift

HARD = [  # (text, the part that is marked)
    ("A green door, a red roof.", "red"),
    ("first", "first"),
    ("The 😀 smiles", "smiles"),
    ("😀😀😀", "😀"),
    ("👩‍👩‍👧‍👦 family", "family"),
    ("a 👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦"),
    ("🇬🇧🇫🇷 flags", "🇫🇷"),
    ("cafe\u0301 noir", "noir"),
    ("cafe\u0301 noir", "cafe\u0301"),
    ("e\u0301e\u0301e\u0301x", "x"),
    ("שלום עולם", "עולם"),
    ("The word שלום means peace", "means"),
    ("The word שלום means peace", "שלום"),
    ("مرحبا بالعالم", "بالعالم"),
    ("one\ttwo\tthree", "three"),
    ("\ttab first", "first"),
    ("line one\r\nline two", "line two"),
    ("line one\r\nline two", "one\r\nline"),
    ("a\r\n\r\n\r\nb", "b"),
    ("old\rmac\rends", "ends"),
    ("unix\nends\n", "ends\n"),
    ("ends with CR LF\r\n", "CR LF\r\n"),
    ("<b>not bold</b> &amp; so", "&amp;"),
    ("<script>alert(1)</script>", "alert"),
    ("two  spaces   three", "three"),
    ("   leading", "leading"),
    ("zero\u200bwidth\u200bspaces", "spaces"),
    ("soft\u00adhyphen here", "here"),
    ("𝒜𝒷𝒸 mathematical", "mathematical"),
    ("漢字とかな交じり文", "かな"),
    ("ไทยไม่มีช่องว่าง", "มี"),
    ("นี้ é ﬁ ligature 🏳️‍🌈!", "ligature 🏳️‍🌈"),
    ("nul\u2028line\u2029para", "para"),
]

SELECT = """
([source, start, end]) => {
  const reading = document.querySelector('.reading');
  const shown = (part) => Array.from(source).slice(0, part).join('').replace(/\\r\\n?/g, '\\n').length;
  const place = (unit) => {
    const walker = document.createTreeWalker(reading, NodeFilter.SHOW_TEXT);
    let left = unit, node = null;
    while (walker.nextNode()) {
      node = walker.currentNode;
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [node, node.length];
  };
  reading.focus();
  getSelection().setBaseAndExtent(...place(shown(start)), ...place(shown(end)));
}
"""


def text(*texts: str, **more: Any) -> dict[str, Any]:
    return {"instruction": "Mark it", "attachments_type": "text", "attachments": list(texts), **more}


def select(shift: Shift, source: str, start: int, end: int) -> None:
    """Select as a mouse or a long press does, by places in the page that this finds for itself."""
    shift.page.evaluate(SELECT, [source, start, end])


def box_of(shift: Shift, source: str, start: int, end: int) -> dict[str, float]:
    """Where some words are on the screen."""
    select(shift, source, start, end)
    box = shift.page.evaluate(
        "(() => { const b = getSelection().getRangeAt(0).getBoundingClientRect();"
        " return {x: b.x, y: b.y, width: b.width, height: b.height} })()"
    )
    shift.page.evaluate("getSelection().removeAllRanges()")
    return dict(box)


@pytest.mark.parametrize(("source", "part"), HARD)
def test_the_marked_words_are_those_between_the_offsets(shift: Shift, source: str, part: str) -> None:
    asked = shift.given("annotations", **text(source, annotations_type="rectangle"))
    start = source.rindex(part)
    select(shift, source, start, start + len(part))
    shift.press("Enter", "Control+Enter")
    assert asked.response() == [{"start": start, "end": start + len(part), "text": part}]
    assert source[start : start + len(part)] == part


@pytest.mark.parametrize("source", ["A green door", "😀 a\r\n😀 b", "שלום עולם", "e\u0301e\u0301"])
def test_keys_alone_select_words(shift: Shift, source: str) -> None:
    asked = shift.given("annotations", **text(source, annotations_type="rectangle"))
    shift.press("Control+End", "Control+Shift+Home", "Enter", "Control+Enter")
    assert asked.response() == [{"start": 0, "end": len(source), "text": source}]


def test_keys_alone_mark_a_place_between_characters(shift: Shift) -> None:
    asked = shift.given("annotations", **text("😀ab\r\ncd"))
    shift.press("Control+Home", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Home", "Enter", "Control+Enter")
    assert asked.response() == [{"start": 2}, {"start": 5}]


def test_a_mouse_marks_what_it_selects(shift: Shift) -> None:
    source = "The roof is red\r\nand the door 😀 is green."
    asked = shift.given("annotations", **text(source, annotations_type="rectangle"))
    start = source.index("door")
    box = box_of(shift, source, start, start + 4)
    middle = box["y"] + box["height"] / 2
    shift.page.mouse.move(box["x"] + 1, middle)
    shift.page.mouse.down()
    shift.page.mouse.move(box["x"] + box["width"] - 1, middle, steps=4)
    shift.page.mouse.up()
    shift.page.locator("[data-item]").wait_for()
    shift.submit()
    assert asked.response() == [{"start": start, "end": start + 4, "text": "door"}]


def test_a_mouse_marks_a_place_between_characters(shift: Shift) -> None:
    source = "The 😀 roof"
    asked = shift.given("annotations", **text(source))
    box = box_of(shift, source, 6, 7)
    shift.page.mouse.click(box["x"] + 1, box["y"] + box["height"] / 2)
    shift.page.locator("[data-item]").wait_for()
    shift.submit()
    assert asked.response() == [{"start": 6}]


def test_a_finger_marks_a_place_by_the_button(phone: Shift) -> None:
    source = "The 😀 roof"
    asked = phone.given("annotations", **text(source))
    box = box_of(phone, source, 6, 7)
    Finger(phone).press((box["x"] + 1, box["y"] + box["height"] / 2))
    phone.page.get_by_role("button", name="Mark here").tap()
    phone.submit()
    assert asked.response() == [{"start": 6}]


def test_a_selection_by_touch_is_marked_by_the_button(phone: Shift) -> None:
    source = "The 😀 red roof"
    asked = phone.given("annotations", **text(source, annotations_type="rectangle"))
    select(phone, source, 6, 9)
    phone.page.get_by_role("button", name="Mark the selection").tap()
    phone.submit()
    assert asked.response() == [{"start": 6, "end": 9, "text": "red"}]


def test_marks_may_overlap(shift: Shift) -> None:
    source = "one two 😀 three four"
    asked = shift.given("annotations", **text(source, annotations_type="rectangle"))
    for start, end in ((0, 9), (4, 15), (4, 7), (8, 20)):
        select(shift, source, start, end)
        shift.press("Enter")
    shift.press("Control+Enter")
    assert [mark["text"] for mark in asked.response()] == [source[0:9], source[4:15], source[4:7], source[8:20]]


def test_nothing_can_be_written_into_the_text(shift: Shift) -> None:
    asked = shift.given("annotations", **text("Read only", annotations_type="rectangle"))
    shift.press("Control+End", "x", "Backspace", "Delete", "Control+v")
    assert shift.page.locator(".reading").inner_text() == "Read only"
    shift.press("Control+Home", "Shift+ArrowRight", "Enter", "Control+Enter")
    assert asked.response()[0]["text"] == "R"


def test_each_of_several_texts_has_its_index(shift: Shift) -> None:
    asked = shift.given("annotations", **text("first", "second", annotations_type="rectangle"))
    reading = shift.page.locator(".reading").nth(1)
    reading.focus()
    shift.press("Control+Home", "Control+Shift+End", "Enter", "Control+Enter")
    assert asked.response() == [{"attachment_index": 1, "start": 0, "end": 6, "text": "second"}]
    assert named(shift) == []
