"""What `add` and `watch` remember of feeds between two runs: which items were taken, and how to ask only for changes.

One JSON file at the root of the project, to be committed with it: so a scheduled workflow, which starts from a fresh
checkout, does not take again what an editor has thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import ImportRefused, Problem

FILE = "briefing-sources.json"
_MOST = 5000  # items remembered of one source


@dataclass(slots=True)
class Remembered:
    """What is known of one source."""

    etag: str = ""
    """`ETag` of its last answer."""
    modified: str = ""
    """`Last-Modified` of its last answer."""
    newest: str = ""
    """Date of its newest item so far, RFC 3339; tells a source gone quiet."""
    seen: list[str] = field(default_factory=list)
    """Ids of the articles taken, the newest last."""


@dataclass(slots=True)
class Memory:
    """Every source by its address."""

    path: Path
    """Where it is kept."""
    sources: dict[str, Remembered] = field(default_factory=dict)
    """By address."""
    changed: bool = False
    """True when there is something to keep."""

    def of(self, address: str) -> Remembered:
        """Return what is known of a source; a blank record when nothing is."""
        return self.sources.get(address, Remembered())

    def keep(self, address: str, *, etag: str, modified: str, seen: Iterable[str], newest: datetime | None) -> None:
        """Take down what a source gave."""
        before = self.of(address)
        ids = list(dict.fromkeys([*before.seen, *seen]))[-_MOST:]
        moment = newest.astimezone(UTC).isoformat().replace("+00:00", "Z") if newest else ""
        after = Remembered(etag, modified, max(before.newest, moment), ids)
        if after != before:
            self.sources[address] = after
            self.changed = True

    def save(self) -> None:
        """Write the file, when something has changed, in one step."""
        if not self.changed:
            return
        data = {
            address: {"etag": r.etag, "modified": r.modified, "newest": r.newest, "seen": r.seen}
            for address, r in sorted(self.sources.items())
        }
        part = self.path.with_name(f".{self.path.name}.part")
        part.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(self.path)
        self.changed = False


def load(root: Path) -> Memory:
    """Return what is remembered at `root`; raises `ImportRefused` for a file that somebody has broken."""
    path = root / FILE
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        sources = {
            address: Remembered(
                str(stored.get("etag", "")), str(stored.get("modified", "")), str(stored.get("newest", "")),
                [str(name) for name in stored.get("seen", [])],
            )
            for address, stored in data.items()
        }  # fmt: skip
    except FileNotFoundError:
        return Memory(path)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        message = f"cannot be read: {error}"
        raise ImportRefused(Problem(FILE, 0, message, "restore it from git, or delete it")) from None
    return Memory(path, sources)
