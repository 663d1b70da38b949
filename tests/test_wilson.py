"""The Wilson interval, against published figures."""

import pytest

from crunchers.wilson import wilson

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics
# in Medicine 17 (1998), table I, method 3 (the score method without continuity correction).
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("right", "n", "low", "high"), PUBLISHED)
def test_it_is_the_published_one(right, n, low, high):
    assert wilson(right, n) == pytest.approx((low, high), abs=0.00005)


def test_of_nothing_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("n", [1, 7, 30])
def test_right_and_wrong_are_mirrored(n):
    for right in range(n + 1):
        low, high = wilson(right, n)
        other_low, other_high = wilson(n - right, n)
        assert (low, high) == pytest.approx((1 - other_high, 1 - other_low))
        assert 0 <= low <= right / n <= high <= 1
