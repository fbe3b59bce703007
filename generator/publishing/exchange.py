"""Putting a finished site in place: build beside it, verify, exchange in one step.

A plain MkDocs build empties `site/` first, so whoever reads or is interrupted meanwhile gets half a site. Here the new
site grows in `.site.staging-…` beside the old; only when it is complete, and on the disk, do the two change places.
Nothing here writes into a file that is there already: it may be a hard link of the published one.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Container, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import Problem, PublishError
from . import lock
from .manifest import MODE

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_FOLDER = 0o755
_ROOTS = {".xml", ".opml", ".svg"}
_FEW = 500  # up to so many new files each is flushed by itself, beyond that the whole file system


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


@dataclass(slots=True)
class Publication:
    """One build's right to publish: nobody else builds into the same place until it is put in place or discarded."""

    site_dir: Path
    """The published folder."""
    folder: Path
    """Where the next site grows: beside `site_dir`, so on the same file system."""
    notes: tuple[str, ...]
    """What an interrupted build had left, and what was done about it, one line each."""
    held: lock.Lock
    """Keeps other builds out."""

    def exchange(self, retire: Callable[[Path], bool] = lambda old: False, known: Container[str] = ()) -> None:
        """Make `folder` the published site in one step; the old one is removed afterwards. Raises `PublishError`.

        `retire` may take the old one instead, and returns True if it has. `known` are the addresses of files that are
        known to be those of the published site.

        Hidden files at the top of the old site (`.git`, `.nojekyll`) stay, as with MkDocs.
        """
        site_dir, folder, old = self.site_dir, self.folder, _former(self.site_dir)
        _check_folder(site_dir)
        try:
            _carry_hidden(site_dir, folder)
            _flush(list(_settled(folder, known)))
            if not site_dir.exists():
                os.rename(folder, site_dir)
            elif _rename_exchange(folder, site_dir):
                old = folder
            else:
                os.rename(site_dir, old)
                os.rename(folder, site_dir)
            _sync(site_dir.parent)
        except OSError as error:
            with suppress(OSError):
                recover(site_dir)
            raise refused(site_dir, error) from None
        if not (old.is_dir() and retire(old)):
            _remove(old)
        self.held.release()

    def discard(self) -> None:
        """Remove what was built and let others build; after `exchange` there is nothing to remove."""
        if self.held.descriptor >= 0:
            _remove(self.folder)
        self.held.release()


def begin(site_dir: Path, *, wait: float = lock.WAIT, say: Callable[[str], None] = lambda line: None) -> Publication:
    """Return a new folder for the next site, once no other build is at work; raises `PublishError`.

    What killed builds have left is removed, and the site is put back that one had moved away; the notes say so. `say`
    is told for whom we wait.
    """
    folder = site_dir.parent / f".{site_dir.name}.staging-{os.getpid()}-{secrets.token_hex(4)}"
    name = site_dir.name
    try:
        site_dir.parent.mkdir(parents=True, exist_ok=True)
        held = lock.acquire(
            site_dir.parent / f".{name}.lock",
            wait=wait,
            say=lambda who: say(f"{name}: another build is at work ({who})"),
        )
    except lock.Busy as busy:
        remedy = "wait for it, or end it"
        raise PublishError(Problem(name, 0, f"another build is at work ({busy})", remedy)) from None
    except OSError as error:
        raise refused(folder, error) from None
    try:
        notes = _tidied(site_dir, held.left_by)
        folder.mkdir()
    except OSError as error:
        held.release()
        raise refused(folder, error) from None
    return Publication(site_dir, folder, notes, held)


def _tidied(site_dir: Path, owner: str) -> tuple[str, ...]:
    """Remove what interrupted builds have left; return what there was, in words."""
    back = recover(site_dir)
    left = [path for path in sorted(site_dir.parent.glob(f".{site_dir.name}.staging-*")) if path.is_dir()]
    for path in left:
        _remove(path)
    if not (back or left or owner):
        return ()
    state = "was put back in place" if back else "stands as it was" if site_dir.exists() else "is yet to come"
    who = f" ({owner})" if owner else ""
    return (f"{site_dir.name}: an earlier build{who} was interrupted; what it left was removed, and the site {state}",)


def recover(site_dir: Path) -> bool:
    """Put back the old site if an earlier publication was interrupted between its two renames; True if it was."""
    old = _former(site_dir)
    if not old.exists():
        return False
    if not site_dir.exists():
        os.rename(old, site_dir)
        return True
    _remove(old)
    return False


def _former(site_dir: Path) -> Path:
    return site_dir.parent / f".{site_dir.name}.old"


def _remove(folder: Path) -> None:
    """Remove a folder as far as that can be done: what an orphan of a killed build still writes, the next one takes."""
    for _ in range(2):
        if os.path.lexists(folder):
            shutil.rmtree(folder, ignore_errors=True)


def place(folder: Path, published: Path | None, address: str, data: bytes) -> bool:
    """Put a file into the growing site; return False when the published site has the same bytes.

    Such a file is linked, not written: it keeps its time, and with it the `ETag` and `Last-Modified` by which servers
    tell a reader program that nothing is new.
    """
    if not is_inside(address):
        raise PublishError(Problem("", 0, f"'{address}' is no address within the site", "please report it"))
    target, old = f"{folder}/{address}", f"{published}/{address}" if published else ""
    with suppress(OSError, ValueError):
        found = os.lstat(old) if old else None
        same = found and found.st_size == len(data) and stat.S_ISREG(found.st_mode) and _read(old) == data
        if same and _written(target, lambda: os.link(old, target)):
            return False
    _written(target, lambda: _write(target, data))
    return True


