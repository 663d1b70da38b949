"""Plots: what is drawn where, and what the table beside it says."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from requests_app.plots import Series, Step, plot, seconds

ONE, TWO = Series("one", "bar a"), Series("two", "bar b")


def drawn(steps, series=(ONE, TWO), text_of="{:,.0f}".format, **more):
    return plot("Things", "each day", series, steps, text_of, **more)


def test_values_of_a_column_stand_on_each_other_up_to_a_round_number():
    [column, other] = drawn([Step("Mon", [20, 15]), Step("Tue", [0, 5])]).columns
    assert [(part.kind, part.y, part.height) for part in column.parts] == [("bar a", 50, 50), ("bar b", 12.5, 37.5)]
    assert [(part.kind, part.y) for part in other.parts] == [("bar b", 87.5)]
    assert (column.x + column.width <= other.x, column.middle, other.middle) == (True, 25, 75)


@pytest.mark.parametrize(
    ("value", "top"), [(0, "2"), (1, "2"), (3, "4"), (35, "40"), (101, "200"), (99_999, "100,000")]
)
def test_the_axis_ends_at_a_round_number(value, top):
    assert drawn([Step("Mon", [value])], [ONE]).top == top


@pytest.mark.parametrize(
    ("value", "top", "half"),
    [(0.3, "2 s", "1 s"), (35, "40 s", "20 s"), (41, "2 min", "1 min"), (2401, "2 h", "1 h"), (90_000, "2 d", "1 d")],
)
def test_the_axis_of_times_ends_at_a_round_time(value, top, half):
    shown = drawn([Step("Mon", [value])], [ONE], seconds)
    assert (shown.top, shown.half) == (top, half)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.44, "0.4 s"),
        (5.0, "5 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (125, "2 min 5 s"),
        (3599.9, "1 h"),
        (12_000, "3 h 20 min"),
        (86_399, "1 d"),
        (176_400, "2 d 1 h"),
    ],
)
def test_times_are_said_in_two_units_at_most(value, text):
    assert seconds(value) == text


def test_a_whisker_reaches_where_it_says_and_the_axis_beyond_it():
    shown = drawn([Step("Mon", [30, None], (30, 80), ["30 s", "80 s"])], text_of=seconds)
    [column] = shown.columns
    assert (column.low, column.high, shown.top) == (75, 33.33, "2 min")
    assert column.texts == ["30 s", "80 s"]


def test_what_nothing_is_known_of_is_not_drawn_and_has_a_dash():
    shown = drawn([Step("Mon", [None, None])])
    assert shown.empty
    assert shown.columns[0].texts == ["–", "–"]
    assert not drawn([Step("Mon", [0, None])]).empty


def test_the_drawing_has_numbers_that_every_browser_reads_and_all_values_in_a_table():
    shown = drawn([Step("<b>", [1, 2], (0.5, 1.5)), Step("Tue", [3, 4]), Step("Wed", [5, 6])], heading="Day")
    with translation.override("de"):
        html = render_to_string("_plot.html", {"plot": shown})
    assert 'x="2.5"' in html and "<b>" not in html and "style=" not in html
    assert '<th scope="col">Day</th><th scope="col">one</th><th scope="col">two</th>' in html
    assert '<tr><th scope="row">Wed</th><td>5</td><td>6</td></tr>' in html
