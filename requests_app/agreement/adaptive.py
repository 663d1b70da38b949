"""Adaptive: ask until the leading answer is as probably right as was asked for, or so many were asked."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .crowd import Given, Kind, Skill, judged
from .outcome import Ending, Outcome

# How good a cruncher may turn out to be: right 99 times of 100.
EXPERT = Skill(right=97.0)
# Sums of logarithms are right to about 1e-12; a target that is met but for that is met.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Adaptive:
    """The leading answer must be right with the probability `target`, after at least `min_crunchers` answers."""

    target: float
    min_crunchers: int
    max_crunchers: int

    @classmethod
    def asked(cls, confidence: Mapping[str, Any]) -> Self:
        """The rule that a question's `confidence` asks for, defaults filled in."""
        return cls(confidence["target"], confidence["min_crunchers"], confidence["max_crunchers"])

    def decide(self, kind: Kind, given: Sequence[Given], *, flags: int = 0, held: int = 0) -> Outcome:
        """What the answers come to, `flags` people having said that it can't be done and `held` being at it.

        The response is somebody's answer, even where a label that nobody gave is more probable: then more are asked.
        One flag alone ends nothing while there is somebody left to ask.
        """
        leading, probability = self._leading(kind, given)
        agreed = sum(label == given[leading][1] for _, label in given) if leading is not None else 0
        left = self.max_crunchers - len(given) - flags
        ending = self._ending(kind, len(given), probability, flags, left)
        needed = 0 if ending else min(left, self._needed(kind, given, left, leading))
        shown = round(probability, 4) if given else None
        return Outcome(ending, leading, agreed, len(given), max(0, needed - held), shown)

    def _leading(self, kind: Kind, given: Sequence[Given]) -> tuple[int | None, float]:
        """The answer whose label is the most probable of those given, the earliest with it; and how probable it is."""
        if not given:
            return None, 0.0
        verdict = judged(kind, given)
        chances = [verdict.of(label) for _, label in given]
        leading = max(range(len(given)), key=lambda number: (chances[number], -number))
        return leading, chances[leading]

    def _ending(self, kind: Kind, answers: int, probability: float, flags: int, left: int) -> Ending | None:
        if answers >= self.min_crunchers and self._sure(probability):
            return Ending.AGREED
        if flags > 1 and self.max_crunchers - flags < max(self.min_crunchers, self.at_least(kind)):
            return Ending.FLAGGED
        if left > 0:
            return None
        return Ending.WITHOUT if answers else Ending.FLAGGED

    def at_least(self, kind: Kind) -> int:
        """How many people it takes at least when nobody has answered yet."""
        return self._needed(kind, [], self.max_crunchers, None)

    def _sure(self, probability: float) -> bool:
        return probability >= self.target - _ROUNDING

    def _needed(self, kind: Kind, given: Sequence[Given], left: int, leading: int | None) -> int:
        """How many more people it takes at least: as many as would do if all were experts and of the leader's mind.

        At least one; what is missing to `min_crunchers`; and that alone where even `left` experts would not do.
        """
        floor = max(1, self.min_crunchers - len(given))
        mind = given[leading][1] if leading is not None else _likeliest(kind)

        def enough(more: int) -> bool:
            return self._sure(self._leading(kind, [*given, *[(EXPERT, mind)] * more])[1])

        if enough(floor) or not enough(left):
            return floor
        # The more experts, the surer: halving finds how many of up to 100 in 7 looks.
        return bisect_left(range(left + 1), True, lo=floor, key=enough)


def _likeliest(kind: Kind) -> str:
    """The label that most questions of a kind have had; any where all are alike."""
    return max(kind.labels or ("",), key=lambda label: kind.frequencies.get(label, 0.0))
