"""The estimator behind `eta`, held against a simulated shift, and what it says of single cases."""

from dataclasses import replace

import pytest

from requests_app.forecast import Crew, Pace, Standing, forecast
from tests.simulated_shift import Shift

PACE = Pace(answers=100, log_mean=3.0, log_sd=0.5)  # a median of 20 seconds
CREW = Crew(online=4, idle=0, mean=22.0, variation=0.3, known=100, done=1.0)


@pytest.mark.parametrize("load", [0.5, 0.9, 1.3])
def test_nine_of_ten_answers_come_within_p90_whether_the_line_is_short_or_grows(load):
    done = [one for seed in range(2) for one in Shift(seed, crunchers=8, load=load, requests=500).run()]
    assert len(done) > 800
    within = [sum(seconds <= asked.said.p90 for asked, seconds in some) / len(some) for some in _split(done)]
    assert all(0.8 <= share <= 0.97 for share in within), within
    half = sum(seconds <= asked.said.p50 for asked, seconds in done) / len(done)
    assert 0.3 <= half <= 0.7


def _split(done):
    """All, those that one person answers, and those that several do."""
    return done, [one for one in done if not one[0].several], [one for one in done if one[0].several]


def test_with_nobody_before_it_and_somebody_idle_it_takes_as_long_as_the_work_does():
    found = forecast(PACE, replace(CREW, idle=1), Standing(ahead=0, open=1))
    assert found.p50 == pytest.approx(20.1, rel=0.05)  # e ** 3
    assert found.p90 == pytest.approx(38.1, rel=0.05)  # e ** (3 + 1.2816 / 2)


@pytest.mark.parametrize(
    "longer",
    [
        (PACE, CREW, Standing(ahead=20, open=1)),
        (PACE, CREW, Standing(ahead=5, open=2)),
        (PACE, CREW, Standing(ahead=5, open=1, further=0.5)),
        (PACE, replace(CREW, online=2), Standing(ahead=5, open=1)),
        (PACE, replace(CREW, done=0.8), Standing(ahead=5, open=1)),
        (PACE, replace(CREW, more=0.2), Standing(ahead=5, open=1)),
        (replace(PACE, failing=0.2, failing_mean=10.0), CREW, Standing(ahead=5, open=1)),
        (replace(PACE, log_mean=4.0), CREW, Standing(ahead=5, open=1)),
    ],
)
def test_it_takes_longer_where_there_is_more_to_do(longer):
    short, long = forecast(PACE, CREW, Standing(ahead=5, open=1)), forecast(*longer)
    assert long.p50 > short.p50
    assert long.p90 > short.p90
    assert long.p90 > long.p50


def test_what_somebody_is_at_takes_what_is_left_of_it():
    fresh, half_way = (forecast(PACE, CREW, Standing(ahead=9, open=0, held=(seconds,))) for seconds in (0.0, 15.0))
    assert half_way.p50 < fresh.p50
    long_past = forecast(PACE, CREW, Standing(ahead=9, open=0, held=(100_000.0,)))
    assert 0 < long_past.p50 < long_past.p90


def test_nothing_is_said_where_fewer_people_are_there_than_are_asked():
    assert forecast(PACE, replace(CREW, online=1), Standing(ahead=0, open=2)) is None
    assert forecast(PACE, replace(CREW, online=0), Standing(ahead=0, open=1)) is None
    assert forecast(PACE, CREW, Standing(ahead=0, open=0)) is None


def test_a_pace_is_known_from_five_answers_on():
    assert Pace.of([10.0] * 4, [1.0] * 40) is None
    pace = Pace.of([10.0] * 5, [2.0] * 5)
    assert (pace.failing, pace.failing_mean) == (0.5, 2.0)
    assert forecast(pace, CREW, Standing(ahead=0, open=1)).p50 > 10
