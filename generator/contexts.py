"""The variables of every template, as documented dataclasses: people override templates, so this is public API.

A template sees one variable of ours, `briefing`, an instance of the class named here for it (plus MkDocs' own `page`,
`config`, `nav`). Addresses are relative to the site's root, without a leading slash, and go through MkDocs' `url`
filter; those of other sites are absolute. All text is plain text: templates escape it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    title: str
    """Text of the link."""
    url: str
    """Address; empty when there is no such page."""
    count: int = 0
    """How many articles are there; 0 when it does not matter."""
    kind: str = ""
    """What it leads to: `country`, `composite`, `theme`, …; empty when it does not matter."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed, for autodiscovery and for people."""

    title: str
    """Name of the feed."""
    url: str
    """Address of the feed."""
    type: str = "application/rss+xml"
    """Media type."""
    format: str = "RSS"
    """Name of the format: `RSS`, `Atom` or `JSON Feed`."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture that stands for the site in tabs and on home screens."""

    rel: str
    """`icon` or `apple-touch-icon`."""
    url: str
    """Address."""
    type: str
    """Media type."""
    sizes: str
    """`32x32`, or `any` for a drawing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for links shared elsewhere."""

    url: str
    """Absolute address."""
    alt: str
    """Text alternative."""
    width: int = 0
    """Width in pixels; 0 when unknown."""
    height: int = 0
    """Height in pixels; 0 when unknown."""


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite an article."""

    plain: str
    """A line for people."""
    bibtex: str
    """For BibTeX."""
    ris: str
    """For Zotero, EndNote and their like."""


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of an article, with the way to its paragraph."""

    text: str
    """The sentence."""
    url: str
    """Address of the paragraph, `articles/x/#p3`; empty for an editor's own words."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence."""

    text: str
    """The words as they stand in the article."""
    paragraph: int
    """Number of the paragraph; 0 for the title."""
    anchor: str
    """Fragment that leads there, `#p3`; empty when the words cannot be linked."""


@dataclass(frozen=True, slots=True)
class Label:
    """A region or theme of an article, and why."""

    link: Link
    """The page of the region or theme."""
    score: int
    """Confidence in percent."""
    by_editor: bool
    """True when the editor set it."""
    because: tuple[Link, ...]
    """Countries through which a region is there."""
    evidence: tuple[Quote, ...]
    """Words that speak for it."""


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list."""

    id: str
    """Permanent id."""
    title: str
    """Headline."""
    url: str
    """Address of its page."""
    date: datetime
    """Publication time in the site's time zone."""
    source: Link
    """Outlet, with its page; the site itself for own articles (without address)."""
    standfirst: str
    """One sentence; empty where the rights allow only the title."""
    points: tuple[Point, ...]
    """Summary sentences with their paragraphs; empty where the rights allow only the title."""
    rights: str
    """`full`, `excerpt` or `link`."""
    out_url: str
    """Address of the original article elsewhere; empty when there is none."""
    lang: str
    """BCP 47 language of title and text."""
    dir: str
    """`ltr` or `rtl`."""
    regions: tuple[Link, ...]
    """Countries, or the regions named; at most four."""
    themes: tuple[Link, ...]
    """Themes, best first; at most three."""
    image: str
    """Lead picture; empty when there is none."""
    image_alt: str
    """Its text alternative."""
    pin: bool
    """True when it stays on top."""
    others: int
    """How many other articles report the same event."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of articles."""

    link: Link
    """Title, and the page of what they have in common."""
    cards: tuple[Card, ...]
    """The articles, newest first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the matrix."""

    link: Link
    """The cell's page, with its count; no address when it is empty."""
    level: int
    """Share of the fullest field, 0..5, for shading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix."""

    link: Link
    """The region."""
    cells: tuple[Cell, ...]
    """One for each theme of the matrix."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Regions × themes with counts."""

    themes: tuple[Link, ...]
    """Columns."""
    rows: tuple[Row, ...]
    """Rows."""


@dataclass(frozen=True, slots=True)
class Area:
    """A region on the map."""

    link: Link
    """The region, with its count; no address when it has no articles, no title when the vocabulary has it not."""
    level: int
    """Share of the fullest region, 0..5, for shading."""
    path: str
    """Its outline, as SVG's `d`."""
    x: int
    """Where its number stands, from the left."""
    y: int
    """Where its number stands, from the top."""


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The world by M49 subregion, in SVG."""

    width: int
    """Width of the drawing, in its own units."""
    height: int
    """Height of the drawing."""
    areas: tuple[Area, ...]
    """Every subregion that is drawn, with articles or without."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month of a trend."""

    month: str
    """`2025-06`."""
    count: int
    """Number of articles."""
    url: str
    """The group's page of that month; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How much, how recent, which way; measured to the site's newest day, not to today."""

    months: tuple[MonthCount, ...]
    """The last twelve months, oldest first."""
    most: int
    """The highest count of a month; 1 at least."""
    recent: int
    """Articles of the last 30 days."""
    usual: float
    """Articles in 30 days, on average over the year before; 0 when the site is too young to say."""
    direction: str
    """`up`, `down` or `steady` against `usual`, beyond chance; empty when the site is too young to say."""


