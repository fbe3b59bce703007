"""The plan of the site: every page with its address, template and context; renders and writes nothing.

A page's `source` is where an editor's own introduction to it would lie below `docs_dir` (`regions/asia.md`): if such a
file exists, its text is shown on the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from . import addresses, rights
from .contexts import (
    ArticlePage,
    Branch,
    Calendar,
    Card,
    Catalogue,
    EditionPage,
    FeedCatalogue,
    FeedLink,
    FeedPart,
    FeedRow,
    Frame,
    Home,
    Index,
    Link,
    Listing,
    Month,
    MonthPage,
    Point,
    Section,
    Year,
)
from .editions import Edition
from .library import Group
from .model import Article, Entry
from .text import clip, slugify
from .views import Views
from .vocabulary import Tree

_WORDS_A_MINUTE = 220
_RECENT = 12
_HOME = Link("Home", addresses.HOME)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered."""

    source: str
    """Markdown file below `docs_dir` from which its text comes, if there is one."""
    address: str
    """Where it lies, relative to the site's root, with a slash at its end."""
    template: str
    """Name of its template."""
    context: Frame
    """The template's `briefing`."""
    modified: datetime | None = None
    """When what it shows last changed; None when unknown."""
    article: Article | None = None
    """The article whose page this is."""


