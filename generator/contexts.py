"""The variables of every template, as documented dataclasses: people override templates, so this is public API.

A template sees one variable of ours, `briefing`, an instance of the class named here for it (plus MkDocs' own `page`,
`config`, `nav`). Addresses are relative to the site's root, without a leading slash, and go through MkDocs' `url`
filter; those of other sites are absolute. All text is plain text: templates escape it. What pages are made of (links,
cards, labels, figures) stands in `context_parts` and is named here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .context_figures import Area as Area
from .context_figures import Cell as Cell
from .context_figures import Matrix as Matrix
from .context_figures import MonthCount as MonthCount
from .context_figures import Rising as Rising
from .context_figures import Row as Row
from .context_figures import Trend as Trend
from .context_figures import WorldMap as WorldMap
from .context_parts import Anchor as Anchor
from .context_parts import Branch as Branch
from .context_parts import Card as Card
from .context_parts import Choice as Choice
from .context_parts import Citation as Citation
from .context_parts import Comments as Comments
from .context_parts import Facet as Facet
from .context_parts import FeedLink as FeedLink
from .context_parts import FeedPart as FeedPart
from .context_parts import FeedRow as FeedRow
from .context_parts import Figure as Figure
from .context_parts import Front as Front
from .context_parts import Headline as Headline
from .context_parts import Headlines as Headlines
from .context_parts import Icon as Icon
from .context_parts import KeyPoint as KeyPoint
from .context_parts import Label as Label
from .context_parts import Link as Link
from .context_parts import Month as Month
from .context_parts import News as News
from .context_parts import Picture as Picture
from .context_parts import Point as Point
from .context_parts import Quote as Quote
from .context_parts import RelatedCard as RelatedCard
from .context_parts import Section as Section
from .context_parts import Site as Site
from .context_parts import SmallCells as SmallCells
from .context_parts import Translation as Translation
from .context_parts import Way as Way
from .context_parts import Year as Year


@dataclass(frozen=True, slots=True)
class Frame:
    """Every page: `main.html`, also for ordinary Markdown pages and `404.html`."""

    site: Site
    """The site."""
    title: str
    """Title of the page, without the site's name; empty on the home page."""
    description: str
    """One or two sentences for search engines; may be empty."""
    canonical: str
    """Absolute address of the page, or of the original it must point to; empty without a site address."""
    url: str
    """Absolute address of the page itself; empty without a site address."""
    picture: Picture | None
    """For links shared elsewhere; None without a site address, or when the settings leave it out."""
    structured: Mapping[str, Any]
    """What the page is, for machines: schema.org as JSON-LD; empty when there is nothing to say."""
    breadcrumbs: tuple[Link, ...]
    """The way from the home page to here, without this page."""
    feeds: tuple[FeedLink, ...]
    """Feeds of this very page first, then the site's."""
    policy: str
    """What the page may load and run, as a Content-Security-Policy; empty where it may do anything."""
    robots: str
    """What crawlers may do with the page (`noindex`); empty where they may do anything."""


@dataclass(frozen=True, slots=True)
class Home(Frame):
    """`home.html`: the newest edition."""

    day: datetime | None
    """Day of the edition, the first one of a week; None when there are no articles."""
    week: str
    """The week (`2026-W48`) when editions are weekly, else empty."""
    edition: Link
    """The edition's permanent page."""
    lead: Card | None
    """The story on top."""
    pinned: tuple[Card, ...]
    """Pinned articles of other days."""
    groups: tuple[Section, ...]
    """The other stories of the day by region."""
    recent: tuple[Card, ...]
    """The newest articles of earlier days."""
    news: News | None
    """What is new since the edition before; None when there is none before."""
    rising: tuple[Rising, ...]
    """Keywords of the last 7 days against the 30 before, to the newest edition's day."""
    map: WorldMap | None
    """The world, shaded by articles; None when the vocabulary has no M49 subregions with articles."""
    busiest: tuple[Link, ...]
    """The pairs of a region and a theme with most articles; at most eight."""
    total: int
    """Number of articles on the site, those of its parts included."""
    parts: tuple[Link, ...]
    """Sites below this one that it joins (setting `parts`), newest first."""
    joined: tuple[Card, ...]
    """The newest articles of those, on a site that has none of its own."""


