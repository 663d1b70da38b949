"""A whole shift without a mouse, what the keys say, and switching them off."""

from .files import Files
from .shift import Shift

COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


def test_a_shift_by_keys_alone(shift: Shift, files: Files) -> None:
    first = shift.ask("multiple-choice", **COLOUR)
    second = shift.ask("rating", instruction="How much?", rating_max=10)
    third = shift.ask("free-text", instruction="What is it?", attachments=["hola"])
    fourth = shift.ask("multiple-choice", **COLOUR)
    shift.page.goto(f"{shift.heat.url}/crunch/")
    shift.press("Enter")  # Start has the focus
    shift.is_in("task")
    shift.press("ArrowDown", "Enter")
    shift.page.get_by_role("heading", name="How much?").wait_for()
    shift.press("PageUp", "PageUp", "Enter")
    shift.page.get_by_role("heading", name="What is it?").wait_for()
    shift.page.keyboard.type("hello")
    shift.press("Control+Enter")
    shift.page.get_by_role("heading", name="Which colour?").wait_for()
    shift.press("f", "2", "Enter")
    shift.is_in("waiting")
    assert first.response() == ["green"]
    assert second.response() == 7
    assert third.response() == "hello"
    assert fourth.now()["flags"][0]["reason"] == "unclear"


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
