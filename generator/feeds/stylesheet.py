"""Feeds opened in a browser: readable by CSS, for browsers are dropping XSLT."""

from __future__ import annotations

from .model import Channel, Publisher


def with_stylesheet(head: bytes, channel: Channel, publisher: Publisher) -> bytes:
    """Return the document with the instruction that names the style sheet, relative to the feed."""
    if not publisher.stylesheet:
        return head
    declaration, _, rest = head.partition(b"?>")
    up = "../" * channel.page.count("/")
    note = f'?>\n<?xml-stylesheet type="text/css" href="{up}{publisher.stylesheet}"?>'
    return declaration + note.encode() + rest
