"""Label Studio's JSON: a list of tasks with `data` and `annotations`, to import there.

Its coordinates are per cent of the picture; each result names the tag it is for (`from_name`) and the object it is on
(`to_name`), as its documentation of the "raw JSON format" says. Pictures whose size is not known have no results.
"""

import json
from collections.abc import Iterator
from typing import Any

_OBJECTS = {"text": "text", "image": "image", "video": "video", "audio": "audio", "website": "html"}
MARK = "mark"


def write(source: Any) -> Iterator[str]:
    """The one JSON list of the format, in pieces."""
    yield "["
    for number, one in enumerate(source()):
        yield ("," if number else "") + json.dumps(_task(number + 1, one), ensure_ascii=False)
    yield "]"


def _task(number: int, one: dict[str, Any]) -> dict[str, Any]:
    kind = _OBJECTS[one.get("attachments_type") or "text"]
    attachments = one.get("attachments") or []
    named = {kind if index == 0 else f"{kind}{index + 1}": value for index, value in enumerate(attachments)}
    data = {"instruction": one["instruction"], **named}
    results = [] if one.get("response") is None else list(_results(one, kind))
    annotations = [{"result": results}] if one["status"] == "complete" else []
    return {"id": number, "data": data, "annotations": annotations, "meta": {"heat_request": one["id"]}}


def _results(one: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    response = one["response"]
    if one["type"].startswith("annotations"):
        for number, mark in enumerate(response, 1):
            yield from _mark(one, kind, mark, f"{one['id']}-{number}")
    else:
        whole = kind if one.get("attachments") else "instruction"
        yield {"from_name": "answer", "to_name": whole, **_answer(response)}


def _answer(response: Any) -> dict[str, Any]:
    """An answer as a control of theirs: choices, a number, or text."""
    if isinstance(response, list):
        return {"type": "choices", "value": {"choices": response}}
    if isinstance(response, int | float):
        return {"type": "number", "value": {"number": response}}
    return {"type": "textarea", "value": {"text": [response]}}


def _mark(one: dict[str, Any], kind: str, mark: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    index = mark.get("attachment_index", 0)
    sizes = one.get("attachment_sizes") or []
    shape = _shape(mark, sizes[index] if index < len(sizes) else None)
    if shape is None:
        return
    place = {"id": name, "to_name": kind if index == 0 else f"{kind}{index + 1}"}
    yield {**place, "from_name": MARK, **shape}
    if "response" in mark:
        yield {**place, "from_name": "answer", **_answer(mark["response"])}


def _shape(mark: dict[str, Any], size: dict[str, Any] | None) -> dict[str, Any] | None:
    if "start" in mark:
        end = {"end": mark.get("end", mark["start"]), **({"text": mark["text"]} if "text" in mark else {})}
        return {"type": "labels", "value": {"start": mark["start"], **end, "labels": [MARK]}}
    if "x" not in mark:
        return {"type": "labels", "value": {"start": mark["t"], "end": mark.get("t2", mark["t"]), "labels": [MARK]}}
    return _place(mark, size) if size and size.get("width") else None


def _place(mark: dict[str, Any], size: dict[str, Any]) -> dict[str, Any]:
    width, height = size["width"], size["height"]
    across, down = 100 / width, 100 / height
    value = {"x": mark["x"] * across, "y": mark["y"] * down, "rotation": 0}
    if "t" in mark:
        value["time"] = mark["t"]
    if "x2" in mark:
        box = {"width": (mark["x2"] - mark["x"]) * across, "height": (mark["y2"] - mark["y"]) * down}
        named, value = "rectanglelabels", value | box
    else:
        named, value = "keypointlabels", value | {"width": across}
    return {"type": named, "original_width": width, "original_height": height, "value": {**value, named: [MARK]}}
