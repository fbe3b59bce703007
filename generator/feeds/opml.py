"""The catalogue of all feeds, and of parts of it, as OPML 2.0, which every reader program imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from xml.sax.saxutils import quoteattr

from .. import addresses
from ..settings.catalogues import Words
from .model import Channel, Kind


def _folders(words: Words) -> tuple[tuple[str, tuple[Kind, ...]], ...]:
    _ = words.gettext
    return (
        ("", ("home", "editions")),
        (_("Watchlists"), ("watchlist",)),
        (_("Regions"), ("region",)),
        (_("Themes"), ("theme",)),
        (_("Themes in regions"), ("cell",)),
        (_("Sources"), ("source",)),
        (_("Authors"), ("author",)),
        (_("Keywords"), ("keyword",)),
        (_("Stories"), ("story",)),
    )


def opml(site_url: str, title: str, channels: Sequence[Channel], words: Words) -> bytes:
    """Return an OPML file of these feeds, in folders by kind, named in `words`, when there is more than one kind."""
    kinds = {channel.kind for channel in channels}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"><head><title>{escape(title, quote=False)}</title></head><body>',
    ]
    for name, members in _folders(words):
        rows = [_outline(site_url, channel) for channel in channels if channel.kind in members]
        if rows and name and len(kinds) > 1:
            rows = [f"<outline text={quoteattr(name)}>", *rows, "</outline>"]
        lines += rows
    return "\n".join((*lines, "</body></opml>")).encode() + b"\n"


def _outline(site_url: str, channel: Channel) -> str:
    name = quoteattr(channel.title)
    form = "rss" if "rss" in channel.formats else channel.formats[0]
    return (
        f'<outline type="rss" text={name} title={name} '
        f"xmlUrl={quoteattr(site_url + addresses.feed(channel.page, form))} "
        f"htmlUrl={quoteattr(site_url + channel.follows)}/>"
    )


def catalogues(channels: Sequence[Channel]) -> Mapping[str, Sequence[Channel]]:
    """Return the OPML files by address: of everything, and of each kind."""
    found: dict[str, Sequence[Channel]] = {addresses.OPML: channels}

    def of(address: str, wanted: Iterable[Channel]) -> None:
        chosen = tuple(wanted)
        if chosen:
            found[address] = chosen

    for kind in ("watchlist", "region", "theme", "cell", "source", "author"):
        of(addresses.opml(kind), (channel for channel in channels if channel.kind == kind))
    return found
