"""Fingerprints, and a store of what was worked out under them; may be deleted at any time and is never trusted.

One SQLite file (opens in a millisecond at any size, reads only what is asked for, writes in one transaction). Each
value carries a checksum; a damaged, foreign or locked store costs one line and the work is done again. What nobody has
asked for in six weeks is forgotten, so that a cache that is kept for years does not grow for ever.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 2
_BATCH = 500
_LARGE = 1 << 18  # from so many bytes on speed matters more than the last tenth of size
_KEPT = 42  # days for which a value stays that nobody asks for
_NOTED = 7  # days after which it is noted again that a value was asked for


@dataclass(slots=True)
class Store:
    """A key → bytes store in a folder of its own; every failure degrades to an empty store and a note."""

    folder: Path
    """Where the store's file lies; made when the first value is written."""
    notes: list[str] = field(default_factory=list)
    """What went wrong with the store, one line each, for the log."""

    @property
    def path(self) -> Path:
        """Return the store's file."""
        return self.folder / f"analyses-{FORMAT}.sqlite"

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)"
        )
        return connection

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the values of those keys that are known and undamaged."""
        if not self.path.is_file():
            return {}
        found = {}
        try:
            connection = self._connect()
            with connection:
                for batch, marks in _batches(keys):
                    for key, value in connection.execute(f"SELECT key, value FROM entry WHERE key IN ({marks})", batch):
                        data = unpacked(value)
                        if data is not None:
                            found[str(key)] = data
            connection.close()
        except sqlite3.DatabaseError as error:
            self._discard(error)
        self.touch(found)
        return found

    def touch(self, keys: Iterable[str]) -> None:
        """Note that these values are in use, those of which that has not been noted for a week."""
        if not self.path.is_file():
            return
        day = today()
        with suppress(sqlite3.DatabaseError):  # read-only, or locked: it is noted another time
            connection = self._connect()
            with connection:
                for batch, marks in _batches(keys):
                    connection.execute(
                        f"UPDATE entry SET used = ? WHERE key IN ({marks}) AND (used < ? OR used > ?)",
                        (day, *batch, day - _NOTED, day),
                    )
            connection.close()

    def prune(self) -> int:
        """Forget what nobody has asked for in six weeks; return how many values that were."""
        if not self.path.is_file():
            return 0
        forgotten = 0
        with suppress(sqlite3.DatabaseError, OSError):
            for older in self.folder.glob("analyses-*.sqlite"):  # those of other versions
                if older != self.path:
                    older.unlink(missing_ok=True)
            connection = self._connect()
            due = connection.execute("PRAGMA user_version").fetchone()[0] != today()
            if due:
                with connection:
                    forgotten = connection.execute("DELETE FROM entry WHERE used < ?", (today() - _KEPT,)).rowcount
                    connection.execute(f"PRAGMA user_version = {today()}")
                free, pages = (
                    connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count")
                )
                if free * 4 > pages:
                    connection.execute("VACUUM")
            connection.close()
        return forgotten

    def known(self, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these keys there are, damaged or not, without reading their values."""
        if not self.path.is_file():
            return frozenset()
        found: set[str] = set()
        try:
            connection = self._connect()
            with connection:
                for batch, marks in _batches(keys):
                    rows = connection.execute(f"SELECT key FROM entry WHERE key IN ({marks})", batch)
                    found.update(str(key) for (key,) in rows)
            connection.close()
        except sqlite3.DatabaseError as error:
            self._discard(error)
        return frozenset(found)

    def write(self, values: Mapping[str, bytes]) -> None:
        """Keep the values, all or none of them."""
        if not values:
            return
        rows = [(key, today(), packed(value)) for key, value in sorted(values.items())]
        for attempt in (1, 2):
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                ignore = self.folder / ".gitignore"
                if not ignore.exists():
                    ignore.write_text("*\n", encoding="utf-8")
                connection = self._connect()
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO entry (key, used, value) VALUES (?, ?, ?)", rows)
                connection.close()
            except sqlite3.OperationalError as error:  # locked by another build, read-only, disk full
                self.notes.append(f"the cache {self.folder.name} cannot be written: {error}; going on without it")
            except sqlite3.DatabaseError as error:
                self._discard(error)
                if attempt == 1:
                    continue
            except OSError as error:
                self.notes.append(
                    f"the cache {self.folder.name} cannot be written: {error.strerror}; going on without it"
                )
            return

    def _discard(self, error: Exception) -> None:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            self.notes.append(f"the cache {self.folder.name} is locked; going on without it")
            return
        self.notes.append(f"the cache {self.folder.name} is damaged ({error}); it is made anew")
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def _batches(keys: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the keys in order, as many as one statement of SQL takes, each lot with its question marks."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        yield batch, ",".join("?" * len(batch))


def today() -> int:
    """Return the day by the machine's clock, as a number; nothing but what is forgotten when depends on it."""
    return int(time.time() // 86_400)


def packed(data: bytes) -> bytes:
    """Return a value as it is kept: compressed, its checksum before it."""
    packed = zlib.compress(data, 6 if len(data) < _LARGE else 1)
    return hashlib.blake2b(packed, digest_size=8).digest() + packed


def unpacked(value: Any) -> bytes | None:
    """Return a value that was kept; None where its checksum does not hold."""
    if not isinstance(value, bytes) or hashlib.blake2b(value[8:], digest_size=8).digest() != value[:8]:
        return None
    try:
        return zlib.decompress(value[8:])
    except zlib.error:
        return None
