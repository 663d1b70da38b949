"""Krippendorff's alpha, held against published worked examples, and against its definition written out."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.agreement import alpha

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), https://repository.upenn.edu/asc_papers/43.
# Sections A and B: two observers, no data missing; section C: four observers, twelve units, some data missing (.).
MEG_AND_OWEN = ("0100000010", "1110010000")
BEN_AND_GERRY = ("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units_of(observers: tuple[str, ...]) -> list[list[str]]:
    return [[value for value in unit if value != "."] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "published"), [(MEG_AND_OWEN, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)]
)
def test_nominal_alpha_is_what_krippendorff_worked_out(observers, published):
    assert round(alpha.nominal(units_of(observers)), 3) == published


def test_interval_alpha_is_what_krippendorff_worked_out():
    numbers = [[int(value) for value in unit] for unit in units_of(FOUR_OBSERVERS)]
    assert round(alpha.interval(numbers), 3) == 0.849


def by_definition(units, difference) -> float | None:
    """Alpha as its definition has it, pair by pair."""
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    n = len(values)
    observed = sum(sum(difference(*pair) for pair in permutations(unit, 2)) / (len(unit) - 1) for unit in paired) / n
    expected = sum(difference(*pair) for pair in permutations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else None


UNITS = st.lists(st.lists(st.integers(0, 4), max_size=5), min_size=2, max_size=8).filter(
    lambda units: sum(len(unit) > 1 for unit in units) > 1
)


@given(UNITS)
def test_all_three_ways_are_the_definition(units):
    def different(one, other):
        return float(one != other)

    def square(one, other):
        return float((one - other) ** 2)

    assert alpha.nominal(units) == pytest.approx(by_definition(units, different))
    assert alpha.by_difference(units, different) == pytest.approx(by_definition(units, different))
    assert alpha.interval(units) == pytest.approx(by_definition(units, square))


def test_a_sample_of_many_pairs_comes_close_to_all_of_them_and_is_always_the_same():
    units = [[n % 3, (n * n) % 3, n % 7 % 3] for n in range(500)]

    def different(one, other):
        return float(one != other)

    sampled = alpha.by_difference(units, different, most_pairs=1000)
    assert sampled == alpha.by_difference(units, different, most_pairs=1000)
    assert sampled == pytest.approx(alpha.nominal(units), abs=0.1)


@pytest.mark.parametrize("units", [[], [[1, 2]], [[1], [2], [1, 2]], [[3, 3], [3, 3]]])
def test_it_is_none_where_there_is_nothing_to_reckon(units):
    assert alpha.nominal(units) is None
    assert alpha.interval(units) is None
    assert alpha.by_difference(units, lambda one, other: float(one != other)) is None


def test_numbers_far_from_zero_lose_nothing():
    units = [[1e9 + 0.1, 1e9 + 0.2], [1e9 + 0.5, 1e9 + 0.6], [1e9, 1e9]]
    near = [[0.1, 0.2], [0.5, 0.6], [0.0, 0.0]]
    assert alpha.interval(units) == pytest.approx(alpha.interval(near), abs=1e-5)
