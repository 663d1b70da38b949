"""The plots of a standing: what was counted, a column for each step of time."""

from collections.abc import Callable

from requests_app.plots import Plot, Series, Step, percent, plot, seconds

from .standing import Figures, Standing


def plots(standing: Standing) -> list[Plot]:
    """Answers, accuracy, agreement and time."""
    each = f"each {standing.span.step_name}"
    return [
        _plot(standing, "Answers", each, lambda one: one.answered or None, "{:,.0f}".format),
        _accuracy(standing, f"{each}, with the 95 % interval"),
        _plot(standing, "Agreed with others", each, lambda one: one.agreement, percent, top=1.0),
        _plot(standing, "Time for an answer", f"{each}, the median", lambda one: one.median, seconds),
    ]


def _plot(
    standing: Standing,
    title: str,
    note: str,
    value_of: Callable[[Figures], float | None],
    text_of: Callable[[float], str],
    *,
    top: float | None = None,
) -> Plot:
    steps = [Step(one.label, [value_of(one)]) for one in standing.over_time]
    return plot(title, note, [Series(title)], steps, text_of, top=top)


def _accuracy(standing: Standing, note: str) -> Plot:
    title = "Right on questions whose answer is known"
    steps = []
    for one in standing.over_time:
        if one.accuracy is None or one.interval is None:
            steps.append(Step(one.label, [None]))
            continue
        low, high = one.interval.low, one.interval.high
        text = f"{percent(one.accuracy)} ({percent(low)} to {percent(high)}, of {one.judged})"
        steps.append(Step(one.label, [one.accuracy], (low, high), [text]))
    return plot(title, note, [Series(title, "bar faint")], steps, percent, top=1.0)
