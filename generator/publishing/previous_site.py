"""The site before the last, kept in the cache and brought up to date: a new one need not be made file by file.

To link ten thousand pages into a new folder, and to remove the old one, takes longer than to render the few that have
changed. So the folder that an exchange has put aside is where the next site grows. Nothing in it is trusted: a file
stays only if it is the very one that is published, by digest, size and time; what is unknown is removed at once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ..cache import Store
from . import manifest
from .manifest import FileRecord


class PreviousSite:
    """The put-aside folder of one published site."""

    def __init__(self, store: Store, root: Path, site_dir: Path) -> None:
        """Take the cache, the project's folder, and where the site is published."""
        self.store, self.root, self.site_dir = store, root, site_dir
        self.place = store.folder / f"spare-{manifest.name_of(root, site_dir)}"

    def adopt(self, folder: Path) -> Mapping[str, FileRecord]:
        """Put the spare in the place of the empty `folder`; return what is known of its files: nothing without one."""
        rows = manifest.read(self.store, self.root, self.site_dir, spare=True).rows if self.place.is_dir() else {}
        try:
            if not rows:
                shutil.rmtree(self.place, ignore_errors=True)
                return {}
            self._strip(rows)
            folder.rmdir()
            os.rename(self.place, folder)
        except OSError:  # another file system, a folder that cannot be written: then a new one
            with suppress(OSError):
                folder.mkdir(exist_ok=True)
            return {}
        return rows

    def _strip(self, rows: Mapping[str, FileRecord]) -> None:
        """Remove every file that is not known, and what the hosts of sites keep hidden at their top."""
        waiting = [""]
        while waiting:
            under = waiting.pop()
            with os.scandir(f"{self.place}/{under}") as entries:
                for entry in entries:
                    address = under + entry.name
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if not under and entry.name.startswith("."):
                        shutil.rmtree(entry.path) if is_folder else os.unlink(entry.path)
                    elif is_folder:
                        waiting.append(address + "/")
                    elif address not in rows:
                        os.unlink(entry.path)

    def retire(self, old: Path, rows: Mapping[str, FileRecord]) -> bool:
        """Keep the folder that an exchange has put aside, of which `rows` are known; False when it cannot be kept."""
        try:
            if os.path.lexists(self.place):
                shutil.rmtree(self.place)
            self.place.parent.mkdir(parents=True, exist_ok=True)
            os.rename(old, self.place)
        except OSError:
            return False
        manifest.write(self.store, self.root, self.site_dir, rows, spare=True)
        return True


def sweep(folder: Path, addresses: Iterable[str]) -> None:
    """Remove files, and the folders that are empty then."""
    for address in addresses:
        with suppress(OSError):
            os.unlink(f"{folder}/{address}")
            above = os.path.dirname(address)
            while above:
                os.rmdir(f"{folder}/{above}")
                above = os.path.dirname(above)
