"""What a site weighs: files and bytes by kind of product, told from the address alone.

The one table of kinds. The forecast, the warnings about a host's limits, the benchmark and the budget test all read it,
so that they speak of the same things.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product of a build."""

    name: str
    """What people call it."""
    pattern: str
    """Regular expression that matches the whole address of each of its files."""
    lowered_by: str = ""
    """The setting that makes it lighter, with a value that does; empty where there is none."""


_ONE = "[^/]+"
_PERIOD = r"\d{4}(?:-\d{2})?"
_PAGE = r"index\.html"
_FEED = r"(?:feed|atom)\.(?:xml|json)"
_FEW_FORMATS = "feed_formats: [rss]"

KINDS = (
    Kind("article pages", rf"articles/{_ONE}/{_PAGE}"),
    Kind("share pictures", rf"articles/{_ONE}/share\.\w+", "share_pictures: false"),
    Kind("feed archives", rf"(?:.*/)?(?:feed|atom)-{_PERIOD}(?:-\d+)?\.(?:xml|json)", "feed_archives: []"),
    Kind("feeds of the site", rf"(?:editions/)?{_FEED}", _FEW_FORMATS),
    Kind("feeds of regions", rf"regions/{_ONE}/{_FEED}", _FEW_FORMATS),
    Kind("feeds of cells", rf"regions/{_ONE}/{_ONE}/{_FEED}", "cell_minimum: 5"),
    Kind("feeds of themes", rf"themes/{_ONE}/{_FEED}", _FEW_FORMATS),
    Kind("feeds of sources", rf"sources/{_ONE}/{_FEED}", _FEW_FORMATS),
    Kind("feeds of topics", rf"(?:topics|keywords)/{_ONE}/{_FEED}", "feed_keywords: false"),
    Kind("feeds of authors", rf"authors/{_ONE}/{_FEED}", "feed_authors: false"),
    Kind("feeds of stories", rf"stories/{_ONE}/{_FEED}"),
    Kind("feeds of watchlists", rf"watchlists/{_ONE}/{_FEED}"),
    Kind("catalogues of feeds", r"(?:.*/)?\w+\.opml|feeds/.*"),
    Kind("regions", rf"regions/(?:{_ONE}/)?{_PAGE}"),
    Kind("periods of regions", rf"regions/{_ONE}/{_PERIOD}/{_PAGE}"),
    Kind("cells", rf"regions/{_ONE}/{_ONE}/{_PAGE}", "cell_minimum: 5"),
    Kind("periods of cells", rf"regions/{_ONE}/{_ONE}/{_PERIOD}/{_PAGE}", "cell_minimum: 5"),
    Kind("themes", rf"themes/(?:{_ONE}/)?{_PAGE}"),
    Kind("periods of themes", rf"themes/{_ONE}/{_PERIOD}/{_PAGE}"),
    Kind("topics", rf"(?:topics|keywords)/(?:{_ONE}/)?{_PAGE}", "topic_minimum: 4"),
    Kind("periods of topics", rf"(?:topics|keywords)/{_ONE}/{_PERIOD}/{_PAGE}", "topic_minimum: 4"),
    Kind("sources", rf"sources/(?:{_ONE}/)?{_PAGE}"),
    Kind("periods of sources", rf"sources/{_ONE}/{_PERIOD}/{_PAGE}"),
    Kind("authors", rf"authors/(?:{_ONE}/)?{_PAGE}", "topic_minimum: 4"),
    Kind("periods of authors", rf"authors/{_ONE}/{_PERIOD}/{_PAGE}", "topic_minimum: 4"),
    Kind("stories", rf"stories/.*{_PAGE}"),
    Kind("watchlists", rf"watchlists/.*{_PAGE}"),
    Kind("editions", rf"editions/.*{_PAGE}", "editions: week"),
    Kind("archive", rf"archive/.*{_PAGE}"),
    Kind("search index", r"pagefind/.*", "search: false"),
    Kind("api", r"api/.*", "api: false"),
    Kind("assets", r"assets/.*"),
    Kind("other", r".*"),
)
"""Every kind; an address belongs to the first that matches it."""
NAMES = tuple(kind.name for kind in KINDS)
_ANY = re.compile("|".join(f"(?P<k{at}>{kind.pattern})\\Z" for at, kind in enumerate(KINDS)), re.DOTALL)


