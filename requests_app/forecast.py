"""When a request will be answered, reckoned from the line, who is there, and how long recent assignments took. Pure.

The time to the answer is a wait in line, then the work of whoever answers, and of those who gave it back before. Each
part's mean and variance are reckoned, added, and a log-normal distribution with that mean and variance gives the
quantiles (the method of L. Fenton, "The Sum of Log-Normal Probability Distributions in Scatter Transmission Systems",
IRE Transactions on Communications Systems 8, 1960). Times of work are taken as log-normal, as times people take are
(L. Brown et al., "Statistical Analysis of a Telephone Call Center", JASA 100, 2005).

All times are seconds.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import erfc, exp, log, sqrt
from statistics import NormalDist, fmean, pvariance

# Fewer answers of a type than these say nothing of its next.
FEWEST_ANSWERS = 5
_NORMAL = NormalDist()
_POINTS = [(number + 0.5) / 64 for number in range(64)]
_UNFORESEEN = 0.1  # of a wait in line, as a standard deviation
_SHORTEST = 0.05  # seconds; a time of nothing has no logarithm


@dataclass(frozen=True)
class Pace:
    """How long recent assignments of one type took: the logarithms of answered ones; those that came to nothing.

    `failing`: the share that was skipped, flagged or left; `failing_mean`: how long those took.
    """

    answers: int
    log_mean: float
    log_sd: float
    failing: float = 0.0
    failing_mean: float = 0.0

    @classmethod
    def of(cls, answered: Collection[float], failed: Collection[float]) -> "Pace | None":
        """From how long assignments took that were answered, and that were not; None from too few."""
        if len(answered) < FEWEST_ANSWERS:
            return None
        logs = [log(max(_SHORTEST, seconds)) for seconds in answered]
        failing = len(failed) / (len(answered) + len(failed))
        return cls(len(answered), fmean(logs), sqrt(pvariance(logs)), failing, fmean(failed) if failed else 0.0)


@dataclass(frozen=True)
class Crew:
    """The crunchers: how many are there, and how many of them wait for work; what became of recent assignments.

    `mean`, `variation`: of how long an assignment of whatever type takes from one free moment of its cruncher to the
    next, and the square of its coefficient of variation, by so many as are `known`. `done`: the share that is
    answered; what is not goes back to its place in line, in front. `more`: answers that were asked for later, because
    people did not agree, for each that was asked for at first; they too go in front.
    """

    online: int
    idle: int
    mean: float
    variation: float
    known: int
    done: float
    more: float = 0.0


@dataclass(frozen=True)
class Standing:
    """Where a request stands: places ahead of it in line, its own open ones, since when others are held.

    `further`: how many more answers it will need, on the average, than those that are asked for now, because people
    may not agree.
    """

    ahead: int
    open: int
    held: tuple[float, ...] = ()
    further: float = 0.0


@dataclass(frozen=True)
class Forecast:
    """Seconds within which half, and nine of ten, such requests are answered."""

    p50: float
    p90: float


def forecast(pace: Pace, crew: Crew, standing: Standing) -> Forecast | None:
    """When a request will be answered; None when too few are there, since nobody is asked twice."""
    asked = standing.open + len(standing.held)
    if asked == 0 or crew.online < asked:
        return None
    mean, variance = _wait(crew, standing)
    work_mean, work_variance = _work(pace, asked, 0.0 if standing.open else min(standing.held))
    again_mean, again_variance = _again(pace, crew, standing, asked)
    return _quantiles(mean + work_mean + again_mean, variance + work_variance + again_variance)


def _free_moment(crew: Crew) -> float:
    """From one free moment of any of the crunchers to the next."""
    return crew.mean / crew.online


def _wait(crew: Crew, standing: Standing) -> tuple[float, float]:
    """Mean and variance of the wait until the last of the open places is taken.

    Free moments of many people come like those of a renewal process of their summed rate (D. Cox, W. Smith, "On the
    Superposition of Renewal Processes", Biometrika 41, 1954): over short times as a Poisson process. The first one
    comes after the rest of what is in hand, on the average (1 + variation) / 2 of an assignment, divided among them.
    The mean itself is only known from a sample, by whose standard error the whole wait may be off; and a little more,
    since people come and go.
    """
    places = standing.ahead + standing.open - crew.idle
    if standing.open == 0 or places <= 0:
        return 0.0, 0.0
    moments = places * (1 + crew.more) / crew.done
    step = _free_moment(crew)
    mean = (moments - 1 + (1 + crew.variation) / 2) * step
    unknown = crew.variation / crew.known + _UNFORESEEN**2
    return mean, moments * max(1.0, crew.variation) * step * step + mean * mean * unknown


def _work(pace: Pace, people: int, elapsed: float) -> tuple[float, float]:
    """Mean and variance of what the slowest of so many people still need, each being at it for `elapsed` seconds.

    By points of the distribution: the quantile u of the largest of n is the quantile u ** (1 / n) of one.
    """
    # By the tail, which is exact where nearly all would have been done by now.
    tail = 1.0
    if elapsed > 0 and pace.log_sd > 0:
        tail = erfc((log(elapsed) - pace.log_mean) / pace.log_sd / sqrt(2)) / 2
    times = []
    for point in _POINTS:
        longer = max(1e-300, tail * (1 - point ** (1 / people)))
        whole = exp(pace.log_mean - pace.log_sd * _NORMAL.inv_cdf(longer))
        times.append(max(_SHORTEST, whole - elapsed))
    return fmean(times), pvariance(times)


def _again(pace: Pace, crew: Crew, standing: Standing, asked: int) -> tuple[float, float]:
    """Mean and variance of what is added where somebody gives a place back, or where people do not agree.

    How often that happens is taken as geometric: n times on the average, with variance n + n².
    """
    gap = 0.0 if crew.idle > asked else _free_moment(crew)
    back = (1 - (1 - pace.failing) ** asked) / (1 - pace.failing)
    work, spread = _work(pace, 1, 0.0)
    mean, variance = 0.0, 0.0
    for times, cost, noise in ((back, pace.failing_mean + gap, 0.0), (standing.further, work + gap, spread)):
        mean += times * cost
        variance += times * noise + (times + times * times) * cost * cost
    return mean, variance


def _quantiles(mean: float, variance: float) -> Forecast:
    """Of the log-normal distribution with this mean and variance."""
    spread = log(1 + variance / (mean * mean))
    middle = log(mean) - spread / 2
    return Forecast(exp(middle), exp(middle + _NORMAL.inv_cdf(0.9) * sqrt(spread)))
