"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of every group of articles, and catalogues of them as OPML.

One representation (`model`), three writers. Every time comes from the articles, identity from their permanent ids, text
through the rights gate and the sanitiser. An item is written once a format and stands in all its feeds, so that the
cost of feeds grows with the number of articles, not with that of feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import chain, islice
from typing import Any

import msgspec

from .. import addresses
from ..bodies import Bodies
from ..cache import Store
from ..digests import Digests, digest, of
from ..model import Article
from ..outputs import Output
from ..parts import Parts
from ..views import Views
from .atom import AtomWriter
from .identity import edition_id
from .items import Items, line
from .joined import joined
from .jsonfeed import JsonWriter
from .model import Channel, Item, Publisher, Writer
from .opml import catalogues, opml
from .plan import Plan
from .rss import RssWriter

_MOST = 2000  # so many items are held at once
_BATCH = 500  # so many items are remembered at once
WRITERS: Mapping[str, Callable[[Publisher], Writer]] = {"rss": RssWriter, "atom": AtomWriter, "json": JsonWriter}
"""Format → its writer; a new format is one line here and one in `addresses`."""


def feed_outputs(
    views: Views,
    digests: Digests,
    bodies: Bodies,
    withdrawn: Sequence[Article] = (),
    *,
    stylesheet: bytes = b"",
    store: Store | None = None,
    parts: Parts | None = None,
) -> Iterator[Output]:
    """Return every feed, its archives and the OPML files; nothing for a site without address.

    `withdrawn` are articles that have expired; `store` is where items are remembered as they were written; the feeds
    of `parts` are joined.
    """
    project = views.project
    if not project.site_url:
        return
    formats = project.settings.feed_formats
    writers = {name: WRITERS[name](_publisher(views, name, bool(stylesheet))) for name in formats}
    written = _Written(Items(views, bodies), digests, list(writers.values()), store)
    channels = []
    plan, parts = Plan(views, withdrawn), parts or Parts((), 0)
    for planned in chain(plan.feeds(), plan.of_parts(parts)):
        channels.append(planned.channel)
        for channel in (planned.channel, *planned.archives):
            beside = b"" if channel.month else parts.shows(channel.page, ("json", *formats))
            shows = digest(written.base, of(channel), beside, *map(written.shows, channel.ids))
            for at, (name, writer) in enumerate(writers.items()):
                address = addresses.feed(channel.page, name, channel.month)
                made = partial(_joined, writer, name, at, channel, written, parts) if beside else None
                yield Output(
                    address, shows, made or partial(_feed, writer, at, channel, written), channel.ids, written.prepare
                )
    written.save()
    form = "rss" if "rss" in formats else formats[0]
    for address, chosen in catalogues(channels).items():
        yield Output.made(address, opml(project.site_url, line(project.site_name), chosen, views.words, form))
    if stylesheet:
        yield Output.made(addresses.FEED_STYLE, stylesheet)


def _feed(writer: Writer, at: int, channel: Channel, written: _Written) -> bytes:
    return writer.feed(channel, [forms[at] for forms in written.items_of(channel.ids)])


def _joined(writer: Writer, name: str, at: int, channel: Channel, written: _Written, parts: Parts) -> bytes:
    own = [forms[at] for forms in written.items_of(channel.ids)]
    return joined(writer, name, channel, own, written.digests, parts)


class _Written:
    """The items, each written once in every format, and remembered from build to build."""

    def __init__(self, items: Items, digests: Digests, writers: Sequence[Writer], store: Store | None) -> None:
        self.items, self.digests, self.writers, self.store = items, digests, writers, store
        self.known: dict[str, tuple[bytes, ...]] = {}
        self.editions = {edition_id(edition.slug): edition for edition in items.library.editions}
        self.base = of([asdict(writer.publisher) for writer in writers])
        self._shows: dict[str, bytes] = {}
        self._fresh: dict[str, bytes] = {}

    def shows(self, identity: str) -> bytes:
        """Return the digest of all that an item is made of."""
        known = self._shows.get(identity)
        if known is None:
            entry = self.items.library.by_id.get(identity)
            known = self._shows[identity] = (
                digest(self.base, self.digests.card(entry), *self.items.beside(entry))
                if entry
                else digest(self.base, self.digests.cards(self.editions[identity].entries))
            )
        return known

    def prepare(self, identities: Sequence[str]) -> None:
        """Write items, and remember them: for feeds that are made side by side."""
        self.items_of(identities)
        self.save()

    def save(self) -> None:
        """Remember the items that were written now."""
        if self.store:
            self.store.write(self._fresh)
        self._fresh = {}

    def items_of(self, identities: Sequence[str]) -> list[tuple[bytes, ...]]:
        """Return items in every format, in the writers' order."""
        missing = [identity for identity in identities if identity not in self.known]
        if missing and self.store:
            slots = {f"item:{self.shows(identity).hex()}": identity for identity in missing}
            for slot, data in self.store.read(slots).items():
                forms = _unpacked(data)
                if len(forms) == len(self.writers):
                    self.known[slots[slot]] = forms
        fresh = {}
        self.items.bodies.load(identity for identity in missing if identity not in self.known)
        for identity in missing:
            if identity not in self.known:
                entry = self.items.library.by_id.get(identity)
                item: Item = self.items.article(entry) if entry else self.items.edition(self.editions[identity])
                self.known[identity] = tuple(writer.item(item) for writer in self.writers)
                fresh[f"item:{self.shows(identity).hex()}"] = msgspec.msgpack.encode(self.known[identity])
        found = [self.known[identity] for identity in identities]
        for identity in list(islice(self.known, max(0, len(self.known) - _MOST))):  # the oldest; it can be read again
            del self.known[identity]
        self._fresh.update(fresh)
        if len(self._fresh) >= _BATCH:
            self.save()
        return found


def _unpacked(data: bytes) -> tuple[bytes, ...]:
    try:
        return msgspec.msgpack.decode(data, type=tuple[bytes, ...])
    except msgspec.DecodeError:
        return ()


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


__all__ = ["WRITERS", "feed_outputs"]
