"""How long comparing two answers of many marks lasts, as a new answer is with each earlier one: 100 marks against 100.

Cases: the same marks moved by less than the tolerance, all within each other's reach (the most to match), and marks
that have nothing to do with each other.

python bench/matching.py [--marks N] [--repeat N] [--json]
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from requests_app.request_types import REQUEST_TYPES  # noqa: E402

QUESTION = {"attachments_type": "image", "attachments": ["https://example.com/a.png"], "annotations_type": "point"}
SIZES: Any = [{"width": 4000, "height": 3000}]
CHOICES = {"choices": ["cat", "dog"], "min_answers": 1, "max_answers": 1}


def points(chance: random.Random, count: int, width: int, height: int) -> list[dict[str, Any]]:
    return [
        {"x": chance.randrange(width), "y": chance.randrange(height), "response": [chance.choice(["cat", "dog"])]}
        for _ in range(count)
    ]


def cases(count: int) -> dict[str, tuple[list[Any], list[Any]]]:
    chance = random.Random(0)
    spread = points(chance, count, 4000, 3000)
    moved = [{**mark, "x": mark["x"] + chance.randint(-40, 40)} for mark in spread]
    chance.shuffle(moved)
    return {
        "moved a little": (spread, moved),
        "all in one place": (points(chance, count, 60, 60), points(chance, count, 60, 60)),
        "unrelated": (spread, points(chance, count, 4000, 3000)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for name, params in (
        ("annotations", QUESTION),
        ("annotations-with-multiple-choice", {**QUESTION, "per_annotation": CHOICES}),
    ):
        for case, (one, other) in cases(options.marks).items():
            times = []
            for _ in range(options.repeat):
                begun = time.perf_counter()
                REQUEST_TYPES[name].distance(params, one, other, SIZES)
                times.append((time.perf_counter() - begun) * 1000)
            rows.append({"type": name, "case": case, "p50": statistics.median(times), "max": max(times)})
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(f"{row['type'] + ', ' + row['case']:52} p50 {row['p50']:6.2f} ms   max {row['max']:6.2f} ms")


if __name__ == "__main__":
    main()
