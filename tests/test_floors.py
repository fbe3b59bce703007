"""The packages keep their order: imports go down, no cycle, MkDocs in one package, no module too long.

The order is `LAYERS` in `scripts/docs.py`, which the architecture page shows too. Imports are counted wherever they
stand, in functions and under `TYPE_CHECKING` too.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from importlib import util
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "generator"
ANALYSERS = ("keywords", "language", "places", "summary", "terms", "themes")
LONGEST = 500


def name_of(path: Path) -> str:
    """Return a module's name below the package: `analysis.places`, empty for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def syntax(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """Return the modules of ours that a module imports, wherever the import stands."""
    is_package = MODULES[name].name == "__init__.py"
    found = set()
    for node in ast.walk(syntax(name)):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == "generator"):
            home = name.split(".") if name else []
            up = node.level - (1 if is_package else 0)
            base = (home[:-up] if up > 0 else home) if node.level else []
            rest = (node.module or "").split(".") if node.module else []
            base = [*base, *(rest if node.level else rest[1:])]
            for alias in node.names:
                full = ".".join([*base, alias.name])
                found.add(full if full in MODULES else ".".join(base))
        elif isinstance(node, ast.Import):
            found.update(a.name.removeprefix("generator.") for a in node.names if a.name.startswith("generator."))
    return frozenset(found - {name, ""})


@cache
def rank() -> dict[str, int]:
    """Return the place of every package and top module, from the ground up."""
    spec = util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: at for at, name in enumerate(name for _, layer in module.LAYERS for name in layer)}


def top(name: str) -> str:
    return name.split(".")[0]


def test_every_package_has_a_place() -> None:
    """The order names every package and top module once, and none that is not there."""
    assert sorted(rank()) == sorted({top(name) for name in MODULES} - {"", "__main__"})


def test_imports_go_down() -> None:
    """A module imports only from its own package and from packages that the order names before it."""
    upward = [
        f"{name} imports {other}"
        for name in MODULES
        if name not in ("", "__main__")
        for other in sorted(imports(name))
        if top(other) != top(name) and rank()[top(other)] > rank()[top(name)]
    ]
    assert upward == []


def test_there_is_no_cycle() -> None:
    """No chain of imports leads back to where it began, within a package neither."""
    graph = {name: imports(name) for name in MODULES}
    assert len(tuple(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize(
    ("package", "siblings"), [("analysis", ANALYSERS), ("ingest.importers", ())], ids=["analysis", "importers"]
)
def test_siblings_do_not_know_each_other(package: str, siblings: tuple[str, ...]) -> None:
    """No analyser knows another analyser, no importer another importer: only their package's `__init__` knows all."""
    at = package.count(".") + 1
    assert all(f"{package}.{sibling}" in MODULES for sibling in siblings)
    known = [
        f"{name} imports {other}"
        for name in MODULES
        if name.startswith(f"{package}.")
        for other in sorted(imports(name))
        if other.startswith(f"{package}.") and other.split(".")[at] != name.split(".")[at]
    ]
    assert known == []


def test_only_the_plugin_knows_mkdocs() -> None:
    """MkDocs is imported in one package."""
    users = {
        top(name)
        for name in MODULES
        for node in ast.walk(syntax(name))
        if (isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == "mkdocs")
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "mkdocs" for alias in node.names))
    }
    assert users == {"plugin"}


def test_no_module_is_too_long() -> None:
    """A module of more than 500 lines holds more than one idea."""
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_why_it_exists() -> None:
    """Each module opens with a docstring."""
    assert [name for name, path in MODULES.items() if path.stat().st_size and not ast.get_docstring(syntax(name))] == []
