"""The question that the options of `heat ask` make."""

import argparse
from typing import Any

from .arguments import KINDS


class Unclear(Exception):
    """The options do not make one question."""


def question(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    """The type, and the body of the question. Raises Unclear."""
    type = options.type or _type(options)
    body: dict[str, Any] = {"instruction": options.instruction}
    for kind in KINDS:
        if attached := getattr(options, kind):
            body |= {"attachments_type": kind, "attachments": attached}
    own = _own(options)
    if own and type.startswith("annotations-with-"):
        body["per_annotation"] = own
    else:
        body |= own
    named = ("confidence", "tags", "hook_url", "deadline")
    body |= {name: getattr(options, name) for name in named if getattr(options, name) is not None}
    if options.mark:
        body["annotations_type"] = options.mark
    return type, body | (options.fields or {})


def _type(options: argparse.Namespace) -> str:
    given = [name for name in ("choices", "rating", "mark") if getattr(options, name)]
    if len(given) > 1:
        raise Unclear(f"--{given[0]} and --{given[1]} are two questions: say which by --type")
    return {"choices": "multiple-choice", "rating": "rating", "mark": "annotations"}.get("".join(given), "free-text")


def _own(options: argparse.Namespace) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if options.rating:
        own |= {"rating_min": options.rating[0], "rating_max": options.rating[1]}
    if options.labels:
        own |= {"label_min": options.labels[0], "label_max": options.labels[1]}
    plain = {
        "choices": options.choices,
        "min_answers": options.min_answers,
        "max_answers": options.max_answers,
        "rating_step": options.step,
        "validation": options.validation,
    }
    return own | {name: value for name, value in plain.items() if value is not None}
