"""Matching one-to-one: Hopcroft and Karp's algorithm, in E * sqrt(V) steps and without recursion."""

from collections import deque


def perfect_matching(neighbours: list[list[int]], count: int) -> list[int] | None:
    """For each left node the right one it is matched with, all different; None where there is no such matching.

    `neighbours` lists for each left node the right ones (0 to count - 1) that it may have, the preferred first.
    """
    if len(neighbours) != count or not all(neighbours):
        return None
    matched = maximum_matching(neighbours, count)
    return None if None in matched else [right for right in matched if right is not None]


def maximum_matching(neighbours: list[list[int]], count: int) -> list[int | None]:
    """For each left node the right one it is matched with, or None, as many matched as can be."""
    right_of: list[int | None] = [None] * len(neighbours)
    left_of: list[int | None] = [None] * count
    gained = -1
    while gained:
        levels = _levels(neighbours, right_of, left_of)
        free = [start for start, right in enumerate(right_of) if right is None]
        gained = sum(_augment(start, neighbours, right_of, left_of, levels) for start in free)
    return right_of


def _levels(neighbours: list[list[int]], right_of: list[int | None], left_of: list[int | None]) -> list[int]:
    """How many alternations each left node is away from an unmatched one; -1 where it can't be reached."""
    levels = [0 if right is None else -1 for right in right_of]
    queue = deque(node for node, level in enumerate(levels) if level == 0)
    while queue:
        node = queue.popleft()
        for right in neighbours[node]:
            owner = left_of[right]
            if owner is not None and levels[owner] < 0:
                levels[owner] = levels[node] + 1
                queue.append(owner)
    return levels


def _augment(
    start: int, neighbours: list[list[int]], right_of: list[int | None], left_of: list[int | None], levels: list[int]
) -> int:
    """Match `start`, rematching others along a path of rising levels: 1 when there is such a path, else 0.

    Nodes that lead nowhere lose their level, so that no path of this round looks at them again.
    """
    path: list[tuple[int, int]] = []
    choices = {start: iter(neighbours[start])}
    node = start
    while True:
        for right in choices[node]:
            owner = left_of[right]
            if owner is None:
                for left, taken in [*path, (node, right)]:
                    right_of[left], left_of[taken] = taken, left
                return 1
            if levels[owner] == levels[node] + 1:
                path.append((node, right))
                node = owner
                choices[node] = iter(neighbours[node])
                break
        else:
            levels[node] = -1
            if not path:
                return 0
            node = path.pop()[0]
