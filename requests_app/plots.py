"""Plots as rectangles and lines in a box of 100 by 100, for templates/_plot.html to draw; every value also stands in a
table. Drawn by the server, they need no script, follow the page's colours, and print.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import log10

GAP = 0.15  # of a column
NONE = "–"


@dataclass(frozen=True)
class Series:
    """What one row of values is: its name, and the class by which the stylesheet draws it."""

    name: str
    kind: str = "bar"


@dataclass(frozen=True)
class Step:
    """One column's values, one for each series and None where there is none, standing on each other.

    `whisker`: a line from one value to another. `texts`: what the table says of each, if not the values themselves.
    """

    label: str
    values: Sequence[float | None]
    whisker: tuple[float, float] | None = None
    texts: Sequence[str] | None = None


@dataclass(frozen=True)
class Part:
    """One rectangle of a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """One column; its whisker goes from `low` to `high`, where there is one."""

    label: str
    x: float
    width: float
    middle: float
    parts: list[Part]
    texts: list[str]
    title: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Plot:
    """One plot: `top` and `half` are what its axis says at its top and in its middle."""

    title: str
    note: str
    heading: str
    series: Sequence[Series]
    columns: list[Column] = field(default_factory=list)
    top: str = ""
    half: str = ""
    empty: bool = False

    @property
    def heads(self) -> list[str]:
        """What stands above the table's columns."""
        return [one.name for one in self.series]


def percent(share: float) -> str:
    return f"{round(share * 100)}\N{NO-BREAK SPACE}%"


def seconds(value: float) -> str:
    """`0.4 s`, `20 s`, `2 min 5 s`, `3 h 20 min`, `2 d 1 h`."""
    if value < 59.5:
        return f"{value:.1f} s" if value < 9.95 and value != int(value) else f"{value:.0f} s"
    for unit, below, size in (("d", "h", 86400), ("h", "min", 3600), ("min", "s", 60)):
        least = size // (24 if unit == "d" else 60)
        whole, rest = divmod(round(value / least), size // least)
        if whole:
            return f"{whole} {unit} {rest} {below}" if rest else f"{whole} {unit}"
    raise AssertionError(value)


def plot(
    title: str,
    note: str,
    series: Sequence[Series],
    steps: Sequence[Step],
    text_of: Callable[[float], str],
    *,
    heading: str = "From",
    top: float | None = None,
) -> Plot:
    """A column for each step; `heading` stands above their labels in the table, `top` is where the axis ends."""
    reach = max((_reach(step) for step in steps), default=0)
    highest = top or (_round_up_time if text_of is seconds else _round_up)(reach)
    wide = 100 / max(len(steps), 1)
    columns = [_column(series, step, wide, number, highest, text_of) for number, step in enumerate(steps)]
    empty = all(value is None for step in steps for value in step.values)
    return Plot(title, note, heading, series, columns, text_of(highest), text_of(highest / 2), empty)


def _reach(step: Step) -> float:
    return max(sum(value or 0 for value in step.values), *(step.whisker or (0, 0)))


def _column(
    series: Sequence[Series], step: Step, wide: float, number: int, highest: float, text_of: Callable[[float], str]
) -> Column:
    parts, below = [], 0.0
    for one, value in zip(series, step.values, strict=False):
        if value:
            below += value
            parts.append(Part(one.kind, _share(highest - below, highest), _share(value, highest)))
    texts = list(step.texts or [NONE if value is None else text_of(value) for value in step.values])
    said = texts if len(series) == 1 else [f"{one.name} {text}" for one, text in zip(series, texts, strict=True)]
    low, high = (_share(highest - end, highest) for end in step.whisker) if step.whisker else (None, None)
    return Column(
        step.label,
        round(wide * (number + GAP / 2), 2),
        round(wide * (1 - GAP), 2),
        round(wide * (number + 0.5), 2),
        parts,
        texts,
        f"{step.label}: {', '.join(said)}",
        low,
        high,
    )


def _share(value: float, highest: float) -> float:
    return round(100 * value / highest, 2)


def _round_up_time(value: float) -> float:
    """The same in seconds, minutes, hours or days."""
    for unit, most in ((1, 40), (60, 2400), (3600, 86400), (86400, float("inf"))):
        if value <= most:
            return unit * _round_up(value / unit)
    raise AssertionError(value)


def _round_up(value: float) -> float:
    """The least of 2, 4, 6, 8 or 10 times a power of ten that is not below."""
    power = 10.0 ** int(log10(max(value, 1.0)))
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= value)