@dataclass(frozen=True, slots=True)
class ArticlePage(Frame):
    """`article.html`; the body is MkDocs' `page.content`, empty where the rights do not allow it."""

    card: Card
    """The article as it stands in lists."""
    updated: datetime | None
    """Last change of substance in the site's time zone; None when there was none."""
    retrieved: datetime | None
    """When it was captured; None for own articles."""
    minutes: int
    """Reading time."""
    authors: tuple[Link, ...]
    """Byline."""
    bios: tuple[str, ...]
    """A line about each author."""
    attribution: str
    """Credit line."""
    licence: Link | None
    """Licence that its owner gave: its name, and its address if it has one; None when none is stated."""
    source_url: str
    """Home page of the outlet."""
    points: tuple[Point, ...]
    """Key points with their paragraphs."""
    summary_by_editor: bool
    """True when the standfirst is the editor's own, not taken from the text."""
    countries: tuple[Label, ...]
    """Countries that it is about, with evidence."""
    regions: tuple[Label, ...]
    """All regions, with evidence."""
    themes: tuple[Label, ...]
    """All themes, with evidence."""
    keywords: tuple[Link, ...]
    """Keywords; with an address when two articles or more share them."""
    related: tuple[RelatedCard, ...]
    """Related articles with what they share."""
    story: tuple[Card, ...]
    """The articles that report the same event, this one among them, oldest first; at most twelve; else empty."""
    citation: Citation
    """How to cite it."""
    comments: Comments | None
    """Where readers discuss it; None when the settings or the article have none."""
    ways: tuple[Way, ...]
    """The articles before and after it in its first region and in its first theme."""
    translations: tuple[Translation, ...]
    """The article in all its languages, this one among them; empty when there is only one."""
    letter: str
    """Address (`mailto:`) of a letter that tells a friend of it."""
    newer: Link | None
    """The article published next."""
    older: Link | None
    """The article published before."""


@dataclass(frozen=True, slots=True)
class Listing(Frame):
    """`region.html`, `theme.html`, `cell.html`, `keyword.html`, `source.html`, `author.html`,
    `watchlist.html`: the newest of a group."""

    name: str
    """Name of the region, theme, …"""
    kind: str
    """`country`, `subregion`, `composite`, `theme`, `cell`, `keyword`, `source`, `author` or `watchlist`."""
    about: str
    """One line about it; may be empty."""
    total: int
    """Number of articles; 0 when all have left the site, or none has come yet."""
    newest: datetime | None
    """When the newest of them was published; None when there are none."""
    parents: tuple[Link, ...]
    """What contains it."""
    children: tuple[Link, ...]
    """What it contains and that has articles."""
    crossings: tuple[Link, ...]
    """Its cells: the themes of a region, the regions of a theme; the region and theme of a cell."""
    keywords: tuple[Link, ...]
    """Its commonest keywords."""
    sources: tuple[Link, ...]
    """Its outlets."""
    points: tuple[KeyPoint, ...]
    """Of a region or theme, a key point of each of its three weightiest stories, with its paragraph; else empty."""
    cards: tuple[Card, ...]
    """Its newest articles, newest first: twelve of a region or theme, six of anything narrower."""
    earlier: tuple[Headlines, ...]
    """Those before them, by month (`2025-06`) or year (`2025`), newest first; as many as the setting `listing` says."""
    groups: tuple[Section, ...]
    """The articles after the first three by the other axis: of a region by theme, of a theme by region; else empty."""
    small_cells: tuple[SmallCells, ...]
    """Of a region, its themes with too few articles for a page of their own (setting `cell_minimum`); else empty."""
    trend: Trend | None
    """Its last twelve months; None when the site has no articles."""
    periods: tuple[Link, ...]
    """Its months (`2025-06`) or years (`2025`) with their counts, newest first; empty while this page shows all."""
    out_url: str
    """Home page of an outlet elsewhere; empty for all others."""
    matches: Mapping[str, tuple[str, ...]]
    """Of a watchlist, the words that put an article there, by the article's id; else empty."""


@dataclass(frozen=True, slots=True)
class PeriodPage(Frame):
    """`period.html`: all articles of a group in one month or one year, as a compact list."""

    name: str
    """Name of the group."""
    kind: str
    """Kind of the group, as in a listing."""
    group: Link
    """The group's page."""
    period: str
    """The month (`2025-06`) or the year (`2025`)."""
    total: int
    """Number of articles."""
    sections: tuple[Headlines, ...]
    """The articles, newest first: of a year by month (`2025-06`), of a month by day (`2025-06-19`)."""
    newer: Link | None
    """The next period that has articles; without a count, which grows elsewhere."""
    older: Link | None
    """The period before that has articles."""


