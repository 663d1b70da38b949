"""The results of a batch as files that other programs read. Pure functions of Request objects, a piece at a time."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from . import coco, label_studio, lines, table

# Gives the Request objects from the first to the last, whenever it is called: a format may have to read them twice.
Source = Callable[[], Iterable[dict[str, Any]]]


class Format(NamedTuple):
    """A kind of file: its media type, the ending of its name, and what writes it."""

    media_type: str
    ending: str
    write: Callable[[Source], Iterator[str]]


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", "csv", table.write),
    "jsonl": Format("application/jsonl", "jsonl", lines.write),
    "coco": Format("application/json", "coco.json", coco.write),
    "label-studio": Format("application/json", "label-studio.json", label_studio.write),
}
