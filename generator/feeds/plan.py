"""Which feeds there are, what stands in each, and how the older part of a long one is cut into months (RFC 5005).

A feed of the site, of editions, of a region, theme or outlet holds its newest articles; a feed of anything narrower
fewer of them, for its readers come back sooner than it fills. No document grows beyond what a program takes in at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from .. import addresses
from ..content import rights
from ..library import Group
from ..model import Article, Entry
from ..parts import Parts
from ..settings.config import WIDE_FEEDS, FeedKind
from ..views import Views
from .identity import edition_id, iri
from .items import line
from .model import Channel, Tombstone

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
"""All articles of so many last days stand in a feed, also where it holds fewer."""
_NARROW = 10  # newest articles of a feed that is not wide
_FULLEST = 600_000  # bytes of an article's Markdown, all together; as HTML in a feed they stay below MOST_BYTES
_ITEM = 2_500  # bytes of an item besides its text: head, categories, key points
MOST_BYTES = 1_000_000
"""Size that no feed exceeds, unless its one item does."""
MOST_OF_ITEMS = MOST_BYTES - 20_000
"""Size of its items alone."""


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """What a feed says of one of its items, before the item is made."""

    id: str
    """Its id."""
    date: datetime
    """When it was published."""
    updated: datetime
    """When it last changed."""
    month: str
    """Month of publication (`2025-06`) in the site's time zone."""
    size: int = _ITEM
    """About how many bytes it takes."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A feed in all its documents."""

    channel: Channel
    """The subscription document."""
    archives: tuple[Channel, ...]
    """Archive documents, newest first."""


class Plan:
    """Makes the plan, group by group."""

    def __init__(self, views: Views, withdrawn: Sequence[Article] = ()) -> None:
        """Take the views, and the articles that have expired."""
        self.views, self.library, self.project = views, views.library, views.project
        self.settings = views.project.settings
        self.withdrawn = [article for article in withdrawn if article.id not in self.library.by_id]

    def feeds(self) -> Iterator[Planned]:
        """Yield every feed, home first."""
        library, views, settings = self.library, self.views, self.settings
        months = library.month_of
        whole = {e.article.id: _row(e.article, months[e.article.id]) for e in library.entries}
        brief = {name: replace(row, size=_ITEM) for name, row in whole.items()}

        def of(kind: FeedKind, entries: Sequence[Entry]) -> list[CatalogueRow]:
            full = any(settings.full_text(kind, form) for form in settings.formats(kind))
            rows = whole if full else brief
            return [rows[entry.article.id] for entry in entries]

        def group(kind: FeedKind, page: str, name: str, found: Group) -> Planned:
            return self._feed(kind, page, name, of(kind, found.entries), [entry.article for entry in found.gone])

        yield self._feed("home", addresses.HOME, "", of("home", library.entries), self.withdrawn)
        for slug, found in library.regions.items():
            yield group("region", addresses.region(slug), views.name(slug, "regions"), found)
        for slug, found in library.themes.items():
            yield group("theme", addresses.theme(slug), views.name(slug, "themes"), found)
        for (region, theme), found in library.cells.items():
            if library.has_cell(region, theme):
                name = f"{views.name(region, 'regions')}, {views.name(theme, 'themes')}"
                yield group("cell", addresses.cell(region, theme), name, found)
        for slug, found in library.sources.items():
            yield group("source", addresses.source(slug), found.name, found)
        for slug, found in library.watchlists.items():
            yield group("watchlist", addresses.watchlist(slug), found.name, found)
        for slug, found in library.authors.items() if settings.has_feed("author") else ():
            yield group("author", addresses.author(slug), found.name, found)
        for slug, found in library.keywords.items() if settings.has_feed("keyword") else ():
            yield group("keyword", addresses.keyword(slug), found.name, found)
        for story, entries in views.stories.items():
            yield self._feed("story", addresses.story(story), entries[-1].article.title, of("story", entries))
        if library.editions:
            editions = []
            for edition in library.editions:
                first = min(entry.article.date for entry in edition.entries)
                last = max(entry.article.updated for entry in edition.entries)
                month = f"{first.astimezone(library.zone):%Y-%m}"
                editions.append(CatalogueRow(edition_id(edition.slug), first, last, month, 500 * len(edition.entries)))
            yield self._feed("editions", addresses.EDITIONS, self.views.words.gettext("Editions"), editions)

    def of_parts(self, parts: Parts) -> Iterator[Planned]:
        """Yield a feed without articles of this site's own for each group that only its parts have."""
        for page, kind, region, theme in parts.beyond(self.library):
            names = [self.views.name(slug, of) for slug, of in ((region, "regions"), (theme, "themes")) if slug]
            yield self._feed(kind, page, ", ".join(names), (), follows=parts.where(page))

    def _feed(
        self,
        kind: FeedKind,
        page: str,
        name: str,
        rows: Sequence[CatalogueRow],
        withdrawn: Sequence[Article] = (),
        *,
        follows: str | None = None,
    ) -> Planned:
        project, settings = self.project, self.settings
        title = line(f"{project.site_name}: {name}" if name else project.site_name)
        usual = self.views.words.gettext("Newest articles: %(title)s") % {"title": title}
        if not rows and withdrawn:
            usual = self.views.words.gettext("No articles at present: %(title)s") % {"title": title}
        about = project.site_description if not name and project.site_description else usual
        formats = settings.formats(kind)
        limit = settings.feed_length if kind in WIDE_FEEDS else min(_NARROW, settings.feed_length)
        most = limit if kind in WIDE_FEEDS else settings.feed_length
        newest = newest_rows(rows, limit, most)
        months = archive_months(rows, len(newest)) if kind in settings.feed_archives else {}
        last = max((article.expires or _NEVER for article in withdrawn), default=_NEVER)
        base = Channel(
            kind=kind,
            iri=iri(f"feed:{page}", settings.feed_namespace or project.site_name),
            page=page,
            follows=page if follows is None else follows,
            title=title,
            description=line(about),
            ids=tuple(row.id for row in newest),
            updated=max((row.updated for row in newest), default=last),
            formats=formats,
            limit=limit,
            most=most,
            archived=tuple(form for form in formats if form in settings.feed_archive_formats),
        )
        if not base.archived:
            months = {}
        names = [*months, ""]
        archives = tuple(
            replace(
                base,
                ids=tuple(row.id for row in found),
                updated=max(row.updated for row in found),
                formats=base.archived,
                month=month,
                previous=names[at + 1],
            )
            for at, (month, found) in enumerate(months.items())
        )
        stones = self._tombstones(withdrawn, newest)
        return Planned(replace(base, previous=names[0], tombstones=stones), archives)

    def _tombstones(self, withdrawn: Sequence[Article], newest: Sequence[CatalogueRow]) -> tuple[Tombstone, ...]:
        """Return those that left not long before the feed's newest change: told by the articles, not by the clock."""
        days = self.settings.feed_tombstones
        since = max((row.updated for row in newest), default=_NEVER) - timedelta(days=days if newest else 0)
        left = [(article.expires, article.id) for article in withdrawn if article.expires]
        return tuple(
            Tombstone(iri(line(identity), self.settings.feed_namespace), expires)
            for expires, identity in sorted(left, reverse=True)
            if expires > since and days
        )


