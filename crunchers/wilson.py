"""The Wilson score interval: what a share of right answers says of how good somebody is. Pure."""

from math import sqrt
from typing import NamedTuple

# The 97.5th percentile of the normal distribution: an interval of 95 %.
Z = 1.959964


class Interval(NamedTuple):
    """From `low` to `high`, both from 0 to 1."""

    low: float
    high: float


def wilson(right: int, n: int, z: float = Z) -> Interval:
    """The interval for a probability of which `right` of `n` were seen; all of [0, 1] where n is 0.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    Statistical Association 22 (1927): the p for which |right/n - p| = z sqrt(p (1 - p) / n), which are
    (right/n + z²/2n ± z sqrt(right/n (1 - right/n)/n + z²/4n²)) / (1 + z²/n).
    """
    if not n:
        return Interval(0.0, 1.0)
    share, square = right / n, z * z / n
    middle, reach = share + square / 2, z * sqrt(share * (1 - share) / n + square / (4 * n))
    return Interval(max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square)))
