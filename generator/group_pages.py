"""The pages of groups: regions, themes and both, keywords, outlets, authors; their months; and the lists of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from . import addresses
from .contexts import Branch, Catalogue, Index, Link, Listing, MonthCount, Section, Trend
from .digests import digest, of
from .frames import Page, PageMaker, newest
from .library import Group, day_of
from .model import Entry
from .structured import collection
from .trends import Trend as Figures
from .trends import last_day
from .trends import trend as figures_of
from .vocabulary import Tree

_ON_TOP = 3  # newest articles that stand before those by the other axis
_LEAST_TO_GROUP = 7


@dataclass(frozen=True, slots=True)
class Beside:
    """Links to other groups."""

    parents: Sequence[Link] = ()
    """Wider ones."""
    children: Sequence[Link] = ()
    """Narrower ones."""
    crossings: Sequence[Link] = ()
    """Those by the other axis."""


@dataclass(frozen=True, slots=True)
class Around:
    """The links of a group's page to other groups, made when the page is."""

    shows: bytes
    """Digest of all that they depend on, besides the vocabularies."""
    make: Callable[[], Beside]
    """Makes them."""

    @classmethod
    def made(cls, links: Beside) -> Around:
        """Return links that are there already: for groups of which there are few."""
        return cls(of(links), lambda: links)


