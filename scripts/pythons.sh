#!/bin/sh
# Runs a part of the tests with every supported Python above the oldest that this machine has (on the PATH, or pyenv's),
# each with the newest packages that pyproject.toml allows. Says which there are not.
set -eu
tests="tests/test_markup.py tests/test_sites.py tests/test_valid_sites.py tests/test_publish.py tests/test_keywords.py tests/test_related.py"
for version in 3.12 3.13 3.14; do
  python=""
  for path in "$(command -v "python$version" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"*/bin/python; do
    if [ -z "$python" ] && [ -x "$path" ] && "$path" -c 'import venv' 2>/dev/null; then python=$path; fi
  done
  if [ -z "$python" ]; then
    echo "Python $version: not on this machine, not tried"
    continue
  fi
  echo "Python $version: $python"
  "$python" -m venv ".venv-$version"
  ".venv-$version/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade --editable . pytest hypothesis
  # shellcheck disable=SC2086
  ".venv-$version/bin/python" -m pytest -q -m "not slow and not browser" $tests
done
