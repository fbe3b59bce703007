"""Finished bundles in the cache, each in a file of its own; checked by checksums, and made anew when in doubt."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

_PAGES = "pages.msgpack"  # no name that Pagefind gives


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle as the cache has it."""

    tag: str
    """What identifies the pages that it was made of."""
    pages: Mapping[str, tuple[str, str]]
    """Address of each page → what identifies all that the page is made of, and what of its bytes is to be found.

    The former is empty where it was not known, the latter where there is nothing to find.
    """
    files: Mapping[str, bytes]
    """Its files."""


def read(path: Path) -> Kept | None:
    """Return a bundle; None when there is none that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
            pages = msgspec.msgpack.decode(files.pop(_PAGES), type=dict[str, tuple[str, str]])
            return Kept(archive.comment.decode("ascii"), pages, files)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        return None  # msgspec's errors are `ValueError`s too


def write(path: Path, bundle: Kept) -> None:
    """Keep a bundle; where that cannot be done it costs time, nothing else."""
    new = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(new, "w") as archive:  # not compressed: it is already
            archive.comment = bundle.tag.encode("ascii")
            for name, data in {**bundle.files, _PAGES: msgspec.msgpack.encode(bundle.pages)}.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        os.replace(new, path)


def forget(folder: Path, present: set[str]) -> None:
    """Remove bundles of periods that are no more; `present` are the names of those that are."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.suffix == ".zip" and path.stem not in present:
                path.unlink()
