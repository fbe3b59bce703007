"""Watchlists: questions of the project's own that cross regions and themes, each with a page and feeds.

Here is how they are written in `mkdocs.yml`. Which articles answer them is `library.watchlists`' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import did_you_mean
from ..text.strings import slugify


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A name and a query; an article is on the list when it fits every key that is set."""

    name: str
    """Its name, as displayed; its address is made of it."""
    about: str = ""
    """One line about it, for its page."""
    any: tuple[str, ...] = ()
    """Words or phrases, of which the article has at least one."""
    all: tuple[str, ...] = ()
    """Words or phrases, of which the article has each."""
    none: tuple[str, ...] = ()
    """Words or phrases, of which the article has none."""
    regions: tuple[str, ...] = ()
    """Regions, of which the article stands in at least one; in none of those with `-` before them."""
    themes: tuple[str, ...] = ()
    """Themes, likewise."""
    topics: tuple[str, ...] = ()
    """Keywords of articles, likewise."""
    outlets: tuple[str, ...] = ()
    """Outlets that published it first, likewise."""
    authors: tuple[str, ...] = ()
    """Names of its authors, likewise."""
    languages: tuple[str, ...] = ()
    """Languages in which it is written (BCP 47), likewise; `pt` takes `pt-BR` too."""

    @property
    def slug(self) -> str:
        """Return the last part of its address."""
        return slugify(self.name)


LABELS = ("regions", "themes", "topics", "outlets", "authors", "languages")
"""Keys that name labels of articles."""
WORDS = ("any", "all", "none")
"""Keys that name words of articles."""


def line_in(text: str, start: int, name: str, word: str = "", *, last: bool = False) -> int:
    """Return the line (from 1) of a watchlist's name in `mkdocs.yml`, or of a word of its query; else `start`.

    `start` is the line of `watchlists`. With `last` the last watchlist of this name counts.
    """
    rows = list(enumerate(text.split("\n")[start:], start + 1))

    def having(what: str, first: int) -> list[int]:
        whole = re.compile(rf"(?<![\w-]){re.escape(what)}(?![\w-])")
        return [row for row, line in rows if row >= first and whole.search(line)]

    found = [row for row in having(name, start) if re.search(r"\bname['\"]?\s*:", rows[row - start - 1][1])]
    if not found:
        return start
    place = found[-1] if last else found[0]
    return next(iter(having(word, place)), place) if word else place


def unknown_keys(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the keys of `watchlists`, and what would be right, before the values are looked at."""
    known = [field.name for field in fields(Watchlist)]
    for row in value if isinstance(value, list) else ():
        for key in row if isinstance(row, Mapping) else ():
            if key not in known:
                where = f"watchlists: {row.get('name', '')}: " if row.get("name") else "watchlists: "
                yield f"{where}unknown key '{key}'", did_you_mean(str(key), known, f"one of {', '.join(known)}")


def faults(watchlists: tuple[Watchlist, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each watchlist that cannot be one, what is wrong with it, and what would be right."""
    seen: dict[str, str] = {}
    for found in watchlists:
        if not any(c.isalnum() for c in found.name):
            yield found.name, f"watchlists: '{found.name}' is no name", "name: Submarine cables"
            continue
        where = f"watchlists: {found.name}"
        if before := seen.get(found.slug):
            what = (
                "stands twice" if before == found.name else f"has the address of '{before}', /watchlists/{found.slug}/"
            )
            yield found.name, f"{where}: {what}", "another name"
        seen[found.slug] = found.name
        values = {key: getattr(found, key) for key in (*WORDS, *LABELS)}
        if not any(values.values()):
            yield found.name, f"{where}: asks for nothing", "any: [a word], or regions: [a region]"
        for key, given in values.items():
            for value in given:
                if not any(c.isalnum() for c in value):
                    yield found.name, f"{where}: {key}: '{value}' is no word", "at least one letter or digit"
        if values["none"] and not any(values[key] for key in values if key != "none"):
            yield found.name, f"{where}: names only what articles must not have", "any, all, regions, themes, …"
