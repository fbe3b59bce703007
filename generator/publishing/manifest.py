"""What was published under which digest: by it the next build knows which of the published files are still right.

Kept in the cache, for each published folder; may be deleted, and is never trusted: a file that is not of the size and
time that it had when it was published is made anew.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ..cache import Store
from ..hashing import fingerprint

MODE = 0o644
"""Permissions of a published file."""
REGULAR = stat.S_IFREG | MODE
"""Kind and permissions of a published file."""
_FORMAT = 1
FileRecord = tuple[bytes, int, int]
"""Digest, size in bytes, time of the last change in nanoseconds."""


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    version: int
    rows: dict[str, FileRecord]


@dataclass(slots=True)
class Manifest:
    """The files of a published folder, by address."""

    folder: Path
    """The published folder."""
    rows: Mapping[str, FileRecord] = field(default_factory=dict)
    """Address → what is known of the file."""

    def has(self, address: str, hashed: bytes) -> bool:
        """Return True when the published file was made of what this digest stands for, and nobody has touched it."""
        row = self.rows.get(address)
        return row is not None and row[0] == hashed and is_file_of(f"{self.folder}/{address}", row)


def is_file_of(path: str, row: FileRecord) -> bool:
    """Return True for a published file of the size and time that are known of it."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return found.st_size == row[1] and found.st_mtime_ns == row[2] and mode_of(found) == REGULAR


def mode_of(found: os.stat_result) -> int:
    """Return kind and permissions of a file; where these are not kept as they were given, as if they were."""
    return found.st_mode if os.name == "posix" or not stat.S_ISREG(found.st_mode) else REGULAR


def name_of(root: Path, folder: Path) -> str:
    """Return a short name of a published folder, equal wherever the project lies."""
    return fingerprint(os.path.relpath(folder, root))[:16]


def _slot(root: Path, folder: Path, spare: bool) -> str:
    return f"{'spare' if spare else 'published'}:{name_of(root, folder)}"


def read(store: Store, root: Path, folder: Path, *, spare: bool = False) -> Manifest:
    """Return what is known of the published `folder`; nothing when it is not there, or the cache is another's.

    With `spare` it is what is known of the folder that it took the place of.
    """
    slot = _slot(root, folder, spare)
    data = store.read([slot]).get(slot) if folder.is_dir() else None
    if data:
        with suppress(msgspec.DecodeError):
            stored = msgspec.msgpack.decode(data, type=_Stored)
            if stored.version == _FORMAT:
                return Manifest(folder, stored.rows)
    return Manifest(folder)


def rows_of(folder: Path, hashes: Mapping[str, bytes], stored: Mapping[str, FileRecord]) -> dict[str, FileRecord]:
    """Return what is to be known of the files of `folder`: address → digest; `kept` are those that stayed."""
    rows: dict[str, FileRecord] = {}
    for address, hashed in hashes.items():
        row = stored.get(address)
        if row is None:
            with suppress(OSError):
                found = os.lstat(f"{folder}/{address}")
                row = (hashed, found.st_size, found.st_mtime_ns)
        if row is not None:
            rows[address] = row
    return rows


def write(store: Store, root: Path, folder: Path, rows: Mapping[str, FileRecord], *, spare: bool = False) -> None:
    """Remember what is known of the published `folder`, or of its spare."""
    store.write({_slot(root, folder, spare): msgspec.msgpack.encode(_Stored(_FORMAT, dict(rows)))})
