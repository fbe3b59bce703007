"""`briefing list`: the published articles as a table for people or as the contract's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from . import api
from .build import Content
from .errors import BriefingError, Problem, did_you_mean
from .model import Entry
from .text import clip, fold


def record(content: Content, entry: Entry) -> dict[str, Any]:
    """Return an article as the contract's JSON object; scores in 0..1, times in RFC 3339, UTC."""
    return api.record(content.project, content.library, entry)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles to list; what is empty leaves all."""

    region: str = ""
    """Slug, name or alias of a region."""
    theme: str = ""
    """Slug, name or alias of a theme."""
    since: datetime | None = None
    """No older ones."""
    source: str = ""
    """Outlet, or a part of its name."""
    unlabelled: bool = False
    """True for those that lack a region or a theme."""


def chosen(content: Content, wanted: Filter) -> tuple[Entry, ...]:
    """Return the entries that a filter leaves, newest first; raises `BriefingError` for an unknown region or theme."""
    slugs = {}
    for kind, name in (("region", wanted.region), ("theme", wanted.theme)):
        tree = content.library.region_tree if kind == "region" else content.library.theme_tree
        slugs[kind] = tree.resolve(name) if name else ""
        if slugs[kind] is None:
            remedy = did_you_mean(name, tree.nodes, f"see /{kind}s/ for all")
            raise BriefingError(Problem("", 0, f"--{kind}: no {kind} '{name}'", remedy))
    return tuple(
        entry
        for entry in content.library.entries
        if (not slugs["region"] or any(label.slug == slugs["region"] for label in entry.regions))
        and (not slugs["theme"] or any(label.slug == slugs["theme"] for label in entry.themes))
        and (wanted.since is None or entry.article.date >= wanted.since)
        and fold(wanted.source) in fold(entry.article.source)
        and not (wanted.unlabelled and entry.regions and entry.themes)
    )


def as_json(content: Content, wanted: Filter = Filter()) -> str:
    """Return the array of the articles that the filter leaves, newest first."""
    data = msgspec.json.encode([record(content, entry) for entry in chosen(content, wanted)])
    return msgspec.json.format(data, indent=1).decode()


def as_table(content: Content, wanted: Filter = Filter()) -> str:
    """Return a line an article: date, address, places, themes, title."""
    rows = [("DATE", "SLUG", "REGIONS", "THEMES", "TITLE")]
    tree = content.library.theme_tree
    for entry in chosen(content, wanted):
        parents = {tree[t.slug].parent for t in entry.themes}
        rows.append(
            (
                f"{entry.article.date.astimezone(content.project.zone):%Y-%m-%d}",
                clip(entry.article.slug, 34),
                clip(" ".join(c.code for c in entry.countries) or "-", 14),
                clip(" ".join(t.slug for t in entry.themes if t.slug not in parents) or "-", 34),
                clip(entry.article.title, 70),
            )
        )
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    return "\n".join(
        "  ".join((*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[4])) for row in rows
    )
