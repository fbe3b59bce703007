"""Putting a finished site in place: build beside it, verify, exchange in one step.

A plain MkDocs build empties `site/` first, so whoever reads or is interrupted meanwhile gets half a site. Here the new
site grows in `.site.staging` beside the old; only when it is complete do the two change places.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from .errors import Problem, PublishError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def staging(site_dir: Path) -> Path:
    """Return the folder in which the next site grows: beside `site_dir`, so on the same file system; emptied."""
    folder = site_dir.parent / f".{site_dir.name}.staging"
    recover(site_dir)
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise _refused(folder, error) from None
    return folder


def recover(site_dir: Path) -> None:
    """Put back the old site if an earlier publication was interrupted between its two renames."""
    old = site_dir.parent / f".{site_dir.name}.old"
    if old.exists():
        if not site_dir.exists():
            os.rename(old, site_dir)
        else:
            shutil.rmtree(old, ignore_errors=True)


def verify(folder: Path, expected: frozenset[str]) -> None:
    """Raise `PublishError` unless every expected file (relative, `/`) is in `folder` and not empty."""
    missing = [name for name in sorted(expected) if not (folder / name).is_file() or not (folder / name).stat().st_size]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise PublishError(f"the built site lacks {shown}; the published site was left as it was")


def exchange(folder: Path, site_dir: Path) -> None:
    """Make `folder` the published site in one step; the old one is removed afterwards. Raises `PublishError`."""
    if site_dir.is_symlink() or (site_dir.exists() and not site_dir.is_dir()):
        raise PublishError(Problem(site_dir.name, 0, "is no folder", "remove it, or set another site_dir"))
    old = site_dir.parent / f".{site_dir.name}.old"
    try:
        for path in (folder, *folder.rglob("*")):  # the same modes whatever the umask
            os.chmod(path, 0o755 if path.is_dir() else 0o644)
        if not site_dir.exists():
            os.rename(folder, site_dir)
        elif _rename_exchange(folder, site_dir):
            shutil.rmtree(folder)
        else:
            os.rename(site_dir, old)
            os.rename(folder, site_dir)
            shutil.rmtree(old)
    except OSError as error:
        with suppress(OSError):
            recover(site_dir)
        raise _refused(site_dir, error) from None


def _rename_exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically by Linux' renameat2(2); False where the system or file system has it not."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        result: int = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        return result == 0
    return False


def _refused(path: Path, error: OSError) -> PublishError:
    return PublishError(f"{path.name}: {error.strerror}; the published site was left as it was")