class GroupPages(PageMaker):
    """Makes the pages of groups."""

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
        crumbs_show: bytes | None = None,
        around: Around | None = None,
        feed: bool = False,
        sources: bool = True,
        out_url: str = "",
        other_axis: Callable[[Sequence[Entry]], tuple[Section, ...]] | None = None,
    ) -> Iterator[Page]:
        """Return the page of a group, and those of its months once it has more articles than a page lists.

        A month's page shows nothing of other months but the way to the next, so that an article touches its own only.
        `crumbs_show` is the digest of the crumbs, where they are those of many groups.
        """
        entries, zone = group.entries, self.library.zone
        by_month = group.months(self.library.month_of) if len(entries) > self.limit else {}
        months = tuple(Link(m, addresses.month_of(address, m), len(found)) for m, found in by_month.items())
        figures = self._figures(group)
        trail = of(crumbs) if crumbs_show is None else crumbs_show

        def page(month: str, where: str, shown: tuple[Entry, ...], neighbours: tuple[Link, ...]) -> Page:
            title = f"{name}, {self.views.month(month)}" if month else name
            total = len(shown) if month else len(entries)

            def make() -> Listing:
                line = (*crumbs, Link(name, address)) if month else crumbs
                feeds = self.views.feeds(name, address) if feed else ()
                beside = around.make() if around and not month else Beside()
                thing = collection(self.project, title, where, about, shown[0].article.date.isoformat())
                return Listing(
                    **self.of(self.frame(title, where, line, about, *feeds, thing=thing)),  # type: ignore[arg-type]
                    name=name,
                    kind=kind,
                    about=about,
                    total=total,
                    newest=shown[0].article.date.astimezone(zone),
                    month=month,
                    parents=tuple(beside.parents),
                    children=tuple(beside.children),
                    crossings=tuple(beside.crossings),
                    keywords=self.views.common_keywords(shown),
                    sources=self.views.common_sources(shown) if sources else (),
                    cards=self.views.cards(shown),
                    groups=self._groups(shown, other_axis) if not month and other_axis else (),
                    trend=None if month else self._trend(figures, months),
                    months=neighbours,
                    out_url=out_url,
                )

            told = of((where, title, name, kind, about, month, total, neighbours, out_url, feed, sources))
            mine = b"" if month else digest(of(figures), around.shows if around else b"")
            shows = digest(told, trail, mine, self.digests.listing(shown))
            return Page(f"{where.rstrip('/')}.md", where, template, title, make, shows, newest(shown))

        yield page("", address, entries[: self.limit], months)
        for at, (month, found) in enumerate(by_month.items()):
            beside = (*months[max(0, at - 1) : at], *months[at + 1 : at + 2])
            way = tuple(Link(link.title, link.url) for link in beside)  # without counts, which grow elsewhere
            yield page(month, addresses.month_of(address, month), found, way)

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
    def _trend(found: Figures | None, months: Sequence[Link]) -> Trend | None:
        """Return the figures with the ways to those months that have a page."""
        if found is None:
            return None
        urls = {link.title: link.url for link in months}
        counts = tuple(MonthCount(month, count, urls.get(month, "")) for month, count in found.months)
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

    def regions(self) -> Iterator[Page]:
        """Return the pages of all regions and of their cells, and the tree."""
        tree, library, views = self.library.region_tree, self.library, self.views
        root = Link(self.gettext("Regions"), "regions/")
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
            parents = [views.region(above) for above in tree.ancestors(slug)]  # their counts grow for other reasons
            children = [views.region(below, count=True) for below in tree.children(slug)]
            yield from self._listing(
                group, address, "region.html", name=name, kind=node.kind, crumbs=crumbs,
                about=views.about(slug, "regions"), feed=True,
                around=Around.made(Beside(parents, [link for link in children if link.url], crossings)),
                other_axis=partial(views.by_theme, region=slug),
            )  # fmt: skip
            cell_crumbs = [*crumbs, Link(name, address)]
            cell_crumbs_show = of(cell_crumbs)
            for theme in themes_of.get(slug, ()):
                yield from self._listing(
                    library.cells[slug, theme],
                    addresses.cell(slug, theme),
                    "cell.html",
                    name=f"{name}: {views.name(theme, 'themes')}",
                    kind="cell",
                    crumbs=cell_crumbs,
                    crumbs_show=cell_crumbs_show,
                    around=self._around_cell(slug, theme),
                    feed=True,
                )
        groupings = [views.region(node.slug, count=True) for node in tree if node.kind == "composite"]
        yield self._index(
            "regions", self.gettext("Regions"), tree, views.region, tuple(link for link in groupings if link.url)
        )

    def _around_cell(self, region: str, theme: str) -> Around:
        """Return the links of a cell: to the cells of wider and narrower regions, to its region and its theme."""
        tree, cells, views = self.library.region_tree, self.library.cells, self.views
        parent, below = tree[region].parent, tree.children(region)
        above = (parent, *tree.ancestors(region)) if parent else ()

        def make() -> Beside:
            wider = [views.cell(slug, theme, views.name(slug, "regions"), count=False) for slug in above]
            narrower = [views.cell(slug, theme, views.name(slug, "regions")) for slug in below]
            return Beside(
                [link for link in wider if link.url][1:],
                [link for link in narrower if link.url],
                (views.region(region), views.theme(theme)),
            )

        counts = [len(cells[slug, theme].entries) if (slug, theme) in cells else 0 for slug in below]
        present = [(slug, theme) in cells for slug in above]
        return Around(of((region, theme, counts, present, theme in self.library.themes)), make)

    def themes(self) -> Iterator[Page]:
        """Return the pages of all themes, and the tree."""
        tree, library, views = self.library.theme_tree, self.library, self.views
        root = Link(self.gettext("Themes"), "themes/")
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
                about=views.about(slug, "themes"), crumbs=self._crumbs(tree, slug, views.theme, root),
                around=Around.made(
                    Beside(
                        [views.theme(above) for above in tree.ancestors(slug)],
                        [link for link in children if link.url],
                        crossings,
                    )
                ),
                feed=True,
                other_axis=partial(views.by_region, theme=slug),
            )  # fmt: skip
        yield self._index("themes", self.gettext("Themes"), tree, views.theme, ())

    def _index(
        self, kind: str, name: str, tree: Tree, link: Callable[[str, bool], Link], groupings: tuple[Link, ...]
    ) -> Page:
        def branch(slug: str) -> Branch:
            below = () if tree[slug].members else tree.children(slug)
            return Branch(link(slug, True), tuple(b for b in map(branch, below) if b.link.url))

        roots = [slug for slug in tree.roots() if not tree[slug].members]
        context = Index(
            **self.of(self.frame(name, f"{kind}/", (self.views.home,))),  # type: ignore[arg-type]
            name=name,
            branches=tuple(found for found in map(branch, roots) if found.link.url),
            groupings=groupings,
            matrix=self.views.matrix,
        )
        return Page.made(f"{kind}/index.md", f"{kind}/", f"{kind}.html", context, newest(self.library.entries))

    def catalogues(self) -> Iterator[Page]:
        """Return the pages of all keywords, outlets and authors, and the lists of them."""
        library, views = self.library, self.views
        homes = {e.article.source: e.article.source_url for e in reversed(library.entries) if e.article.source_url}
        _ = self.gettext
        kinds = [
            (
                "keywords",
                _("Keywords"),
                _("Words that two or more articles share."),
                library.keywords,
                addresses.keyword,
            ),
            (
                "sources",
                _("Sources"),
                _("Outlets whose articles are gathered here."),
                library.sources,
                addresses.source,
            ),
            ("authors", _("Authors"), _("Who wrote them."), library.authors, addresses.author),
        ]  # fmt: skip
        for folder, title, about, groups, place in kinds:
            crumbs = (self.views.home, Link(title, f"{folder}/"))
            crumbs_show = of(crumbs)
            for group in groups.values():
                yield from self._listing(
                    group, place(group.slug), f"{group.kind}.html", name=group.name, kind=group.kind, crumbs=crumbs,
                    crumbs_show=crumbs_show,
                    feed=group.kind != "keyword" or self.project.settings.feed_keywords, sources=group.kind != "source",
                    out_url=homes.get(group.name, "") if group.kind == "source" else "",
                )  # fmt: skip
            if groups:
                links = sorted(map(views.group_link, groups.values()), key=lambda k: (k.title.casefold(), k.url))
                context = Catalogue(
                    **self.of(self.frame(title, f"{folder}/", (self.views.home,), about)),  # type: ignore[arg-type]
                    name=title,
                    about=about,
                    links=tuple(links),
                )
                yield Page.made(f"{folder}/index.md", f"{folder}/", "catalogue.html", context, newest(library.entries))
