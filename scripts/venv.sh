#!/bin/sh
# Makes .venv and installs a requirements file into it: by uv when it is there, else by Python's own venv and pip.
# Usage: scripts/venv.sh requirements.txt
#
# The files pin everything that is needed (scripts/lint.sh checks it), so nothing has to be resolved, and Python compiles
# only what it imports: together a third of the time.
set -eu

if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv --quiet --python '>=3.11' .venv
    exec uv pip install --quiet --no-deps --python .venv/bin/python -r "$1"
fi

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=
    for candidate in python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "Heat needs Python 3.11 or newer, as python3.11 or python3." >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        # Debian keeps this part of Python in a package of its own.
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "Installing $package ..."
            { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "$package"; } >/dev/null
        else
            echo "$python has no venv module. On Debian: sudo apt-get install $package" >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
fi
exec .venv/bin/python -m pip install -qq --no-deps --no-compile --disable-pip-version-check --no-input -r "$1"
