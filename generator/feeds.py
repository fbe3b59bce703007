"""Feeds: RSS 2.0 of the newest articles at home, every region, theme, cell and outlet; OPML; sitemap; robots.

Written by feedgen, deterministically: every time comes from the articles, identity from their permanent ids, text
through the rights gate and the sanitiser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

from . import __version__, addresses, rights
from .markup import with_absolute_links, xml_text
from .model import Entry
from .pages import Page
from .views import Views

_SCHEME_IPTC, _SCHEME_REGION = "https://cv.iptc.org/newscodes/mediatopic/", "urn:iso:std:iso:3166:-1"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to be written."""

    address: str
    """Where it lies."""
    page: str
    """Address of the page that it follows."""
    title: str
    """Its name."""
    description: str
    """One line."""
    entries: tuple[Entry, ...]
    """Newest first, no more than the setting allows."""


def plan_feeds(views: Views) -> tuple[Feed, ...]:
    """Return every feed of the site, home first; none when the site has no address, for feeds need absolute links."""
    library, project, limit = views.library, views.project, views.project.settings.feed_length
    if not project.site_url:
        return ()

    def feed(page: str, name: str, entries: Sequence[Entry]) -> Feed:
        title = f"{project.site_name}: {name}" if name else project.site_name
        description = project.site_description if not name and project.site_description else f"Newest articles: {title}"
        return Feed(addresses.feed(page), page, title, description, tuple(entries[:limit]))

    def cell_name(region: str, theme: str) -> str:
        return f"{views.name(region, 'regions')}, {views.name(theme, 'themes')}"

    return (
        feed(addresses.HOME, "", library.entries),
        *(feed(addresses.region(s), views.name(s, "regions"), g.entries) for s, g in library.regions.items()),
        *(feed(addresses.theme(s), views.name(s, "themes"), g.entries) for s, g in library.themes.items()),
        *(feed(addresses.cell(r, t), cell_name(r, t), g.entries) for (r, t), g in library.cells.items()),
        *(feed(addresses.source(s), g.name, g.entries) for s, g in library.sources.items()),
    )


class RssWriter:
    """Writes feeds; an article's item is made once and stands in all its feeds."""

    def __init__(self, views: Views, bodies: Mapping[str, str]) -> None:
        """Take the views and the sanitised HTML of each article by id."""
        self.views, self.library, self.project, self.bodies = views, views.library, views.project, bodies
        self._items: dict[str, Any] = {}

    def _content(self, entry: Entry) -> str:
        """Return an item's HTML: key points, the text where it may be fed, the credit, the way to the original."""
        article = entry.article
        parts = []
        points = [f"<li>{escape(point.text, quote=False)}</li>" for point in rights.key_points(entry)]
        if points:
            parts.append("<ul>" + "".join(points) + "</ul>")
        page = addresses.absolute(self.project.site_url, addresses.article(article.slug))
        if rights.may_show_body(article):
            parts.append(with_absolute_links(self.bodies.get(article.id, ""), page))
        if article.attribution:
            parts.append(f"<p>{escape(article.attribution, quote=False)}</p>")
        original = rights.out_url(article)
        if original:
            source = escape(article.source or original, quote=False)
            parts.append(f"<p><a href={quoteattr(original)}>{source}</a></p>")
        return "".join(parts)

    def item(self, entry: Entry) -> Any:
        """Return feedgen's entry of an article."""
        article = entry.article
        if article.id in self._items:
            return self._items[article.id]
        from feedgen.entry import FeedEntry

        item = FeedEntry()
        item.load_extension("dc", atom=False, rss=True)
        item.title(xml_text(article.title))
        item.guid(xml_text(article.id), permalink=False)
        item.link(href=addresses.absolute(self.project.site_url, addresses.article(article.slug)))
        item.pubDate(article.date)
        standfirst = xml_text(rights.standfirst(entry))
        content = xml_text(self._content(entry))
        item.description(standfirst or xml_text(article.title))
        if content:
            item.content(content, type="CDATA" if "]]>" not in content else None)
        for author in article.authors or ((article.source,) if article.source else ()):
            item.dc.dc_creator(xml_text(author))
        for theme in entry.themes:
            node = self.library.theme_tree[theme.slug]
            scheme = _SCHEME_IPTC if node.code else addresses.absolute(self.project.site_url, "themes/")
            item.category(term=xml_text(node.name), scheme=scheme)
        for country in entry.countries:
            node = self.library.region_tree.by_code[country.code]
            item.category(term=xml_text(node.name), scheme=_SCHEME_REGION)
        self._items[article.id] = item
        return item

    def write(self, feed: Feed) -> bytes:
        """Return the feed as RSS 2.0."""
        from feedgen.feed import FeedGenerator

        made = FeedGenerator()
        made.load_extension("dc", atom=False, rss=True)
        made.title(xml_text(feed.title))
        made.description(xml_text(feed.description))
        made.link(href=addresses.absolute(self.project.site_url, feed.address), rel="self", type="application/rss+xml")
        made.link(href=addresses.absolute(self.project.site_url, feed.page), rel="alternate")
        made.language(self.project.settings.language)
        made.generator("mkdocs-briefing", version=__version__)
        if feed.entries:
            made.lastBuildDate(max(entry.article.updated for entry in feed.entries))
        for entry in feed.entries:
            made.add_entry(self.item(entry), order="append")
        data: bytes = made.rss_str(pretty=False)
        return data


def feed_files(views: Views, bodies: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Return (address, bytes) of every feed, and of the OPML file of all."""
    feeds = plan_feeds(views)
    writer = RssWriter(views, bodies)
    for feed in feeds:
        yield feed.address, writer.write(feed)
    if feeds:
        yield addresses.OPML, _opml(views, feeds)


def _opml(views: Views, feeds: Sequence[Feed]) -> bytes:
    site = views.project.site_url
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"><head><title>{escape(xml_text(views.project.site_name))}</title></head><body>',
        *(
            f'<outline type="rss" text={quoteattr(xml_text(f.title))} title={quoteattr(xml_text(f.title))} '
            f"xmlUrl={quoteattr(addresses.absolute(site, f.address))} "
            f"htmlUrl={quoteattr(addresses.absolute(site, f.page))}/>"
            for f in feeds
        ),
        "</body></opml>",
    ]
    return "\n".join(lines).encode() + b"\n"


def sitemap(site_url: str, pages: Sequence[Page]) -> bytes:
    """Return the sitemap (sitemaps.org 0.9) with the date of what each page shows."""
    rows = []
    for page in pages:
        changed = f"<lastmod>{page.modified:%Y-%m-%d}</lastmod>" if page.modified else ""
        rows.append(f"<url><loc>{escape(addresses.absolute(site_url, page.address))}</loc>{changed}</url>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "\n".join(rows) + "\n</urlset>\n").encode()


def robots(site_url: str) -> bytes:
    """Return robots.txt: all may read, and where the sitemap is."""
    where = f"\nSitemap: {site_url}sitemap.xml\n" if site_url else "\n"
    return f"User-agent: *\nAllow: /\n{where}".encode()