def _row(article: Article, month: str) -> CatalogueRow:
    """Return what a feed says of an article."""
    body = len(article.body.encode()) if rights.may_show_body(article) else 0
    return CatalogueRow(article.id, article.date, article.updated, month, _ITEM + body)


def newest_rows(
    rows: Sequence[CatalogueRow], limit: int, most: int, heaviest: int = _FULLEST
) -> Sequence[CatalogueRow]:
    """Return the rows of a subscription document: the `limit` newest, or all of the last 7 days if those are more.

    The days are counted back from the newest row. With `most` above `limit`, the days bring no more than `most`. The
    document ends before its rows take more than `heaviest` bytes together; one row is always in it.
    """
    since = rows[0].date - WEEK if rows else _NEVER
    ceiling = most if most > limit else len(rows)
    found: list[CatalogueRow] = []
    size = 0
    for row in rows:
        full = len(found) >= limit and (row.date <= since or len(found) >= ceiling)
        if full or (found and size + row.size > heaviest):
            break
        found.append(row)
        size += row.size
    return found


def archive_months(rows: Sequence[CatalogueRow], newest: int) -> dict[str, list[CatalogueRow]]:
    """Return rows by month (`2025-06`), newest first: every month that reaches beyond the `newest` rows.

    A month that is over never changes again, for it holds all of its rows and not only those beyond. A month that is
    too large for one document goes on in others (`2025-06-2`), filled from its oldest row on.
    """
    if len(rows) <= newest:
        return {}
    first = rows[newest].month
    months: dict[str, list[CatalogueRow]] = {}
    for row in rows:
        if row.month <= first:
            months.setdefault(row.month, []).append(row)
    return {name: found for month, of_month in months.items() for name, found in _documents(month, of_month)}


def _documents(month: str, rows: Sequence[CatalogueRow]) -> list[tuple[str, list[CatalogueRow]]]:
    """Return the documents of a month, newest first, each with its name."""
    documents: list[list[CatalogueRow]] = [[]]
    size = 0
    for row in reversed(rows):
        if documents[-1] and size + row.size > _FULLEST:
            documents.append([])
            size = 0
        documents[-1].append(row)
        size += row.size
    return [
        (month if at == 0 else f"{month}-{at + 1}", document[::-1])
        for at, document in reversed(list(enumerate(documents)))
    ]
