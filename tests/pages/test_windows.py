"""Two windows of one cruncher, and what closing them does."""

from .shift import Shift

# Of what the cruncher has in hand, asked for by a page that is no page of work.
TOKEN = "async () => (await (await import('/static/js/work/calls.js')).post('/crunch/next/')).body.task.token"
COLOUR = {"instruction": "Which colour?", "choices": ["red", "green"], "max_answers": 1}


def beside(shift: Shift) -> Shift:
    """A second window in the same browser."""
    other = Shift(shift.page.context.new_page(), shift.heat)
    with other.page.expect_response("**/acknowledge/"):
        other.start()
    return other


def test_the_second_window_shows_the_same_question_and_closes_it_when_the_first_has_sent_it(shift: Shift) -> None:
    first = shift.given("multiple-choice", **COLOUR)
    second = shift.ask("free-text", instruction="And this?")
    other = beside(shift)
    assert other.page.get_by_role("heading", name="Which colour?").is_visible()
    shift.page.bring_to_front()
    shift.press("1", "Enter")
    assert first.response() == ["red"]
    other.page.get_by_text("You have dealt with this one in another window.").wait_for()
    for one in (shift, other):
        one.page.get_by_role("heading", name="And this?").wait_for()
    other.page.keyboard.type("yes")
    other.press("Control+Enter")
    assert second.response() == "yes"
    shift.is_in("waiting")


def test_closing_the_last_window_gives_the_question_back_and_closing_another_does_not(shift: Shift) -> None:
    shift.given("multiple-choice", **COLOUR)
    home = shift.page.context.new_page()
    home.goto(f"{shift.heat.url}/crunch/")
    other = beside(shift)
    before = home.evaluate(TOKEN)
    other.page.close()
    shift.page.wait_for_timeout(500)
    assert home.evaluate(TOKEN) == before
    shift.page.close()
    for _ in range(100):
        if home.evaluate(TOKEN) != before:  # it was given back, and is offered anew
            return
        home.wait_for_timeout(100)
    raise AssertionError("the question was not given back")
