"""schemathesis against a running Heat."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.processes import ROOT, Heat

# No call waits for a person, and none is refused for its haste: what is meant here is what is said, not how often.
SETTINGS = {
    "HEAT_RATE": "1000000",
    "HEAT_BURST": "1000000",
    "HEAT_MAX_BLOCK": "0.05",
    "HEAT_LOG_LEVEL": "ERROR",
}
ALL_PHASES = "examples,coverage,fuzzing,stateful"


class Outcome(NamedTuple):
    """What came of it: whether nothing was found, what schemathesis printed, and how often each status came."""

    passed: bool
    output: str
    statuses: Counter[int]


def fuzz(
    heat: Heat, key: str, examples: int, folder: Path, phases: str = ALL_PHASES, without: Iterable[str] = ()
) -> Outcome:
    """Call every operation with one key, `examples` times a phase that makes calls up; reports go into `folder`.

    `without`: the ids of operations that are left out.
    """
    report = folder / "report.ndjson"
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(Path(__file__).parent / "schemathesis.toml"),
    ]
    command += ["run", f"{heat.url}/v1/openapi.json", "--header", f"X-Heat-API-Key: {key}", "--no-color"]
    command += ["--max-examples", str(examples), "--phases", phases]
    command += [f"--exclude-operation-id={name}" for name in without]
    command += ["--report", "ndjson", "--report-ndjson-path", str(report)]
    found = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with report.open() as lines:
        statuses = Counter(status for line in lines for status in _statuses(json.loads(line).get("ScenarioFinished")))
    return Outcome(found.returncode == 0, found.stdout, statuses)


def _statuses(node: Any) -> Iterator[int]:
    """The status of every answer in a part of a report."""
    if isinstance(node, dict):
        if isinstance(status := node.get("status_code"), int):
            yield status
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _statuses(child)
