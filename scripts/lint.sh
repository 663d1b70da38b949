#!/bin/sh
# The checks that run no test: the pins are whole (pip), lint and format (ruff), types (mypy), which module may import
# which (import-linter). All run, whatever fails.
set -u

failed=0
check() {
    "$@" || failed=1
}

if python -m pip --version >/dev/null 2>&1; then
    check python -m pip --disable-pip-version-check check
else
    check uv pip check --quiet --python .venv/bin/python
fi
check ruff check .
check ruff format --check .
check mypy requests_app crunchers heatsite
check mypy --config-file clients/python/pyproject.toml clients/python/src
check lint-imports
exit $failed
