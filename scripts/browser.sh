#!/bin/sh
# Sees to it that the page tests have a Chromium: Debian's where it is or can be installed, else Playwright's own.
set -eu

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium ..."
    apt-get update >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
    exit 0
fi
exec .venv/bin/python -m playwright install chromium
