"""Whether anything has changed since the last build: if not, there is nothing to do, and nothing is read but bytes.

What is remembered of a build: a digest of all that went into it, a digest of the folder that came out, between which
two moments the same articles are published, and what a person should mend. All of it is compared, none is trusted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import msgspec

from ..cache import Store
from ..content.folders import walk
from ..errors import Problem
from ..model import Article
from ..settings.config import Selection
from .manifest import REGULAR, FileRecord, mode_of, name_of

_SIZE = 16
_BLOCK = 1 << 20
_LARGE = 1 << 26


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Between which two moments the same articles are published."""

    since: datetime | None
    """The moment from which they are; None for always."""
    until: datetime | None
    """The moment at which others are; None for never."""

    def holds(self, now: datetime) -> bool:
        """Return True when at this moment the same articles are published."""
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)


class LastBuild(msgspec.Struct, frozen=True, array_like=True):
    """A build as it is remembered."""

    inputs: bytes
    """Digest of all that it was made of."""
    site: bytes
    """Digest of the published folder."""
    span: Span
    """When it is the right one."""
    problems: tuple[Problem, ...]
    """What a person was told to mend."""


def span(articles: Iterable[Article], selection: Selection) -> Span:
    """Return between which moments the articles that are published now are just those that are."""
    moments = {moment for a in articles for moment in (a.date, a.expires) if moment}
    past = [moment for moment in moments if moment <= selection.now]
    return Span(max(past, default=None), min(moments.difference(past), default=None))


def read(store: Store, root: Path, site_dir: Path) -> LastBuild | None:
    """Return what is remembered of the build that published `site_dir`, if anything is."""
    slot = _slot(root, site_dir)
    data = store.read([slot]).get(slot)
    with suppress(msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.msgpack.decode(data, type=LastBuild) if data else None
    return None


def write(store: Store, root: Path, site_dir: Path, standing: LastBuild) -> None:
    """Remember a build."""
    store.write({_slot(root, site_dir): msgspec.msgpack.encode(standing)})


def _slot(root: Path, site_dir: Path) -> str:
    return f"standing:{name_of(root, site_dir)}"


def content(places: Iterable[Path]) -> bytes:
    """Return a digest of these files and of all files below these folders: where they lie and every byte of them.

    A file of more than 64 MB is taken at its size, times and place on the disk: nobody wants to wait for a film.
    Of a symbolic link that leaves its folder, which no build follows, only where it leads counts. Raises `OSError`.
    """
    made = blake2b(digest_size=_SIZE)
    for place in places:
        made.update(f"\0{place.name}\0{place.exists()}".encode("utf-8", "surrogateescape"))
        for path in [str(place)] if place.is_file() else _files(place):
            made.update(f"\0{path[len(str(place)) :]}\0".encode("utf-8", "surrogateescape"))
            if os.path.islink(path):
                made.update(os.readlink(path).encode("utf-8", "surrogateescape"))
            if not os.path.isfile(path) or _leaves(path, place):
                continue
            found = os.stat(path)
            if found.st_size > _LARGE:
                made.update(f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}".encode())
            else:
                with open(path, "rb", buffering=0) as file:
                    while block := file.read(_BLOCK):
                        made.update(len(block).to_bytes(4, "big"))
                        made.update(block)
    return made.digest()


def _files(place: Path) -> Iterator[str]:
    """Yield every file below a folder in order, and every link to a folder; those that leave it are not entered."""
    for here, folders, files in walk(place):
        for name in list(folders):
            path = os.path.join(here, name)
            if name == "__pycache__":
                folders.remove(name)
            elif os.path.islink(path):
                yield path
                if _leaves(path, place):
                    folders.remove(name)
        yield from (os.path.join(here, name) for name in files)


def _leaves(path: str, place: Path) -> bool:
    return os.path.islink(path) and not Path(os.path.realpath(path)).is_relative_to(place.resolve())


def tally(
    folder: Path,
    known: Mapping[str, FileRecord] | None = None,
    seen: Callable[[str, int], None] = lambda address, size: None,
) -> bytes:
    """Return a digest of a published folder: the address, size and time of the last change of each of its files.

    `known` are files of which that was looked up just now, with the permissions of a published file. `seen` is told
    address and size of each file.
    """
    rows = known or {}
    total, start, waiting = 0, len(str(folder)) + 1, [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                address = entry.path[start:]
                if row := rows.get(address):
                    _, size, time = row
                    mode = REGULAR
                else:
                    found = entry.stat(follow_symlinks=False)
                    mode, size, time = mode_of(found), found.st_size, found.st_mtime_ns
                seen(address, size)
                line = f"{address}\0{mode}\0{size}\0{time}"
                one = blake2b(line.encode("utf-8", "surrogateescape"), digest_size=_SIZE).digest()
                total += int.from_bytes(one, "big")  # a sum, for folders tell their entries in no order
    return (total % (1 << 8 * _SIZE)).to_bytes(_SIZE, "big")


def installed() -> list[str]:
    """Return which packages this Python has, each with its version, and which Python it is; reads no file."""
    names = {sys.version}
    for place in sys.path:
        with suppress(OSError):
            names.update(name for name in os.listdir(place or ".") if name.endswith((".dist-info", ".egg-info")))
    return sorted(names)
