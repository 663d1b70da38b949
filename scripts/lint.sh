#!/bin/sh
# The checks that run no test: lint and format (ruff), types (mypy), which package may import which (import-linter).
set -eu
ruff check .
ruff format --check .
mypy requests_app crunchers heatsite
lint-imports
