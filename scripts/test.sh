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

stage browser scripts/browser.sh
stage checks scripts/lint.sh
stage suite python -m pytest -n 2 --dist loadfile -m "not services and not pages and not node"
stage services python -m tests.services -n 2 --dist loadfile
stage pages python -m pytest -n 2 --dist loadfile -m "pages and not node"
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
    stage node python -m pytest -m node
else
    echo "== node: NOT RUN. There is no node or no npm here, so that nothing was tested of clients/node."
fi

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
echo "All passed."
