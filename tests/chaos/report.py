"""The table of docs/chaos.md, from the runs that were kept: what one run leaves undone, later ones add.

A run is a line of JSON in docs/chaos.jsonl: its name, date, seed, how many times, what was wrong, and its figures.
"""

import json
from pathlib import Path
from typing import Any

from .runs import RUNS

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
KEPT, PAGE = DOCS / "chaos.jsonl", DOCS / "chaos.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
# Of these the sum tells; of all other figures the largest.
SUMS = {"times", "requests", "asked", "ended", "webhooks", "strikes", "refusals", "kills", "answers of 503"}


def keep(run: dict[str, Any], path: Path = KEPT) -> None:
    """Add a run to those that were kept."""
    with path.open("a") as file:
        file.write(json.dumps(run) + "\n")


def kept(path: Path = KEPT) -> list[dict[str, Any]]:
    """All that were kept."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def added_up(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several runs of one name as those of one."""
    total: dict[str, Any] = {"wrong": [sentence for run in runs for sentence in run["wrong"]]}
    for name in {name for run in runs for name in run} - {"wrong", "seed", "name"}:
        values = [run[name] for run in runs if name in run]
        total[name] = sum(values) if name in SUMS else max(values)
    return total


def table(runs: list[dict[str, Any]]) -> str:
    """A row for every run that is wanted, also for those that were not made yet."""
    lines = ["| what | wanted | run | broken promises | figures | last run |", "| --- | --- | --- | --- | --- | --- |"]
    for name, (_, wanted, what) in RUNS.items():
        mine = [run for run in runs if run["name"] == name]
        total = added_up(mine) if mine else {"times": 0, "wrong": [], "date": ""}
        figures = ", ".join(
            f"{figure} {value}"
            for figure, value in sorted(total.items())
            if figure not in ("times", "wrong", "date", "seconds")
        )
        wrong = len(total["wrong"])
        lines.append(f"| {what} | {wanted} | {total['times']} | {wrong} | {figures} | {total['date']} |")
    return "\n".join(lines)


def write(path: Path = PAGE, runs: list[dict[str, Any]] | None = None) -> None:
    """Bring the page's table up to date."""
    before, _, rest = path.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{table(kept() if runs is None else runs)}\n{END}{after}")
