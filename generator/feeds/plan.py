"""Which feeds there are, what stands in each, and how the older part of a long one is cut into months (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .. import addresses
from ..model import Article, Entry
from ..parts import Parts
from ..text import slugify
from ..views import Views
from .identity import edition_id, iri
from .items import line
from .model import Channel, Kind, Tombstone

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """What a feed says of one of its items, before the item is made."""

    id: str
    """Its id."""
    date: datetime
    """When it was published."""
    updated: datetime
    """When it last changed."""
    month: str
    """Month of publication (`2025-06`) in the site's time zone."""


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
        self.withdrawn = sorted(
            (article for article in withdrawn if article.expires and article.id not in self.library.by_id),
            key=lambda article: (article.expires or _NEVER, article.id),
            reverse=True,
        )

    def feeds(self) -> Iterator[Planned]:
        """Yield every feed, home first."""
        library, views = self.library, self.views
        months = library.month_of
        rows = {a.id: Row(a.id, a.date, a.updated, months[a.id]) for a in (e.article for e in library.entries)}

        def of(entries: Sequence[Entry]) -> list[Row]:
            return [rows[entry.article.id] for entry in entries]

        yield self._feed("home", addresses.HOME, "", of(library.entries), self.withdrawn)
        for slug, group in library.regions.items():
            gone = [article for article in self.withdrawn if slug in article.regions]
            yield self._feed("region", addresses.region(slug), views.name(slug, "regions"), of(group.entries), gone)
        for slug, group in library.themes.items():
            gone = [article for article in self.withdrawn if slug in article.themes]
            yield self._feed("theme", addresses.theme(slug), views.name(slug, "themes"), of(group.entries), gone)
        for (region, theme), group in library.cells.items():
            name = f"{views.name(region, 'regions')}, {views.name(theme, 'themes')}"
            yield self._feed("cell", addresses.cell(region, theme), name, of(group.entries))
        for slug, group in library.sources.items():
            gone = [article for article in self.withdrawn if article.source and slugify(article.source) == slug]
            yield self._feed("source", addresses.source(slug), group.name, of(group.entries), gone)
        for slug, group in library.authors.items():
            gone = [article for article in self.withdrawn if slug in map(slugify, article.authors)]
            yield self._feed("author", addresses.author(slug), group.name, of(group.entries), gone)
        if self.settings.feed_keywords:
            for slug, group in library.keywords.items():
                yield self._feed("keyword", addresses.keyword(slug), group.name, of(group.entries))
        for story, entries in views.stories.items():
            name, follows = entries[-1].article.title, addresses.article(entries[-1].article.slug)
            yield self._feed("story", addresses.story(story), name, of(entries), follows=follows)
        if library.editions:
            editions = []
            for edition in library.editions:
                first = min(entry.article.date for entry in edition.entries)
                last = max(entry.article.updated for entry in edition.entries)
                month = f"{first.astimezone(library.zone):%Y-%m}"
                editions.append(Row(edition_id(edition.slug), first, last, month))
            yield self._feed("editions", addresses.EDITIONS, self.views.words.gettext("Editions"), editions)

    def of_parts(self, parts: Parts) -> Iterator[Planned]:
        """Yield a feed without articles of this site's own for each group that only its parts have."""
        for page, kind, region, theme in parts.beyond(self.library):
            names = [self.views.name(slug, of) for slug, of in ((region, "regions"), (theme, "themes")) if slug]
            yield self._feed(kind, page, ", ".join(names), (), follows=parts.where(page))

    def _feed(
        self,
        kind: Kind,
        page: str,
        name: str,
        rows: Sequence[Row],
        withdrawn: Sequence[Article] = (),
        *,
        follows: str | None = None,
    ) -> Planned:
        project, limit = self.project, self.settings.feed_length
        title = line(f"{project.site_name}: {name}" if name else project.site_name)
        usual = self.views.words.gettext("Newest articles: %(title)s") % {"title": title}
        about = project.site_description if not name and project.site_description else usual
        identity = iri(f"feed:{page}", self.settings.feed_namespace or project.site_name)
        months = archive_months(rows, limit) if kind in self.settings.feed_archives else {}

        def channel(shown: Sequence[Row], month: str, previous: str, stones: tuple[Tombstone, ...]) -> Channel:
            return Channel(
                kind=kind,
                iri=identity,
                page=page,
                follows=page if follows is None else follows,
                title=title,
                description=line(about),
                ids=tuple(row.id for row in shown),
                updated=max((row.updated for row in shown), default=_NEVER),
                month=month,
                previous=previous,
                tombstones=stones,
            )

        newest = rows[:limit]
        names = list(months)
        archives = tuple(
            channel(months[month], month, names[at + 1] if at + 1 < len(names) else "", ())
            for at, month in enumerate(names)
        )
        subscription = channel(newest, "", names[0] if names else "", self._tombstones(withdrawn, newest))
        return Planned(subscription, archives)

    def _tombstones(self, withdrawn: Sequence[Article], newest: Sequence[Row]) -> tuple[Tombstone, ...]:
        """Return those that left not long before the feed's newest change: told by the articles, not by the clock."""
        since = max((row.updated for row in newest), default=_NEVER) - timedelta(days=self.settings.feed_tombstones)
        return tuple(
            Tombstone(iri(line(article.id), self.settings.feed_namespace), article.expires)
            for article in withdrawn
            if article.expires and article.expires > since and self.settings.feed_tombstones
        )


def archive_months(rows: Sequence[Row], limit: int) -> dict[str, list[Row]]:
    """Return rows by month (`2025-06`), newest first: every month that reaches beyond the `limit` newest rows.

    A month that is over never changes again, for it holds all of its rows and not only those beyond the limit.
    """
    if len(rows) <= limit:
        return {}
    first = rows[limit].month
    months: dict[str, list[Row]] = {}
    for row in rows:
        if row.month <= first:
            months.setdefault(row.month, []).append(row)
    return months
