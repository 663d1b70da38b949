"""What import-linter can't say: the request types are pure."""

import ast
from pathlib import Path

import pytest

from .processes import ROOT

TYPES = sorted((ROOT / "requests_app" / "request_types").glob("*.py"))
# Of Django and REST framework, what checks JSON; nothing that reads rows, settings or HTTP.
PURE = {
    "django.core.exceptions",
    "django.core.validators",
    "rest_framework",
    "rest_framework.fields",
    "rest_framework.serializers",
}
IMPURE = (
    "django",
    "rest_framework",
    "celery",
    "channels",
    "redis",
    "httpx",
    "socket",
    "urllib.request",
    "requests_app",
)


def imported(path: Path) -> set[str]:
    """The modules that a file imports from outside its own folder."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
        elif isinstance(node, ast.ImportFrom) and node.level > 1:
            names.add("requests_app")
    return names


@pytest.mark.parametrize("path", TYPES, ids=lambda path: path.stem)
def test_a_request_type_knows_no_database_no_settings_and_no_http(path: Path):
    impure = {name for name in imported(path) - PURE if name.startswith(IMPURE)}
    assert not impure, f"{path.name} imports {sorted(impure)}"
