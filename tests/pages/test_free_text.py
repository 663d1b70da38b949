"""Free text: words, numbers and web addresses, checked as one types and again by the server."""

import pytest

from .shift import Shift

SAY = {"instruction": "What does the person want?"}


def test_words_are_sent_with_ctrl_and_enter_as_they_were_typed(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.page.keyboard.type("a room,  with a ü view")
    shift.press("Enter")
    shift.page.keyboard.type("and 2 beds")
    assert asked.now()["status"] == "pending", "Enter alone writes a new line"
    shift.press("Control+Enter")
    assert asked.response() == "a room,  with a ü view\nand 2 beds"


def test_letters_and_digits_typed_into_the_text_do_nothing_else(shift: Shift) -> None:
    asked = shift.given("free-text", **SAY)
    shift.press("s", "f", "1", "?", "z", "j")
    assert shift.page.locator("[data-typed]").input_value() == "sf1?zj"
    assert shift.page.locator("dialog[open]").count() == 0
    assert asked.now()["status"] == "pending"


def test_escape_leaves_the_text_so_that_the_keys_work_again(shift: Shift) -> None:
    shift.given("free-text", **SAY)
    shift.press("Escape", "f")
    shift.page.locator("dialog[data-flag][open]").wait_for()


def test_the_text_area_grows_with_what_is_in_it(shift: Shift) -> None:
    shift.given("free-text", **SAY)
    area = shift.page.locator("[data-typed]")
    before = area.bounding_box()["height"]
    area.fill("line\n" * 20)
    after = area.bounding_box()["height"]
    assert before < 140 and after > 480
    assert area.evaluate("area => area.scrollHeight <= area.clientHeight")


def test_blank_text_is_refused(shift: Shift) -> None:
    shift.given("free-text", **SAY)
    shift.page.keyboard.type("   ")
    shift.submit()
    assert shift.error() == "Write an answer first."


def test_the_error_belongs_to_the_field_and_goes_when_one_types(shift: Shift) -> None:
    shift.given("free-text", **SAY)
    shift.submit()
    area = shift.page.locator("[data-typed]")
    shift.error()
    assert area.get_attribute("aria-invalid") == "true"
    described = area.get_attribute("aria-describedby").split()
    assert shift.page.locator("[data-error]").get_attribute("id") in described
    assert area.evaluate("area => area === document.activeElement")
    shift.page.keyboard.type("x")
    assert shift.page.locator("[data-error]").is_hidden()
    assert area.get_attribute("aria-invalid") is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("forty", "not a number yet"),
        ("1,5", "with a point"),
        (".5", "0.5"),
        ("12 km", "without a unit"),
        ("3.", "after the point"),
    ],
)
def test_what_is_no_number_is_said_while_typing_and_not_sent(shift: Shift, typed: str, said: str) -> None:
    asked = shift.given("free-text", validation="number", **SAY)
    shift.page.keyboard.type(typed)
    assert said in shift.page.locator("[data-check]").inner_text()
    shift.press("Enter")
    assert said in shift.error()
    assert asked.now()["status"] == "pending"


@pytest.mark.parametrize("number", ["42", " -3.5 ", "+6.02e23"])
def test_a_number_is_sent_with_enter_trimmed_and_as_written(shift: Shift, number: str) -> None:
    asked = shift.given("free-text", validation="number", **SAY)
    shift.page.keyboard.type(number)
    shift.press("Enter")
    assert asked.response() == number.strip()


@pytest.mark.parametrize("typed", ["www.example.com", "ftp://example.com", "https://", "https://exa mple.com"])
def test_what_is_no_web_address_is_said_while_typing(shift: Shift, typed: str) -> None:
    shift.given("free-text", validation="url", **SAY)
    shift.page.keyboard.type(typed)
    check = shift.page.locator("[data-check]")
    assert check.inner_text() not in ("", "Looks right.")
    shift.press("Enter")
    assert shift.error() == check.inner_text()


def test_a_web_address_is_sent(shift: Shift) -> None:
    asked = shift.given("free-text", validation="url", **SAY)
    shift.page.keyboard.type("https://example.com/a?b=c")
    assert shift.page.locator("[data-check]").inner_text() == "Looks right."
    shift.press("Enter")
    assert asked.response() == "https://example.com/a?b=c"


def test_the_server_s_own_refusal_is_shown_and_the_text_kept(shift: Shift) -> None:
    asked = shift.given("free-text", validation="number", **SAY)
    # More digits than the server takes; the page does not count them.
    shift.page.locator("[data-typed]").fill("1" * 1001)
    shift.press("Enter")
    assert "1,000" in shift.error()
    assert shift.page.locator("[data-typed]").input_value() == "1" * 1001
    assert asked.now()["status"] == "pending"
