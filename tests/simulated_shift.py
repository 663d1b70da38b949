"""A shift on a clock of its own: requests come, crunchers take them by Heat's rules, and each is forecast as it comes.

Nothing of Heat is in it but what it is there to judge, the estimator: who takes what, skips and disagreements are
written out anew in their simplest form.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from math import log
from random import Random
from statistics import fmean, pvariance

from requests_app.forecast import Crew, Forecast, Pace, Standing, forecast

# Seconds that work takes: the median, and the standard deviation of the logarithm.
WORK = {"choice": (12.0, 0.5), "text": (35.0, 0.7)}
SKIPPED, SKIPPED_AFTER = 0.08, 4.0
SEVERAL, DISAGREE = 0.25, 0.15  # the share of requests that are asked of two of three, and how often two disagree
WARM_UP = 60  # ended assignments before the first forecast counts


@dataclass(eq=False)
class Asked:
    came: float
    type: str
    several: bool
    open: int
    answers: int = 0
    held: dict[int, float] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    said: Forecast | None = None


@dataclass
class Ended:
    """An assignment that is over, as the estimator may know it."""

    type: str
    seconds: float
    answered: bool


class Shift:
    """`crunchers` people, and requests at `load` times what they can do."""

    def __init__(self, seed: int, crunchers: int, load: float, requests: int) -> None:
        self.chance = Random(seed)
        self.crunchers, self.idle = crunchers, set(range(crunchers))
        self.line: list[Asked] = []
        self.recent: deque[Ended] = deque(maxlen=1000)
        self.further: deque[int] = deque(maxlen=200)
        self.events: list[tuple[float, int, object]] = []
        self.number = 0
        self.done: list[tuple[Asked, float]] = []
        work = fmean(median * 2.718281828 ** (spread * spread / 2) for median, spread in WORK.values())
        answers = 1 + SEVERAL * (1 + DISAGREE)
        gap = work * answers / crunchers / load
        moment = 0.0
        for _ in range(requests):
            moment += self.chance.expovariate(1 / gap)
            several = self.chance.random() < SEVERAL
            type_ = self.chance.choice(list(WORK))
            self._at(moment, Asked(moment, type_, several, 2 if several else 1))

    def _at(self, moment: float, what: object) -> None:
        self.number += 1
        heapq.heappush(self.events, (moment, self.number, what))

    def run(self) -> list[tuple[Asked, float]]:
        """The requests that were forecast, and after how many seconds each was answered."""
        while self.events:
            now, _, what = heapq.heappop(self.events)
            if isinstance(what, Asked):
                if len(self.recent) >= WARM_UP:
                    what.said = self.forecast(what)
                self.line.append(what)
            else:
                self._ends(now, *what)
            self._hand_out(now)
        return [(asked, seconds) for asked, seconds in self.done if asked.said]

    def _hand_out(self, now: float) -> None:
        for asked in [asked for asked in self.line if asked.open]:
            if not self.idle:
                return
            for cruncher in sorted(self.idle - asked.touched)[: asked.open]:
                self.idle.remove(cruncher)
                asked.open -= 1
                asked.held[cruncher] = now
                asked.touched.add(cruncher)
                skips = self.chance.random() < SKIPPED
                median, spread = (SKIPPED_AFTER, 0.5) if skips else WORK[asked.type]
                self._at(now + self.chance.lognormvariate(log(median), spread), (asked, cruncher, skips))

    def _ends(self, now: float, asked: Asked, cruncher: int, skips: bool) -> None:
        self.idle.add(cruncher)
        self.recent.append(Ended(asked.type, now - asked.held.pop(cruncher), not skips))
        if skips:
            asked.open += 1
            if len(asked.touched) == self.crunchers:  # nobody is left: that is another story
                self.line.remove(asked)
            return
        asked.answers += 1
        needed = 2 if asked.several else 1
        if asked.answers == needed and asked.several and self.chance.random() < DISAGREE:
            asked.open += 1
        elif asked.answers >= needed:
            self.line.remove(asked)
            self.done.append((asked, now - asked.came))
            if asked.several:
                self.further.append(asked.answers - needed)

    def forecast(self, asked: Asked) -> Forecast | None:
        """What the estimator says of a request that comes now."""
        pace = Pace.of(self._times(asked.type, True), self._times(asked.type, False))
        times = [ended.seconds for ended in self.recent]
        mean, done = fmean(times), fmean(ended.answered for ended in self.recent)
        more = sum(self.further) / len(self.recent)
        crew = Crew(self.crunchers, len(self.idle), mean, pvariance(times) / mean**2, len(times), done, more)
        further = fmean(self.further) if asked.several and self.further else 0.0
        return forecast(pace, crew, Standing(sum(one.open for one in self.line), asked.open, (), further))

    def _times(self, type_: str, answered: bool) -> list[float]:
        return [ended.seconds for ended in self.recent if ended.type == type_ and ended.answered == answered]
