"""Marks that nobody made: lawful ones for any question, the same for the same chance."""

import re
from random import Random

from .base import JSONObject
from .marks import STAGED_DURATION, STAGED_SIZE, keys_of, markable, seconds

WORD = re.compile(r"\S+")


def staged_marks(params: JSONObject, random: Random) -> list[JSONObject]:
    """As few marks as the question allows, inside 640 x 480 pixels, 10 s, or the texts that are given."""
    targets = markable(params)
    words = {}
    if params["attachments_type"] == "text":
        words = {target: _words(params["attachments"][target]) for target in targets}
    marks = []
    for _ in range(params["min_annotations"]):
        target = random.choice(targets)
        place = _place(random)
        if words:
            start, end = random.choice(words[target])
            place |= {"start": start, "end": end, "text": params["attachments"][target][start:end]}
        mark = {"attachment_index": target} if len(params["attachments"]) > 1 else {}
        marks.append({**mark, **{key: place[key] for key in keys_of(params)}})
    return marks


def _place(random: Random) -> JSONObject:
    """A value for each key of any mark, the ends being the right way round."""
    width, height = STAGED_SIZE["width"], STAGED_SIZE["height"]
    x, y, t = random.randrange(width), random.randrange(height), random.randrange(STAGED_DURATION * 1000)
    return {
        "x": x,
        "y": y,
        "x2": random.randint(x + 1, width),
        "y2": random.randint(y + 1, height),
        "t": seconds(t),
        "t2": seconds(random.randint(t + 1, STAGED_DURATION * 1000)),
        "width": width,
    }


def _words(text: str) -> list[tuple[int, int]]:
    """Where each word begins and ends; the whole text where there is none."""
    return [match.span() for match in WORD.finditer(text)] or [(0, len(text))]
