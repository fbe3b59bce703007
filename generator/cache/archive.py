"""The cache as a thing to handle: what it holds, thrown away, written to one file and taken from one.

What is exported may be read on any machine. An imported value is believed when its checksum holds, which tells damage,
not malice: it may hold the HTML of a page, so take only the files of people who may publish.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath

from ..errors import BriefingError, Problem
from . import FORMAT, Store, unpacked

_ENTRIES = f"entries-{FORMAT}.sqlite"
_SEARCH = "search"
_LOCAL = "published:"  # what lies in this machine's published folder
_KINDS = {
    "body": "texts as HTML",
    "item": "feed items",
    "published": "lists of what is published",
    "links": "links between articles",
}


def size(store: Store) -> int:
    """Return how many bytes the cache takes on the disk."""
    total = 0
    for folder, _, names in os.walk(store.folder):
        for name in set(names) - {".gitignore"}:
            with suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total


def contents(store: Store) -> Iterator[tuple[str, int, int]]:
    """Yield what the cache holds: kind, number of values, bytes; nothing for a store that cannot be read."""
    count, stored = Counter[str](), Counter[str]()
    if store.path.is_file():
        with suppress(sqlite3.DatabaseError), closing(_opened(store.path)) as connection:
            for key, length in connection.execute("SELECT key, length(value) FROM entry"):
                name, colon, _ = str(key).partition(":")
                kind = _KINDS.get(name, name if colon else "analyses and the like")
                count[kind] += 1
                stored[kind] += length
    for path in sorted((store.folder / _SEARCH).glob("*.zip")):
        count["bundles of the search"] += 1
        stored["bundles of the search"] += path.stat().st_size
    for kind in sorted(count):
        yield kind, count[kind], stored[kind]


def clear(store: Store) -> int:
    """Remove all that the cache holds; return how many bytes that were. Raises `OSError`."""
    before = size(store)
    for path in (*store.folder.glob("analyses-*.sqlite*"), store.folder / _SEARCH):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return before - size(store)


def export(store: Store, file: Path) -> int:
    """Write the cache to one file, whole or not at all; return how many values it holds. Raises `BriefingError`."""
    if not store.path.is_file():
        raise BriefingError(Problem(store.folder.name, 0, "the cache is empty", "build first"))
    if not file.absolute().parent.is_dir():
        raise BriefingError(Problem(str(file), 0, "its folder is not there", "make the folder first"))
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        copy = Path(folder) / _ENTRIES
        try:
            with closing(_opened(store.path)) as connection:
                connection.execute("VACUUM INTO ?", (str(copy),))
            with closing(sqlite3.connect(copy)) as connection, connection:
                connection.execute("DELETE FROM entry WHERE substr(key, 1, ?) = ?", (len(_LOCAL), _LOCAL))
                count = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise BriefingError(
                Problem(store.folder.name, 0, f"the cache cannot be read: {error}", "briefing cache clear")
            ) from None
        new = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with zipfile.ZipFile(new, "w") as archive:  # not compressed: its values are
                archive.write(copy, _ENTRIES)
                for path in sorted((store.folder / _SEARCH).glob("*.zip")):
                    archive.write(path, f"{_SEARCH}/{path.name}")
            os.replace(new, file)
        finally:
            new.unlink(missing_ok=True)
    return count


def take(store: Store, file: Path) -> tuple[int, int]:
    """Add what an exported file holds; return how many values were taken, and how many were damaged.

    What the cache knows already stays as it is. Raises `BriefingError` for a file that is no export of this version.
    """
    taken = damaged = 0
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(prefix="briefing-") as folder:
            if _ENTRIES not in archive.namelist():
                raise BriefingError(
                    Problem(file.name, 0, "is no exported cache of this version", "export it anew with this version")
                )
            with closing(_opened(Path(archive.extract(_ENTRIES, folder)))) as connection:
                known = store.known(str(key) for (key,) in connection.execute("SELECT key FROM entry"))
                fresh: dict[str, bytes] = {}
                for key, value in connection.execute("SELECT key, value FROM entry ORDER BY key"):
                    data = unpacked(value)
                    if data is None or not isinstance(key, str):
                        damaged += 1
                    elif key not in known and not key.startswith(_LOCAL):
                        fresh[key] = data
                store.write(fresh)
                taken = len(fresh)
            for name in archive.namelist():
                parts = PurePosixPath(name).parts
                target = store.folder / _SEARCH / parts[-1]
                if len(parts) == 2 and parts[0] == _SEARCH and parts[1].endswith(".zip") and not target.exists():
                    data = archive.read(name)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)
    except (zipfile.BadZipFile, sqlite3.DatabaseError, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise BriefingError(
            Problem(file.name, 0, "is damaged, or no exported cache", "a file of 'briefing cache export'")
        ) from None
    if store.notes:
        raise BriefingError(store.notes[-1])
    return taken, damaged


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
