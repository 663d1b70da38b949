"""When an answer is right by one that is known."""

import pytest

from requests_app.request_types import REQUEST_TYPES

RATING = {"rating_min": 0, "rating_max": 10, "rating_step": 0.1}
MARKS = {"attachments_type": "text", "attachments": ["x" * 100], "annotations_type": "point"}


@pytest.mark.parametrize(
    ("name", "params", "known", "answer", "tolerance", "right"),
    [
        ("rating", RATING, 3, 3, None, True),
        ("rating", RATING, 3, 3.1, None, False),
        ("rating", RATING, 0.3, 0.1, 0.2, True),  # in binary fractions 0.3 - 0.1 is above 0.2
        ("rating", RATING, 0.3, 0.6, 0.2, False),
        ("multiple-choice", {"choices": ["a", "b"]}, ["a", "b"], ["b", "a"], None, True),
        ("multiple-choice", {"choices": ["a", "b"]}, ["a"], ["a", "b"], 5, False),
        ("free-text", {}, "Hello  World", "hello world", None, True),
        ("free-text", {}, "42", "43", 5, False),
        ("free-text", {"validation": "number"}, "42", "+42.0", None, True),
        ("free-text", {"validation": "number"}, "42", "43", None, False),
        ("free-text", {"validation": "number"}, "42", "43.5", 1.5, True),
        ("free-text", {"validation": "number"}, "42", "43.51", 1.5, False),
        ("free-text", {"validation": "number"}, "1e999999999999999999999", "1", 5, False),
        ("free-text", {"validation": "number"}, "0", "1e-999999999", 0.1, True),
        ("annotations", MARKS, [{"start": 10}], [{"start": 11}], None, True),
        ("annotations", MARKS, [{"start": 10}], [{"start": 13}], None, False),
        ("annotations", MARKS, [{"start": 10}], [{"start": 11}], 0.5, True),
        ("annotations", MARKS, [{"start": 10}], [{"start": 12}], 0.5, False),
        ("annotations", MARKS, [{"start": 10}], [{"start": 10}, {"start": 50}], 9, False),
    ],
)
def test_an_answer_is_right_within_the_tolerance(name, params, known, answer, tolerance, right):
    assert REQUEST_TYPES[name].is_right(params, known, answer, tolerance) is right
