"""The plots of the page of usage: a column a day."""

from datetime import date

from requests_app import money
from requests_app.models import HeatRequest
from requests_app.plots import Plot, Series, Step, plot, seconds
from requests_app.usage import Figures, Usage

STATUSES = [
    Series(name.value, f"bar {name.value}")
    for name in (
        HeatRequest.Status.COMPLETE,
        HeatRequest.Status.PENDING,
        HeatRequest.Status.FLAGGED,
        HeatRequest.Status.ABORTED,
    )
]
HEADING = "Day, UTC"


def plots(usage: Usage) -> list[Plot]:
    """Requests by status, time to answer, and one of each currency in which something was charged."""
    return [_requests(usage), _times(usage), *(_costs(usage, currency) for currency in sorted(usage.total.cost))]


def _label(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _requests(usage: Usage) -> Plot:
    steps = [
        Step(_label(day), [one.counts[series.name] if one.requests else None for series in STATUSES])
        for day, one in usage.by_day.items()
    ]
    return plot("Requests", "by the day on which they were asked", STATUSES, steps, "{:,.0f}".format, heading=HEADING)


def _times(usage: Usage) -> Plot:
    series = [Series("Median", "bar faint"), Series("90 % within", "line")]
    steps = [_time(_label(day), one) for day, one in usage.by_day.items()]
    note = "the median, and a line up to where 90 % were answered"
    return plot("Time to answer", note, series, steps, seconds, heading=HEADING)


def _time(label: str, one: Figures) -> Step:
    if one.times is None:
        return Step(label, [None, None])
    median, p90 = one.times
    return Step(label, [median, None], (median, p90), [seconds(median), seconds(p90)])


def _costs(usage: Usage, currency: str) -> Plot:
    def text_of(micros: float) -> str:
        return money.amount(round(micros), currency)

    steps = [Step(_label(day), [one.cost.get(currency)]) for day, one in usage.by_day.items()]
    note = "by the day on which requests ended"
    return plot("Cost", note, [Series(f"Cost, {currency}")], steps, text_of, heading=HEADING)
