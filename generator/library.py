"""The Library: every published article in order, every grouping, every link between them; made once, then only read.

Groups are those of the contract: region, theme, cell (region × theme), keyword, source, author, month, edition. Making
it is linear in the number of articles and labels; all that comes after (pages, feeds) looks things up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Literal

from .cache import Store
from .editions import Edition, make_editions
from .model import Analysis, Article, Entry, Period
from .related import Neighbour
from .text import slugify
from .vocabulary import Tree

GroupKind = Literal["region", "theme", "cell", "keyword", "source", "author"]
MIN_FOR_KEYWORD_PAGE = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that have something in common, newest first."""

    kind: GroupKind
    """What they share."""
    slug: str
    """Its last part in addresses; `region/theme` for a cell."""
    name: str
    """Its name, as displayed."""
    entries: tuple[Entry, ...]
    """Newest first."""

    def months(self, month_of: Mapping[str, str]) -> dict[str, tuple[Entry, ...]]:
        """Return the entries by month of publication, newest month first; `month_of` is `Library.month_of`."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(month_of[entry.article.id], []).append(entry)
        return {month: tuple(entries) for month, entries in found.items()}


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that pages and feeds are made of."""

    entries: tuple[Entry, ...]
    """All published articles, newest first; equal times by id."""
    by_id: Mapping[str, Entry]
    """Entry by the article's permanent id."""
    regions: Mapping[str, Group]
    """Group by region slug; only regions that have articles, in the vocabulary's order."""
    themes: Mapping[str, Group]
    """Group by theme slug; only themes that have articles, in the vocabulary's order."""
    cells: Mapping[tuple[str, str], Group]
    """Group by (region slug, theme slug)."""
    keywords: Mapping[str, Group]
    """Group by slug; only keywords of two articles or more."""
    sources: Mapping[str, Group]
    """Group by slug of the outlet."""
    authors: Mapping[str, Group]
    """Group by slug of the author."""
    months: Mapping[str, tuple[Entry, ...]]
    """Entries by month (`2025-06`) in the site's time zone, newest first."""
    month_of: Mapping[str, str]
    """That month by the article's id."""
    editions: tuple[Edition, ...]
    """One a day, or a week, that has articles, newest first."""
    neighbours: Mapping[str, tuple[Neighbour, ...]]
    """Related articles by id, best first."""
    stories: Mapping[str, str]
    """Story id by article id, for articles that report an event that others report too."""
    region_tree: Tree
    """The region vocabulary."""
    theme_tree: Tree
    """The theme vocabulary."""
    zone: tzinfo
    """The site's time zone."""
    positions: Mapping[str, int] = field(default_factory=dict)
    """Index in `entries` by id."""
    translations: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """The same article in all its languages by id, by language; only where there are several."""

    def keyword_slug(self, key: str, text: str) -> str:
        """Return the slug of a keyword's page, or an empty string when it has none."""
        slug = slugify(key or text)
        return slug if slug in self.keywords else ""

    def newer(self, entry: Entry) -> Entry | None:
        """Return the article published next after `entry`, or None."""
        at = self.positions[entry.article.id]
        return self.entries[at - 1] if at else None

    def older(self, entry: Entry) -> Entry | None:
        """Return the article published next before `entry`, or None."""
        at = self.positions[entry.article.id] + 1
        return self.entries[at] if at < len(self.entries) else None


def _in_order(tree: Tree, found: Mapping[str, list[Entry]], kind: GroupKind) -> dict[str, Group]:
    return {n.slug: Group(kind, n.slug, n.name, tuple(found[n.slug])) for n in tree if n.slug in found}


