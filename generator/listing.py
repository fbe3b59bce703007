"""`briefing list`: the published articles as a table for people or as the contract's JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from . import api
from .build import Content
from .model import Entry
from .text import clip


def record(content: Content, entry: Entry) -> dict[str, Any]:
    """Return an article as the contract's JSON object; scores in 0..1, times in RFC 3339, UTC."""
    return api.record(content.project, content.library, entry)


def as_json(content: Content) -> str:
    """Return the array of all published articles, newest first."""
    data = msgspec.json.encode([record(content, entry) for entry in content.library.entries])
    return msgspec.json.format(data, indent=1).decode()


def as_table(content: Content) -> str:
    """Return a line an article: date, address, places, themes, title."""
    rows = [("DATE", "SLUG", "REGIONS", "THEMES", "TITLE")]
    tree = content.library.theme_tree
    for entry in content.library.entries:
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
