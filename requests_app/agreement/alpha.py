"""Krippendorff's alpha: how far the people who answered the same things agree, beyond what chance would give.

alpha = 1 - Do / De, of the disagreement within the units and that to be expected if the same values were dealt out by
chance. 1 is perfect, 0 is what chance gives, below 0 is worse than chance. After K. Krippendorff, "Computing
Krippendorff's Alpha-Reliability" (2011), University of Pennsylvania, https://repository.upenn.edu/asc_papers/43.

A unit is the list of the values that were given for one thing, in any order, by whomever; a unit of fewer than two
values says nothing of agreement and does not count. With m values in a unit and n in all of them,

    Do = 1/n * sum over units of 1/(m - 1) * sum over its ordered pairs of the difference
    De = 1/(n (n - 1)) * sum over all ordered pairs of the difference

where the difference is that of the metric. None where it can't be reckoned: fewer than two units of two values, or
no difference at all to be expected, everybody having said one and the same.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from random import Random
from typing import TypeVar

Value = TypeVar("Value")


def _pairable(units: Sequence[Sequence[Value]]) -> list[Sequence[Value]]:
    return [unit for unit in units if len(unit) > 1]


def _alpha(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None


def nominal(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Of labels that are the same or not: the difference is 0 or 1. Counts labels, in linear time."""
    paired = _pairable(units)
    if len(paired) < 2:
        return None
    n = sum(map(len, paired))
    observed = sum(_different(Counter(unit)) / (len(unit) - 1) for unit in paired) / n
    expected = _different(Counter(value for unit in paired for value in unit)) / (n * (n - 1))
    return _alpha(observed, expected)


def _different(counts: Counter[Hashable]) -> int:
    """Ordered pairs of different labels."""
    total = counts.total()
    return total * total - sum(count * count for count in counts.values())


def interval(units: Sequence[Sequence[float]]) -> float | None:
    """Of numbers: the difference is the square of theirs. Linear, since the squares of all pairs sum up at once."""
    paired = _pairable(units)
    if len(paired) < 2:
        return None
    if len({value for unit in paired for value in unit}) == 1:
        return None
    n = sum(map(len, paired))
    middle = sum(value for unit in paired for value in unit) / n
    moved = [[value - middle for value in unit] for unit in paired]
    observed = sum(_squares(unit) / (len(unit) - 1) for unit in moved) / n
    return _alpha(observed, _squares([value for unit in moved for value in unit]) / (n * (n - 1)))


def _squares(values: Sequence[float]) -> float:
    """The squared differences of all ordered pairs."""
    total = sum(values)
    return max(0.0, 2 * (len(values) * sum(value * value for value in values) - total * total))


def by_difference(
    units: Sequence[Sequence[Value]], difference: Callable[[Value, Value], float], most_pairs: int = 2000
) -> float | None:
    """Of values of any make, by a symmetric difference that is 0 for the same, as sets of marks have one.

    Where there are more than `most_pairs` pairs to compare, within units or among all, as many are drawn with the
    chances that their weights give them, always the same ones: Do and De are means, and this estimates them. Of
    differences from 0 to 1 the standard error of such a mean is at most 0.5 / sqrt(most_pairs). Any difference may be
    taken, as for whole answers of many parts: A. Braylan, O. Alonso, M. Lease, "Measuring Annotator Agreement Generally
    across Complex Structured, Multi-object, and Free-text Annotation Tasks" (WWW 2022).
    """
    paired = _pairable(units)
    if len(paired) < 2:
        return None
    drawn = Random(0)  # noqa: S311  a sample, no secret
    values = [value for unit in paired for value in unit]
    n = len(values)
    if sum(len(unit) * (len(unit) - 1) // 2 for unit in paired) <= most_pairs:
        within = [2 / (len(unit) - 1) * difference(*pair) for unit in paired for pair in combinations(unit, 2)]
        observed = sum(within) / n
    else:
        chosen = drawn.choices(paired, weights=list(map(len, paired)), k=most_pairs)
        observed = sum(difference(*drawn.sample(unit, 2)) for unit in chosen) / most_pairs
    if n * (n - 1) // 2 <= most_pairs:
        expected = sum(difference(*pair) for pair in combinations(values, 2)) / (n * (n - 1) / 2)
    else:
        expected = sum(difference(*drawn.sample(values, 2)) for _ in range(most_pairs)) / most_pairs
    return _alpha(observed, expected)
