"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), typed; our own keys are in its extension `_briefing`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from .. import addresses
from .model import Channel, Item, Publisher

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
ABOUT = "https://example.org/mkdocs-briefing/feeds/#_briefing"


class Author(msgspec.Struct, frozen=True):
    """Who wrote it."""

    name: str


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A recording or picture."""

    url: str
    mime_type: str
    title: str | None = None
    size_in_bytes: int | None = None


class Hub(msgspec.Struct, frozen=True):
    """Where changes are told."""

    type: str
    url: str


class Outlet(msgspec.Struct, frozen=True):
    """Who published it first."""

    name: str
    url: str


class Licence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What its owner allows."""

    name: str
    url: str | None = None


class ItemExtension(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a briefing knows of an article."""

    rights: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    story: str | None = None
    source: Outlet | None = None
    point: tuple[float, float] | None = None
    license: Licence | None = None


class FeedExtension(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a briefing says of a feed."""

    about: str
    kind: str
    id: str
    updated: datetime
    archive: str | None = None


class JsonItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item."""

    id: str
    url: str
    title: str
    date_published: datetime
    content_html: str | None = None
    content_text: str | None = None
    external_url: str | None = None
    summary: str | None = None
    image: str | None = None
    date_modified: datetime | None = None
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()
    briefing: ItemExtension | None = msgspec.field(default=None, name="_briefing")


class JsonFeed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A feed; its items are written already."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    authors: tuple[Author, ...]
    briefing: FeedExtension = msgspec.field(name="_briefing")
    items: list[msgspec.Raw]
    next_url: str | None = None
    hubs: tuple[Hub, ...] = ()


_ENCODER = msgspec.json.Encoder()


class JsonWriter:
    """Writes JSON Feed 1.1."""

    def __init__(self, publisher: Publisher) -> None:
        """Take what is the same in every feed."""
        self.publisher = publisher

    def item(self, item: Item) -> bytes:
        """Return an item as a JSON object."""
        content = item.content if self.publisher.full else item.brief
        made = JsonItem(
            id=item.id,
            url=item.url,
            title=item.title,
            date_published=item.published,
            content_html=content or None,
            content_text=None if content else item.summary or item.byline or item.title,
            external_url=item.original or None,
            summary=item.summary or None,
            image=next((media.url for media in item.media if media.medium == "image"), None),
            date_modified=item.updated if item.updated > item.published else None,
            authors=tuple(map(Author, item.authors)),
            tags=tuple(dict.fromkeys(category.label for category in item.categories)),
            language=item.lang or None,
            attachments=tuple(
                Attachment(media.url, media.type, media.title or None, media.length or None)
                for media in item.media
                if media.type
            ),
            briefing=ItemExtension(
                rights=item.rights,
                countries=item.countries,
                regions=item.regions,
                themes=item.themes,
                story=item.story or None,
                source=Outlet(item.source, item.source_url) if item.source else None,
                point=item.point,
                license=Licence(item.licence, item.licence_url or None) if item.licence else None,
            ),
        )
        return _ENCODER.encode(made)

    def feed(self, channel: Channel, items: list[bytes]) -> bytes:
        """Return the feed, an item a line."""
        site = self.publisher.site_url

        def at(month: str) -> str:
            return site + addresses.feed(channel.page, "json", month)

        made: Any = JsonFeed(
            version=VERSION,
            title=channel.title,
            home_page_url=site + channel.follows,
            feed_url=at(channel.month),
            description=channel.description,
            language=self.publisher.lang,
            authors=(Author(self.publisher.name),),
            briefing=FeedExtension(ABOUT, channel.kind, channel.iri, channel.updated, channel.month or None),
            items=[msgspec.Raw(b"\n" + data) for data in items],
            next_url=at(channel.previous) if channel.previous else None,
            hubs=(Hub("WebSub", self.publisher.hub),) if self.publisher.hub else (),
        )
        return _ENCODER.encode(made) + b"\n"
