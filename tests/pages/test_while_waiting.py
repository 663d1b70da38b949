"""Without a question: why, what to do, and what tells that one has come."""

from typing import Any

from .shift import Shift

RECORDERS = """
    window.told = [];
    window.AudioContext = class {
        constructor() { this.state = "running"; this.currentTime = 0; this.destination = {}; }
        resume() {}
        createOscillator() {
            return { frequency: {}, connect: (to) => to, start: () => window.told.push("beep"), stop: () => {} };
        }
        createGain() {
            const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
            return { gain, connect: (to) => to };
        }
    };
    window.Notification = class {
        static permission = "default";
        static requestPermission() {
            window.told.push("asked");
            window.Notification.permission = window.answer ?? "granted";
            return Promise.resolve(window.Notification.permission);
        }
        constructor(title) { window.told.push(title); }
        close() {}
    };
    window.away = () => Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
"""
COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


def told(shift: Shift) -> Any:
    return shift.page.evaluate("window.told")


def waiting(shift: Shift) -> Shift:
    shift.page.add_init_script(RECORDERS)
    shift.start().is_in("waiting")
    return shift


def comes(shift: Shift) -> None:
    shift.ask("multiple-choice", **COLOUR)
    shift.is_in("task")


def test_by_default_nothing_sounds_and_nothing_is_asked_for(shift: Shift) -> None:
    waiting(shift)
    comes(shift)
    assert told(shift) == []


def test_a_sound_where_it_was_switched_on_and_it_stays_so(shift: Shift) -> None:
    waiting(shift).press("n")
    assert told(shift) == ["beep", "beep"]
    shift.page.reload()
    shift.is_in("waiting")
    assert shift.page.get_by_role("switch", name="A sound when a question comes").is_checked()
    comes(shift)
    assert told(shift) == ["beep", "beep"]
    shift.press("1", "Enter")
    shift.is_in("waiting")


def test_a_notification_is_asked_for_by_a_press_alone_and_comes_out_of_sight(shift: Shift) -> None:
    waiting(shift).press("d")
    assert told(shift) == ["asked"]
    comes(shift)
    shift.press("1", "Enter")
    shift.is_in("waiting")
    assert told(shift) == ["asked"]  # in sight there is no need
    shift.page.evaluate("window.away()")
    comes(shift)
    assert told(shift) == ["asked", "A question has come"]
    assert shift.page.title().startswith("● New question")


def test_what_the_browser_forbids_is_said(shift: Shift) -> None:
    waiting(shift)
    shift.page.evaluate("window.answer = 'denied'")
    switch = shift.page.get_by_role("switch", name="A notification")
    switch.click()
    shift.page.get_by_text("Your browser does not allow it").wait_for()
    assert not switch.is_checked()


def test_the_day_is_told_and_the_history_is_a_key_away(shift: Shift) -> None:
    asked = shift.given("multiple-choice", instruction="Which <b>colour</b> is the sky?", choices=["blue", "red"])
    shift.press("1", "Enter")
    asked.response()
    shift.is_in("waiting")
    shift.page.get_by_text("Today: ").wait_for()
    shift.press("h")
    entry = shift.page.locator(".past > li").first
    assert entry.get_by_role("heading").inner_text() == "Which <b>colour</b> is the sky?"
    assert entry.locator(".said").inner_text() == "blue"
    assert entry.locator(".outcome").inner_text() == "Accepted."


def test_why_there_is_nothing(shift: Shift) -> None:
    waiting(shift)
    assert "appears here by itself" in shift.page.locator("[data-panel-text]").inner_text()
    shift.given("multiple-choice", **COLOUR)
    shift.press("s")
    shift.is_in("waiting")
    assert "not for you" in shift.page.locator("[data-panel-text]").inner_text()
    shift.press("p")
    shift.is_in("break")
    assert shift.page.get_by_role("link", name="Practise").is_visible()
    assert shift.page.get_by_role("switch", name="A sound").is_hidden()
