"""The plan of the site: every page with its address, template and context; renders and writes nothing.

A page's `source` is where an editor's own introduction to it would lie below `docs_dir` (`regions/asia.md`): if such a
file exists, its text is shown on the page. Here are the front page and the catalogue of feeds; articles, groups and
editions have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .. import addresses
from ..contexts import FeedCatalogue, FeedPart, FeedRow, Home, Link, News, Rising
from ..library import Group, day_of
from ..library.trends import rising
from ..parts import Parts
from ..parts.views import PartViews
from ..settings.config import FeedKind
from ..text.strings import slugify
from ..views import Views
from ..views.hashes import ContentHashes
from ..views.matrix import busiest
from ..views.structured import website
from ..views.world_map import world_map
from .articles import ArticlePages
from .editions import EditionPages
from .frames import Page, PageMaker, newest
from .groups import GroupPages
from .offline import OfflinePages
from .search import SearchPages
from .stories import StoryPages

_RECENT = 12
_LEAST_RISING = 3  # keywords on the rise; fewer are chance
_CHANGED = 6


class Planner(PageMaker):
    """Makes the pages of the site as a whole."""

    def __init__(self, views: Views, hashes: ContentHashes | None = None, parts: Parts | None = None) -> None:
        """Take what `PageMaker` takes, and the parts of the site."""
        super().__init__(views, hashes)
        self.parts = parts or Parts((), 0)

    def home(self) -> Page:
        """Return the front page: the newest edition."""
        library, views = self.library, self.views
        edition = library.editions[0] if library.editions else None
        today = edition.entries if edition else ()
        shown = {entry.article.id for entry in today}
        pinned = [entry for entry in library.entries if entry.article.pin and entry.article.id not in shown]
        shown.update(entry.article.id for entry in pinned)
        recent = [entry for entry in library.entries if entry.article.id not in shown][:_RECENT]
        shown_parts = PartViews(views, self.parts)
        rises = tuple(Rising(views.group_link(rise.group), rise.now, rise.before) for rise in rising(library))
        context = Home(
            **self.of(self.frame("", addresses.HOME, thing=website(self.project, addresses.icon(512)))),  # type: ignore[arg-type]
            day=self.moment(edition.day) if edition else None,
            week=edition.week if edition else "",
            edition=Link(edition.slug, addresses.edition(edition.slug)) if edition else Link("", ""),
            lead=views.card(today[0]) if today else None,
            pinned=views.cards(pinned),
            groups=views.by_region(today[1:]),
            recent=views.cards(recent),
            news=self._news(),
            rising=rises if len(rises) >= _LEAST_RISING else (),
            map=world_map(views),
            busiest=busiest(views),
            total=len(library.entries) + self.parts.total,
            parts=shown_parts.links(),
            joined=() if library.entries else shown_parts.newest(),
        )
        return Page.made("index.md", addresses.HOME, "home.html", context, newest(library.entries))

    def _news(self) -> News | None:
        """Return what is new since the edition before the newest."""
        library = self.library
        if len(library.editions) < 2:
            return None
        edition, before = library.editions[:2]
        developing = []
        for entry in edition.entries:
            story = library.stories.get(entry.article.id)
            reports = self.views.stories[slugify(story)] if story else ()
            earlier = sum(day_of(other, library.zone) < edition.day for other in reports)
            if earlier:
                developing.append(Link(entry.article.title, addresses.story(slugify(story)), earlier))
        changed = [
            Link(entry.article.title, addresses.article(entry.article.slug))
            for entry in library.entries[len(edition.entries) :]
            if entry.article.updated.astimezone(library.zone).date() >= edition.day
        ]
        since = Link(before.slug, addresses.edition(before.slug), len(before.entries))
        return News(since, self.moment(before.day), len(edition.entries), tuple(developing), tuple(changed[:_CHANGED]))

    def feeds(self) -> Page:
        """Return the catalogue of all feeds."""
        library, views = self.library, self.views

        def row(
            kind: FeedKind, name: str, page: str, region: str = "", theme: str = "", at: str | None = None
        ) -> FeedRow:
            return FeedRow(Link(name, page if at is None else at), region, theme, views.feeds(name, page, kind))

        def group(kind: FeedKind, groups: Mapping[str, Group], place: Callable[[str], str]) -> list[FeedRow]:
            if not self.project.settings.has_feed(kind):
                return []
            return [row(kind, group.name, place(slug)) for slug, group in groups.items()]

        def region(slug: str) -> str:
            return views.name(slug, "regions")

        def theme(slug: str) -> str:
            return views.name(slug, "themes")

        site = [row("home", self.project.site_name, addresses.HOME)]
        if library.editions:
            site.append(row("editions", self.gettext("Editions"), addresses.EDITIONS))

        def below(kind: FeedKind) -> list[FeedRow]:
            """Return the groups that only the parts have."""
            return [
                row(kind, link.title, page, region(r) if r else "", theme(t) if t else "", at=link.url)
                for page, axis, r, t in beyond
                if axis == kind
                for link in (shown_parts.group(page),)
            ]

        shown_parts = PartViews(views, self.parts)
        beyond = tuple(self.parts.beyond(library))
        _ = self.gettext
        kinds: list[tuple[str, str, list[FeedRow]]] = [
            (_("The whole site"), "", site),
            (_("Regions"), "region", [
                *(row("region", region(s), addresses.region(s), region=region(s)) for s in library.regions),
                *below("region"),
            ]),
            (_("Themes"), "theme", [
                *(row("theme", theme(s), addresses.theme(s), theme=theme(s)) for s in library.themes), *below("theme")
            ]),
            (_("A theme in a region"), "cell", [
                *(
                    row("cell", f"{region(r)}, {theme(t)}", addresses.cell(r, t), region(r), theme(t))
                    for r, t in library.cells
                    if library.has_cell(r, t)
                ),
                *below("cell"),
            ]),
            (_("Watchlists"), "watchlist", group("watchlist", library.watchlists, addresses.watchlist)),
            (_("Sources"), "source", group("source", library.sources, addresses.source)),
            (_("Authors"), "author", group("author", library.authors, addresses.author)),
            (_("Keywords"), "", group("keyword", library.keywords, addresses.keyword)),
            (_("Stories"), "", [
                row("story", found[-1].article.title, addresses.story(s))
                for s, found in views.stories.items()
            ]),
        ]  # fmt: skip
        context = FeedCatalogue(
            **self.of(self.frame(self.gettext("Feeds"), addresses.FEEDS, (self.views.home,))),  # type: ignore[arg-type]
            opml=addresses.OPML,
            parts=tuple(
                FeedPart(title, addresses.opml(kind) if kind else "", tuple(rows))
                for title, kind, rows in kinds
                if rows
            ),
        )
        return Page.made("feeds/index.md", addresses.FEEDS, "feeds.html", context, newest(library.entries))


def plan(views: Views, parts: Parts | None = None) -> tuple[Page, ...]:
    """Return every page of the site, in a fixed order: home, articles, groups, stories, archive, feeds, search."""
    hashes = ContentHashes(views)
    planner, articles, groups = Planner(views, hashes, parts), ArticlePages(views, hashes), GroupPages(views, hashes)
    editions = EditionPages(views, hashes)
    return (
        planner.home(),
        *(articles.article(entry) for entry in views.library.entries),
        *groups.regions(),
        *groups.themes(),
        *groups.catalogues(),
        *StoryPages(views, hashes).stories(),
        *editions.editions(),
        *editions.archive(),
        planner.feeds(),
        *SearchPages(views, hashes, parts).search(),
        *OfflinePages(views).offline(),
    )


__all__ = ["Page", "Planner", "plan"]
