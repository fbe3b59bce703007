"""What the tests of the whole share: tiny sites, each copied to a place of its own; the commands; the demo site."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
SITES = Path(__file__).parent / "sites"
NOW = "2027-01-01T00:00:00Z"


@dataclass(frozen=True)
class Run:
    """What a command did."""

    status: int
    out: str
    err: str


def run_briefing(folder: Path, *arguments: str | Path, stdin: str | bytes | None = None) -> Run:
    """Run `briefing` in this process; whatever it does not catch fails the test."""
    from generator.cli import main

    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, prog_name="briefing")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Run(result.exit_code, result.stdout, result.stderr)


def run_python(folder: Path, *arguments: str | Path, **env: str) -> Run:
    """Run `python …` in a process of its own; `env` is added to the environment."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, *(str(a) for a in arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder` with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(autouse=True)
def no_moment_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the environment's `SOURCE_DATE_EPOCH` out of all tests."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache of all tiny sites: what one test has analysed, the next finds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def site(tmp_path: Path, shared_cache: Path) -> Callable[[str], Path]:
    """Return what copies a tiny site to a folder of this test."""

    def copied(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(SITES / name, folder)
        (folder / ".cache").symlink_to(shared_cache)
        return folder

    return copied


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of this repository's own briefing, built at `NOW`, with its cache; nobody changes it."""
    folder = tmp_path_factory.mktemp("demo") / "atlas"
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    run = run_briefing(folder, "build", "--strict", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    return folder


@pytest.fixture(scope="session")
def demo_site(demo: Path) -> Path:
    """Return the folder of the published demo briefing."""
    return demo / "site"


@pytest.fixture(scope="session")
def demo_list(demo: Path) -> list[dict[str, Any]]:
    """Return what `briefing list --format json` says of the demo briefing."""
    run = run_briefing(demo, "list", "--format", "json", "--now", NOW)
    assert (run.status, run.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(run.out)
    return found
