"""One representation of a feed, from which every format is written: frozen, typed, knows no RSS, Atom or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol

Kind = Literal["home", "region", "theme", "cell", "source", "author", "keyword", "story", "editions", "watchlist"]


@dataclass(frozen=True, slots=True)
class Category:
    """A subject of an item, in a scheme that others know too."""

    scheme: str
    """IRI of the scheme: M49, ISO 3166-1, IPTC Media Topics, or a page of this site for its own terms."""
    term: str
    """Code in that scheme."""
    label: str
    """Name for people."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a recording that belongs to an item."""

    url: str
    """Absolute address."""
    type: str
    """Media type; empty when the suffix does not tell."""
    length: int
    """Size in bytes; 0 when it lies elsewhere."""
    medium: Literal["image", "audio"]
    """What it is."""
    title: str = ""
    """Text alternative."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article, or an edition, as it stands in feeds; what its rights withhold is not in it."""

    id: str
    """Permanent identity, as the front matter has it."""
    iri: str
    """The same as an IRI, which Atom asks for (RFC 4287, 4.2.6)."""
    url: str
    """Absolute address of its page."""
    title: str
    """Headline, plain text."""
    summary: str
    """Standfirst, plain text; empty where the rights allow only the title."""
    content: str
    """HTML: outlet and date, the text where it may be fed, the credit, the way to the original."""
    brief: str
    """The same with standfirst and key points in place of the text."""
    published: datetime
    """Publication time, UTC."""
    updated: datetime
    """Last change of substance, UTC."""
    byline: str = ""
    """Outlet and date, plain text."""
    lang: str = ""
    """BCP 47; empty when it is the site's."""
    authors: tuple[str, ...] = ()
    """Names, in the order of the byline."""
    original: str = ""
    """Address of the original article elsewhere; empty when there is none."""
    source: str = ""
    """Outlet; empty for an item of the site's own."""
    source_url: str = ""
    """Absolute address of the outlet, of the original, or of the outlet's feed here."""
    categories: tuple[Category, ...] = ()
    """Countries, the regions that contain them, themes, the editor's tags."""
    media: tuple[Media, ...] = ()
    """Recording first, then the lead picture."""
    point: tuple[float, float] | None = None
    """Latitude and longitude, where the editor gave them."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes."""
    regions: tuple[str, ...] = ()
    """Slugs."""
    themes: tuple[str, ...] = ()
    """Slugs."""
    story: str = ""
    """Id of the story that it reports; empty for none."""
    licence: str = ""
    """Name of the licence that its owner gave; empty when none is stated."""
    licence_url: str = ""
    """Absolute address of that licence; empty when it is not known."""
    rights: str = "full"
    """`full`, `excerpt` or `link`."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that left the site (RFC 6721)."""

    iri: str
    """The identity that it had."""
    when: datetime
    """When it left, UTC."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed document to be written: the subscription document, or the archive of one month (RFC 5005)."""

    kind: Kind
    """What its items have in common."""
    iri: str
    """Permanent identity of the feed; its archives have the same."""
    page: str
    """Address of the page beside which it lies, relative to the site's root."""
    follows: str
    """Address of the page that it is about; `page` where there is one."""
    title: str
    """Its name."""
    description: str
    """One line."""
    ids: tuple[str, ...]
    """Ids of its items, newest first."""
    updated: datetime
    """Newest change of its items, UTC."""
    formats: tuple[str, ...] = ("rss",)
    """Formats in which it is written, the first for programs that ask for one: `rss`, `atom`, `json`."""
    limit: int = 50
    """How many of the newest items such a feed holds."""
    most: int = 50
    """How many it holds where more are of its last 7 days; `limit` for no bound."""
    month: str = ""
    """Name of an archive document, `2025-06` or `2025-06-2`; empty for the subscription document."""
    previous: str = ""
    """Name of the next older archive document; empty when there is none."""
    archived: tuple[str, ...] = ()
    """Formats in which it has archives."""
    tombstones: tuple[Tombstone, ...] = ()
    """Articles that left lately."""


EMPTY = Channel("home", "urn:none", "", "", "-", "-", (), datetime(1970, 1, 1, tzinfo=UTC))
"""A feed of nothing, in which a single item is written."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """What is the same in every feed of a site."""

    site_url: str
    """Absolute address with a slash at its end."""
    name: str
    """Who publishes."""
    lang: str
    """BCP 47."""
    hub: str = ""
    """Address of the WebSub hub; empty for none."""
    stylesheet: str = ""
    """Address of the style sheet for browsers, relative to the site's root; empty for none."""
    full: bool = True
    """True when this format feeds the whole text where the rights allow."""


class Writer(Protocol):
    """A format: each item is written once and stands in all its feeds."""

    publisher: Publisher

    def item(self, item: Item) -> bytes:
        """Return an item, ready to be put into any feed of this format."""

    def feed(self, channel: Channel, items: list[bytes]) -> bytes:
        """Return a whole document."""
