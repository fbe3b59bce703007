"""The feeds of a site that has parts: its own items and theirs, the newest of all."""

from __future__ import annotations

from dataclasses import replace

from ..parts import Parts
from ..views.hashes import ContentHashes
from .model import Channel, Writer
from .plan import MOST_OF_ITEMS, WEEK, CatalogueRow, newest_rows


def joined(writer: Writer, form: str, channel: Channel, own: list[bytes], hashes: ContentHashes, parts: Parts) -> bytes:
    """Return a feed with those of its items and of its parts' that are the newest; `own` are its items as written."""
    by_id = hashes.library.by_id
    entries = [by_id[identity].article for identity in channel.ids]
    found = [(a.date, max(a.updated, a.date), data) for a, data in zip(entries, own, strict=True)]
    theirs = parts.newest(channel.page, form, [date for date, _, _ in found], channel.limit, WEEK)
    found += [(item.data.date_published, item.data.updated, item.form) for item in theirs]
    found.sort(key=lambda item: item[0], reverse=True)
    rows = [CatalogueRow("", date, updated, "", len(data)) for date, updated, data in found]
    chosen = newest_rows(rows, channel.limit, channel.most, MOST_OF_ITEMS)
    updated = max((row.updated for row in chosen), default=channel.updated)
    return writer.feed(replace(channel, updated=updated), [data for _, _, data in found[: len(chosen)]])
