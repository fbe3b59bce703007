"""The pages of groups: regions, themes and both, keywords, outlets, authors; their periods; and the lists of them.

A group's own page shows its newest articles as cards, and lists those before them as rows. Once there are more than it
lists, its periods list all: of wide groups (a region, a theme) by month, of narrow ones by year, so that a period has
enough to be worth a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from .. import addresses
from ..content import rights
from ..context_parts import Anchor, KeyPoint, SmallCells
from ..contexts import (
    Branch,
    Catalogue,
    Headlines,
    Index,
    Link,
    Listing,
    Matrix,
    MonthCount,
    PeriodPage,
    Section,
    Trend,
)  # fmt: skip
from ..hashing import hash_of, hash_parts
from ..library import Group, GroupKind, day_of
from ..library.trends import TrendFigures as Figures
from ..library.trends import last_day
from ..library.trends import trend as figures_of
from ..model import Entry
from ..settings.vocabulary import Tree
from ..views.matrix import matrix
from ..views.structured import collection
from .frames import Page, PageMaker, newest

_WIDE = ("region", "theme")
_CARDS, _CARDS_OF_NARROW = 12, 6
NEWEST = 30
"""Newest articles of a group with periods that its own page lists."""
_ON_TOP = 3  # newest articles that stand before those by the other axis
_LEAST_TO_GROUP = 7
_POINTS = 3  # stories of which "what to know" says a sentence
_LEAST_FOR_TREND = 5  # articles below which "more than usual" says nothing
YEAR, MONTH, _DAY = len("2025"), len("2025-06"), len("2025-06-19")


def cards_on(kind: GroupKind) -> int:
    """Return how many of its newest articles a group's page shows as cards; those before them are rows."""
    return _CARDS if kind in _WIDE else _CARDS_OF_NARROW


@dataclass(frozen=True, slots=True)
class GroupLinks:
    """Links to other groups."""

    parents: Sequence[Link] = ()
    """Wider ones."""
    children: Sequence[Link] = ()
    """Narrower ones."""
    crossings: Sequence[Link] = ()
    """Those by the other axis."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A group, and what its page says besides its articles."""

    group: Group
    """The group."""
    address: str
    """Where its page lies."""
    name: str
    """Its name in the site's language."""
    kind: str
    """Kind of the group, as templates know it: `country` for a region that is one."""
    crumbs: Sequence[Link]
    """The way from the home page to it."""
    about: str = ""
    """One line about it."""
    out_url: str = ""
    """Home page of an outlet elsewhere."""
    links_hash: bytes = b""
    """Hash of all that `links` makes."""
    links: Callable[[], GroupLinks] = GroupLinks
    """Makes the links to other groups."""
    small_cells: Sequence[tuple[str, Group]] = ()
    """Themes of a region that have too few articles for a page of their own."""
    other_axis: Callable[[Sequence[Entry]], tuple[Section, ...]] | None = None
    """Sorts articles by the other axis."""

    @property
    def period_length(self) -> int:
        """Length of the names of its periods: of `2025-06` or of `2025`."""
        return MONTH if self.group.kind in _WIDE else YEAR


