"""`briefing add`: reads a source, has it turned into drafts, writes them, and says what became of each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .articles import FOLDER
from .config import Project
from .errors import ImportRefused, Problem
from .importers import read_source, write_drafts


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source."""

    lines: tuple[str, ...]
    """A line for each article: added, or there already."""
    problems: tuple[Problem, ...]
    """Losses, and why a source was refused."""
    failed: bool
    """True when the source gave no articles."""


def _bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    if source.startswith(("http://", "https://")):
        raise ImportRefused(Problem(source, 0, "web addresses cannot be added yet", "save the page, then add the file"))
    path = Path(source)
    if not path.exists():
        raise ImportRefused(Problem(source, 0, "there is no such file", "a file, or - for standard input"))
    if not path.is_file():
        raise ImportRefused(Problem(source, 0, "is no regular file", "a file, or - for standard input"))
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(Problem(source, 0, f"cannot be read: {error.strerror}")) from None


def add_source(source: str, project: Project, retrieved: datetime | None) -> Added:
    """Turn a source into article files of the project; raises nothing that is the source's fault."""
    name = "standard input" if source == "-" else source
    try:
        drafts = read_source(name, _bytes(source), retrieved=retrieved, timezone=project.zone)
        written = write_drafts(drafts, project.docs_dir / FOLDER, timezone=project.zone)
    except ImportRefused as error:
        return Added((), error.problems, True)
    except OSError as error:
        return Added((), (Problem(name, 0, f"cannot be written: {error.strerror}"),), True)
    lines = tuple(f"{'added' if w.created else 'there already'}: {project.shown(w.path)}" for w in written)
    losses = tuple(problem for w in written if w.created for problem in w.draft.losses)
    return Added(lines, losses, False)
