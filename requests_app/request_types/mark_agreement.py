"""When marks agree: place by place, and then one-to-one.

| | agree when |
| --- | --- |
| points | at most 2 % of the picture's diagonal apart |
| rectangles | the shared area is at least half of the area that either covers |
| times | at most 0.5 s apart, each end for itself |
| spans of text | the shared part is at least half of the part that either covers |
| points in a text | at most 2 % of the text's length apart, and one character in any text |

What is known of the picture's size decides; without it 640 x 480 is assumed, as in staging. Websites have no size that
all see alike: their marks are compared in widths of the page, whose height is taken as three quarters of its width.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from operator import eq, itemgetter
from typing import Any, NamedTuple

from .base import JSONObject, Sizes
from .marks import STAGED_SIZE, size_of
from .matching import maximum_matching, perfect_matching

PICTURE_TOLERANCE = 0.02
TEXT_TOLERANCE = 0.02
TOLERANCE_MS = 500
WEBSITE_SIZE = (1.0, 0.75)  # in widths of the page


class Place(NamedTuple):
    """A mark made ready to be compared with many."""

    shape: tuple[float, ...]  # (x, y, tolerance) of a point, (x, y, x2, y2) of an area, nothing in sound
    times: tuple[int, ...]  # milliseconds
    response: Any
    attachment: int

    @property
    def lead(self) -> float:
        """What places are sorted by."""
        return self.shape[0] if self.shape else self.times[0]

    @property
    def reach(self) -> float:
        """How far at most, and a little more, the lead of an agreeing place is from this one's."""
        if not self.shape:
            return TOLERANCE_MS
        # Areas of which half is shared begin no farther apart than either is wide.
        reach = self.shape[2] if len(self.shape) == 3 else self.shape[2] - self.shape[0]
        return reach * 1.000001 + 0.000001


def marks_distance(
    params: JSONObject,
    one: list[JSONObject],
    other: list[JSONObject],
    sizes: Sizes | None,
    same_response: Callable[[Any, Any], bool],
) -> float | None:
    """How far two answers are apart in tolerances, summed over their marks; None when they don't agree.

    `same_response` compares the responses of two marks. The matching is one-to-one and finds a way wherever there is
    one; among several it prefers near pairs, which is not to say that its sum is the least.
    """
    if len(one) != len(other):
        return None
    distances: list[dict[int, float]] = []
    for found in _near(params, one, other, sizes, same_response):
        if not found:
            return None
        distances.append(found)
    matched = perfect_matching([sorted(found, key=found.__getitem__) for found in distances], len(other))
    if matched is None:
        return None
    return sum(found[number] for found, number in zip(distances, matched, strict=True))


def support(
    params: JSONObject,
    response: list[JSONObject],
    answers: list[list[JSONObject]],
    sizes: Sizes | None,
    same_response: Callable[[Any, Any], bool],
) -> list[int]:
    """For each mark of the response, how many answers have it: one of their marks stands for one of the response's."""
    counts = [0] * len(response)
    for answer in answers:
        if answer == response:
            counts = [count + 1 for count in counts]
            continue
        near = [list(found) for found in _near(params, response, answer, sizes, same_response)]
        for number, partner in enumerate(maximum_matching(near, len(answer))):
            counts[number] += partner is not None
    return counts


def _near(
    params: JSONObject,
    one: list[JSONObject],
    other: list[JSONObject],
    sizes: Sizes | None,
    same_response: Callable[[Any, Any], bool],
) -> Iterator[dict[int, float]]:
    """For each mark of one answer, the numbers of the other's that agree with it, and how far they are from it."""
    return _near_places(places(params, one, sizes), places(params, other, sizes), same_response)


def _near_places(
    one: list[Place], other: list[Place], same_response: Callable[[Any, Any], bool]
) -> Iterator[dict[int, float]]:
    ready: dict[int, list[tuple[float, int, Place]]] = defaultdict(list)
    for number, place in enumerate(other):
        ready[place.attachment].append((place.lead, number, place))
    leads = {index: _sorted_leads(found) for index, found in ready.items()}
    for place in one:
        index = place.attachment
        low = bisect_left(leads.get(index, []), place.lead - place.reach)
        high = bisect_right(leads.get(index, []), place.lead + place.reach)
        found = {}
        for _, number, candidate in ready[index][low:high]:
            distance = _distance(place, candidate)
            if distance is not None and (
                place.response == candidate.response or same_response(place.response, candidate.response)
            ):
                found[number] = distance
        yield found


