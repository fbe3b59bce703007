"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of every group of articles, and catalogues of them as OPML.

One representation (`model`), three writers. Every time comes from the articles, identity from their permanent ids, text
through the rights gate and the sanitiser. An item is written once a format and stands in all its feeds, so that the
cost of feeds grows with the number of articles, not with that of feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .. import addresses
from ..model import Article
from ..views import Views
from .atom import AtomWriter
from .identity import edition_id
from .items import Items, line
from .jsonfeed import JsonWriter
from .model import Item, Publisher, Writer
from .opml import catalogues, opml
from .plan import Plan
from .rss import RssWriter

WRITERS: Mapping[str, Callable[[Publisher], Writer]] = {"rss": RssWriter, "atom": AtomWriter, "json": JsonWriter}
"""Format → its writer; a new format is one line here and one in `addresses`."""


def feed_files(
    views: Views, bodies: Mapping[str, str], withdrawn: Sequence[Article] = (), *, stylesheet: bytes = b""
) -> Iterator[tuple[str, bytes]]:
    """Return (address, bytes) of every feed, its archives and the OPML files; nothing for a site without address.

    `bodies` is the sanitised HTML of each article by id, `withdrawn` are articles that have expired.
    """
    project = views.project
    if not project.site_url:
        return
    formats = project.settings.feed_formats
    writers = {name: WRITERS[name](_publisher(views, name, bool(stylesheet))) for name in formats}
    written = _Written(Items(views, bodies), list(writers.values()))
    channels = []
    for planned in Plan(views, withdrawn).feeds():
        channels.append(planned.channel)
        for channel in (planned.channel, *planned.archives):
            forms = zip(*map(written.item, channel.ids), strict=True) if channel.ids else [()] * len(writers)
            for (name, writer), items in zip(writers.items(), forms, strict=True):
                yield addresses.feed(channel.page, name, channel.month), writer.feed(channel, list(items))
    form = "rss" if "rss" in formats else formats[0]
    for address, chosen in catalogues(channels).items():
        yield address, opml(project.site_url, line(project.site_name), chosen, form)
    if stylesheet:
        yield addresses.FEED_STYLE, stylesheet


class _Written:
    """The items, each written once in every format."""

    def __init__(self, items: Items, writers: Sequence[Writer]) -> None:
        self.items, self.writers = items, writers
        self.known: dict[str, tuple[bytes, ...]] = {}
        self.editions = {edition_id(edition.slug): edition for edition in items.library.editions}

    def item(self, identity: str) -> tuple[bytes, ...]:
        """Return an item in every format, in the writers' order."""
        known = self.known.get(identity)
        if known is None:
            entry = self.items.library.by_id.get(identity)
            item: Item = self.items.article(entry) if entry else self.items.edition(self.editions[identity])
            known = self.known[identity] = tuple(writer.item(item) for writer in self.writers)
        return known


def _publisher(views: Views, form: str, styled: bool) -> Publisher:
    settings: Any = views.project.settings
    content = settings.feed_content
    return Publisher(
        site_url=views.project.site_url,
        name=line(views.project.site_author or views.project.site_name) or "-",
        lang=settings.language,
        hub=settings.feed_hub,
        stylesheet=addresses.FEED_STYLE if styled else "",
        full=(content if isinstance(content, str) else content.get(form, "full")) == "full",
    )


__all__ = ["WRITERS", "feed_files"]