class Planner:
    """Makes the pages, kind by kind."""

    def __init__(self, views: Views) -> None:
        """Take what makes the views."""
        self.views, self.library, self.project = views, views.library, views.project
        self.limit = views.project.settings.listing

    # What all pages have ---------------------------------------------------------------------------------------------

    def frame(
        self, title: str, address: str, crumbs: Sequence[Link] = (), description: str = "", *feeds: FeedLink
    ) -> Frame:
        """Return what the frame of a page needs."""
        return Frame(
            site=self.views.site,
            title=title,
            description=clip(description or self.project.site_description, 300),
            canonical=addresses.absolute(self.project.site_url, address) if self.project.site_url else "",
            breadcrumbs=tuple(crumbs),
            feeds=(*feeds, *self.views.site_feeds),
        )

    @staticmethod
    def _of(frame: Frame) -> dict[str, object]:
        return {name: getattr(frame, name) for name in Frame.__dataclass_fields__}

    def moment(self, day: date) -> datetime:
        """Return a day of the site's time zone as a moment."""
        return datetime.combine(day, time(0), self.library.zone)

    # Articles --------------------------------------------------------------------------------------------------------

    def article(self, entry: Entry) -> Page:
        """Return the page of an article."""
        article, card = entry.article, self.views.card(entry)
        address, zone = addresses.article(article.slug), self.library.zone
        newer, older = self.library.newer(entry), self.library.older(entry)
        crumbs = [_HOME]
        if card.regions:
            crumbs.append(card.regions[0])
            first_theme = next((label.slug for label in entry.themes), "")
            slug = card.regions[0].url.split("/")[1]
            if first_theme and (slug, first_theme) in self.library.cells:
                crumbs.append(Link(self.views.name(first_theme, "themes"), addresses.cell(slug, first_theme)))
        story = slugify(self.library.stories.get(article.id) or "none")
        told = self.views.stories.get(story)
        feeds = self.views.feeds(told[-1].article.title, addresses.story(story)) if told else ()
        frame = self._of(self.frame(article.title, address, crumbs, card.standfirst, *feeds))
        if article.canonical_url:
            frame["canonical"] = article.canonical_url
        body = rights.may_show_body(article)
        points = tuple(Point(s.text, self.views.paragraph(entry, s.paragraph)) for s in rights.key_points(entry))
        by_editor = bool(article.summary) and article.rights != "link"
        if not by_editor and body:
            points = tuple(point for point in points if point.text != card.standfirst)
        authors = self.library.authors
        bylines = {group.name: group for group in authors.values()}
        context = ArticlePage(
            **frame,  # type: ignore[arg-type]
            card=card,
            updated=article.updated.astimezone(zone) if article.updated > article.date else None,
            retrieved=article.retrieved.astimezone(zone) if article.retrieved else None,
            minutes=max(1, math.ceil(entry.analysis.words / _WORDS_A_MINUTE)),
            authors=tuple(self.views.group_link(bylines[a]) if a in bylines else Link(a, "") for a in article.authors),
            bios=article.author_bios,
            attribution=article.attribution,
            source_url=article.source_url,
            points=points,
            summary_by_editor=by_editor,
            countries=self.views.country_labels(entry),
            regions=self.views.region_labels(entry),
            themes=self.views.theme_labels(entry),
            keywords=self.views.keyword_links(entry),
            related=self.views.related(entry),
            newer=Link(newer.article.title, addresses.article(newer.article.slug)) if newer else None,
            older=Link(older.article.title, addresses.article(older.article.slug)) if older else None,
        )
        return Page(article.path, address, "article.html", context, article.updated, article)

    # The front page, editions, the archive ---------------------------------------------------------------------------

    def home(self) -> Page:
        """Return the front page: the newest edition."""
        library, views = self.library, self.views
        edition = library.editions[0] if library.editions else None
        today = edition.entries if edition else ()
        shown = {entry.article.id for entry in today}
        pinned = [entry for entry in library.entries if entry.article.pin and entry.article.id not in shown]
        shown.update(entry.article.id for entry in pinned)
        recent = [entry for entry in library.entries if entry.article.id not in shown][:_RECENT]
        context = Home(
            **self._of(self.frame("", addresses.HOME)),  # type: ignore[arg-type]
            day=self.moment(edition.day) if edition else None,
            edition=Link(edition.slug, addresses.edition(edition.day)) if edition else Link("", ""),
            lead=views.card(today[0]) if today else None,
            pinned=views.cards(pinned),
            groups=views.by_region(today[1:]),
            recent=views.cards(recent),
            matrix=views.matrix,
            total=len(library.entries),
        )
        return Page("index.md", addresses.HOME, "home.html", context, _newest(library.entries))

    def editions(self) -> Iterator[Page]:
        """Return a page for each day, and the calendar of them."""
        editions = self.library.editions

        def link(edition: Edition) -> Link:
            return Link(edition.slug, addresses.edition(edition.day), len(edition.entries))

        for at, edition in enumerate(editions):
            address = addresses.edition(edition.day)
            lead = self.views.card(edition.entries[0])
            frame = self.frame(edition.slug, address, (_HOME, Link("Editions", "editions/")), lead.title)
            context = EditionPage(
                **self._of(frame),  # type: ignore[arg-type]
                day=self.moment(edition.day),
                lead=lead,
                groups=self.views.by_region(edition.entries[1:]),
                total=len(edition.entries),
                newer=link(editions[at - 1]) if at else None,
                older=link(editions[at + 1]) if at + 1 < len(editions) else None,
            )
            yield Page(f"editions/{edition.slug}.md", address, "edition.html", context, _newest(edition.entries))
        yield self._calendar(addresses.EDITIONS, "editions.html", "Editions", len(editions))

    def _calendar(self, address: str, template: str, name: str, total: int) -> Page:
        years: dict[str, list[Month]] = {}
        for month, entries in self.library.months.items():
            days = tuple(
                Link(e.slug, addresses.edition(e.day), len(e.entries))
                for e in self.library.editions
                if e.slug[:7] == month
            )
            link = Link(month, addresses.archive_month(month), len(entries))
            years.setdefault(month[:4], []).append(Month(link, days))
        feeds = self.views.feeds(name, address) if address == addresses.EDITIONS and self.library.editions else ()
        context = Calendar(
            **self._of(self.frame(name, address, (_HOME,), "", *feeds)),  # type: ignore[arg-type]
            name=name,
            years=tuple(Year(year, tuple(months)) for year, months in years.items()),
            total=total,
        )
        return Page(f"{address}index.md", address, template, context, _newest(self.library.entries))

    def archive(self) -> Iterator[Page]:
        """Return the archive and a page for each of its months."""
        yield self._calendar("archive/", "archive.html", "Archive", len(self.library.entries))
        months = list(self.library.months)
        for at, (month, entries) in enumerate(self.library.months.items()):
            address = addresses.archive_month(month)
            days: dict[date, list[Entry]] = {}
            for entry in entries:
                days.setdefault(entry.article.date.astimezone(self.library.zone).date(), []).append(entry)
            context = MonthPage(
                **self._of(self.frame(month, address, (_HOME, Link("Archive", "archive/")))),  # type: ignore[arg-type]
                name=month,
                days=tuple(
                    Section(Link(day.isoformat(), addresses.edition(day), len(of_day)), self.views.cards(of_day))
                    for day, of_day in days.items()
                ),
                total=len(entries),
                newer=Link(months[at - 1], addresses.archive_month(months[at - 1])) if at else None,
                older=Link(months[at + 1], addresses.archive_month(months[at + 1])) if at + 1 < len(months) else None,
            )
            yield Page(f"archive/{month[:4]}/{month[5:]}.md", address, "month.html", context, _newest(entries))

    # Groups ----------------------------------------------------------------------------------------------------------

    def _listing(
        self,
        group: Group,
        address: str,
        template: str,
        *,
        name: str,
        kind: str,
        about: str = "",
        crumbs: Sequence[Link] = (),
        parents: Sequence[Link] = (),
        children: Sequence[Link] = (),
        crossings: Sequence[Link] = (),
        feed: bool = False,
        sources: bool = True,
        out_url: str = "",
    ) -> Iterator[Page]:
        """Return the page of a group, and those of its months once it has more articles than a page lists."""
        entries, zone = group.entries, self.library.zone
        by_month = group.months(zone) if len(entries) > self.limit else {}
        months = tuple(Link(m, addresses.month_of(address, m), len(found)) for m, found in by_month.items())
        feeds = self.views.feeds(name, address) if feed else ()
        pages: list[tuple[str, str, tuple[Entry, ...]]] = [("", address, entries[: self.limit])]
        pages += [(month, addresses.month_of(address, month), found) for month, found in by_month.items()]
        for month, where, shown in pages:
            trail = (*crumbs, Link(name, address)) if month else crumbs
            title = f"{name}, {month}" if month else name
            context = Listing(
                **self._of(self.frame(title, where, trail, about, *feeds)),  # type: ignore[arg-type]
                name=name,
                kind=kind,
                about=about,
                total=len(entries),
                newest=entries[0].article.date.astimezone(zone),
                month=month,
                parents=tuple(parents),
                children=tuple(children),
                crossings=tuple(crossings),
                keywords=self.views.common_keywords(shown),
                sources=self.views.common_sources(shown) if sources else (),
                cards=self.views.cards(shown),
                months=months,
                out_url=out_url,
            )
            yield Page(where.rstrip("/") + ".md", where, template, context, _newest(shown))

    def _crumbs(self, tree: Tree, slug: str, link: Callable[[str], Link], root: Link) -> list[Link]:
        line = [slug]
        while tree[line[0]].parent:
            line.insert(0, tree[line[0]].parent)
        return [_HOME, root, *(found for found in map(link, line[:-1]) if found.url)]

    def regions(self) -> Iterator[Page]:
        """Return the pages of all regions and of their cells, and the tree."""
        tree, library, views = self.library.region_tree, self.library, self.views
        root = Link("Regions", "regions/")
        themes_of: dict[str, list[str]] = {}
        for region, theme in library.cells:
            themes_of.setdefault(region, []).append(theme)
        for slug, group in library.regions.items():
            node, name, address = tree[slug], views.name(slug, "regions"), addresses.region(slug)
            crumbs = self._crumbs(tree, slug, views.region, root)
            crossings = sorted(
                (views.cell(slug, theme, views.name(theme, "themes")) for theme in themes_of.get(slug, ())),
                key=lambda link: (-link.count, link.title),
            )
            parents = [views.region(above, count=True) for above in tree.ancestors(slug)]
            children = [views.region(below, count=True) for below in tree.children(slug)]
            yield from self._listing(
                group, address, "region.html", name=name, kind=node.kind, about=node.description, crumbs=crumbs,
                parents=parents, children=[link for link in children if link.url], crossings=crossings, feed=True,
            )  # fmt: skip
            for theme in themes_of.get(slug, ()):
                yield from self._listing(
                    library.cells[slug, theme],
                    addresses.cell(slug, theme),
                    "cell.html",
                    name=f"{name}: {views.name(theme, 'themes')}",
                    kind="cell",
                    crumbs=[*crumbs, Link(name, address)],
                    crossings=(views.region(slug, count=True), views.theme(theme, count=True)),
                    parents=[
                        link
                        for above in (tree[slug].parent, *tree.ancestors(slug))
                        if above and (link := views.cell(above, theme, views.name(above, "regions"))).url
                    ][1:]
                    if tree[slug].parent
                    else (),
                    children=[
                        link
                        for below in tree.children(slug)
                        if (link := views.cell(below, theme, views.name(below, "regions"))).url
                    ],
                    feed=True,
                )
        groupings = [views.region(node.slug, count=True) for node in tree if node.kind == "composite"]
        yield self._index("regions", "Regions", tree, views.region, tuple(link for link in groupings if link.url))

    def themes(self) -> Iterator[Page]:
        """Return the pages of all themes, and the tree."""
        tree, library, views = self.library.theme_tree, self.library, self.views
        root = Link("Themes", "themes/")
        regions_of: dict[str, list[str]] = {}
        for region, theme in library.cells:
            regions_of.setdefault(theme, []).append(region)
        for slug, group in library.themes.items():
            children = [views.theme(below, count=True) for below in tree.children(slug)]
            crossings = sorted(
                (
                    Link(link.title, link.url, link.count, library.region_tree[region].kind)
                    for region in regions_of.get(slug, ())
                    if (link := views.cell(region, slug, views.name(region, "regions")))
                ),
                key=lambda link: (-link.count, link.title),
            )
            yield from self._listing(
                group, addresses.theme(slug), "theme.html", name=views.name(slug, "themes"), kind="theme",
                about=tree[slug].description, crumbs=self._crumbs(tree, slug, views.theme, root),
                parents=[views.theme(above, count=True) for above in tree.ancestors(slug)],
                children=[link for link in children if link.url], crossings=crossings, feed=True,
            )  # fmt: skip
        yield self._index("themes", "Themes", tree, views.theme, ())

    def _index(
        self, kind: str, name: str, tree: Tree, link: Callable[[str, bool], Link], groupings: tuple[Link, ...]
    ) -> Page:
        def branch(slug: str) -> Branch:
            below = () if tree[slug].members else tree.children(slug)
            return Branch(link(slug, True), tuple(b for b in map(branch, below) if b.link.url))

        roots = [slug for slug in tree.roots() if not tree[slug].members]
        context = Index(
            **self._of(self.frame(name, f"{kind}/", (_HOME,))),  # type: ignore[arg-type]
            name=name,
            branches=tuple(found for found in map(branch, roots) if found.link.url),
            groupings=groupings,
            matrix=self.views.matrix,
        )
        return Page(f"{kind}/index.md", f"{kind}/", f"{kind}.html", context, _newest(self.library.entries))

    def catalogues(self) -> Iterator[Page]:
        """Return the pages of all keywords, outlets and authors, and the lists of them."""
        library, views = self.library, self.views
        homes = {e.article.source: e.article.source_url for e in reversed(library.entries) if e.article.source_url}
        kinds = [
            ("keywords", "Keywords", "Words that two or more articles share.", library.keywords, addresses.keyword),
            ("sources", "Sources", "Outlets whose articles are gathered here.", library.sources, addresses.source),
            ("authors", "Authors", "Who wrote them.", library.authors, addresses.author),
        ]
        for folder, title, about, groups, place in kinds:
            crumbs = (_HOME, Link(title, f"{folder}/"))
            for group in groups.values():
                yield from self._listing(
                    group, place(group.slug), f"{group.kind}.html", name=group.name, kind=group.kind, crumbs=crumbs,
                    feed=group.kind != "keyword" or self.project.settings.feed_keywords, sources=group.kind != "source",
                    out_url=homes.get(group.name, "") if group.kind == "source" else "",
                )  # fmt: skip
            if groups:
                links = sorted(map(views.group_link, groups.values()), key=lambda k: (k.title.casefold(), k.url))
                context = Catalogue(
                    **self._of(self.frame(title, f"{folder}/", (_HOME,), about)),  # type: ignore[arg-type]
                    name=title,
                    about=about,
                    links=tuple(links),
                )
                yield Page(f"{folder}/index.md", f"{folder}/", "catalogue.html", context, _newest(library.entries))

    def feeds(self) -> Page:
        """Return the catalogue of all feeds."""
        library, views = self.library, self.views

        def row(name: str, page: str, region: str = "", theme: str = "", at: str | None = None) -> FeedRow:
            return FeedRow(Link(name, page if at is None else at), region, theme, views.feeds(name, page))

        def group(groups: Mapping[str, Group], place: Callable[[str], str]) -> list[FeedRow]:
            return [row(group.name, place(slug)) for slug, group in groups.items()]

        def region(slug: str) -> str:
            return views.name(slug, "regions")

        def theme(slug: str) -> str:
            return views.name(slug, "themes")

        site = [row(self.project.site_name, addresses.HOME)]
        if library.editions:
            site.append(row("Editions", addresses.EDITIONS))
        kinds: list[tuple[str, str, list[FeedRow]]] = [
            ("The whole site", "", site),
            ("Regions", "region", [row(region(s), addresses.region(s), region=region(s)) for s in library.regions]),
            ("Themes", "theme", [row(theme(s), addresses.theme(s), theme=theme(s)) for s in library.themes]),
            ("A theme in a region", "cell", [
                row(f"{region(r)}, {theme(t)}", addresses.cell(r, t), region(r), theme(t)) for r, t in library.cells
            ]),
            ("Sources", "source", group(library.sources, addresses.source)),
            ("Authors", "author", group(library.authors, addresses.author)),
            ("Keywords", "", group(library.keywords if self.project.settings.feed_keywords else {}, addresses.keyword)),
            ("Stories", "", [
                row(told[-1].article.title, addresses.story(s), at=addresses.article(told[-1].article.slug))
                for s, told in views.stories.items()
            ]),
        ]  # fmt: skip
        context = FeedCatalogue(
            **self._of(self.frame("Feeds", addresses.FEEDS, (_HOME,))),  # type: ignore[arg-type]
            opml=addresses.OPML,
            parts=tuple(
                FeedPart(title, addresses.opml(kind) if kind else "", tuple(rows))
                for title, kind, rows in kinds
                if rows
            ),
        )
        return Page("feeds/index.md", addresses.FEEDS, "feeds.html", context, _newest(library.entries))


def _newest(entries: Sequence[Entry]) -> datetime | None:
    return max((entry.article.updated for entry in entries), default=None)


def plan(views: Views) -> tuple[Page, ...]:
    """Return every page of the site, in a fixed order: home, articles, groups, archive, feeds."""
    planner = Planner(views)
    return (
        planner.home(),
        *(planner.article(entry) for entry in views.library.entries),
        *planner.regions(),
        *planner.themes(),
        *planner.catalogues(),
        *planner.editions(),
        *planner.archive(),
        planner.feeds(),
    )


__all__ = ["Card", "Page", "Planner", "plan"]