def places_difference(one: list[Place], other: list[Place]) -> float:
    """The share of the marks of two answers that have no partner in the other one: 0 the same, 1 nothing shared.

    The Dice distance (1 - F1) under the largest one-to-one matching; 0 for two answers without marks. The answers may
    be to different questions: places are then compared as they are, points in tolerances of their own picture.
    """
    if not one or not other:
        return float(bool(one or other))
    near = [list(found) for found in _near_places(_in_tolerances(one), _in_tolerances(other), eq)]
    shared = sum(partner is not None for partner in maximum_matching(near, len(other)))
    return 1 - 2 * shared / (len(one) + len(other))


def _in_tolerances(marks: list[Place]) -> list[Place]:
    return [
        place._replace(shape=(place.shape[0] / place.shape[2], place.shape[1] / place.shape[2], 1.0))
        if len(place.shape) == 3
        else place
        for place in marks
    ]


def _sorted_leads(places: list[tuple[float, int, Place]]) -> list[float]:
    places.sort(key=itemgetter(0))
    return [lead for lead, _, _ in places]


def places(
    params: JSONObject, marks: list[JSONObject], sizes: Sizes | None, coded: Callable[[Any], Any] = lambda value: value
) -> list[Place]:
    """The marks of an answer, made ready; `coded` is what becomes of their responses."""
    return [
        Place(
            _shape(params, mark, sizes),
            tuple(round(mark[key] * 1000) for key in ("t", "t2") if key in mark),
            coded(mark.get("response")),
            mark.get("attachment_index", 0),
        )
        for mark in marks
    ]


def _shape(params: JSONObject, mark: JSONObject, sizes: Sizes | None) -> tuple[float, ...]:
    index = mark.get("attachment_index", 0)
    if "end" in mark:
        return mark["start"], 0, mark["end"], 1
    if "start" in mark:
        return mark["start"], 0, max(1.0, len(params["attachments"][index]) * TEXT_TOLERANCE)
    if "x" not in mark:
        return ()
    unit = mark.get("width", 1)
    if "x2" in mark:
        return mark["x"] / unit, mark["y"] / unit, mark["x2"] / unit, mark["y2"] / unit
    if "width" in mark:
        width, height = WEBSITE_SIZE
    else:
        size = {**STAGED_SIZE, **size_of(params, index, sizes)}
        width, height = size["width"], size["height"]
    return mark["x"] / unit, mark["y"] / unit, (width * width + height * height) ** 0.5 * PICTURE_TOLERANCE


def _distance(one: Place, other: Place) -> float | None:
    """How far two places of one attachment are apart: 0 is the same, None too far, or of different kinds.

    Written out, since marks in a heap are compared each with each.
    """
    shape, other_shape = one.shape, other.shape
    if len(shape) != len(other_shape) or len(one.times) != len(other.times):
        return None
    total = 0.0
    for time, other_time in zip(one.times, other.times, strict=True) if one.times else ():
        apart = abs(time - other_time)
        if apart > TOLERANCE_MS:
            return None
        total += apart / TOLERANCE_MS
    if shape == other_shape:
        return total
    if len(shape) == 3:
        across, down, tolerance = shape[0] - other_shape[0], shape[1] - other_shape[1], shape[2]
        square = (across * across + down * down) / (tolerance * tolerance)
        return total + float(square**0.5) if square <= 1 else None
    far = _overlap(*shape, *other_shape)
    return None if far is None else total + far


def _overlap(
    x: float, y: float, x2: float, y2: float, other_x: float, other_y: float, other_x2: float, other_y2: float
) -> float | None:
    """0 for the same area, 1 where intersection over union is a half; None below."""
    across = min(x2, other_x2) - max(x, other_x)
    down = min(y2, other_y2) - max(y, other_y)
    if across <= 0 or down <= 0:
        return None
    shared = across * down
    union = (x2 - x) * (y2 - y) + (other_x2 - other_x) * (other_y2 - other_y) - shared
    return 2 - 2 * shared / union if 2 * shared >= union else None
