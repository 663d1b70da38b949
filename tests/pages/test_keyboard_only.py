"""A whole shift without a mouse, what the keys say, and switching them off."""

from typing import Any

from requests_app.request_types import REQUEST_TYPES

from .files import Files
from .shift import Shift

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


def questions(files: Files) -> list[tuple[str, dict[str, Any], list[str], Any]]:
    """Questions of all types: the type, its fields, the keys that answer it, and the answer."""
    picture = {"attachments_type": "image", "attachments": [f"{files.url}wide.png"]}
    text = {"attachments": ["A red roof."], "annotations_type": "rectangle"}
    area = {"annotations_type": "rectangle", **picture}
    sound = {"attachments_type": "audio", "attachments": [f"{files.url}open/sound.wav"]}
    there = f"{files.url}open/sound.wav"  # past the ways to choose a file and to record one
    colours = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}
    middle = {"x": 800, "y": 450}
    red = {"start": 2, "end": 5, "text": "red"}
    to_red = ["Control+Home", "ArrowRight", "ArrowRight", *["Shift+ArrowRight"] * 3, "Enter"]
    return [
        ("multiple-choice", {"choices": ["red", "green"], "max_answers": 1}, ["2", "Enter"], ["green"]),
        ("multiple-choice", {"choices": ["red", "green"]}, ["1", "2", "Enter"], ["red", "green"]),
        ("multiple-choice", {"choices": ["red", "green"], "min_answers": 0}, ["0", "Enter"], []),
        ("multiple-choice", {"choices": ["red", "green"], "max_answers": 1}, ["ArrowDown", "Enter"], ["green"]),
        ("multiple-choice", {"choices": ["no", "yes"], **picture}, ["z", "z", "2", "Enter"], ["yes"]),
        ("free-text", {}, ["h", "i", "Control+Enter"], "hi"),
        ("free-text", {"validation": "number"}, ["4", "2", "Enter"], "42"),
        ("free-text", {"validation": "url"}, [*"http://a.example/", "Enter"], "http://a.example/"),
        ("rating", {"rating_max": 10}, ["7", "Enter"], 7),
        ("rating", {"rating_max": 10}, ["PageUp", "PageUp", "Enter"], 7),
        ("rating", {"rating_max": 100}, ["End", "Enter"], 100),
        ("annotations", picture, ["a", "ArrowRight", "Enter"], [middle | {"x": 801}]),
        ("annotations", {"min_annotations": 0, **picture}, ["a", "Delete", "Control+z", "Enter"], [middle]),
        ("annotations", text, [*to_red, "Control+Enter"], [red]),
        ("annotations", sound, ["a", "ArrowRight", "Enter"], None),
        ("annotations", area, ["a", "r", "ArrowRight", "Enter"], None),
        (
            "annotations-with-multiple-choice",
            {"per_annotation": colours, **picture},
            ["a", "Enter", "2", "Enter"],
            [middle | {"response": ["green"]}],
        ),
        (
            "annotations-with-free-text",
            {"per_annotation": {"instruction": "What?", "validation": "number"}, **picture},
            ["a", "Enter", "4", "2", "Enter"],
            [middle | {"response": "42"}],
        ),
        (
            "annotations-with-rating",
            {"per_annotation": {"instruction": "How much?", "rating_max": 10}, **picture},
            ["a", "Enter", "3", "Enter"],
            [middle | {"response": 3}],
        ),
        ("image", {}, ["Tab", "Tab", *there, "Enter"], there),
        ("video", {}, ["Tab", "Tab", *there, "Enter"], there),
        ("audio", {}, ["Tab", "Tab", *there, "Enter"], there),
    ]


