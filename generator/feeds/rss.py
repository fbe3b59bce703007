"""RSS 2.0 by feedgen, after the RSS Advisory Board's profile of best practice."""

from __future__ import annotations

from html import escape
from typing import Any

from .. import addresses
from .extras import FeedExtras, ItemExtras
from .model import EMPTY, Channel, Item, Publisher
from .stylesheet import with_stylesheet

MEDIA_TYPE = "application/rss+xml"
_END = b"</channel></rss>"


class RssWriter:
    """Writes RSS 2.0."""

    def __init__(self, publisher: Publisher) -> None:
        """Take what is the same in every feed."""
        self.publisher = publisher

    def _generator(self, channel: Channel) -> Any:
        from feedgen.feed import FeedGenerator

        site = self.publisher.site_url
        made = FeedGenerator()
        made.register_extension("extras", FeedExtras, ItemExtras, atom=False)
        made.extras.channel, made.extras.publisher = channel, self.publisher
        made.extras.address = site + addresses.feed(channel.page)
        made.extras.previous = site + addresses.feed(channel.page, month=channel.previous) if channel.previous else ""
        made.title(channel.title)
        made.description(channel.description)
        made.link(href=site + addresses.feed(channel.page, month=channel.month), rel="self", type=MEDIA_TYPE)
        made.link(href=site + channel.follows, rel="alternate")  # last, for feedgen makes the last one RSS' own
        made.language(self.publisher.lang)
        made.generator("mkdocs-briefing")
        made.lastBuildDate(channel.updated)
        return made

    def item(self, item: Item) -> bytes:
        """Return an `item` element."""
        from feedgen.entry import FeedEntry

        made = FeedEntry()
        made.register_extension("extras", ItemExtras, atom=False)
        made.extras.item, made.extras.publisher = item, self.publisher
        made.title(item.title)
        made.guid(item.id, permalink=False)
        made.link(href=item.url)
        made.pubDate(item.published)
        made.description(escape(item.summary or item.byline or item.title, quote=False))  # a description is HTML
        content = item.content if self.publisher.full else item.brief
        if content:
            made.content(content, type="CDATA" if "]]>" not in content else None)
        if item.source:
            made.source(item.source_url, item.source)
        for category in item.categories:
            made.category(term=category.term, scheme=category.scheme, label=category.label)
        enclosure = next((media for media in item.media if media.length and media.type), None)
        if enclosure:  # one at most: the profile's "enclosure"; all are in media:content
            made.enclosure(enclosure.url, str(enclosure.length), enclosure.type)
        whole = self._generator(EMPTY)
        whole.add_entry(made, order="append")
        data: bytes = whole.rss_str(pretty=False)
        return data[data.index(b"<item>") : -len(_END)]

    def feed(self, channel: Channel, items: list[bytes]) -> bytes:
        """Return the feed: feedgen's head, and the items as feedgen wrote them once."""
        head: bytes = self._generator(channel).rss_str(pretty=False)
        return b"".join((with_stylesheet(head[: -len(_END)], channel, self.publisher), *items, _END, b"\n"))
