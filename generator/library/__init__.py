"""The Library: every published article in order, every grouping, every link between them; made once, then only read.

Groups are those of the contract: region, theme, cell (region × theme), keyword, source, author, watchlist, month,
edition. A group
that has ever had articles stays when the last of them leaves, for its page and its feed have readers. Making the
library is linear in the number of articles and labels; all that comes after (pages, feeds) looks things up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Literal, get_args

from ..cache import Store
from ..model import Analysis, Article, Entry, Period
from ..settings.vocabulary import Tree
from ..text.strings import slugify
from .editions import Edition, make_editions
from .related import Neighbour
from .watchlists import Query, Watch, matched

GroupKind = Literal["region", "theme", "cell", "keyword", "source", "author", "watchlist"]
CELL_MINIMUM, TOPIC_MINIMUM = 3, 2


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
    """Newest first; empty when all of them have left."""
    gone: tuple[Entry, ...] = ()
    """Those that have expired or were withdrawn."""

    @property
    def ever(self) -> int:
        """Return how many articles it has ever had, so far as the content folder knows."""
        return len(self.entries) + len(self.gone)

    def periods(self, month_of: Mapping[str, str], length: int) -> dict[str, tuple[Entry, ...]]:
        """Return the entries by month (`2025-06`, length 7) or by year (`2025`, length 4), the newest period first.

        `month_of` is `Library.month_of`.
        """
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(month_of[entry.article.id][:length], []).append(entry)
        return {period: tuple(entries) for period, entries in found.items()}


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that pages and feeds are made of."""

    entries: tuple[Entry, ...]
    """All published articles, newest first; equal times by id."""
    by_id: Mapping[str, Entry]
    """Entry by the article's permanent id."""
    regions: Mapping[str, Group]
    """Group by region slug, in the vocabulary's order; regions that have ever had articles, and the project's own."""
    themes: Mapping[str, Group]
    """Group by theme slug, in the vocabulary's order; themes that have ever had articles, and the project's own."""
    cells: Mapping[tuple[str, str], Group]
    """Group by (region slug, theme slug); every pair that has ever had articles, see `has_cell`."""
    keywords: Mapping[str, Group]
    """Group by slug; only keywords that `topic_minimum` articles have had."""
    sources: Mapping[str, Group]
    """Group by slug of the outlet."""
    authors: Mapping[str, Group]
    """Group by slug of the author; only those of `topic_minimum` articles or more."""
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
    cell_minimum: int = CELL_MINIMUM
    """From how many articles on a cell has a page and a feed."""
    watchlists: Mapping[str, Group] = field(default_factory=dict)
    """Group by slug of each watchlist, in the settings' order."""
    watched: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Watchlist's slug → the words that put an article there, by the article's id; only articles on a watchlist."""
    watch: Watch = field(default_factory=lambda: Watch(()))
    """Tells why an article is on a watchlist."""

    def has_cell(self, region: str, theme: str) -> bool:
        """Return True for a cell with a page and a feed of its own."""
        group = self.cells.get((region, theme))
        return group is not None and group.ever >= self.cell_minimum

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


@dataclass(slots=True)
class _Found:
    """Articles of a group while they are gathered."""

    forms: Counter[str] = field(default_factory=Counter)
    """How often its name stands in which form."""
    entries: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry, published: bool, form: str = "") -> None:
        """Take an article, once."""
        self.forms[form] += 1
        place = self.entries if published else self.gone
        if not place or place[-1] is not entry:
            place.append(entry)

    def group(self, kind: GroupKind, slug: str, name: str = "") -> Group:
        """Return the group; without `name` under its commonest form."""
        name = name or min(self.forms, key=lambda form: (-self.forms[form], form))
        return Group(kind, slug, name, tuple(self.entries), tuple(self.gone))


class _Groups:
    """All groups while they are gathered, by kind and slug."""

    def __init__(self) -> None:
        self.found: dict[GroupKind, dict[Any, _Found]] = {kind: defaultdict(_Found) for kind in get_args(GroupKind)}

    def add(self, entry: Entry, published: bool) -> None:
        """Put an article into each of its groups."""
        found, article = self.found, entry.article
        for region in entry.regions:
            found["region"][region.slug].add(entry, published)
        for theme in entry.themes:
            found["theme"][theme.slug].add(entry, published)
            for region in entry.regions:
                found["cell"][region.slug, theme.slug].add(entry, published)
        for keyword in entry.keywords:
            found["keyword"][slugify(keyword.key or keyword.text)].add(entry, published, keyword.text)
        if article.source:
            found["source"][slugify(article.source)].add(entry, published, article.source)
        for author in article.authors:
            found["author"][slugify(author)].add(entry, published, author)

    def in_order(self, kind: GroupKind, tree: Tree, declared: Container[str]) -> dict[str, Group]:
        """Return groups in the vocabulary's order: those that have ever had articles, and those declared."""
        found = self.found[kind]
        return {
            node.slug: found[node.slug].group(kind, node.slug, node.name)
            for node in tree
            if node.slug in found or node.slug in declared
        }

    def named(self, kind: GroupKind, least: int = 1) -> dict[str, Group]:
        """Return groups by slug, those that have ever had `least` articles."""
        groups = {slug: found.group(kind, slug) for slug, found in sorted(self.found[kind].items())}
        return {slug: group for slug, group in groups.items() if group.ever >= least}

    def cells(self, regions: Tree, themes: Tree) -> dict[tuple[str, str], Group]:
        """Return the cells by region and theme."""
        return {
            (r, t): found.group("cell", f"{r}/{t}", f"{regions[r].name}: {themes[t].name}")
            for (r, t), found in sorted(self.found["cell"].items())
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
    withdrawn: Sequence[Article] = (),
    declared: Container[str] = frozenset(),
    cell_minimum: int = CELL_MINIMUM,
    topic_minimum: int = TOPIC_MINIMUM,
    watchlists: Sequence[Query] = (),
) -> Library:
    """Return the library of these articles; articles without an analysis (by path) are left out.

    `period` is what an edition holds. `store` and `base` are `links.link`'s: where links between articles are
    remembered, and for which analyses. `withdrawn` are articles that have left the site: they count for which groups
    have pages. `declared` are slugs of regions and themes that have a page from the first day.
    So have `watchlists`.
    """
    from .labels import entry as labelled
    from .related_cache import link

    def entries_of(chosen: Sequence[Article]) -> tuple[Entry, ...]:
        made = (labelled(a, analyses[a.path], region_tree, theme_tree) for a in chosen if a.path in analyses)
        return tuple(sorted(made, key=lambda e: (-e.article.date.timestamp(), e.article.id)))

    entries = entries_of(articles)
    by_id = {e.article.id: e for e in entries}
    gone = entries_of([article for article in withdrawn if article.id not in by_id])
    groups, watch = _Groups(), Watch(watchlists)
    watched = matched(watch, (*entries, *gone), store)
    for entry in entries:
        groups.add(entry, published=True)
    for entry in gone:
        groups.add(entry, published=False)
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(f"{entry.article.date.astimezone(zone):%Y-%m}", []).append(entry)
    names = {node.code: node.name for node in region_tree if node.kind == "country"}
    linked = link(entries, limit=related, country_names=names, store=store, base=base)
    return Library(
        entries=entries,
        by_id=by_id,
        regions=groups.in_order("region", region_tree, declared),
        themes=groups.in_order("theme", theme_tree, declared),
        cells=groups.cells(region_tree, theme_tree),
        keywords=groups.named("keyword", topic_minimum),
        sources=groups.named("source"),
        authors=groups.named("author", topic_minimum),
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
        cell_minimum=cell_minimum,
        watchlists=_watchlists(watchlists, watched, entries, gone),
        watched=watched,
        watch=watch,
    )


def _watchlists(
    queries: Sequence[Query],
    watched: Mapping[str, Mapping[str, tuple[str, ...]]],
    entries: Sequence[Entry],
    gone: Sequence[Entry],
) -> dict[str, Group]:
    """Return the groups of all watchlists, empty or not."""
    found = {query.slug: _Found() for query in queries}
    for published, some in ((True, entries), (False, gone)):
        for entry in some:
            for slug in watched.get(entry.article.id, ()):
                found[slug].add(entry, published)
    return {query.slug: found[query.slug].group("watchlist", query.slug, query.watchlist.name) for query in queries}


def day_of(entry: Entry, zone: tzinfo) -> date:
    """Return the day of publication in the site's time zone."""
    return entry.article.date.astimezone(zone).date()
