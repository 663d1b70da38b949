"""COCO object detection (Lin et al., "Microsoft COCO", ECCV 2014; the format at cocodataset.org/#format-data).

Points and rectangles on pictures whose size is known; whatever else a batch has is not in it. A rectangle is a `bbox`,
[x, y, width, height] in pixels, a point is one visible keypoint with an empty box. Categories are the answers given to
the marks of annotations-with-multiple-choice, else "mark".
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

PLAIN = "mark"


def _pictures(objects: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int, str, dict[str, Any]]]:
    """Each picture that may be marked: its request, its index there, its URL, its size."""
    for one in objects:
        if one["type"].startswith("annotations") and one.get("attachments_type") == "image":
            sizes = one.get("attachment_sizes") or []
            for index, (url, size) in enumerate(zip(one["attachments"], sizes, strict=False)):
                if size and size.get("width"):
                    yield one, index, url, size


def _label(mark: dict[str, Any]) -> str:
    answer = mark.get("response")
    return ", ".join(answer) or PLAIN if isinstance(answer, list) else PLAIN


def _annotation(mark: dict[str, Any]) -> dict[str, Any]:
    if "x2" not in mark:
        return {
            "bbox": [mark["x"], mark["y"], 0, 0],
            "area": 0,
            "keypoints": [mark["x"], mark["y"], 2],
            "num_keypoints": 1,
        }
    width, height = mark["x2"] - mark["x"], mark["y2"] - mark["y"]
    return {"bbox": [mark["x"], mark["y"], width, height], "area": width * height}


def _said(mark: dict[str, Any]) -> dict[str, Any]:
    """What else was said of a mark: an answer that is no choice, and how many support it."""
    answer = mark.get("response")
    attributes = {} if answer is None or isinstance(answer, list) else {"response": answer}
    return attributes | ({"support": mark["support"]} if "support" in mark else {})


def _listed(items: Iterable[Any]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield ("," if number else "") + json.dumps(item, ensure_ascii=False)


def _images(source: Any) -> Iterator[dict[str, Any]]:
    for number, (one, _, url, size) in enumerate(_pictures(source()), 1):
        yield {"id": number, "file_name": url, "coco_url": url, **size, "heat_request": one["id"]}


def _annotations(source: Any, categories: dict[str, int]) -> Iterator[dict[str, Any]]:
    made = 0
    for number, (one, index, _, _) in enumerate(_pictures(source()), 1):
        for mark in one.get("response") or []:
            if mark.get("attachment_index", 0) == index:
                made += 1
                category = categories.setdefault(_label(mark), len(categories) + 1)
                where = {"id": made, "image_id": number, "category_id": category, "iscrowd": 0}
                said = _said(mark)
                yield {**where, **_annotation(mark), **({"attributes": said} if said else {})}


def write(source: Any) -> Iterator[str]:
    """The one JSON object of the format, in pieces."""
    categories: dict[str, int] = {}
    yield '{"info": {"description": "Marks made by people, through Heat"}, "licenses": [], "images": ['
    yield from _listed(_images(source))
    yield '], "annotations": ['
    yield from _listed(_annotations(source, categories))
    named = [{"id": number, "name": name, "keypoints": ["point"]} for name, number in categories.items()]
    yield f'], "categories": {json.dumps(named, ensure_ascii=False)}}}'