@dataclass(frozen=True, slots=True)
class StoryPage(Frame):
    """`story.html`: one event that several articles report."""

    cards: tuple[Card, ...]
    """Its articles, the oldest first."""
    sources: tuple[Link, ...]
    """Their outlets."""
    regions: tuple[Link, ...]
    """Their countries and regions, the commonest first; at most eight."""
    themes: tuple[Link, ...]
    """Their themes, the commonest first; at most eight."""
    figures: tuple[tuple[Figure, ...], ...]
    """Sentences that are alike and differ in their figures, side by side; at most three sets."""
    first: datetime
    """When the first was published, in the site's time zone."""
    last: datetime
    """When the last was published."""


@dataclass(frozen=True, slots=True)
class Index(Frame):
    """`regions.html` and `themes.html`: the whole tree, and the matrix."""

    name: str
    """Heading."""
    branches: tuple[Branch, ...]
    """The tree."""
    groupings: tuple[Link, ...]
    """Composites; empty for themes."""
    matrix: Matrix
    """Regions × themes; without rows on the page of themes."""


@dataclass(frozen=True, slots=True)
class Catalogue(Frame):
    """`catalogue.html`: a list of groups: keywords, sources, authors."""

    name: str
    """Heading."""
    about: str
    """One line about it."""
    links: tuple[Link, ...]
    """The groups with their counts."""


@dataclass(frozen=True, slots=True)
class EditionPage(Frame):
    """`edition.html`: the articles of one day."""

    day: datetime
    """The day; of a week the first."""
    week: str
    """The week (`2026-W48`) when editions are weekly, else empty."""
    lead: Card
    """The story on top."""
    groups: tuple[Section, ...]
    """The others by region."""
    total: int
    """Number of articles."""
    newer: Link | None
    """The next edition."""
    older: Link | None
    """The edition before."""


@dataclass(frozen=True, slots=True)
class Calendar(Frame):
    """`archive.html`: everything by year, month and day."""

    name: str
    """Heading."""
    years: tuple[Year, ...]
    """Newest first."""
    weekdays: tuple[str, ...]
    """The days of a week by their shortest names, from that with which it begins."""
    most: int
    """Number of articles of the fullest edition."""
    total: int
    """Number of articles."""


@dataclass(frozen=True, slots=True)
class Shelf(Frame):
    """`editions.html`: the newest editions by what was on top of them, and the months of all."""

    name: str
    """Heading."""
    latest: tuple[Front, ...]
    """The newest, newest first."""
    years: tuple[Year, ...]
    """Newest first."""
    total: int
    """Number of editions."""


@dataclass(frozen=True, slots=True)
class MonthPage(Frame):
    """`month.html`: all articles of one month."""

    name: str
    """`June 2025`."""
    days: tuple[Headlines, ...]
    """Articles by day, newest first; the link is the day's edition."""
    total: int
    """Number of articles."""
    newer: Link | None
    """The next month that has articles."""
    older: Link | None
    """The month before that has articles."""


@dataclass(frozen=True, slots=True)
class FeedCatalogue(Frame):
    """`feeds.html`: every feed."""

    opml: str
    """Address of the OPML file of all."""
    parts: tuple[FeedPart, ...]
    """Every feed, kind by kind: the whole site, regions, themes, both, outlets, authors, …"""


@dataclass(frozen=True, slots=True)
class SearchPage(Frame):
    """`search.html`: the form that searches, and every way to browse."""

    script: str
    """Address of the script that searches."""
    bundles: str
    """Address of the list of indexes."""
    facets: tuple[Facet, ...]
    """By what results are narrowed: region, theme, source, language, year or month."""
    total: int
    """Number of articles."""
    counts: Mapping[str, str]
    """How many were found, by the plural category of the number (CLDR), which stands in for `{n}`."""


TEMPLATES: dict[str, type[Frame]] = {
    "main.html": Frame,
    "404.html": Frame,
    "home.html": Home,
    "article.html": ArticlePage,
    "listing.html": Listing,
    "region.html": Listing,
    "theme.html": Listing,
    "cell.html": Listing,
    "keyword.html": Listing,
    "source.html": Listing,
    "author.html": Listing,
    "watchlist.html": Listing,
    "period.html": PeriodPage,
    "regions.html": Index,
    "themes.html": Index,
    "catalogue.html": Catalogue,
    "edition.html": EditionPage,
    "archive.html": Calendar,
    "editions.html": Shelf,
    "month.html": MonthPage,
    "story.html": StoryPage,
    "feeds.html": FeedCatalogue,
    "search.html": SearchPage,
    "offline.html": Frame,
}
"""Template → the class of its `briefing`; a test holds templates and classes to each other, both ways."""
