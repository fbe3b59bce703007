"""`briefing explain`: why an article has these regions, themes, keywords and neighbours, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
import msgspec

from ..build import Content
from ..errors import BriefingError, did_you_mean
from ..model import Entry, Evidence, RegionLabel
from ..settings.vocabulary import Tree
from ..text import document
from .listing import record
from .watchlists import watchlist_reasons

_CONTEXT = 32
_MAX_QUOTES = 5
_RULES = {
    "named": "named in the text",
    "countries": "through {}",
    "members": "at least half of its members: {}",
}


def find(content: Content, name: str) -> Entry:
    """Return the published article with this path, slug or id; raises `BriefingError` with the nearest one."""
    wanted = name.removeprefix("./").rstrip("/")
    for entry in content.library.entries:
        article = entry.article
        shown = content.project.shown(content.project.docs_dir / article.path)
        if wanted in (article.slug, article.id, article.path, shown) or shown.endswith("/" + wanted):
            return entry
    slugs = [entry.article.slug for entry in content.library.entries]
    raise BriefingError(f"no published article '{name}' ({did_you_mean(name, slugs, 'briefing list shows all')})")


def rules(tree: Tree, label: RegionLabel) -> tuple[str, ...]:
    """Return by which rules of the region tree an article stands under a region: `named`, `countries`, `members`."""
    through = "members" if tree[label.slug].club else "countries"
    return (*(("named",) if label.evidence else ()), *((through,) if label.countries else ()))


def _evidence(pieces: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"text": e.text, "paragraph": e.paragraph, "start": e.start, "weight": round(e.weight, 4)} for e in pieces]


def as_json(content: Content, entry: Entry) -> str:
    """Return the article's object of `briefing list` with the evidence of every label."""
    made = record(content, entry)
    analysis = entry.analysis
    made["mentions"] = [
        {"name": m.name, "code": m.code, "count": m.count, "evidence": _evidence(m.evidence)} for m in analysis.mentions
    ]
    made["countries"] = [
        {"code": c.code, "score": round(c.score, 4), "evidence": _evidence(c.evidence)} for c in entry.countries
    ]
    made["regions"] = [
        {
            "slug": r.slug, "score": round(r.score, 4), "evidence": _evidence(r.evidence),
            "countries": list(r.countries), "by_editor": r.by_editor,
            "rules": list(rules(content.library.region_tree, r)),
        }
        for r in entry.regions
    ]  # fmt: skip
    made["themes"] = [
        {
            "slug": t.slug, "code": t.code, "score": round(t.score, 4), "evidence": _evidence(t.evidence),
            "by_editor": t.by_editor,
        }
        for t in entry.themes
    ]  # fmt: skip
    made["watchlists"] = [
        {"slug": w.slug, "labels": list(w.labels), "evidence": _evidence(w.words)}
        for w in watchlist_reasons(content, entry)
    ]
    made["standfirst"] = entry.standfirst
    made["key_points"] = [{"text": s.text, "paragraph": s.paragraph} for s in analysis.key_points]
    made["notes"] = list(analysis.notes)
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode()


class _Texts:
    """The paragraphs of an article, to quote from."""

    def __init__(self, entry: Entry) -> None:
        doc = document.parse(entry.article.title, entry.article.body)
        self.texts = [doc.title, *(block.text for block in doc.prose)]

    def quote(self, piece: Evidence, colour: bool) -> str:
        """Return the words with a little of what stands around them."""
        text = self.texts[piece.paragraph] if piece.paragraph < len(self.texts) else piece.text
        end = piece.start + len(piece.text)
        before, after = text[max(0, piece.start - _CONTEXT) : piece.start], text[end : end + _CONTEXT]
        marked = click.style(piece.text, bold=True, fg="yellow") if colour else f"[{piece.text}]"
        place = f"paragraph {piece.paragraph}" if piece.paragraph else "title"
        dots = ("…" if piece.start > _CONTEXT else "", "…" if len(text) > end + _CONTEXT else "")
        return f"      {place}: {dots[0]}{before}{marked}{after}{dots[1]}"


def as_text(content: Content, entry: Entry, *, colour: bool) -> str:
    """Return the evidence of every label as lines for a terminal."""
    article, analysis = entry.article, entry.analysis
    texts = _Texts(entry)
    head = (lambda text: click.style(text, bold=True)) if colour else (lambda text: text)
    lines = [head(article.title), f"  {content.project.shown(content.project.docs_dir / article.path)}"]
    lines.append(f"  language {analysis.lang}, {analysis.words} words, rights {article.rights}")
    lines += [f"  note: {note}" for note in analysis.notes]

    def label(name: str, score: float, by_editor: bool, pieces: tuple[Evidence, ...], through: str = "") -> None:
        why = " set by the editor" if by_editor else f" {score:.2f}"
        lines.append(f"  {name}{why}{through}")
        lines.extend(texts.quote(piece, colour) for piece in pieces[:_MAX_QUOTES])
        if len(pieces) > _MAX_QUOTES:
            lines.append(f"      and {len(pieces) - _MAX_QUOTES} more")

    tree = content.library.region_tree
    edited = {r.slug for r in entry.regions if r.by_editor}
    lines.append(head("Countries that it is about"))
    for country in entry.countries:
        node = tree.by_code[country.code]
        label(node.name, country.score, node.slug in edited, country.evidence)
    others = [m for m in analysis.mentions if m.code not in {c.code for c in entry.countries}]
    if others:
        lines.append("  also mentioned: " + ", ".join(f"{m.name} ({m.count})" for m in others))
    lines.append(head("Regions"))
    for region in entry.regions:
        if tree[region.slug].kind != "country":
            why = "".join(f", {_RULES[rule].format(', '.join(region.countries))}" for rule in rules(tree, region))
            label(tree[region.slug].name, region.score, region.by_editor, region.evidence, why)
    lines.append(head("Themes"))
    for theme in entry.themes:
        label(content.library.theme_tree[theme.slug].name, theme.score, theme.by_editor, theme.evidence)
    lists = watchlist_reasons(content, entry)
    if lists:
        lines.append(head("Watchlists"))
    for watched in lists:
        lines.append(f"  {watched.name}" + "".join(f", {reason}" for reason in watched.labels))
        lines.extend(texts.quote(piece, colour) for piece in watched.words[:_MAX_QUOTES])
        if len(watched.words) > _MAX_QUOTES:
            lines.append(f"      and {len(watched.words) - _MAX_QUOTES} more")
    lines.append(head("Keywords"))
    lines.append("  " + ", ".join(f"{k.text} {k.score:.2f}" for k in entry.keywords))
    lines.append(head("Summary"))
    lines += [f"  paragraph {s.paragraph}: {s.text}" for s in analysis.summary]
    lines.append(head("Related"))
    for neighbour in content.library.neighbours.get(article.id, ()):
        other = content.library.by_id[neighbour.id].article
        lines.append(f"  {neighbour.score:.2f} {other.slug}: shares {', '.join(neighbour.shared) or 'its wording'}")
    return "\n".join(lines)
