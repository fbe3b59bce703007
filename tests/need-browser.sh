#!/bin/sh
# Makes sure that the browser tests find a Chromium and the feed tests find xmllint: uses what is there, else installs
# Debian's packages, else Playwright's own build. Says what to do when none of these works.
set -u
python=${PYTHON_BIN:-.venv/bin/python}

found() {
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
  done
  "$python" - <<'PY' 2>/dev/null
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(0 if pathlib.Path(p.chromium.executable_path).exists() else 1)
PY
}

install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" = 0 ]; then as=""; elif command -v sudo >/dev/null 2>&1; then as="sudo -n"; else return 1; fi
  echo "Installing from Debian's packages: $*"
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
  $as apt-get update -qq >/dev/null 2>&1
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

command -v xmllint >/dev/null 2>&1 || install libxml2-utils || true
found && exit 0
install chromium fonts-dejavu-core && found && exit 0
echo "Installing Playwright's Chromium"
"$python" -m playwright install --with-deps chromium >/dev/null 2>&1 || "$python" -m playwright install chromium >/dev/null 2>&1
found && exit 0
echo "The browser tests need Chromium and none could be installed: install it, then run 'make test' again." >&2
exit 1
