"""JSON Lines: a Request object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def write(source: Any) -> Iterator[str]:
    """A line for each."""
    objects: Iterable[dict[str, Any]] = source()
    for one in objects:
        yield json.dumps(one, ensure_ascii=False) + "\n"
