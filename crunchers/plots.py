"""Plots as rectangles and lines in a box of 100 by 100, for a template to draw; every value also stands in a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10

from .standing import Figures, Standing

GAP = 0.15  # of a column


@dataclass(frozen=True)
class Bar:
    """One column; whiskers go from `low` to `high`, where there are any."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Plot:
    """One plot: `top` and `half` are what its axis says at its top and in its middle."""

    title: str
    note: str
    bars: list[Bar]
    top: str
    half: str
    empty: bool


def percent(share: float) -> str:
    return f"{round(share * 100)}\N{NO-BREAK SPACE}%"


def seconds(value: float) -> str:
    """`20 s`, `2 min 5 s`."""
    if value < 59.5:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def plots(standing: Standing) -> list[Plot]:
    """The plots of a standing: what was counted, a column for each step of time."""
    each = f"each {standing.span.step_name}"
    steps = standing.over_time
    return [
        _plot("Answers", each, steps, lambda one: one.answered or None, "{:,.0f}".format),
        _plot(
            "Right on questions whose answer is known",
            f"{each}, with the 95 % interval",
            steps,
            lambda one: one.accuracy,
            percent,
            top=1.0,
            whiskers=True,
        ),
        _plot("Agreed with others", each, steps, lambda one: one.agreement, percent, top=1.0),
        _plot("Time for an answer", f"{each}, the median", steps, lambda one: one.median, seconds),
    ]


def _plot(
    title: str,
    note: str,
    steps: Sequence[Figures],
    value_of: Callable[[Figures], float | None],
    text_of: Callable[[float], str],
    *,
    top: float | None = None,
    whiskers: bool = False,
) -> Plot:
    values = [value_of(step) for step in steps]
    known = [value for value in values if value is not None]
    highest = top or _round_up(max(known, default=1.0))
    wide = 100 / len(steps)
    bars = []
    for number, (step, value) in enumerate(zip(steps, values, strict=True)):
        height = 100 * (value or 0) / highest
        text = "–" if value is None else text_of(value)
        interval = step.interval if whiskers and value is not None else None
        if interval:
            text += f" ({percent(interval.low)} to {percent(interval.high)}, of {step.judged})"
        bars.append(
            Bar(
                round(wide * (number + GAP / 2), 2),
                round(100 - height, 2),
                round(wide * (1 - GAP), 2),
                round(height, 2),
                round(wide * (number + 0.5), 2),
                step.label,
                text,
                round(100 - 100 * interval.low, 2) if interval else None,
                round(100 - 100 * interval.high, 2) if interval else None,
            )
        )
    return Plot(title, note, bars, text_of(highest), text_of(highest / 2), not known)


def _round_up(value: float) -> float:
    """The least of 2, 4, 6, 8 or 10 times a power of ten that is not below."""
    power = 10.0 ** int(log10(max(value, 1.0)))
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= value)
