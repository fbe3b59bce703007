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

from .cache import Store, fingerprint

_FORMAT = 1
Row = tuple[bytes, int, int]
"""Digest, size in bytes, time of the last change in nanoseconds."""


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    version: int
    rows: dict[str, Row]


@dataclass(slots=True)
class Manifest:
    """The files of a published folder, by address."""

    folder: Path
    """The published folder."""
    rows: Mapping[str, Row] = field(default_factory=dict)
    """Address → what is known of the file."""

    def has(self, address: str, digest: bytes) -> bool:
        """Return True when the published file was made of what this digest stands for, and nobody has touched it."""
        row = self.rows.get(address)
        if row is None or row[0] != digest:
            return False
        try:
            found = os.lstat(f"{self.folder}/{address}")
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == row[1] and found.st_mtime_ns == row[2]


def _slot(root: Path, folder: Path) -> str:
    return f"published:{fingerprint(os.path.relpath(folder, root))[:16]}"


def read(store: Store, root: Path, folder: Path) -> Manifest:
    """Return what is known of the published `folder`; nothing when it is not there, or the cache is another's."""
    slot = _slot(root, folder)
    data = store.read([slot]).get(slot) if folder.is_dir() else None
    if data:
        with suppress(msgspec.DecodeError):
            kept = msgspec.msgpack.decode(data, type=_Kept)
            if kept.version == _FORMAT:
                return Manifest(folder, kept.rows)
    return Manifest(folder)


def write(store: Store, root: Path, folder: Path, digests: Mapping[str, bytes], known: Manifest) -> None:
    """Remember what is published in `folder` now: address → digest; `known` is what was known before."""
    rows: dict[str, Row] = {}
    for address, digest in digests.items():
        row = known.rows.get(address)
        with suppress(OSError):
            found = os.lstat(f"{folder}/{address}")
            now = (digest, found.st_size, found.st_mtime_ns)
            rows[address] = row if row == now else now
    store.write({_slot(root, folder): msgspec.msgpack.encode(_Kept(_FORMAT, rows))})