def test_a_shift_of_questions_of_all_types_by_keys_alone(shift: Shift, files: Files) -> None:
    asked = []
    every = questions(files)
    for number, (type, fields, _, _) in enumerate(every):
        asked.append(shift.ask(type, instruction=f"Question {number}?", **fields))
    shift.page.goto(f"{shift.heat.url}/crunch/")
    shift.page.locator(":focus", has_text="Start").wait_for()  # given when the page is first painted
    shift.press("Enter")
    for number, (type, _, keys, _) in enumerate(every):
        shift.page.get_by_role("heading", name=f"Question {number}?").wait_for()
        if type.startswith("annotations"):
            shift.page.locator("[data-surface]").first.wait_for()
        shift.press(*keys)
    shift.is_in("waiting")
    for one, (type, fields, keys, answer) in zip(asked, every, strict=True):
        response = one.response()
        assert response == answer if answer is not None else len(response) == 1, (type, fields, keys)
    answered = {type for type, *_ in every}
    assert answered == {name for name, one in REQUEST_TYPES.items() if one.answered_by_people}


def test_reporting_a_question_by_keys_alone(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.press("f", "2", "Enter")
    shift.is_in("waiting")
    assert asked.now()["flags"][0]["reason"] == "unclear"


def test_tab_reaches_everything_and_the_focus_is_always_seen(shift: Shift, files: Files) -> None:
    body = {"attachments_type": "image", "attachments": [f"{files.url}wide.png"]}
    shift.given("multiple-choice", **COLOUR, **body)
    reached = []
    for _ in range(12):
        shift.press("Tab")
        reached.append(
            shift.page.evaluate(
                """() => {
                    const at = document.activeElement;
                    if (at === document.body) return ["", true];
                    const ring = at.matches("input") ? at.closest(".choice") : at;
                    const seen = getComputedStyle(ring).outlineStyle !== "none";
                    return [(at.ariaLabel ?? at.innerText ?? at.value ?? "").trim() || at.value, seen];
                }"""
            )
        )
    names = " ".join(str(name) for name, _ in reached)
    for wanted in ("Heat", "Break", "Keys", "Natural size", "Can’t be done", "Skip", "Submit"):
        assert wanted in names
    assert all(seen for name, seen in reached if name)


def test_the_focus_goes_to_the_answer_and_the_question_is_announced(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    assert shift.page.evaluate("document.activeElement.name") == "choice"
    assert "Which colour?" in shift.page.locator("[data-announce]").inner_text()


def test_keys_are_printed_on_what_they_press(shift: Shift) -> None:
    shift.given("free-text", instruction="Say it.")
    assert shift.page.locator("[data-go-key]").inner_text() == "Ctrl Enter"
    assert shift.page.get_by_role("button", name="Skip").inner_text().split() == ["Skip", "S"]
    assert shift.page.locator(".bar [data-do=flag] kbd").inner_text() == "F"


def test_a_question_mark_opens_the_list_of_keys(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    shift.press("?")
    shift.page.get_by_role("dialog", name="Keys").wait_for()
    shift.press("?")
    assert shift.page.locator("dialog[open]").count() == 0


def test_keys_of_one_character_can_be_switched_off_and_stay_off(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.page.get_by_role("button", name="Keys").click()
    shift.page.get_by_role("switch").click()
    shift.press("Escape")
    with shift.page.expect_response("**/acknowledge/"):
        shift.page.reload()
    shift.is_in("task")
    shift.press("1", "s", "f", "?")
    assert shift.page.locator("dialog[open]").count() == 0
    assert shift.page.get_by_label("red").is_checked() is False
    assert shift.page.locator("kbd.letter").first.is_hidden()
    shift.page.get_by_role("radio").first.focus()
    shift.press("Space", "Enter")
    assert asked.response() == ["red"]


def test_the_browser_s_own_keys_are_left_alone(shift: Shift) -> None:
    asked = shift.given("multiple-choice", **COLOUR)
    shift.page.evaluate(
        """() => {
            window.taken = [];
            addEventListener("keydown", (event) => event.defaultPrevented && window.taken.push(event.key));
        }"""
    )
    shift.press("Control+1", "Alt+s", "Meta+f", "Shift+S", "F6", "Tab", "Escape")
    assert shift.page.evaluate("window.taken") == []
    assert asked.now()["status"] == "pending"
