"""Putting a finished site in place: build beside it, verify, exchange in one step.

A plain MkDocs build empties `site/` first, so whoever reads or is interrupted meanwhile gets half a site. Here the new
site grows in `.site.staging-…` beside the old; only when it is complete do the two change places.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from .errors import Problem, PublishError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def check_target(site_dir: Path) -> None:
    """Raise `PublishError` for a target whose files no build has made: publishing replaces all that is there."""
    _check_folder(site_dir)
    if not site_dir.is_dir() or (site_dir / "index.html").is_file():
        return
    if any(not path.name.startswith(".") for path in site_dir.iterdir()):
        remedy = "empty it, or set another site_dir"
        raise PublishError(Problem(site_dir.name, 0, "holds files but no index.html: it is no published site", remedy))


def _check_folder(site_dir: Path) -> None:
    if site_dir.is_symlink() or (site_dir.exists() and not site_dir.is_dir()):
        raise PublishError(Problem(site_dir.name, 0, "is no folder", "remove it, or set another site_dir"))


def staging(site_dir: Path) -> Path:
    """Return a new folder for the next site: beside `site_dir`, so on the same file system; one for each process.

    What killed builds have left is removed. Of two builds at once the one that ends last is what readers see.
    """
    name = f".{site_dir.name}.staging-"
    folder = site_dir.parent / f"{name}{os.getpid()}"
    recover(site_dir)
    try:
        site_dir.parent.mkdir(parents=True, exist_ok=True)
        for left in sorted(site_dir.parent.iterdir()):
            if left.name.startswith(name) and (left == folder or not _is_running(left.name.removeprefix(name))):
                shutil.rmtree(left)
        folder.mkdir()
    except OSError as error:
        raise refused(folder, error) from None
    return folder


def _is_running(process: str) -> bool:
    """Return True when there is such a process, or no way to know."""
    if os.name != "posix":
        return True
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except OSError:
        return True  # another user's
    return True


def recover(site_dir: Path) -> None:
    """Put back the old site if an earlier publication was interrupted between its two renames."""
    old = site_dir.parent / f".{site_dir.name}.old"
    if old.exists():
        if not site_dir.exists():
            os.rename(old, site_dir)
        else:
            shutil.rmtree(old, ignore_errors=True)


def place(folder: Path, published: Path | None, address: str, data: bytes) -> bool:
    """Put a file into the growing site; return False when the published site has the same bytes.

    Such a file is linked, not written: it keeps its time, and with it the `ETag` and `Last-Modified` by which servers
    tell a reader program that nothing is new.
    """
    target = folder / address
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    old = published / address if published else None
    with suppress(OSError, ValueError):
        if old and old.stat().st_size == len(data) and not old.is_symlink() and old.read_bytes() == data:
            os.link(old, target)
            return False
    target.write_bytes(data)
    return True


def verify(folder: Path, expected: frozenset[str]) -> None:
    """Raise `PublishError` unless every expected file (relative, `/`) is in `folder` and not empty."""
    missing = [name for name in sorted(expected) if not (folder / name).is_file() or not (folder / name).stat().st_size]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise PublishError(f"the built site lacks {shown}; the published site was left as it was")


def exchange(folder: Path, site_dir: Path) -> None:
    """Make `folder` the published site in one step; the old one is removed afterwards. Raises `PublishError`.

    Hidden files at the top of the old site (`.git`, `.nojekyll`) stay, as with MkDocs.
    """
    _check_folder(site_dir)
    old = site_dir.parent / f".{site_dir.name}.old"
    try:
        for path in (folder, *folder.rglob("*")):  # the same modes whatever the umask
            os.chmod(path, 0o755 if path.is_dir() else 0o644)
        if not site_dir.exists():
            os.rename(folder, site_dir)
            return
        if _rename_exchange(folder, site_dir):
            old = folder
        else:
            os.rename(site_dir, old)
            os.rename(folder, site_dir)
        for hidden in sorted(old.glob(".*")):
            if not os.path.lexists(site_dir / hidden.name):
                os.rename(hidden, site_dir / hidden.name)
        shutil.rmtree(old)
    except OSError as error:
        with suppress(OSError):
            recover(site_dir)
        raise refused(site_dir, error) from None


def _rename_exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically by Linux' renameat2(2); False where the system or file system has it not."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        result: int = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        return result == 0
    return False


_REMEDIES = {
    errno.EACCES: "the folder in which it lies must be writable: the new site grows beside the old",
    errno.EPERM: "the folder in which it lies must be writable: the new site grows beside the old",
    errno.EROFS: "set a site_dir that can be written",
    errno.EBUSY: "set site_dir to a folder inside the mounted one",
    errno.EXDEV: "set site_dir to a folder inside the mounted one",
    errno.ENOSPC: "make room",
}


def refused(path: Path, error: OSError) -> PublishError:
    """Return what the operating system refused as an error that says what to do."""
    message = f"{error.strerror}; the published site was left as it was"
    return PublishError(Problem(path.name, 0, message, _REMEDIES.get(error.errno or 0, "")))
