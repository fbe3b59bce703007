"""What feedgen does not write, as two of its extensions: navigation of a feed, and an item's subjects of other schemas.

Namespaces are declared on the root, the same in every feed, so that an item's text fits into all of them.
"""

from __future__ import annotations

from typing import Any

from .model import Channel, Item, Publisher

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "georss": "http://www.georss.org/georss",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "fh": "http://purl.org/syndication/history/1.0",
}
TOMBSTONES = {"at": "http://purl.org/atompub/tombstones/1.0"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    prefix, _, local = name.rpartition(":")
    space = {**NAMESPACES, **TOMBSTONES, "atom": ATOM}.get(prefix)
    element = etree.SubElement(parent, f"{{{space}}}{local}" if space else local, attributes)
    if text:
        element.text = text
    return element


class FeedExtras:
    """Hub, archives and tombstones; `channel`, `publisher` and `suffix` are set before it is used."""

    channel: Channel
    publisher: Publisher
    address: str
    """Absolute address of the subscription document."""
    previous: str
    """Absolute address of the next older archive document; empty for none."""

    def extend_ns(self) -> dict[str, str]:
        """Return all namespaces, whether this feed needs them or not."""
        return NAMESPACES

    def _links(self) -> list[tuple[str, str]]:
        links = []
        if self.publisher.hub:
            links.append(("hub", self.publisher.hub))
        if self.channel.month:
            links.append(("current", self.address))
        if self.previous:
            links.append(("prev-archive", self.previous))
        return links

    def extend_rss(self, rss: Any) -> Any:
        """Add to an RSS document."""
        channel = rss[0]
        for rel, href in self._links():
            _add(channel, "atom:link", rel=rel, href=href)
        if self.channel.month:
            _add(channel, "fh:archive")
        return rss

    def extend_atom(self, feed: Any) -> Any:
        """Add to an Atom document; feedgen's own elements have no prefix there."""
        for rel, href in self._links():
            _add(feed, "link", rel=rel, href=href)
        if self.channel.month:
            _add(feed, "fh:archive")
        for stone in self.channel.tombstones:
            from lxml import etree

            name = f"{{{TOMBSTONES['at']}}}deleted-entry"
            etree.SubElement(feed, name, {"ref": stone.iri, "when": stone.when.isoformat()}, nsmap=TOMBSTONES)
        return feed


class ItemExtras:
    """Authors, language, time of change, licence, pictures, place; `item` and `publisher` are set before it is used."""

    item: Item
    publisher: Publisher

    def extend_rss(self, element: Any) -> Any:
        """Add to an RSS item what RSS 2.0 itself has no element for."""
        item = self.item
        for author in item.authors:
            _add(element, "dc:creator", author)
        if item.lang:
            _add(element, "dc:language", item.lang)
        if item.updated > item.published:
            _add(element, "dcterms:modified", item.updated.isoformat())
        if item.licence:
            _add(element, "dc:rights", item.licence)
        if item.licence_url:
            _add(element, "creativeCommons:license", item.licence_url)
        return self._both(element)

    def extend_atom(self, element: Any) -> Any:
        """Add to an Atom entry."""
        if self.item.lang:
            element.set(_LANG, self.item.lang)
        if self.item.original:
            _add(element, "link", rel="via", href=self.item.original)
        if self.item.licence_url:
            _add(element, "link", rel="license", href=self.item.licence_url)
        if self.item.licence:
            _add(element, "rights", self.item.licence)
        for media in self.item.media:
            given = {"type": media.type, "length": str(media.length) if media.length else "", "title": media.title}
            given = {name: value for name, value in given.items() if value}
            _add(element, "link", rel="enclosure", href=media.url, **given)
        if self.item.source:
            source = _add(element, "source")
            _add(source, "id", self.item.source_url)
            _add(source, "title", self.item.source)
            _add(source, "updated", self.item.updated.isoformat())  # no link: feedparser takes it for the entry's own
        return self._both(element)

    def _both(self, element: Any) -> Any:
        for media in self.item.media:
            given = {"type": media.type, "fileSize": str(media.length) if media.length else ""}
            given = {name: value for name, value in given.items() if value}
            content = _add(element, "media:content", url=media.url, medium=media.medium, **given)
            if media.title:
                _add(content, "media:description", media.title, type="plain")
        if self.item.point:
            _add(element, "georss:point", "{:g} {:g}".format(*self.item.point))
        return element