class GroupPages(PageMaker):
    """Makes the pages of groups."""

    def _pages(self, listed: Listed) -> Iterator[Page]:
        """Return the page of a group, and those of its periods once it has more articles than its page shows.

        A period's page shows nothing of other periods but the way to the next, so that an article touches its own only.
        """
        group = listed.group
        of_period = (
            group.periods(self.library.month_of, listed.period_length) if len(group.entries) > self.limit else {}
        )
        periods = tuple(
            Link(period, addresses.period_of(listed.address, period), len(found)) for period, found in of_period.items()
        )
        yield self._newest(listed, periods)
        for at, (period, found) in enumerate(of_period.items()):
            newer, older = periods[max(0, at - 1) : at], periods[at + 1 : at + 2]
            yield self._period(
                listed, period, found, *(Link(w[0].title, w[0].url) if w else None for w in (newer, older))
            )

    def _newest(self, listed: Listed, periods: tuple[Link, ...]) -> Page:
        group, address = listed.group, listed.address
        total = len(group.entries)
        shown = group.entries[: min(self.limit, NEWEST) if periods else self.limit]
        cards, before = shown[: cards_on(group.kind)], shown[cards_on(group.kind) :]
        figures = self._figures(group)
        points = self._points(cards) if group.kind in _WIDE else ()

        def make() -> Listing:
            links = listed.links()
            day = shown[0].article.date if shown else None
            thing = collection(self.project, listed.name, address, listed.about, day.isoformat() if day else "")
            feeds = self.views.feeds(listed.name, address, group.kind)
            title, about = self._title(listed), self._described(listed.name, shown, listed.about)
            return Listing(
                **self.of(self.frame(title, address, listed.crumbs, about, *feeds, thing=thing)),  # type: ignore[arg-type]
                name=listed.name,
                kind=listed.kind,
                about=listed.about,
                total=total,
                newest=day.astimezone(self.library.zone) if day else None,
                parents=tuple(links.parents),
                children=tuple(links.children),
                crossings=tuple(links.crossings),
                keywords=self.views.common_keywords(shown),
                sources=self.views.common_sources(shown) if group.kind != "source" else (),
                points=points,
                cards=self.views.cards(cards),
                groups=self._groups(cards, listed.other_axis) if listed.other_axis else (),
                earlier=self._sections(before, listed.period_length),
                small_cells=self._small_cells(listed.small_cells),
                trend=self._trend(figures, periods) if total >= _LEAST_FOR_TREND else None,
                periods=periods,
                out_url=listed.out_url,
                matches=self._matches(group, cards),
            )

        shows = hash_parts(
            hash_of(
                (
                    address,
                    self._title(listed),
                    listed.name,
                    listed.kind,
                    listed.about,
                    total,
                    periods,
                    listed.out_url,
                    listed.crumbs,
                )
            ),
            hash_of((figures, points)),
            listed.links_hash,
            self.hashes.listing(shown),
            *(hash_parts(theme.encode(), self.hashes.cards(cell.entries)) for theme, cell in listed.small_cells),
        )
        template = f"{group.kind}.html"
        return Page(f"{address.rstrip('/')}.md", address, template, listed.name, make, shows, newest(shown))

    def _matches(self, group: Group, shown: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
        """Return the words that put articles on a watchlist, by id: of those whose rights let us quote them."""
        if group.kind != "watchlist":
            return {}
        watched = self.library.watched
        quotable = [entry.article for entry in shown if rights.may_quote_evidence(entry.article)]
        return {article.id: words for article in quotable if (words := watched[article.id][group.slug])}

    def _title(self, listed: Listed) -> str:
        """Return the title of a page; where a region or a theme has the same name, with its kind."""
        if listed.group.kind == "keyword" and listed.name.casefold() in self._names:
            return f"{listed.name} ({self.gettext('Keyword')})"
        return listed.name

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of regions and themes with pages, without case."""
        views, library = self.views, self.library
        regions = (views.name(slug, "regions") for slug in library.regions)
        return frozenset(map(str.casefold, (*regions, *(views.name(slug, "themes") for slug in library.themes))))

    def _described(self, name: str, entries: Sequence[Entry], about: str = "") -> str:
        """Return what search engines and messengers say of a page: what it lists, and its newest headline."""
        if not entries:
            return about
        words = self.gettext("Articles on %(name)s. The newest: %(title)s")
        return " ".join(filter(None, (about, words % {"name": name, "title": entries[0].article.title})))

    def _points(self, entries: Sequence[Entry]) -> tuple[KeyPoint, ...]:
        """Return a key point of each of the weightiest stories: those that most articles report, then the newest.

        Only in the site's language; none where there are fewer than three such stories.
        """
        stories, language = self.library.stories, self.project.settings.language.partition("-")[0]
        seen: dict[str, Entry] = {}
        for entry in entries:
            if entry.analysis.lang.partition("-")[0] == language:
                seen.setdefault(stories.get(entry.article.id) or entry.article.id, entry)

        def reports(entry: Entry) -> int:
            story = stories.get(entry.article.id)
            return self.views.story_size(story) if story else 1

        found = []
        for entry in sorted(seen.values(), key=reports, reverse=True):
            standfirst = rights.standfirst(entry)
            point = next((one for one in rights.key_points(entry) if one.text != standfirst), None)
            if point:
                where = self.views.paragraph(entry, point.paragraph)
                found.append(KeyPoint(entry.article.title, point.text, where))
        return tuple(found[:_POINTS]) if len(found) >= _POINTS else ()

    def _small_cells(self, cells: Sequence[tuple[str, Group]]) -> tuple[SmallCells, ...]:
        """Return the part of a region's page for its small themes; those that have the same articles stand together."""
        found: dict[tuple[Entry, ...], list[Anchor]] = {}
        for theme, cell in cells:
            found.setdefault(cell.entries, []).append(
                Anchor(addresses.theme_anchor(theme), self.views.theme(theme).title)
            )
        return tuple(SmallCells(tuple(names), self.views.headlines(entries)) for entries, names in found.items())

    def _period(
        self, listed: Listed, period: str, entries: Sequence[Entry], newer: Link | None, older: Link | None
    ) -> Page:
        """Return the page of a month or a year of a group."""
        address = addresses.period_of(listed.address, period)
        group = Link(listed.name, listed.address, kind=listed.kind)
        title = f"{listed.name}, {self.views.period(period)}"

        def make() -> PeriodPage:
            thing = collection(self.project, title, address, "", entries[0].article.date.isoformat())
            described = self._described(title, entries)
            return PeriodPage(
                **self.of(self.frame(title, address, (*listed.crumbs, group), described, thing=thing)),  # type: ignore[arg-type]
                name=listed.name,
                kind=listed.kind,
                group=group,
                period=period,
                total=len(entries),
                sections=self._sections(entries, _DAY if len(period) == MONTH else MONTH),
                newer=newer,
                older=older,
            )

        own_inputs = hash_of((address, title, listed.kind, listed.crumbs, newer, older))
        shows = hash_parts(own_inputs, self.hashes.cards(entries))
        return Page(f"{address.rstrip('/')}.md", address, "period.html", title, make, shows, newest(entries))

    def _sections(self, entries: Sequence[Entry], length: int) -> tuple[Headlines, ...]:
        """Return articles by year, month or day: by the first `length` letters of their date (`2025-06-19`)."""
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            found.setdefault(day_of(entry, self.library.zone).isoformat()[:length], []).append(entry)
        return tuple(
            Headlines(name, Link(name, "", len(some)), self.views.headlines(some)) for name, some in found.items()
        )

    @staticmethod
    def _groups(
        shown: Sequence[Entry], other_axis: Callable[[Sequence[Entry]], tuple[Section, ...]]
    ) -> tuple[Section, ...]:
        sections = other_axis(shown[_ON_TOP:]) if len(shown) >= _LEAST_TO_GROUP else ()
        return sections if len(sections) > 1 else ()

    def _figures(self, group: Group) -> Figures | None:
        last = last_day(self.library)
        if last is None:
            return None
        days = [self._days[entry.article.id] for entry in reversed(group.entries)]
        return figures_of(days, day=last, first=date.fromordinal(self._days[self.library.entries[-1].article.id]))

    @staticmethod
    def _trend(found: Figures | None, periods: Sequence[Link]) -> Trend | None:
        """Return the figures with the way to where each month is listed."""
        if found is None:
            return None
        pages = {link.title: link.url for link in periods}

        def place(month: str) -> str:
            year = pages.get(month[:YEAR])
            return f"{year}#{month}" if year else pages.get(month, "")

        counts = tuple(MonthCount(month, count, place(month) if count else "") for month, count in found.months)
        return Trend(counts, max(1, *(m.count for m in counts)), found.recent, found.usual, found.direction)

    @cached_property
    def _days(self) -> dict[str, int]:
        """The day of every article in the site's time zone, as a proleptic Gregorian ordinal."""
        return {entry.article.id: day_of(entry, self.library.zone).toordinal() for entry in self.library.entries}

    def _crumbs(self, tree: Tree, slug: str, link: Callable[[str], Link], root: Link) -> list[Link]:
        line = [slug]
        while tree[line[0]].parent:
            line.insert(0, tree[line[0]].parent)
        return [self.views.home, root, *(found for found in map(link, line[:-1]) if found.url)]

    @cached_property
    def _by_axis(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The themes of each region, and the regions of each theme, that have articles."""
        themes_of: dict[str, list[str]] = {}
        regions_of: dict[str, list[str]] = {}
        for (region, theme), group in self.library.cells.items():
            if group.entries or self.library.has_cell(region, theme):
                themes_of.setdefault(region, []).append(theme)
                regions_of.setdefault(theme, []).append(region)
        return themes_of, regions_of

    def regions(self) -> Iterator[Page]:
        """Return the pages of all regions and of their cells, and the tree."""
        tree, library, views = self.library.region_tree, self.library, self.views
        for slug, group in library.regions.items():
            region = self._region(slug, group)
            yield from self._pages(region)
            crumbs = (*region.crumbs, Link(region.name, region.address))
            for theme in self._by_axis[0].get(slug, ()):
                if library.has_cell(slug, theme):
                    yield from self._pages(self._cell(slug, theme, region.name, crumbs))
        groupings = [views.region(node.slug, count=True) for node in tree if node.kind == "composite"]
        yield self._index(
            "regions", self.gettext("Regions"), tree, views.region, tuple(link for link in groupings if link.url)
        )

    def _region(self, slug: str, group: Group) -> Listed:
        tree, library, views = self.library.region_tree, self.library, self.views
        themes = self._by_axis[0].get(slug, ())
        crossings = sorted(
            (views.cell(slug, theme, views.name(theme, "themes")) for theme in themes),
            key=lambda link: (-link.count, link.title),
        )
        parents = [views.region(above) for above in tree.ancestors(slug)]  # their counts grow for other reasons
        children = [views.region(below, count=True) for below in tree.children(slug)]
        small = [(theme, library.cells[slug, theme]) for theme in themes if not library.has_cell(slug, theme)]
        order = {theme: at for at, theme in enumerate(library.themes)}
        links = GroupLinks(parents, [link for link in children if link.url], crossings)
        return Listed(
            group=group,
            address=addresses.region(slug),
            name=views.name(slug, "regions"),
            kind=tree[slug].kind,
            crumbs=self._crumbs(tree, slug, views.region, Link(self.gettext("Regions"), "regions/")),
            about=views.about(slug, "regions"),
            links_hash=hash_of(links),
            links=partial(_same, links),
            small_cells=sorted(small, key=lambda pair: order[pair[0]]),
            other_axis=partial(views.by_theme, region=slug),
        )

    def _cell(self, region: str, theme: str, name: str, crumbs: Sequence[Link]) -> Listed:
        """Return a cell, with links to those of wider and narrower regions, to its region and its theme."""
        tree, library, views = self.library.region_tree, self.library, self.views
        parent, below = tree[region].parent, tree.children(region)
        above = (parent, *tree.ancestors(region)) if parent else ()

        def links() -> GroupLinks:
            wider = [views.cell(slug, theme, views.name(slug, "regions"), count=False) for slug in above]
            narrower = [views.cell(slug, theme, views.name(slug, "regions")) for slug in below]
            return GroupLinks(
                [link for link in wider if link.url][1:],
                [link for link in narrower if link.url],
                (views.region(region), views.theme(theme)),
            )

        def state(slug: str, count: bool) -> tuple[int, bool]:
            cell = library.cells.get((slug, theme))
            number = len(cell.entries) if cell else 0
            return number if count else number > 0, library.has_cell(slug, theme)

        states = [*(state(slug, True) for slug in below), *(state(slug, False) for slug in above)]
        return Listed(
            group=library.cells[region, theme],
            address=addresses.cell(region, theme),
            name=f"{name}: {views.name(theme, 'themes')}",
            kind="cell",
            crumbs=crumbs,
            links_hash=hash_of((region, theme, states)),
            links=links,
        )

    def themes(self) -> Iterator[Page]:
        """Return the pages of all themes, and the tree."""
        tree, library, views = self.library.theme_tree, self.library, self.views
        root = Link(self.gettext("Themes"), "themes/")
        for slug, group in library.themes.items():
            children = [views.theme(below, count=True) for below in tree.children(slug)]
            crossings = sorted(
                (
                    Link(link.title, link.url, link.count, library.region_tree[region].kind)
                    for region in self._by_axis[1].get(slug, ())
                    if (link := views.cell(region, slug, views.name(region, "regions")))
                ),
                key=lambda link: (-link.count, link.title),
            )
            parents = [views.theme(above) for above in tree.ancestors(slug)]
            links = GroupLinks(parents, [link for link in children if link.url], crossings)
            listed = Listed(
                group=group,
                address=addresses.theme(slug),
                name=views.name(slug, "themes"),
                kind="theme",
                crumbs=self._crumbs(tree, slug, views.theme, root),
                about=views.about(slug, "themes"),
                links_hash=hash_of(links),
                links=partial(_same, links),
                other_axis=partial(views.by_region, theme=slug),
            )
            yield from self._pages(listed)
        yield self._index("themes", self.gettext("Themes"), tree, views.theme, ())

    def _index(
        self, kind: str, name: str, tree: Tree, link: Callable[[str, bool], Link], groupings: tuple[Link, ...]
    ) -> Page:
        def branch(slug: str) -> Branch:
            below = () if tree[slug].members else tree.children(slug)
            return Branch(link(slug, True), tuple(b for b in map(branch, below) if b.link.url))

        roots = [slug for slug in tree.roots() if not tree[slug].members and tree[slug].kind != "composite"]
        context = Index(
            **self.of(self.frame(name, f"{kind}/", (self.views.home,))),  # type: ignore[arg-type]
            name=name,
            branches=tuple(found for found in map(branch, roots) if found.link.url),
            groupings=groupings,
            matrix=matrix(self.views) if kind == "regions" else Matrix((), ()),
        )
        return Page.made(f"{kind}/index.md", f"{kind}/", f"{kind}.html", context, newest(self.library.entries))

    def catalogues(self) -> Iterator[Page]:
        """Return the pages of all keywords, outlets and authors, and the lists of them."""
        library, views, _ = self.library, self.views, self.gettext
        homes = {e.article.source: e.article.source_url for e in reversed(library.entries) if e.article.source_url}
        abouts = {watchlist.slug: watchlist.about for watchlist in self.project.settings.watchlists}
        kinds: list[tuple[str, str, str, Mapping[str, Group], Callable[[str], str]]] = [
            ("keywords", _("Keywords"), _("Words that several articles share."), library.keywords, addresses.keyword),
            (
                "sources",
                _("Sources"),
                _("Outlets whose articles are gathered here."),
                library.sources,
                addresses.source,
            ),
            ("authors", _("Authors"), _("Who wrote several of them."), library.authors, addresses.author),
            (
                "watchlists",
                _("Watchlists"),
                _("Questions that cross regions and themes."),
                library.watchlists,
                addresses.watchlist,
            ),
        ]
        for folder, title, about, groups, place in kinds:
            crumbs = (views.home, Link(title, f"{folder}/"))
            for group in groups.values():
                out_url = homes.get(group.name, "") if group.kind == "source" else ""
                about_it = abouts.get(group.slug, "") if group.kind == "watchlist" else ""
                yield from self._pages(
                    Listed(group, place(group.slug), group.name, group.kind, crumbs, about_it, out_url=out_url)
                )
            if groups:
                links = sorted(map(views.group_link, groups.values()), key=lambda k: (k.title.casefold(), k.url))
                context = Catalogue(
                    **self.of(self.frame(title, f"{folder}/", (views.home,), about)),  # type: ignore[arg-type]
                    name=title,
                    about=about,
                    links=tuple(links),
                )
                yield Page.made(f"{folder}/index.md", f"{folder}/", "catalogue.html", context, newest(library.entries))


def _same(links: GroupLinks) -> GroupLinks:
    return links
