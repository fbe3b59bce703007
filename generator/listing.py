"""`briefing list`: the published articles as a table for people or as the contract's JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from . import addresses
from .build import Content
from .model import Entry
from .text import clip


def record(content: Content, entry: Entry) -> dict[str, Any]:
    """Return an article as the contract's JSON object; scores in 0..1, times in RFC 3339, UTC."""
    article, analysis, library = entry.article, entry.analysis, content.library
    by_id = library.by_id
    return {
        "path": content.project.shown(content.project.docs_dir / article.path),
        "id": article.id,
        "slug": article.slug,
        "url": addresses.absolute(content.project.site_url, addresses.article(article.slug)),
        "title": article.title,
        "date": article.date,
        "updated": article.updated,
        "lang": analysis.lang,
        "source": article.source or None,
        "rights": article.rights,
        "words": analysis.words,
        "keywords": [{"text": k.text, "score": round(k.score, 4)} for k in entry.keywords],
        "summary": [{"text": s.text, "paragraph": s.paragraph} for s in analysis.summary],
        "mentions": [{"name": m.name, "code": m.code, "count": m.count} for m in analysis.mentions],
        "countries": [{"code": c.code, "score": round(c.score, 4)} for c in entry.countries],
        "regions": [label.slug for label in entry.regions],
        "themes": [{"slug": t.slug, "code": t.code, "score": round(t.score, 4)} for t in entry.themes],
        "related": [
            {"slug": by_id[n.id].article.slug, "score": round(n.score, 4), "shared": list(n.shared)}
            for n in library.neighbours.get(article.id, ())
        ],
        "story": library.stories.get(article.id),
    }


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