def _named(pairs: Iterable[tuple[str, str, Entry]], kind: GroupKind, least: int = 1) -> dict[str, Group]:
    """Return groups by slug of (slug, displayed form, entry); the commonest form is displayed."""
    found: dict[str, list[Entry]] = defaultdict(list)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for slug, form, entry in pairs:
        forms[slug][form] += 1
        if not found[slug] or found[slug][-1] is not entry:
            found[slug].append(entry)
    return {
        slug: Group(kind, slug, min(forms[slug], key=lambda form: (-forms[slug][form], form)), tuple(found[slug]))
        for slug in sorted(found)
        if len(found[slug]) >= least
    }


def _translations(entries: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the articles that translate each other, by id; of two in one language the newer counts."""
    slugs = {entry.article.slug for entry in entries}
    found: dict[str, dict[str, Entry]] = {}
    named = {e.article.translation_of for e in entries if e.article.translation_of in slugs}
    for entry in entries:  # newest first
        root = entry.article.translation_of if entry.article.translation_of in named else entry.article.slug
        if root in named:
            found.setdefault(root, {}).setdefault(entry.analysis.lang, entry)
    return {
        entry.article.id: tuple(by_lang[lang] for lang in sorted(by_lang))
        for by_lang in found.values()
        if len(by_lang) > 1
        for entry in by_lang.values()
    }


def make_library(
    articles: Sequence[Article],
    analyses: Mapping[str, Analysis],
    region_tree: Tree,
    theme_tree: Tree,
    zone: tzinfo,
    *,
    related: int = 5,
    store: Store | None = None,
    base: str = "",
    period: Period = "day",
) -> Library:
    """Return the library of these articles; articles without an analysis (by path) are left out.

    `period` is what an edition holds. `store` and `base` are `links.link`'s: where links between articles are
    remembered, and for which analyses.
    """
    from .labels import entry as labelled
    from .links import link

    entries = tuple(
        sorted(
            (labelled(a, analyses[a.path], region_tree, theme_tree) for a in articles if a.path in analyses),
            key=lambda e: (-e.article.date.timestamp(), e.article.id),
        )
    )
    regions: dict[str, list[Entry]] = defaultdict(list)
    themes: dict[str, list[Entry]] = defaultdict(list)
    cells: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        for region in entry.regions:
            regions[region.slug].append(entry)
        for theme in entry.themes:
            themes[theme.slug].append(entry)
            for region in entry.regions:
                cells[region.slug, theme.slug].append(entry)
        months.setdefault(f"{entry.article.date.astimezone(zone):%Y-%m}", []).append(entry)
    names = {node.code: node.name for node in region_tree if node.kind == "country"}
    linked = link(entries, limit=related, country_names=names, store=store, base=base)
    return Library(
        entries=entries,
        by_id={e.article.id: e for e in entries},
        regions=_in_order(region_tree, regions, "region"),
        themes=_in_order(theme_tree, themes, "theme"),
        cells={
            (r, t): Group("cell", f"{r}/{t}", f"{region_tree[r].name}: {theme_tree[t].name}", tuple(found))
            for (r, t), found in sorted(cells.items())
        },
        keywords=_named(
            ((slugify(k.key or k.text), k.text, e) for e in entries for k in e.keywords),
            "keyword",
            MIN_FOR_KEYWORD_PAGE,
        ),
        sources=_named(
            ((slugify(e.article.source), e.article.source, e) for e in entries if e.article.source), "source"
        ),
        authors=_named(((slugify(a), a, e) for e in entries for a in e.article.authors), "author"),
        months={month: tuple(found) for month, found in months.items()},
        month_of={entry.article.id: month for month, found in months.items() for entry in found},
        editions=make_editions(entries, zone, linked.stories, period),
        neighbours=linked.neighbours,
        stories=linked.stories,
        region_tree=region_tree,
        theme_tree=theme_tree,
        zone=zone,
        positions={e.article.id: at for at, e in enumerate(entries)},
        translations=_translations(entries),
    )


def day_of(entry: Entry, zone: tzinfo) -> date:
    """Return the day of publication in the site's time zone."""
    return entry.article.date.astimezone(zone).date()
