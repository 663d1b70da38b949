"""Answers in plain lines, for people to read. Pure functions of JSON."""

from typing import Any

LINES = 12  # of an answer
LONGEST = 400  # characters of a line


def answer_lines(answer: Any) -> list[str]:
    """An answer of any type: one line, or a line a choice or mark, with what was said of the mark."""
    if not isinstance(answer, list):
        return [shortened(str(answer))]
    if not answer:
        return ["Nothing of it."]
    lines = [shortened(_line(one)) for one in answer[:LINES]]
    more = len(answer) - LINES
    return lines if more <= 0 else [*lines, f"… and {more:,} more"]


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _line(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    where = f"“{value['text']}”" if "text" in value else _place(value)
    if "attachment_index" in value:
        where = f"attachment {value['attachment_index'] + 1}: {where}"
    return f"{where}: {_said(value['response'])}" if "response" in value else where


def _place(mark: dict[str, Any]) -> str:
    """Where a mark is: "from 3 s to 4.5 s", "40 × 30 at 12, 80", "at 12, 80", "after 7 characters"."""
    if "start" in mark:
        return f"after {mark['start']} characters"
    if "t2" in mark:
        return f"from {mark['t']} s to {mark['t2']} s"
    size = f"{mark['x2'] - mark['x']} × {mark['y2'] - mark['y']} " if "x2" in mark else ""
    parts = [f"{size}at {mark['x']}, {mark['y']}"] if "x" in mark else []
    return ", ".join([*parts, *([f"at {mark['t']} s"] if "t" in mark else [])])


def _said(response: Any) -> str:
    return ", ".join(map(str, response)) or "none of these" if isinstance(response, list) else str(response)
