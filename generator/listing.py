"""`briefing list`: the published articles as a table for people or as the contract's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from . import api
from .build import Content
from .errors import BriefingError, Problem, did_you_mean
from .model import Entry
from .text import clip, fold

COLUMNS = {
    "date": 0, "updated": 0, "slug": 0, "id": 0, "path": 0, "url": 0, "title": 70, "source": 24, "rights": 0,
    "lang": 0, "words": 0, "countries": 14, "regions": 40, "themes": 34, "keywords": 50, "summary": 90, "story": 0,
}  # fmt: skip
"""What a table can show, with the most letters of each; 0 for as many as there are."""
DEFAULT = ("date", "slug", "countries", "themes", "title")


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


def as_json(content: Content, wanted: Filter = Filter(), columns: Sequence[str] = ()) -> str:
    """Return the array of the articles that the filter leaves, newest first; with `columns` these keys alone."""
    records = (record(content, entry) for entry in chosen(content, wanted))
    made = [{name: found[name] for name in columns or found} for found in records]
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


def as_table(content: Content, wanted: Filter = Filter(), columns: Sequence[str] = ()) -> str:
    """Return a heading and a line an article; columns are named as the keys of the JSON, those in `COLUMNS`."""
    names = columns or DEFAULT
    limits = COLUMNS if columns else {**COLUMNS, "slug": 34}  # whoever asks for addresses wants to use them
    rows = [tuple(name.upper() for name in names)]
    for entry in chosen(content, wanted):
        found = record(content, entry)
        rows.append(tuple(_clipped(_cell(content, name, found[name]), limits[name]) for name in names))
    widths = [max(len(row[at]) for row in rows) for at in range(len(names) - 1)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1])) for row in rows
    )


def _clipped(cell: str, width: int) -> str:
    return (clip(cell, width) if width else cell) or "-"


def _cell(content: Content, name: str, value: Any) -> str:
    """Return a value of the JSON as people read it in a table."""
    if isinstance(value, datetime):
        return f"{value.astimezone(content.project.zone):%Y-%m-%d}"
    if name == "themes":  # the narrowest alone; what contains them goes without saying
        tree = content.library.theme_tree
        parents = {tree[theme["slug"]].parent for theme in value}
        return " ".join(theme["slug"] for theme in value if theme["slug"] not in parents)
    if name == "keywords":
        return ", ".join(keyword["text"] for keyword in value)
    if name == "summary":
        return str(value[0]["text"]) if value else ""
    if name == "countries":
        return " ".join(country["code"] for country in value)
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
