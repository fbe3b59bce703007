# `make site` builds this repository's own demo briefing; `make test` runs everything. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: site serve manual screenshots test test-slow lint bench clean
.DEFAULT_GOAL := site

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(STAMP) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

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

test-slow: $(VENV)/.installed-dev
	@sh tests/need-browser.sh
	@sh tests/need-clients.sh
	$(BIN)/python -m pytest -n auto --dist loadfile -m slow

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf site .site.* .cache $(VENV)
