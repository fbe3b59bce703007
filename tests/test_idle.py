"""A build that has nothing to do does nothing; whatever has changed, however little, is built."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import run_briefing, tree

from generator.settings.site_weight import files_of, weighed

ARTICLE = "content/articles/dam.md"
_TEXT = """---
title: A dam for Kenya
date: 2026-03-01
---

The dam will bring water to farms in Kenya, the ministry of agriculture said.
"""
_LATER = _TEXT.replace("2026-03-01", "2026-06-01").replace("A dam", "A later dam")
BEFORE, AFTER = "2026-05-01", "2026-07-01"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project that was built just now, one of whose articles is still to come."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Idle\nsite_url: https://example.org/\ntheme: briefing\ndocs_dir: content\n"
        "plugins:\n  - briefing:\n      search: false\n"
    )
    (tmp_path / ARTICLE).parent.mkdir(parents=True)
    (tmp_path / ARTICLE).write_text(_TEXT)
    (tmp_path / "content/articles/later.md").write_text(_LATER)
    (tmp_path / "content/note.txt").write_text("A file.\n")
    (tmp_path / "templates").mkdir()
    assert run_briefing(tmp_path, "build", "--now", BEFORE).status == 0
    return tmp_path


def same_size(project: Path) -> None:
    path = project / ARTICLE
    seen = path.stat()
    path.write_text(_TEXT.replace("Kenya", "Nepal"))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def template(project: Path) -> None:
    (project / "templates/home.html").write_text('{% extends "default:home.html" %}{% block title %}X{% endblock %}')


def setting(project: Path) -> None:
    path = project / "mkdocs.yml"
    path.write_text(path.read_text() + "      listing: 3\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an article of the same size and time": same_size,
    "an article renamed": lambda p: (p / ARTICLE).rename(p / "content/articles/other.md"),
    "an article gone": lambda p: (p / ARTICLE).unlink(),
    "a template": template,
    "a setting": setting,
    "another file": lambda p: (p / "content/note.txt").write_text("A filE.\n"),
    "a file of the site changed": lambda p: (p / "site/index.html").write_text("…"),
    "a file of the site gone": lambda p: (p / "site/articles/dam/index.html").unlink(),
    "a file more in the site": lambda p: (p / "site/more.html").write_text("…"),
    "the site gone": lambda p: shutil.rmtree(p / "site"),
    "the cache gone": lambda p: shutil.rmtree(p / ".cache"),
    "a killed build": lambda p: (p / ".site.staging-1-0").mkdir(),
}


def test_nothing_to_do(project: Path) -> None:
    """The site is not touched, and the command says so; also when the clock has gone on, but to no article's date."""
    seen, said = (project / "site").stat(), []
    for now in (BEFORE, "2026-05-31T23:59:59Z"):
        run = run_briefing(project, "build", "--now", now)
        said.append((run.status, run.out, run.err))
    weight = weighed(files_of(project / "site")).total
    assert said == [(0, f"Published site/ already: nothing has changed since; {weight}\n", "")] * 2
    assert (project / "site").stat() == seen


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_built(project: Path, change: str) -> None:
    """After any change the site is that of a clean build."""
    CHANGES[change](project)
    run = run_briefing(project, "build", "--now", BEFORE)
    said = f"Published site/: {weighed(files_of(project / 'site')).total}"  # then comes what is not on the site
    assert (run.status, run.out.splitlines()[0]) == (0, said)
    made = tree(project / "site")
    shutil.rmtree(project / "site")
    shutil.rmtree(project / ".cache")
    assert run_briefing(project, "build", "--now", BEFORE).status == 0
    assert made == tree(project / "site")
    assert not list(project.glob(".site.staging-*"))


def test_an_article_whose_time_has_come(project: Path) -> None:
    """When the clock passes an article's date, it is published; and gone again for a build of a moment before."""
    later = project / "site/articles/later/index.html"
    assert [run_briefing(project, "build", "--now", now).status or later.is_file() for now in (AFTER, BEFORE)] == [
        True,
        False,
    ]


def test_what_is_to_be_mended_is_told_again(project: Path) -> None:
    """A project with a faulty article says so at each build, with the same status, though nothing has changed."""
    (project / "content/articles/faulty.md").write_text("---\ntitle: Without a date\n---\n\nText.\n")
    first, second = (run_briefing(project, "build", "--now", BEFORE) for _ in range(2))
    assert "faulty.md" in first.err
    assert (first.status, first.err) == (second.status, second.err) == (1, first.err)
    assert "nothing has changed" in second.out
    assert "nothing has changed" not in run_briefing(project, "build", "--strict", "--now", BEFORE).out
