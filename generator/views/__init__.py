"""From entries of the library to what templates show: cards, labels with their evidence, the matrix.

Each view is made once and shared by all pages on which it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Literal
from urllib.parse import unquote, urlsplit

from .. import addresses
from ..content import rights
from ..contexts import Card, FeedLink, Headline, Label, Link, Picture, Point, Quote, RelatedCard, Section, Site
from ..library import Group, Library
from ..library.editions import Edition
from ..model import Article, Entry, Evidence
from ..settings import vocabulary
from ..settings.catalogues import Words, words
from ..settings.config import FeedKind, Project
from ..settings.vocabulary import Node, Tree
from ..templating.environment import locale_of, shown_day, shown_month
from ..text.strings import clip, slugify
from ..text.web_addresses import leads_out
from . import branding

FEED_FORMATS = (
    ("rss", "RSS", "application/rss+xml"),
    ("atom", "Atom", "application/atom+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_MAX_QUOTES = 6
LEVELS = 5


def direction(lang: str) -> str:
    """Return `rtl` for languages written from right to left, else `ltr`."""
    return "rtl" if lang.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@cache
def _shipped(kind: Literal["regions", "themes"]) -> Tree:
    return vocabulary.load(kind)


def _name_of(node: Node, words: Words) -> str:
    """Return the name of a region or theme: the vocabulary's in the site's language, ours, CLDR's, else the English."""
    lang = words.lang.partition("-")[0]
    if own := node.names.get(lang):
        return own
    if lang == "en":
        return node.name
    ours = words.pgettext("theme" if node.kind == "theme" else "region", node.name)
    if ours != node.name or node.kind == "theme":
        return ours
    name = locale_of(words.lang).territories.get(node.code) if node.code else None
    return str(name or node.name)