def kind_of(address: str) -> Kind:
    """Return the kind of product that a file of the site is, by its address (`regions/asia/index.html`)."""
    match = _ANY.match(address)
    return KINDS[int((match.lastgroup or "")[1:])] if match else KINDS[-1]


@dataclass(frozen=True, slots=True)
class Weight:
    """Files, and bytes in them."""

    files: int = 0
    size: int = 0

    def __add__(self, other: Weight) -> Weight:
        """Return both together."""
        return Weight(self.files + other.files, self.size + other.size)

    def __str__(self) -> str:
        """Return `1,204 files, 31 MB`."""
        return f"{self.files:,} {'file' if self.files == 1 else 'files'}, {megabytes(self.size)} MB"


@dataclass(frozen=True, slots=True)
class SiteWeight:
    """What a site weighs."""

    kinds: Mapping[str, Weight]
    """By kind of product, in the order of `KINDS`; only kinds that have files."""
    largest: tuple[str, int] = ("", 0)
    """The address of the largest file, and its bytes."""
    fullest: tuple[str, int] = ("", 0)
    """The folder that holds most files, and how many."""
    folders: int = 0
    """How many folders it has."""
    total: Weight = field(init=False)
    """All together."""

    def __post_init__(self) -> None:
        """Add up."""
        object.__setattr__(self, "total", sum(self.kinds.values(), Weight()))


def weighed(sizes: Iterable[tuple[str, int]]) -> SiteWeight:
    """Return what these files weigh, each given as address and bytes."""
    files: Counter[str] = Counter()
    bytes_: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    largest = ("", 0)
    for address, size in sizes:
        name = kind_of(address).name
        files[name] += 1
        bytes_[name] += size
        folders[address.rpartition("/")[0]] += 1
        largest = max(largest, (address, size), key=lambda row: (row[1], row[0]))
    kinds = {name: Weight(files[name], bytes_[name]) for name in NAMES if name in files}
    fullest = max(folders.items(), key=lambda row: (row[1], row[0]), default=("", 0))
    return SiteWeight(kinds, largest, fullest, _count(folders))


def _count(folders: Iterable[str]) -> int:
    """Return how many folders these are, with all that contain them."""
    every: set[str] = set()
    for folder in folders:
        while folder and folder not in every:
            every.add(folder)
            folder = folder.rpartition("/")[0]
    return len(every)


def files_of(folder: Path, known: Mapping[str, int] | None = None) -> Iterator[tuple[str, int]]:
    """Yield address and bytes of each file of a site; what is hidden at its top belongs to the host.

    `known` are sizes by address that need not be looked up.
    """
    sizes = known or {}
    start, waiting = len(str(folder)) + 1, [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                address = entry.path[start:]
                if address.startswith("."):
                    continue
                if address in sizes:
                    yield address.replace(os.sep, "/"), sizes[address]
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield address.replace(os.sep, "/"), entry.stat(follow_symlinks=False).st_size


def megabytes(size: float) -> str:
    """Return bytes in megabytes (a million bytes): with one decimal below ten."""
    return f"{size / 1e6:,.1f}" if size < 9.95e6 else f"{size / 1e6:,.0f}"


def table(*columns: tuple[str, SiteWeight]) -> str:
    """Return files and megabytes by kind as plain text, a pair of columns for each title and site."""
    shown = [name for name in NAMES if any(name in site.kinds for _, site in columns)]
    wide = max(map(len, shown), default=0)
    lines = ["".ljust(wide) + "".join(f"{title:>20}" for title, _ in columns)]
    lines.append("".ljust(wide) + f"{'files':>11}{'MB':>9}" * len(columns))
    for name in (*shown, "total"):
        weights = (site.total if name == "total" else site.kinds.get(name, Weight()) for _, site in columns)
        lines.append(name.ljust(wide) + "".join(f"{w.files:>11,}{w.size / 1e6:>9,.2f}" for w in weights))
    return "\n".join(lines)
