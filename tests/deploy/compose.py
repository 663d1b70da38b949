"""compose.yaml as Docker reads it: variables filled in, with what .env says."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "deploy" / "env.example"
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def env_file(path: Path = EXAMPLE) -> dict[str, str]:
    """The variables of an env file."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def variables() -> dict[str, str | None]:
    """Every variable that compose.yaml is filled in with, and its default; None for one that must be set."""
    found = _VARIABLE.findall((ROOT / "compose.yaml").read_text())
    return {name: None if kind == "?" else default for name, kind, default in found}


def read(env: dict[str, str]) -> dict[str, Any]:
    """compose.yaml with these variables. KeyError: one that must be set is not."""

    def filled(match: re.Match[str]) -> str:
        name, kind, default = match.groups()
        return env[name] if kind == "?" or not kind else env.get(name) or default

    return yaml.safe_load(_VARIABLE.sub(filled, (ROOT / "compose.yaml").read_text()))
