#!/bin/sh
# Writes requirements.lock (development and CI, with hashes) and requirements-lowest.txt (the oldest that is allowed).
set -eu
uv=$1
flags="--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --python-version 3.11"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
"$uv" pip compile $flags --universal --generate-hashes --upgrade pyproject.toml requirements-dev.txt -o "$new" >/dev/null
{
    echo "# Every package of development and CI, pinned and with its hashes; \`make lock\` writes it from pyproject.toml and"
    echo "# requirements-dev.txt. What users install is bounded by pyproject.toml alone."
    cat "$new"
} >requirements.lock
: >"$new"
"$uv" pip compile $flags --resolution lowest-direct --upgrade pyproject.toml -o "$new" >/dev/null
{
    echo "# The oldest versions that pyproject.toml allows (of what they need in turn, today's); \`make test-lowest\` runs with"
    echo "# them, \`make lock\` writes this list. Without click, whose test runner the tests need as of 8.2."
    grep -v '^click==' "$new"
} >requirements-lowest.txt
