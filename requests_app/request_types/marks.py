"""Marks: places in attachments, and what a lawful one looks like for each type of attachment.

| attachments_type | point | rectangle |
| --- | --- | --- |
| image | x, y | x, y, x2, y2 |
| video | x, y, t | x, y, x2, y2, t |
| audio | t | t, t2 |
| text | start | start, end, text |
| website | x, y, width | x, y, x2, y2, width |

x and y are whole pixels from the top left (of a website: CSS pixels, `width` being that of the page as it was shown),
t seconds, rounded to the millisecond, start and end offsets in Unicode code points. A point lies on a pixel, so x is
below the width; a rectangle has edges, so x2 may be the width. `attachment_index` is there exactly when there is more
than one attachment, blank ones counted. A blank attachment can be marked only where all are blank: nothing else is
there to mark then, and the one mark that an empty text can have is empty.
"""

import math
from typing import Any

from rest_framework.serializers import ValidationError

from .base import JSONObject, Sizes
from .fields import is_blank, is_number, whole
from .links import youtube_id

MAX_MARKS = 1_000
MAX_PIXELS = 10_000_000
MAX_SECONDS = 1_000_000
STAGED_SIZE = {"width": 640, "height": 480}
STAGED_DURATION = 10
YOUTUBE_SIZE = {"width": 1280, "height": 720}  # the frame that YouTube's player is shown in

KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "image": {"point": ("x", "y"), "rectangle": ("x", "y", "x2", "y2")},
    "video": {"point": ("x", "y", "t"), "rectangle": ("x", "y", "x2", "y2", "t")},
    "audio": {"point": ("t",), "rectangle": ("t", "t2")},
    "text": {"point": ("start",), "rectangle": ("start", "end", "text")},
    "website": {"point": ("x", "y", "width"), "rectangle": ("x", "y", "x2", "y2", "width")},
}
SECONDS = ("t", "t2")
ORDERED = (("x", "x2"), ("y", "y2"), ("t", "t2"), ("start", "end"))
# Which measure of the attachment limits a key.
LIMITS = {"x": "width", "x2": "width", "y": "height", "y2": "height", "t": "duration", "t2": "duration"}
MEASURES = {"image": ("width", "height"), "video": ("width", "height", "duration"), "audio": ("duration",)}


def keys_of(params: JSONObject) -> tuple[str, ...]:
    """The keys of a mark, attachment_index aside."""
    return KEYS[params["attachments_type"]][params["annotations_type"]]


def markable(params: JSONObject) -> list[int]:
    """The indexes of the attachments that can be marked: those that are not blank, or all where all are blank."""
    texts = params["attachments"]
    return [index for index, text in enumerate(texts) if not is_blank(text)] or list(range(len(texts)))


def clean_marks(params: JSONObject, answer: Any, sizes: Sizes | None, extra: tuple[str, ...] = ()) -> list[JSONObject]:
    """The marks with their keys in order, seconds rounded and `text` filled in. Raises ValidationError by index.

    `extra` names keys of a mark that the caller checks itself: they must be there, and are kept as they are.
    """
    if not isinstance(answer, list):
        raise ValidationError(["Must be a list of marks."])
    least, most = params["min_annotations"], min(params["max_annotations"] or MAX_MARKS, MAX_MARKS)
    if not least <= len(answer) <= most:
        raise ValidationError([f"Must have {least} to {most} marks; there are {len(answer)}."])
    targets = frozenset(markable(params))
    marks: list[JSONObject] = []
    wrong: dict[Any, Any] = {}
    for index, mark in enumerate(answer):
        try:
            marks.append(_clean_mark(params, mark, sizes, extra, targets))
        except ValidationError as error:
            wrong[index] = error.detail
    if wrong:
        raise ValidationError(wrong)
    return marks


def _clean_mark(
    params: JSONObject, mark: Any, sizes: Sizes | None, extra: tuple[str, ...], targets: frozenset[int]
) -> JSONObject:
    if not isinstance(mark, dict):
        raise ValidationError(["Must be an object."])
    several = len(params["attachments"]) > 1
    keys = (*(["attachment_index"] if several else []), *keys_of(params), *extra)
    unknown = [key for key in mark if key not in keys]
    wrong: dict[str, Any] = {key[:64]: [_unknown(key)] for key in unknown[:20]}
    # The marked words need not be sent: they are in the attachment.
    wrong |= {key: ["This field is required."] for key in keys if key not in mark and key != "text"}
    if several and "attachment_index" in mark and whole(mark["attachment_index"]) not in targets:
        wrong["attachment_index"] = ["Must be the index of an attachment that is not blank, from 0."]
    if wrong:
        raise ValidationError(wrong)
    target = int(mark["attachment_index"]) if several else 0
    clean = {key: _clean_value(params, key, mark[key], wrong) for key in keys if key not in ("text", *extra)}
    if wrong:
        raise ValidationError(wrong)
    _check_place(params, clean, target, sizes)
    if "text" in keys:
        clean["text"] = params["attachments"][target][clean["start"] : clean["end"]]
        if mark.get("text", clean["text"]) != clean["text"]:
            raise ValidationError({"text": ["Must be the words of the attachment from start to end."]})
    return {**clean, **{key: mark[key] for key in extra}}


