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

from collections.abc import Callable
from typing import Any

from .base import JSONObject, Sizes
from .marks import STAGED_SIZE, size_of
from .matching import perfect_matching

Answers = list[JSONObject]
# How far two marks are apart, in tolerances: 0 is the same place, and None is another place.
Distance = Callable[[JSONObject, JSONObject], float | None]

TOLERANCE_MS = 500


def marks_distance(
    params: JSONObject, one: Answers, other: Answers, sizes: Sizes | None, same_answer: Callable[[Any, Any], bool]
) -> float | None:
    """How far two answers are apart, summed over their marks; None when they don't agree.

    `same_answer` compares the answers about two marks (their `response`).
    """
    if len(one) != len(other):
        return None
    near: list[list[int]] = []
    distances: list[dict[int, float]] = []
    for mark in one:
        found = {}
        for index, candidate in enumerate(other):
            distance = mark_distance(params, mark, candidate, sizes)
            if distance is not None and same_answer(mark.get("response"), candidate.get("response")):
                found[index] = distance
        if not found:
            return None
        distances.append(found)
        near.append(sorted(found, key=found.__getitem__))
    matched = perfect_matching(near, len(other))
    if matched is None:
        return None
    return sum(found[right] for found, right in zip(distances, matched, strict=True))


def mark_distance(params: JSONObject, one: JSONObject, other: JSONObject, sizes: Sizes | None) -> float | None:
    """How far two marks are apart, in tolerances; None when they are not of one place."""
    index = one.get("attachment_index", 0)
    if index != other.get("attachment_index", 0):
        return None
    parts = []
    if "start" in one:
        parts.append(_text_distance(one, other, len(params["attachments"][index])))
    if "x" in one:
        parts.append(_picture_distance(one, other, size_of(params, index, sizes)))
    for end in ("t", "t2"):
        if end in one:
            apart = abs(round(one[end] * 1000) - round(other[end] * 1000))
            parts.append(apart / TOLERANCE_MS if apart <= TOLERANCE_MS else None)
    return None if None in parts else sum(part for part in parts if part is not None)


def _picture_distance(one: JSONObject, other: JSONObject, size: JSONObject) -> float | None:
    width, height = size.get("width", STAGED_SIZE["width"]), size.get("height", STAGED_SIZE["height"])
    scale = other_scale = 1
    if "width" in one:
        # Each in units of the other's width: whole numbers, and the same unit for both.
        scale, other_scale = other["width"], one["width"]
        width = scale * other_scale
        height = width * 3 / 4
    if "x2" in one:
        return _overlap_distance(_box(one, scale), _box(other, other_scale))
    across = one["x"] * scale - other["x"] * other_scale
    down = one["y"] * scale - other["y"] * other_scale
    apart = 2500 * (across * across + down * down) / (width * width + height * height)
    return float(apart**0.5) if apart <= 1 else None


def _text_distance(one: JSONObject, other: JSONObject, length: int) -> float | None:
    if "end" in one:
        return _overlap_distance((one["start"], 0, one["end"], 1), (other["start"], 0, other["end"], 1))
    apart, tolerance = abs(one["start"] - other["start"]), max(1.0, length / 50)
    return apart / tolerance if apart <= tolerance else None


def _box(mark: JSONObject, scale: int) -> tuple[int, int, int, int]:
    return mark["x"] * scale, mark["y"] * scale, mark["x2"] * scale, mark["y2"] * scale


def _overlap_distance(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float | None:
    """0 for the same box, 1 where intersection over union is a half; None below."""
    if one == other:
        return 0.0
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return None
    shared = across * down
    union = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1]) - shared
    return 2 - 2 * shared / union if 2 * shared >= union else None