def renew(folder: Path, address: str, data: bytes) -> None:
    """Put other bytes in the place of a published file, in one step; raises `OSError`."""
    target = f"{folder}/{address}"
    fresh = f"{target}.{os.getpid()}"
    _written(fresh, lambda: _write(fresh, data))
    os.replace(fresh, target)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, data: bytes) -> None:
    with open(path, "xb") as file:  # never into a file that is there: it may be the published one's other name
        file.write(data)


def _written(target: str, write: Callable[[], None]) -> bool:
    """Let `write` make a new file, with its folder and in the place of another where need be; raises `OSError`."""
    for _ in range(2):
        try:
            write()
        except FileExistsError:
            os.unlink(target)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        else:
            return True
    write()
    return True


def keep(folder: Path, published: Path, address: str) -> bool:
    """Link a published file into the growing site; return False where that cannot be done."""
    target = f"{folder}/{address}"
    for _ in range(2):
        try:
            os.link(f"{published}/{address}", target)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError:
            return False
        else:
            return True
    return False


def is_inside(address: str) -> bool:
    """Return True for a relative address of a file that cannot lead out of the folder to which it is joined."""
    parts = PurePosixPath(address).parts
    return bool(parts) and not (address.startswith("/") or ".." in parts or any(c in address for c in "\\:\0"))


def verify(folder: Path, expected: AbstractSet[str]) -> None:
    """Raise `PublishError` unless every expected file (relative, `/`) is there, not empty, and whole if it is XML.

    A file that is linked to the published site's was verified when it was published.
    """
    missing, broken = [], []
    for name in sorted(expected):
        path = f"{folder}/{name}"  # plain strings: there may be hundreds of thousands
        try:
            found = os.lstat(path)
        except OSError:
            missing.append(name)
            continue
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            missing.append(name)
        elif found.st_nlink == 1 and os.path.splitext(name)[1] in _ROOTS and not _is_xml(path):
            broken.append(name)
    for names, fault in ((missing, "lacks"), (broken, "has broken XML in")):
        if names:
            shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            raise PublishError(f"the built site {fault} {shown}; the published site was left as it was")


def _is_xml(path: str) -> bool:
    from xml.parsers import expat

    parser = expat.ParserCreate()
    try:
        with open(path, "rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError:
        return False
    return True


def _carry_hidden(site_dir: Path, folder: Path) -> None:
    """Give the new site the hidden files at the top of the old one, which keeps them until it is removed."""
    if not site_dir.is_dir():
        return
    for hidden in sorted(site_dir.glob(".*")):
        target = folder / hidden.name
        if os.path.lexists(target):
            continue
        if hidden.is_dir() and not hidden.is_symlink():
            shutil.copytree(hidden, target, symlinks=True, copy_function=_linked)
        else:
            _linked(str(hidden), str(target))


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _settled(folder: Path, known: Container[str]) -> Iterator[str]:
    """Give everything the same modes whatever the umask; yield each new file, and each folder.

    `known` are files of the published site, looked at already. Raises `PublishError` for what is neither: nothing of
    ours makes a symlink or a device, so no host shall get one.
    """
    start, waiting = len(str(folder)) + 1, [(str(folder), folder.stat().st_mode)]
    while waiting:  # plain strings: there may be hundreds of thousands
        place, mode = waiting.pop()
        top = len(place) < start
        with os.scandir(place) as entries:
            for entry in entries:
                if (top and entry.name.startswith(".")) or entry.path[start:] in known:  # hidden: as its owner left it
                    continue
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode):
                    waiting.append((entry.path, found.st_mode))
                elif not stat.S_ISREG(found.st_mode):
                    where = os.path.relpath(entry.path, folder)
                    raise PublishError(f"the built site has a file that is none: {where}; nothing was published")
                else:
                    if stat.S_IMODE(found.st_mode) != MODE:
                        os.chmod(entry.path, MODE)
                    if found.st_nlink == 1:
                        yield entry.path
        if stat.S_IMODE(mode) != _FOLDER:
            os.chmod(place, _FOLDER)
        yield place


def _flush(paths: list[str]) -> None:
    """Bring new files and folders to the disk, so that a power cut after the exchange finds them whole."""
    if len(paths) > _FEW and sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            descriptor = os.open(paths[-1], os.O_RDONLY)
            try:
                if libc.syncfs(descriptor) == 0:
                    return
            finally:
                os.close(descriptor)
    for path in paths:
        _sync(path)


def _sync(path: str | Path) -> None:
    """Flush one file or folder; what a system or file system cannot flush is left to it."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise
    finally:
        os.close(descriptor)


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
    errno.EDQUOT: "make room",
    errno.EFBIG: "allow larger files (ulimit -f)",
}


def refused(path: Path, error: OSError) -> PublishError:
    """Return what the operating system refused as an error that says what to do."""
    message = f"{error.strerror}; the published site was left as it was"
    return PublishError(Problem(path.name, 0, message, _REMEDIES.get(error.errno or 0, "")))