def _unknown(key: str) -> str:
    return "Goes with more than one attachment only." if key == "attachment_index" else "Is not a field of such a mark."


def _clean_value(params: JSONObject, key: str, value: Any, wrong: dict[str, Any]) -> Any:
    """The value as it is stored; what is wrong with it goes into `wrong`."""
    if key in SECONDS:
        if is_number(value) and 0 <= value <= MAX_SECONDS:
            return seconds(round(value * 1000))
        wrong[key] = ["Must be seconds, 0 or more."]
        return None
    number = whole(value)
    if number is None or number < (1 if key == "width" else 0) or number > MAX_PIXELS:
        what = "an offset in characters" if params["attachments_type"] == "text" else "a whole number of pixels"
        wrong[key] = [f"Must be {what}, 0 or more."]
    return number


def _check_place(params: JSONObject, mark: JSONObject, target: int, sizes: Sizes | None) -> None:
    """Raise ValidationError when the mark lies outside its attachment, or its ends are the wrong way round."""
    size = size_of(params, target, sizes)
    text = params["attachments"][target]
    if params["attachments_type"] == "text":
        limits: dict[str, Any] = {"start": len(text), "end": len(text)}
    else:
        limits = {key: size[measure] for key, measure in LIMITS.items() if key in mark and measure in size}
    if "width" in mark:
        limits |= {key: mark["width"] for key in ("x", "x2") if key in mark}
    wrong: dict[str, Any] = {}
    for key, limit in limits.items():
        pixel = key in ("x", "y") and "x2" not in mark
        if key in mark and (mark[key] >= limit if pixel else round(mark[key] * 1000) > math.ceil(limit * 1000)):
            wrong[key] = [f"Must be inside the attachment: {'below' if pixel else 'at most'} {limit}."]
    for low, high in ORDERED:
        if high in mark and mark[low] >= mark[high] and not (high == "end" and text == ""):
            wrong[high] = [f"Must be above {low}."]
    if wrong:
        raise ValidationError(wrong)


def seconds(milliseconds: int) -> int | float:
    """Milliseconds as the seconds of a mark: whole ones stay whole."""
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def size_of(params: JSONObject, index: int, sizes: Sizes | None) -> JSONObject:
    """The measures of an attachment that are known: those that came with the answer, and YouTube's frame."""
    size = (sizes[index] if sizes else None) or {}
    if params["attachments_type"] == "video" and youtube_id(params["attachments"][index]):
        return {**size, **YOUTUBE_SIZE}
    return size


def clean_sizes(params: JSONObject, sizes: Any) -> Sizes | None:
    """The sizes with nothing in them but the measures of that type of attachment. Raises ValidationError."""
    if sizes is None:
        return None
    if not isinstance(sizes, list) or len(sizes) != len(params["attachments"]):
        raise ValidationError(["The sizes must be a list with one for each attachment."])
    return _framed(params, [None if size is None else _clean_size(params, i, size) for i, size in enumerate(sizes)])


def _clean_size(params: JSONObject, index: int, size: Any) -> JSONObject:
    measures = MEASURES.get(params["attachments_type"], ("width", "height"))
    if not isinstance(size, dict):
        raise ValidationError([f"The size of attachment {index} must be an object or null."])
    known = {measure: size[measure] for measure in measures if size.get(measure) is not None}
    for measure, value in known.items():
        if not is_number(value) or not 0 < value <= MAX_PIXELS or (measure != "duration" and whole(value) is None):
            raise ValidationError([f"The {measure} of attachment {index} must be a number above 0."])
    return known


def staged_sizes(params: JSONObject) -> Sizes:
    """The sizes that staged marks assume: 640 x 480 (YouTube: its frame) and 10 s; None for texts."""
    measures = MEASURES.get(params["attachments_type"], ())
    assumed = {**STAGED_SIZE, "duration": STAGED_DURATION}
    sizes: Sizes = [{measure: assumed[measure] for measure in measures} or None for _ in params["attachments"]]
    return _framed(params, sizes)


def _framed(params: JSONObject, sizes: Sizes) -> Sizes:
    """The sizes, those of films of YouTube being that of the frame."""
    return [None if size is None else size_of(params, index, sizes) for index, size in enumerate(sizes)]


def mark_schema(**extra: JSONObject) -> JSONObject:
    """JSON Schema of a mark in any attachment, with the keys of `extra` as well."""
    pixels = {"type": "integer", "minimum": 0}
    times = {"type": "number", "minimum": 0}
    kinds = {"t": times, "t2": times, "text": {"type": "string"}, "width": {"type": "integer", "minimum": 1}}
    keys = dict.fromkeys(key for forms in KEYS.values() for form in forms.values() for key in form)
    properties = {"attachment_index": pixels, **{key: kinds.get(key, pixels) for key in keys}, **extra}
    return {"type": "object", "properties": properties, "required": list(extra), "additionalProperties": False}
