# `make site` builds this repository's own demo briefing; `make test` runs everything. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: dist test-pythons lock audit test-lowest site serve manual screenshots test test-slow lint bench clean
.DEFAULT_GOAL := site

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# Pinned, every file by its hash: nobody's machine and no CI gets another package than was looked at.
$(VENV)/.installed-dev: $(BIN)/python pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ $(STAMP)

site: $(STAMP)
	$(BIN)/briefing build
	@echo "Look at it: open site/index.html, or run '$(BIN)/briefing serve' and open http://localhost:8000/"

serve: $(STAMP)
	$(BIN)/briefing serve

manual: $(STAMP)
	$(BIN)/mkdocs build --quiet --strict -f docs/manual/mkdocs.yml
	@echo "Look at it: python3 -m http.server --directory site-manual"

screenshots: $(VENV)/.installed-dev
	@sh tests/need-browser.sh
	$(BIN)/python scripts/screenshots.py

test: $(VENV)/.installed-dev
	@sh tests/need-browser.sh
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

# Many of these wait, for a browser that is slowed down or for a moment to come: one process more than CI has cores.
WORKERS ?= 3
test-slow: $(VENV)/.installed-dev
	@sh tests/need-browser.sh
	@sh tests/need-clients.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m slow

# Every later Python that the machine offers, with the newest dependencies that are allowed.
test-pythons:
	@sh scripts/pythons.sh

# The oldest versions of its dependencies with which the package is promised to work.
test-lowest:
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint requirements-lowest.txt --editable . pytest hypothesis
	$(VENV)-lowest/bin/python -m pytest -m "not slow" tests/test_markup.py tests/test_sites.py tests/test_valid_sites.py tests/test_publish.py

# Wheel and sdist into dist/: reproducible, checked, installed in clean environments, each with a site built.
dist: $(VENV)/.installed-dev
	$(BIN)/python scripts/dist.py

lock: $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	sh scripts/lock.sh $(BIN)/uv

# Asks a service for known vulnerabilities of what is pinned; says so and goes on where it cannot be reached.
audit: $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	@sh scripts/audit.sh $(BIN)/pip-audit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf site .site.* .cache dist $(VENV) $(VENV)-*
