"""What the variables of templates are made of: links, cards, labels, figures; public like the pages in `contexts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
    named: bool = False
    """True for a region that the text itself names, also where the rights forbid to quote the words."""
    club: bool = False
    """True for an alliance or club: `because` are then at least half of its members."""


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
    story: str
    """Address of the page of that event; empty for none."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of articles."""

    link: Link
    """Title, and the page of what they have in common."""
    cards: tuple[Card, ...]
    """The articles, newest first."""


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as a row of a compact list."""

    title: str
    """Headline."""
    url: str
    """Address of its page."""
    date: datetime
    """Publication time in the site's time zone."""
    source: str
    """Outlet; empty for own articles."""
    labels: tuple[str, ...]
    """Names of its first region and its first theme."""
    lang: str
    """Language of the article."""
    dir: str
    """`ltr` or `rtl`."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """A titled compact list."""

    id: str
    """Fragment that leads to it."""
    link: Link
    """Title, with the number of articles; with the page of what they have in common, if there is one."""
    rows: tuple[Headline, ...]
    """The articles, newest first."""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A key point of an article, with what it is about."""

    title: str
    """Headline of the article."""
    text: str
    """The sentence."""
    url: str
    """Its paragraph; the article's page when its body is not shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A sentence with a figure that other reports of the event give otherwise."""

    text: str
    """The sentence, as its article has it."""
    url: str
    """Its paragraph; the article's page when its body is not shown."""
    source: str
    """The outlet."""
    date: datetime
    """Publication time in the site's time zone."""
    lang: str
    """BCP 47 language."""
    dir: str = "auto"
    """Direction of writing."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A heading that can be linked to."""

    id: str
    """Fragment that leads to it."""
    title: str
    """The heading."""


@dataclass(frozen=True, slots=True)
class SmallCells:
    """Themes of a region that have the same few articles, too few for pages of their own."""

    themes: tuple[Anchor, ...]
    """The themes; links to a theme in the region lead to its heading."""
    rows: tuple[Headline, ...]
    """The articles, newest first."""


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
class Comments:
    """Where readers discuss an article; nothing of it is loaded before they ask."""

    service: str
    """`giscus`, `utterances`, `isso`, `remark42` or `mastodon`; empty where there are only ways without one."""
    host: str
    """Name of the host from which the discussion is loaded."""
    script: str
    """Address of the service's script, of the answers themselves with Mastodon."""
    options: str
    """What the service is told, as JSON."""
    thread: str
    """Address of the Mastodon thread; empty for all others."""
    identity: str
    """Permanent id of the article, under which its discussion is kept."""
    ways: tuple[Link, ...]
    """Ways that need no service, by kind: `email`, `issue`."""


@dataclass(frozen=True, slots=True)
class Way:
    """The articles before and after this one in a region or theme."""

    link: Link
    """The region or theme."""
    older: Link | None
    """The article published before."""
    newer: Link | None
    """The article published next."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The same article in another language."""

    link: Link
    """That article."""
    lang: str
    """BCP 47 language of it."""
    url: str
    """Its absolute address; empty without a site address."""


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
class Branch:
    """A node of a tree with what is below it."""

    link: Link
    """The node."""
    below: tuple[Branch, ...]
    """Its children that have articles."""


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
    before: int
    """Number of days of its first week that belong to the month before."""
    dates: tuple[Link, ...]
    """Each of its days, without address where there is no edition; none at all where editions are of weeks."""
    top: tuple[Headline, ...]
    """Its weightiest articles: those whose events most articles report, then the newest; at most five."""


@dataclass(frozen=True, slots=True)
class Front:
    """What was on top of an edition."""

    link: Link
    """The edition, with its number of articles."""
    day: datetime
    """The day; of a week the first."""
    week: str
    """The week (`2026-W48`) when editions are weekly, else empty."""
    lead: Card
    """The story on top."""
    others: tuple[Card, ...]
    """The next ones."""


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
