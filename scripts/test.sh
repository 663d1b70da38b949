#!/bin/sh
# All checks and tests, one after the other; all run, whatever fails, and what failed is named at the end.
set -u

failed=
stage() {
    echo "== $1"
    name=$1
    shift
    "$@" || failed="$failed $name"
}

without=
if ! { command -v node && command -v npm; } >/dev/null 2>&1; then
    echo "== node: NOT RUN. There is no node or no npm here, so that nothing is tested of clients/node."
    without=" and not node"
fi

stage browser scripts/browser.sh
stage checks scripts/lint.sh
stage suite python -m pytest -n 2 --dist loadfile -m "not services and not pages$without"
stage services python -m tests.services -n 2 --dist loadfile
stage pages python -m pytest -n 2 --dist loadfile -m "pages$without"

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
echo "All passed."
