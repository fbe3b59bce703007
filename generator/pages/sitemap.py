"""For search engines: the sitemap, with the date of what each page shows, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from .. import addresses

ROBOTS = "robots.txt"
"""The address of what crawlers read first."""


def sitemap(site_url: str, pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return the sitemap (sitemaps.org 0.9) of (address, last change) of every page."""
    rows = []
    for address, modified in pages:
        changed = f"<lastmod>{modified:%Y-%m-%d}</lastmod>" if modified else ""
        rows.append(f"<url><loc>{escape(addresses.absolute(site_url, address))}</loc>{changed}</url>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "\n".join(rows) + "\n</urlset>\n").encode()


def sitemap_index(site_url: str, sitemaps: Iterable[str]) -> bytes:
    """Return the index (sitemaps.org 0.9) of sitemaps at these addresses."""
    rows = [f"<sitemap><loc>{escape(addresses.absolute(site_url, address))}</loc></sitemap>" for address in sitemaps]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    )
    return (head + "\n".join(rows) + "\n</sitemapindex>\n").encode()


def robots(site_url: str, own: bytes = b"") -> bytes:
    """Return robots.txt: the project's own, else that all may read; and where the sitemap is, unless it says so."""
    text = own.decode("utf-8", "replace").rstrip() or "User-agent: *\nAllow: /"
    if site_url and "sitemap:" not in text.casefold():
        text += f"\n\nSitemap: {site_url}{addresses.SITEMAP}"
    return f"{text}\n".encode()
