"""The page on which readers search: its facets with their names and counts, which are the ways to browse as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import addresses
from ..contexts import Choice, Facet, Link, SearchPage
from ..parts import Parts
from ..parts.views import PartViews
from ..search import CATALOGUE
from ..search.bundles import documents
from ..settings.vocabulary import Tree
from ..templating.environment import locale_of, shown_month
from ..views import Views
from ..views.hashes import ContentHashes
from .frames import Page, PageMaker, newest

_COUNTED, _ROUND = 200, (10**6,)  # every plural category that whole numbers have is met among these


class SearchPages(PageMaker):
    """Makes the search page."""

    def __init__(self, views: Views, hashes: ContentHashes | None = None, parts: Parts | None = None) -> None:
        """Take what `PageMaker` takes, and the parts of the site, which are searched too."""
        super().__init__(views, hashes)
        self.parts = parts or Parts((), 0)
        self.shown_parts = PartViews(views, self.parts)

    def search(self) -> Iterator[Page]:
        """Return the search page; none on a site without search."""
        if self.views.search_script:
            context = SearchPage(
                **self.of(self.frame(self.gettext("Search"), addresses.SEARCH, (self.views.home,))),  # type: ignore[arg-type]
                script=self.views.search_script,
                bundles=CATALOGUE,
                facets=tuple(facet for facet in self._facets() if facet.choices),
                total=len(self.library.entries) + self.parts.total,
                counts=self._counts(),
            )
            yield Page.made("search/index.md", addresses.SEARCH, "search.html", context, newest(self.library.entries))

    def _counts(self) -> dict[str, str]:
        """Return the line above the results in each of the language's plural forms: the script knows the number."""
        words, category = self.views.words, locale_of(self.views.site.lang).plural_form
        found: dict[str, str] = {}
        for number in (*range(_COUNTED), *_ROUND):
            if category(number) not in found:
                line = words.ngettext("%(num)s article", "%(num)s articles", number)
                found[category(number)] = line.replace("%(num)s", "{n}")
        return found

    def _facets(self) -> Iterator[Facet]:
        library, views = self.library, self.views
        regions, themes = library.region_tree, library.theme_tree
        yield Facet("region", self.gettext("Region"), tuple(
            Choice(slug, link, depth)
            for slug, depth in _walk(regions)
            if (link := self._with_parts(views.region(slug, count=True), addresses.region(slug))).count
        ))  # fmt: skip
        yield Facet("theme", self.gettext("Theme"), tuple(
            Choice(slug, link, depth)
            for slug, depth in _walk(themes)
            if (link := self._with_parts(views.theme(slug, count=True), addresses.theme(slug))).count
        ))  # fmt: skip
        yield Facet("watchlist", self.gettext("Watchlist"), tuple(
            Choice(group.slug, views.group_link(group)) for group in library.watchlists.values() if group.entries
        ))  # fmt: skip
        outlets = sorted(library.sources.values(), key=lambda group: (group.name.casefold(), group.slug))
        yield Facet(
            "source", self.gettext("Source"), tuple(Choice(group.slug, views.group_link(group)) for group in outlets)
        )
        counts: dict[str, dict[str, int]] = {"lang": {}, "year": dict(self.shown_parts.periods())}
        for document in documents(library):
            for facet, found in counts.items():
                for value in document.facets[facet]:
                    found[value] = found.get(value, 0) + 1
        names = locale_of(views.site.lang).languages
        languages = sorted((names.get(value, value), value, count) for value, count in counts["lang"].items())
        yield Facet("lang", self.gettext("Language"), tuple(
            Choice(value, Link(name[:1].upper() + name[1:], "", count)) for name, value, count in languages
        ))  # fmt: skip
        # A year, then its months, which have no address of their own here: the archive has them all.
        periods = sorted(counts["year"].items(), key=lambda found: (found[0][:4], len(found[0]) == 4, found[0]))[::-1]
        yield Facet("year", self.gettext("Period"), tuple(
            Choice(value, Link(value, f"archive/#{value}", count)) if len(value) == 4
            else Choice(value, Link(shown_month(value, views.site.lang), "", count), 1)
            for value, count in periods
        ))  # fmt: skip

    def _with_parts(self, own: Link, page: str) -> Link:
        """Return a link to a group of this site, else of a part, with the number of articles of both."""
        if page not in self.parts.groups:
            return own
        theirs = self.shown_parts.group(page)
        return replace(own if own.count else theirs, count=own.count + theirs.count)


def _walk(tree: Tree) -> Iterator[tuple[str, int]]:
    """Yield every slug of a tree with its depth, what contains others first; composites after the tree proper."""

    def below(slug: str, depth: int) -> Iterator[tuple[str, int]]:
        yield slug, depth
        if not tree[slug].members:
            for child in tree.children(slug):
                yield from below(child, depth + 1)

    for composite in (False, True):
        for root in tree.roots():
            if bool(tree[root].members) is composite:
                yield from below(root, 0)