@dataclass(frozen=True, slots=True)
class Rising:
    """A keyword on the rise."""

    link: Link
    """Its page."""
    now: int
    """Articles of the last 7 days."""
    before: int
    """Articles of the 30 days before those."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new since the last edition."""

    since: Link
    """The edition before."""
    day: datetime
    """Its day."""
    articles: int
    """How many articles are new."""
    developing: tuple[Link, ...]
    """Those of them whose story was told before; the count is how often."""
    changed: tuple[Link, ...]
    """Earlier articles whose substance changed since."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is the same on every page."""

    name: str
    """Name of the site."""
    url: str
    """Absolute address with a slash at its end; empty when none is set."""
    description: str
    """One line about the site."""
    copyright: str
    """Line in the foot."""
    lang: str
    """BCP 47 language of the site."""
    dir: str
    """`ltr` or `rtl`."""
    sections: tuple[Link, ...]
    """The main navigation."""
    stylesheet: str
    """Address of the style sheet."""
    script: str
    """Address of the script."""
    logo: str
    """Address of the logo; empty when there is none."""
    icons: tuple[Icon, ...]
    """Icons for tabs and home screens."""
    manifest: str
    """Address of the web manifest."""
    colours: tuple[str, str]
    """The ground in light and in dark colours, `#rrggbb`."""
    worker: str
    """Address of the script that keeps pages for reading offline; empty when the site does not."""


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


@dataclass(frozen=True, slots=True)
class Home(Frame):
    """`home.html`: the newest edition."""

    day: datetime | None
    """Day of the edition; None when there are no articles."""
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
    matrix: Matrix
    """Regions × themes."""
    total: int
    """Number of articles on the site."""


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
    newer: Link | None
    """The article published next."""
    older: Link | None
    """The article published before."""


@dataclass(frozen=True, slots=True)
class RelatedCard:
    """A related article."""

    card: Card
    """The article."""
    shared: tuple[str, ...]
    """What the two share, in words."""
    same_story: bool
    """True when both report the same event."""


@dataclass(frozen=True, slots=True)
class Listing(Frame):
    """`region.html`, `theme.html`, `cell.html`, `keyword.html`, `source.html`, `author.html`, and their months."""

    name: str
    """Name of the region, theme, …"""
    kind: str
    """`country`, `subregion`, `composite`, `theme`, `cell`, `keyword`, `source` or `author`."""
    about: str
    """One line about it; may be empty."""
    total: int
    """Number of articles in all."""
    newest: datetime | None
    """When the newest was published."""
    month: str
    """The month that this page shows, `2025-06`; empty on the group's own page."""
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
    cards: tuple[Card, ...]
    """Its articles, newest first."""
    groups: tuple[Section, ...]
    """The articles after the first three by the other axis: of a region by theme, of a theme by region; else empty."""
    trend: Trend | None
    """Its last twelve months; None on the pages of its months."""
    months: tuple[Link, ...]
    """Its months with their counts; empty while one page holds all."""
    out_url: str
    """Home page of an outlet elsewhere; empty for all others."""


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
    """Regions × themes."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a tree with what is below it."""

    link: Link
    """The node."""
    below: tuple[Branch, ...]
    """Its children that have articles."""


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
    """The day."""
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
    """`archive.html` and `editions.html`: everything by year and month."""

    name: str
    """Heading."""
    years: tuple[Year, ...]
    """Newest first."""
    total: int
    """Number of articles, or of editions."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the archive."""

    name: str
    """`2025`."""
    months: tuple[Month, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive."""

    link: Link
    """Its page."""
    days: tuple[Link, ...]
    """Its editions."""


@dataclass(frozen=True, slots=True)
class MonthPage(Frame):
    """`month.html`: all articles of one month."""

    name: str
    """`June 2025`."""
    days: tuple[Section, ...]
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
class FeedPart:
    """The feeds of one kind."""

    title: str
    """What they follow."""
    opml: str
    """Address of the OPML file of these; empty when there is none."""
    rows: tuple[FeedRow, ...]
    """A row for each page."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """The feeds of one page."""

    link: Link
    """The page."""
    region: str
    """Name of the region that they follow; empty for others."""
    theme: str
    """Name of the theme that they follow; empty for others."""
    feeds: tuple[FeedLink, ...]
    """One a format."""


@dataclass(frozen=True, slots=True)
class SearchPage(Frame):
    """`search.html`: the form that searches, and every way to browse."""

    script: str
    """Address of the script that searches."""
    bundles: str
    """Address of the list of indexes."""
    facets: tuple[Facet, ...]
    """By what results are narrowed: region, theme, source, language, year."""
    total: int
    """Number of articles."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A choice by which results are narrowed."""

    name: str
    """Its name in the address: `region`, `theme`, `source`, `lang`, `year`."""
    title: str
    """Its name for people."""
    choices: tuple[Choice, ...]
    """What there is to choose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    value: str
    """As it stands in the address."""
    link: Link
    """Its name and count; with the page that shows the same without searching, where there is one."""
    depth: int = 0
    """How many others contain it."""


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
    "regions.html": Index,
    "themes.html": Index,
    "catalogue.html": Catalogue,
    "edition.html": EditionPage,
    "archive.html": Calendar,
    "editions.html": Calendar,
    "month.html": MonthPage,
    "feeds.html": FeedCatalogue,
    "search.html": SearchPage,
    "offline.html": Frame,
}
"""Template → the class of its `briefing`; a test holds templates and classes to each other, both ways."""
