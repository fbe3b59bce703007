"""Atom 1.0 (RFC 4287) by feedgen, with archives (RFC 5005) and tombstones (RFC 6721)."""

from __future__ import annotations

from typing import Any

from .. import addresses
from .extras import FeedExtras, ItemExtras
from .model import EMPTY, Channel, Item, Publisher
from .stylesheet import with_stylesheet

MEDIA_TYPE = "application/atom+xml"
_END = b"</feed>"


class AtomWriter:
    """Writes Atom 1.0."""

    def __init__(self, publisher: Publisher) -> None:
        """Take what is the same in every feed."""
        self.publisher = publisher

    def _generator(self, channel: Channel) -> Any:
        from feedgen.feed import FeedGenerator

        site = self.publisher.site_url

        def at(month: str) -> str:
            return site + addresses.feed(channel.page, "atom", month)

        made = FeedGenerator()
        made.register_extension("extras", FeedExtras, ItemExtras, rss=False)
        made.extras.channel, made.extras.publisher = channel, self.publisher
        made.extras.address, made.extras.previous = at(""), at(channel.previous) if channel.previous else ""
        made.id(channel.iri)
        made.title(channel.title)
        made.subtitle(channel.description)
        made.updated(channel.updated)
        made.author(name=self.publisher.name)
        made.link(href=site + channel.follows, rel="alternate", type="text/html")
        made.link(href=at(channel.month), rel="self", type=MEDIA_TYPE)
        made.language(self.publisher.lang)
        made.generator("mkdocs-briefing")
        return made

    def item(self, item: Item) -> bytes:
        """Return an `entry` element."""
        from feedgen.entry import FeedEntry

        made = FeedEntry()
        made.register_extension("extras", ItemExtras, rss=False)
        made.extras.item, made.extras.publisher = item, self.publisher
        made.id(item.iri)
        made.title(item.title)
        made.link(href=item.url)  # feedgen 1.0 loses rel and type here; what has them is in `ItemExtras`
        made.published(item.published)
        made.updated(item.updated)
        if item.summary:
            made.summary(item.summary)
        content = item.content if self.publisher.full else item.brief
        if content:
            made.content(content, type="html")
        for author in item.authors or ((item.source,) if item.source else ()):
            made.author(name=author)
        for category in item.categories:
            made.category(term=category.term, scheme=category.scheme, label=category.label)
        whole = self._generator(EMPTY)
        whole.add_entry(made, order="append")
        data: bytes = whole.atom_str(pretty=False)
        return data[data.index(b"<entry") : -len(_END)]

    def feed(self, channel: Channel, items: list[bytes]) -> bytes:
        """Return the feed: feedgen's head, and the entries as feedgen wrote them once."""
        head: bytes = self._generator(channel).atom_str(pretty=False)
        return b"".join((with_stylesheet(head[: -len(_END)], channel, self.publisher), *items, _END, b"\n"))
