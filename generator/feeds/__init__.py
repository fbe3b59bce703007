"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of every group of articles, and catalogues of them as OPML.

One representation (`model`), three writers. Every time comes from the articles, identity from their permanent ids, text
through the rights gate and the sanitiser. An item is written once in each format that some feed has, and stands in all
feeds of that format, so that the cost of feeds grows with the number of articles, not with that of feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import chain, islice

from .. import addresses
from ..cache import Store
from ..hashing import hash_of, hash_parts
from ..model import Article
from ..parts import Parts
from ..publishing.bodies import Bodies
from ..publishing.outputs import Output
from ..views import Views
from ..views.hashes import ContentHashes
from .atom import AtomWriter
from .identity import edition_id
from .items import Items, line
from .joined import joined
from .jsonfeed import JsonWriter
from .model import Channel, Item, Publisher, Writer
from .opml import catalogues, opml
from .plan import MOST_OF_ITEMS, Plan
from .rss import RssWriter

_MOST = 2000  # so many items are held at once
_BATCH = 500  # so many items are remembered at once
WRITERS: Mapping[str, Callable[[Publisher], Writer]] = {"rss": RssWriter, "atom": AtomWriter, "json": JsonWriter}
"""Format → its writer; a new format is one line here and one in `addresses`."""


def feed_outputs(
    views: Views,
    hashes: ContentHashes,
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
    plan, parts = Plan(views, withdrawn), parts or Parts((), 0)
    writers = {
        _variant(form, full): make(_publisher(views, bool(stylesheet), full))
        for form, make in WRITERS.items()
        for full in (True, False)
    }
    written = _Written(Items(views, bodies), hashes, writers, store)
    channels = []
    for planned in chain(plan.feeds(), plan.of_parts(parts)):
        channels.append(planned.channel)
        for channel in (planned.channel, *planned.archives):
            joins = b"" if channel.month else parts.shows(channel.page, ("json", *channel.formats))
            shows = hash_parts(written.base, hash_of(channel), joins, *map(written.shows, channel.ids))
            for form in channel.formats:
                address = addresses.feed(channel.page, form, channel.month)
                variant = _variant(form, project.settings.full_text(channel.kind, form))
                made = (
                    partial(_joined, variant, channel, written, parts)
                    if joins
                    else partial(_feed, variant, channel, written)
                )
                needs = tuple(f"{variant}:{one}" for one in channel.ids)
                yield Output(address, hash_parts(shows, variant.encode()), made, needs, written.prepare)
    written.save()
    for address, chosen in catalogues(channels).items():
        yield Output.made(address, opml(project.site_url, line(project.site_name), chosen, views.words))
    if stylesheet:
        yield Output.made(addresses.FEED_STYLE, stylesheet)


def _variant(form: str, full: bool) -> str:
    """Return the name of a format's writer: of one that feeds the whole text, or of one that feeds the summary."""
    return form if full else f"{form}-summary"


def _feed(variant: str, channel: Channel, written: _Written) -> bytes:
    """Return a feed; where its items are heavier than planned, the oldest are left out."""
    items = written.items_of(variant, channel.ids)
    size = 0
    for at, item in enumerate(items):
        size += len(item)
        if at and size > MOST_OF_ITEMS and not channel.month:
            items = items[:at]
            break
    return written.writers[variant].feed(_in_form(channel, variant), items)


def _joined(variant: str, channel: Channel, written: _Written, parts: Parts) -> bytes:
    own = written.items_of(variant, channel.ids)
    form = variant.partition("-")[0]
    return joined(written.writers[variant], form, _in_form(channel, variant), own, written.hashes, parts)


def _in_form(channel: Channel, variant: str) -> Channel:
    """Return a channel as one of its formats says it: only where that has archives does it lead to them."""
    return channel if variant.partition("-")[0] in channel.archived else replace(channel, previous="")


class _Written:
    """The items, each written once by each writer that asks for it, and remembered from build to build."""

    def __init__(self, items: Items, hashes: ContentHashes, writers: Mapping[str, Writer], store: Store | None) -> None:
        self.items, self.hashes, self.writers, self.store = items, hashes, writers, store
        self.known: dict[str, bytes] = {}
        self.editions = {edition_id(edition.slug): edition for edition in items.library.editions}
        self.base = hash_of({name: asdict(writer.publisher) for name, writer in writers.items()})
        self._shows: dict[str, bytes] = {}
        self._fresh: dict[str, bytes] = {}

    def shows(self, identity: str) -> bytes:
        """Return the digest of all that an item is made of."""
        known = self._shows.get(identity)
        if known is None:
            entry = self.items.library.by_id.get(identity)
            known = self._shows[identity] = (
                hash_parts(self.base, self.hashes.card(entry), *self.items.item_inputs(entry))
                if entry
                else hash_parts(self.base, self.hashes.cards(self.editions[identity].entries))
            )
        return known

    def prepare(self, names: Sequence[str]) -> None:
        """Write items (`rss:` and their id), and remember them: for feeds that are made side by side."""
        wanted: dict[str, list[str]] = {}
        for name in names:
            variant, _, identity = name.partition(":")
            wanted.setdefault(variant, []).append(identity)
        for variant, identities in wanted.items():
            self.items_of(variant, identities)
        self.save()

    def save(self) -> None:
        """Remember the items that were written now."""
        if self.store:
            self.store.write(self._fresh)
        self._fresh = {}

    def _slot(self, variant: str, identity: str) -> str:
        return f"item:{variant}:{self.shows(identity).hex()}"

    def items_of(self, variant: str, identities: Sequence[str]) -> list[bytes]:
        """Return items as one of the writers writes them (`rss`, `rss-summary`)."""
        slots = {identity: self._slot(variant, identity) for identity in identities}
        missing = [slot for slot in slots.values() if slot not in self.known]
        if missing and self.store:
            self.known.update(self.store.read(missing))
        unwritten = [identity for identity, slot in slots.items() if slot not in self.known]
        self.items.bodies.load(iter(unwritten))
        for identity in unwritten:
            entry = self.items.library.by_id.get(identity)
            item: Item = self.items.article(entry) if entry else self.items.edition(self.editions[identity])
            self._fresh[slots[identity]] = self.known[slots[identity]] = self.writers[variant].item(item)
        found = [self.known[slot] for slot in map(slots.__getitem__, identities)]
        for slot in list(islice(self.known, max(0, len(self.known) - _MOST))):  # the oldest; it can be read again
            del self.known[slot]
        if len(self._fresh) >= _BATCH:
            self.save()
        return found


def _publisher(views: Views, styled: bool, full: bool) -> Publisher:
    settings = views.project.settings
    return Publisher(
        site_url=views.project.site_url,
        name=line(views.project.site_author or views.project.site_name) or "-",
        lang=settings.language,
        hub=settings.feed_hub,
        stylesheet=addresses.FEED_STYLE if styled else "",
        full=full,
    )


__all__ = ["WRITERS", "feed_outputs"]