class Views:
    """Makes what templates show; keeps each card."""

    def __init__(
        self,
        library: Library,
        project: Project,
        *,
        stylesheet: str,
        script: str,
        search_script: str = "",
        files: Container[str] | None = None,
    ) -> None:
        """Take the library and the addresses of the assets; without the last the site has no search.

        `files` are the addresses at which the project's files will lie; without them its folder is looked into.
        """
        self.search_script, self.files = search_script, files
        self.library, self.project = library, project
        self._stylesheet, self._script = stylesheet, script
        self._cards: dict[str, Card] = {}
        self._names: dict[tuple[str, str], str] = {}

    def over(self, library: Library) -> Views:
        """Return the same views of another library."""
        return Views(
            library, self.project, stylesheet=self._stylesheet, script=self._script,
            search_script=self.search_script, files=self.files,
        )  # fmt: skip

    @cached_property
    def words(self) -> Words:
        """The words of the interface; raises `ConfigError` for a broken catalogue."""
        return words(self.project.settings.language, self.project.root)

    @cached_property
    def home(self) -> Link:
        """The first crumb."""
        return Link(self.words.gettext("Home"), addresses.HOME)

    @cached_property
    def site(self) -> Site:
        """What is the same on every page."""
        lang, _ = self.project.settings.language, self.words.gettext
        sections = [
            Link(_("Today"), addresses.HOME), Link(_("Regions"), "regions/"), Link(_("Themes"), "themes/"),
            Link(_("Watchlists"), "watchlists/"),
            Link(_("Archive"), "archive/"), Link(_("Sources"), "sources/"), Link(_("Feeds"), addresses.FEEDS),
            Link(_("Search"), addresses.SEARCH, kind="search"),
        ]  # fmt: skip
        absent = {"sources/"} if not self.library.sources else set()
        if not self.library.watchlists:
            absent.add("watchlists/")
        if self.project.settings.parts and not self.library.entries:  # what there is, is in its parts
            absent |= {"regions/", "themes/", "archive/"}
        if not self.search_script:
            absent.add(addresses.SEARCH)
        return Site(
            name=self.project.site_name,
            url=self.project.site_url,
            description=self.project.site_description,
            copyright=self.project.copyright,
            lang=lang,
            dir=direction(lang),
            sections=tuple(link for link in sections if link.url not in absent),
            stylesheet=self._stylesheet,
            script=self._script,
            logo=self.project.settings.logo,
            icons=branding.icons(self.project),
            manifest=addresses.MANIFEST,
            colours=branding.colours(self.project)["paper"],
            worker=addresses.WORKER if self.project.settings.offline else "",
        )

    @cached_property
    def pictured(self) -> bool:
        """True when pictures are made for links shared elsewhere."""
        return bool(self.project.site_url) and self.project.settings.share_pictures

    def image(self, article: Article) -> str:
        """Return the address of an article's lead picture; empty too for a file of the project that is not there."""
        if not article.image or leads_out(article.image):
            return article.image
        path = unquote(urlsplit(article.image).path)
        if self.files is not None:
            return article.image if path in self.files else ""
        try:
            return article.image if (self.project.docs_dir / path).is_file() else ""
        except (OSError, ValueError):  # a name that no file can have
            return ""

    def needs_picture(self, article: Article) -> bool:
        """Return True for an article that has no lead picture which other sites would show."""
        return self.pictured and not self.image(article).partition("?")[0].lower().endswith(_RASTER)

    def picture(self, entry: Entry | None = None) -> Picture | None:
        """Return the picture for links to an article, or to the site, which are shared elsewhere."""
        site_url = self.project.site_url
        if entry and site_url and self.image(entry.article) and not self.needs_picture(entry.article):
            return Picture(addresses.absolute(site_url, entry.article.image), entry.article.image_alt)
        if not self.pictured:
            return None
        where = addresses.article_picture(entry.article.slug) if entry else addresses.SITE_PICTURE
        alt = entry.article.title if entry else self.project.site_name
        return Picture(addresses.absolute(site_url, where), alt, *branding.PICTURE_SIZE)

    @cached_property
    def site_feeds(self) -> tuple[FeedLink, ...]:
        """The feeds of everything."""
        return self.feeds("", addresses.HOME, "home")

    def feeds(self, name: str, page: str, kind: FeedKind) -> tuple[FeedLink, ...]:
        """Return the feeds beside a page of this kind, one a format."""
        title = f"{self.project.site_name}: {name}" if name else self.project.site_name
        formats = self.project.settings.formats(kind) if self.project.settings.has_feed(kind) else ()
        return tuple(
            FeedLink(f"{title} ({label})", addresses.feed(page, form), media_type, label)
            for form, label, media_type in FEED_FORMATS
            if form in formats
        )

    @cached_property
    def stories(self) -> dict[str, tuple[Entry, ...]]:
        """Stories by slug, the newest first, each with its articles, newest first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.library.entries:
            story = self.library.stories.get(entry.article.id)
            if story:
                found.setdefault(slugify(story), []).append(entry)
        return {slug: tuple(entries) for slug, entries in found.items()}

    def edition(self, edition: Edition) -> str:
        """Return the name of an edition in the site's language: its day, or the week of its first day."""
        if edition.week:
            return self.days(edition.day, edition.last, week=True)
        return shown_day(edition.day, self.words.lang, weekday=True)

    def days(self, first: date, last: date, week: bool = False) -> str:
        """Return a day, a range of days, or the week that begins with the first, as a title in the site's language."""
        begin = shown_day(first, self.words.lang)
        if week:
            return self.words.gettext("Week of %(day)s") % {"day": begin}
        return begin if first == last else f"{begin} – {shown_day(last, self.words.lang)}"

    def month(self, month: str) -> str:
        """Return a month (`2026-03`) in the site's language."""
        return shown_month(month, self.words.lang)

    def period(self, period: str) -> str:
        """Return a month (`2026-03`) in the site's language, or a year (`2026`) as it is."""
        return self.month(period) if "-" in period else period

    def country(self, code: str, name: str) -> str:
        """Return the name of a country in the site's language; `name` where the tree of regions has it not."""
        node = self.library.region_tree.by_code.get(code)
        return self.name(node.slug, "regions") if node else name

    def name(self, slug: str, tree: str) -> str:
        """Return the name of a region or theme in the site's language."""
        known = self._names.get((tree, slug))
        if known is None:
            node = (self.library.region_tree if tree == "regions" else self.library.theme_tree)[slug]
            known = self._names[tree, slug] = _name_of(node, self.words)
        return known

    def about(self, slug: str, tree: str) -> str:
        """Return a line about a region or theme; none of our English ones on a site in another language."""
        node = (self.library.region_tree if tree == "regions" else self.library.theme_tree)[slug]
        ours = _shipped("regions" if tree == "regions" else "themes")
        foreign = self.words.lang.partition("-")[0] != "en"
        return "" if foreign and slug in ours and ours[slug].description == node.description else node.description

    def region(self, slug: str, count: bool = False) -> Link:
        """Return the link to a region's page; without address when it has none, for it never had articles."""
        group = self.library.regions.get(slug)
        kind = self.library.region_tree[slug].kind
        url = addresses.region(slug) if group else ""
        return Link(self.name(slug, "regions"), url, len(group.entries) if group and count else 0, kind)

    def theme(self, slug: str, count: bool = False) -> Link:
        """Return the link to a theme's page; without address when it has none, for it never had articles."""
        group = self.library.themes.get(slug)
        url = addresses.theme(slug) if group else ""
        return Link(self.name(slug, "themes"), url, len(group.entries) if group and count else 0, "theme")

    def cell(self, region: str, theme: str, title: str, count: bool = True) -> Link:
        """Return the link to a cell, titled by its other half; without address when it is empty.

        A cell without a page of its own is a part of the region's page.
        """
        group = self.library.cells.get((region, theme))
        number = len(group.entries) if group else 0
        if self.library.has_cell(region, theme):
            url = addresses.cell(region, theme)
        else:
            url = f"{addresses.region(region)}#{addresses.theme_anchor(theme)}" if number else ""
        return Link(title, url, number if count else 0, "cell")

    def source(self, entry: Entry) -> Link:
        """Return the link to the outlet's page; the site itself, without address, for own articles."""
        name = entry.article.source
        return Link(name, addresses.source(slugify(name))) if name else Link(self.project.site_name, "")

    def places(self, entry: Entry, limit: int = 4) -> tuple[Link, ...]:
        """Return the countries of an article, then regions that it names itself."""
        by_code = self.library.region_tree.by_code
        slugs = [by_code[label.code].slug for label in entry.countries if label.code in by_code]
        present = {label.slug for label in entry.regions}
        slugs = [slug for slug in slugs if slug in present]
        named = [label.slug for label in entry.regions if label.evidence or label.by_editor]
        kinds = {slug: self.library.region_tree[slug].kind for slug in named}
        slugs += [slug for slug in named if slug not in slugs and kinds[slug] in ("composite", "country")]
        return tuple(self.region(slug) for slug in slugs[:limit])

    def subjects(self, entry: Entry, limit: int = 3) -> tuple[Link, ...]:
        """Return the themes of an article: second-level ones in place of their parents."""
        tree = self.library.theme_tree
        slugs = [label.slug for label in entry.themes]
        implied = {tree[slug].parent for slug in slugs}
        return tuple(self.theme(slug) for slug in slugs if slug not in implied)[:limit]

    def paragraph(self, entry: Entry, number: int) -> str:
        """Return the address of a paragraph; of the page when its body is not shown."""
        page = addresses.article(entry.article.slug)
        return f"{page}#p{number}" if rights.may_show_body(entry.article) and number else page

    def card(self, entry: Entry) -> Card:
        """Return the article as it stands in lists."""
        article = entry.article
        known = self._cards.get(article.id)
        if known:
            return known
        story = self.library.stories.get(article.id)
        card = Card(
            id=article.id,
            title=article.title,
            url=addresses.article(article.slug),
            date=article.date.astimezone(self.library.zone),
            source=self.source(entry),
            standfirst=clip(rights.standfirst(entry), 400),
            points=tuple(Point(s.text, self.paragraph(entry, s.paragraph)) for s in rights.summary(entry)),
            rights=article.rights,
            out_url=rights.out_url(article),
            lang=entry.analysis.lang,
            dir=direction(entry.analysis.lang),
            regions=self.places(entry),
            themes=self.subjects(entry),
            image=self.image(article) if self.project.settings.remote_pictures or not leads_out(article.image) else "",
            image_alt=article.image_alt,
            pin=article.pin,
            others=self.story_size(story) - 1 if story else 0,
            story=addresses.story(slugify(story)) if story else "",
        )
        self._cards[article.id] = card
        return card

    def headlines(self, entries: Iterable[Entry]) -> tuple[Headline, ...]:
        """Return these articles as rows of a compact list, in their order."""
        return tuple(self._headline(entry) for entry in entries)

    def _headline(self, entry: Entry) -> Headline:
        article, lang = entry.article, entry.analysis.lang
        labels = (*self.places(entry, limit=1), *self.subjects(entry, limit=1))
        return Headline(
            title=article.title,
            url=addresses.article(article.slug),
            date=article.date.astimezone(self.library.zone),
            source=article.source,
            labels=tuple(label.title for label in labels),
            lang=lang,
            dir=direction(lang),
        )

    def story_size(self, story: str) -> int:
        """Return how many articles report a story."""
        return self._story_sizes[story]

    @cached_property
    def _story_sizes(self) -> Counter[str]:
        return Counter(self.library.stories.values())

    def cards(self, entries: Iterable[Entry]) -> tuple[Card, ...]:
        """Return the cards of these articles, in their order."""
        return tuple(self.card(entry) for entry in entries)

    def quotes(self, entry: Entry, evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
        """Return distinct words that speak for a label, with the way to them; none where the text may not be quoted."""
        if not rights.may_quote_evidence(entry.article):
            return ()
        found: dict[str, Quote] = {}
        for piece in evidence:
            anchor = f"#p{piece.paragraph}" if piece.paragraph else ""
            found.setdefault(piece.text.casefold(), Quote(piece.text, piece.paragraph, anchor))
        return tuple(found.values())[:_MAX_QUOTES]

    def region_labels(self, entry: Entry) -> tuple[Label, ...]:
        """Return all regions of an article with why they are there."""
        tree = self.library.region_tree
        return tuple(
            Label(
                link=self.region(label.slug),
                score=round(100 * label.score),
                by_editor=label.by_editor,
                because=tuple(self.region(tree.by_code[c].slug) for c in label.countries if c in tree.by_code),
                evidence=self.quotes(entry, label.evidence),
                named=bool(label.evidence),
                club=tree[label.slug].club,
            )
            for label in entry.regions
        )

    def country_labels(self, entry: Entry) -> tuple[Label, ...]:
        """Return the countries that an article is about, with the words that name them."""
        by_code = self.library.region_tree.by_code
        edited = {label.slug for label in entry.regions if label.by_editor}
        return tuple(
            Label(
                link=self.region(by_code[label.code].slug),
                score=round(100 * label.score),
                by_editor=by_code[label.code].slug in edited,
                because=(),
                evidence=self.quotes(entry, label.evidence),
            )
            for label in entry.countries
            if label.code in by_code
        )

    def theme_labels(self, entry: Entry) -> tuple[Label, ...]:
        """Return all themes of an article with the words that speak for them."""
        return tuple(
            Label(self.theme(t.slug), round(100 * t.score), t.by_editor, (), self.quotes(entry, t.evidence))
            for t in entry.themes
        )

    def related(self, entry: Entry) -> tuple[RelatedCard, ...]:
        """Return the related articles, best first."""
        mine = self.library.stories.get(entry.article.id)
        return tuple(
            RelatedCard(
                self.card(self.library.by_id[n.id]), n.shared, bool(mine) and mine == self.library.stories.get(n.id)
            )
            for n in self.library.neighbours.get(entry.article.id, ())
        )

    def keyword_links(self, entry: Entry) -> tuple[Link, ...]:
        """Return the keywords, each with its page where two articles or more share it."""
        links = []
        for keyword in entry.keywords:
            slug = self.library.keyword_slug(keyword.key, keyword.text)
            links.append(Link(keyword.text, addresses.keyword(slug) if slug else "", kind="keyword"))
        return tuple(links)

    def common_keywords(self, entries: Iterable[Entry], limit: int = 12) -> tuple[Link, ...]:
        """Return the commonest keywords of these articles that have a page."""
        counts = Counter(
            slug
            for entry in entries
            for slug in {self.library.keyword_slug(k.key, k.text) for k in entry.keywords}
            if slug
        )
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return tuple(Link(self.library.keywords[s].name, addresses.keyword(s), n, "keyword") for s, n in best)

    def common_sources(self, entries: Iterable[Entry], limit: int = 8) -> tuple[Link, ...]:
        """Return the outlets of these articles with their counts."""
        counts = Counter(entry.article.source for entry in entries if entry.article.source)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return tuple(Link(name, addresses.source(slugify(name)), n, "source") for name, n in best)

    def by_region(self, entries: Iterable[Entry], theme: str = "") -> tuple[Section, ...]:
        """Return articles under the continent of their first country, in the vocabulary's order; then all others.

        Each leads to the region's page, or to its cell with `theme`.
        """
        tree = self.library.region_tree
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            slugs = [tree.by_code[c.code].slug for c in entry.countries if c.code in tree.by_code]
            slugs += [label.slug for label in entry.regions]
            lines = ((slug, *tree.ancestors(slug)) for slug in slugs)
            continent = next((s for line in lines for s in line if tree[s].kind == "region"), "")
            found.setdefault(continent, []).append(entry)
        order = [node.slug for node in tree if node.slug in found] + [""] * ("" in found)
        elsewhere = Link(self.words.gettext("More stories"), "")

        def link(slug: str) -> Link:
            return self.cell(slug, theme, self.name(slug, "regions")) if theme else self.region(slug)

        return tuple(Section(link(slug) if slug else elsewhere, self.cards(found[slug])) for slug in order)

    def by_theme(self, entries: Iterable[Entry], region: str) -> tuple[Section, ...]:
        """Return articles of a region under their first top-level theme, the fullest first; each leads to the cell."""
        tree = self.library.theme_tree
        found: dict[str, list[Entry]] = {}
        for entry in entries:
            first = entry.themes[0].slug if entry.themes else ""
            top = next((slug for slug in (first, *tree.ancestors(first)) if not tree[slug].parent), "") if first else ""
            found.setdefault(top, []).append(entry)
        order = sorted(found, key=lambda slug: (not slug, -len(found[slug]), slug))
        return tuple(
            Section(
                self.cell(region, slug, self.name(slug, "themes"))
                if slug
                else Link(self.words.gettext("Other subjects"), ""),
                self.cards(found[slug]),
            )
            for slug in order
        )

    def group_link(self, group: Group, count: int = 0) -> Link:
        """Return the link to a keyword's, outlet's, author's or watchlist's page."""
        place = {
            "keyword": addresses.keyword,
            "source": addresses.source,
            "author": addresses.author,
            "watchlist": addresses.watchlist,
        }[group.kind]
        return Link(group.name, place(group.slug), count or len(group.entries), group.kind)
