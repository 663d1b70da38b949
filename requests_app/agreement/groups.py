"""Groups of answers: one answer with all those that agree with it.

Agreeing need not be transitive (a mark may be near two others which are not near each other), so that groups overlap
and each answer has one of its own.
"""

from collections.abc import Mapping, Sequence

# For each answer, the earliest first: those that agree with it by their numbers, and how far apart they are, 0 being
# the same. Symmetric, and without the answer itself.
Apart = Sequence[Mapping[int, float]]
# The numbers of the answers of a group, in order.
Group = list[int]


def largest_group(apart: Apart) -> Group:
    """The largest group, that of the earliest answer among equals; empty without answers."""
    if not apart:
        return []
    middle = max(range(len(apart)), key=lambda number: (len(apart[number]), -number))
    return sorted([middle, *apart[middle]])


def centre(apart: Apart, group: Group) -> int:
    """The answer that speaks for a group: the one that most of it agrees with, of those the closest to the others.

    The earliest among equals; where answers agree only when they are the same that is the group's first.
    """

    def strangeness(number: int) -> tuple[int, float]:
        others = [apart[number].get(other) for other in group if other != number]
        return others.count(None), sum(distance for distance in others if distance is not None)

    return min(group, key=strangeness)
