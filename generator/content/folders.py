"""A walk through a folder of content that always ends: in order, not round in circles, not deeper than anybody files.

`os.walk` follows symbolic links in circles, of which two side by side have no end, and runs out of stack in a deep
tree. MkDocs walks so; `guarded` lends it this walk where the tree asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

MAX_DEPTH = 60


def walk(top: str | Path, **_: Any) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (folder, names of folders, names of files) like `os.walk` with `followlinks`, each in order.

    Callers may take names out of the list of folders. What is not entered stands among the folders all the same: a link
    to a folder around it, a second link to the same folder, what lies below `MAX_DEPTH`.
    """
    waiting = [(str(top), 0)]
    linked: set[str] = set()
    while waiting:
        here, depth = waiting.pop()
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    (folders if _is_folder(entry) else files).append(entry.name)
        except OSError:
            continue
        folders.sort()
        files.sort()
        yield here, folders, files
        if depth >= MAX_DEPTH:
            continue
        for name in reversed(folders):
            below = os.path.join(here, name)
            if os.path.islink(below):
                real = os.path.realpath(below)
                if real in linked or _leads_around(Path(below)):
                    continue
                linked.add(real)
            waiting.append((below, depth + 1))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_too_deep(path: Path, top: Path) -> bool:
    """Return True for a folder that `walk` does not enter for its depth below `top`."""
    return len(path.relative_to(top).parts) > MAX_DEPTH


def is_hostile(top: Path) -> bool:
    """Return True when `os.walk` might not end well here: links in a circle or to one folder, or a tree too deep."""
    linked: set[str] = set()
    for here, folders, _ in walk(top):
        for name in folders:
            below = Path(here, name)
            if is_too_deep(below, top):
                return True
            if below.is_symlink():
                real = os.path.realpath(below)
                if real in linked or _leads_around(below):
                    return True
                linked.add(real)
    return False


def _leads_around(link: Path) -> bool:
    real = os.path.realpath(link)
    return any(os.path.realpath(above) == real for above in link.parents)


@contextmanager
def guarded(module: ModuleType, top: Path) -> Iterator[None]:
    """Let `module` (which has `os`) walk by `walk` within the block, if the tree at `top` is hostile."""
    if not is_hostile(top):
        yield
        return
    usual = module.os
    shim = SimpleNamespace(**{name: getattr(usual, name) for name in dir(usual) if not name.startswith("__")})
    shim.walk = walk
    module.os = shim  # type: ignore[attr-defined]
    try:
        yield
    finally:
        module.os = usual  # type: ignore[attr-defined]
