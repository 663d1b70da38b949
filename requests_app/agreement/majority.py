"""Majority: ask until so many agree, or so many were asked."""

from collections.abc import Callable
from dataclasses import dataclass

from .groups import Apart, centre, largest_group
from .outcome import Ending, Outcome


@dataclass(frozen=True)
class Majority:
    """`min_agreements` answers must agree, of at most `max_crunchers` people asked; a flag counts as one asked."""

    min_agreements: int
    max_crunchers: int
    stop_when_impossible: bool = False

    def decide(
        self, apart: Apart, *, flags: int = 0, held: int = 0, may_meet: Callable[[int, int], bool] | None = None
    ) -> Outcome:
        """What the answers come to, `flags` people having said that it can't be done and `held` being at it.

        `may_meet(one, other)`: whether an answer that is yet to come could agree with both, asked only where it
        matters; without it, whether the two agree.
        """
        group = largest_group(apart)
        leading = centre(apart, group) if group else None
        left = self.max_crunchers - len(apart) - flags
        ending = self._ending(apart, len(group), flags, left, may_meet)
        if ending:
            return Outcome(ending, leading, len(group), len(apart))
        needed = min(self.min_agreements - len(group), left)
        return Outcome(None, leading, len(group), len(apart), max(0, needed - held))

    def _ending(
        self, apart: Apart, agreed: int, flags: int, left: int, may_meet: Callable[[int, int], bool] | None
    ) -> Ending | None:
        if agreed >= self.min_agreements:
            return Ending.AGREED
        if self.max_crunchers - flags < self.min_agreements:
            return Ending.FLAGGED
        if left <= 0 or (self.stop_when_impossible and self._reach(apart, left, may_meet) < self.min_agreements):
            return Ending.WITHOUT
        return None

    def _reach(self, apart: Apart, left: int, may_meet: Callable[[int, int], bool] | None) -> int:
        """How large a group can still become: all who are left join it, and the first of them may be its new middle."""
        numbers = range(len(apart))
        if may_meet is None:
            return left + max((1 + len(agreeing) for agreeing in apart), default=0)
        return left + max((sum(may_meet(one, other) for other in numbers) for one in numbers), default=0)
