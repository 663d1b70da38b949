"""`heat_quantiles(x)`: for SQLite, which has no percentile_cont of its own."""

import json
from array import array
from math import floor

SHARES = (0.5, 0.9)


def quantile(ordered: "array[float]", share: float) -> float:
    """As percentile_cont has it: between the two nearest of the ordered values, in proportion."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


class Quantiles:
    """The aggregate: the median and the ninth decile as a JSON list; NULL without values."""

    def __init__(self) -> None:
        self.values = array("d")

    def step(self, value: float | None) -> None:
        if value is not None:
            self.values.append(value)

    def finalize(self) -> str | None:
        if not self.values:
            return None
        ordered = array("d", sorted(self.values))
        return json.dumps([quantile(ordered, share) for share in SHARES])
