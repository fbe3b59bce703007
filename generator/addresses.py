"""Where everything lies on the site: the contract's addresses, in one place, relative to the site's root."""

from __future__ import annotations

HOME = ""
FEEDS = "feeds/"
OPML = "feeds/feeds.opml"
MANIFEST = "manifest.webmanifest"
SITE_PICTURE = "assets/share.png"
FEED_STYLE = "feeds/feed.css"
EDITIONS = "editions/"
SEARCH = "search/"
SEARCH_CATALOGUE = "pagefind/bundles.json"
SITEMAP, SITEMAP_OF_PAGES = "sitemap.xml", "sitemap-pages.xml"
OFFLINE = "offline/"
WORKER = "offline.js"
_FEEDS = {"rss": ("feed", "xml"), "atom": ("atom", "xml"), "json": ("feed", "json")}


def article(slug: str) -> str:
    """Return the address of an article."""
    return f"articles/{slug}/"


def article_picture(slug: str) -> str:
    """Return the address of the picture made of an article's title."""
    return f"articles/{slug}/share.png"


def icon(size: int) -> str:
    """Return the address of the site's icon of this many pixels."""
    return f"assets/icon-{size}.png"


def region(slug: str) -> str:
    """Return the address of a region."""
    return f"regions/{slug}/"


def theme(slug: str) -> str:
    """Return the address of a theme."""
    return f"themes/{slug}/"


def cell(region_slug: str, theme_slug: str) -> str:
    """Return the address of a region × theme."""
    return f"regions/{region_slug}/{theme_slug}/"


def keyword(slug: str) -> str:
    """Return the address of a keyword."""
    return f"keywords/{slug}/"


def source(slug: str) -> str:
    """Return the address of an outlet."""
    return f"sources/{slug}/"


def author(slug: str) -> str:
    """Return the address of an author."""
    return f"authors/{slug}/"


def watchlist(slug: str) -> str:
    """Return the address of a watchlist."""
    return f"watchlists/{slug}/"


def edition(slug: str) -> str:
    """Return the address of an edition: of a day (`2026-11-26`) or a week (`2026-W48`)."""
    return f"editions/{slug}/"


def archive_month(month: str) -> str:
    """Return the address of a month (`2025-06`) of the archive."""
    return f"archive/{month[:4]}/{month[5:]}/"


def theme_anchor(theme_slug: str) -> str:
    """Return the fragment of a theme's part of a region's page, where the two have no page together."""
    return f"theme-{theme_slug}"


def period_of(page: str, period: str) -> str:
    """Return the address of a month (`2025-06`) or a year (`2025`) of a group."""
    return f"{page}{period}/"


def story(slug: str) -> str:
    """Return the address of a story's page, beside which its feed lies."""
    return f"stories/{slug}/"


def feed(page: str, form: str = "rss", month: str = "") -> str:
    """Return the address of the feed beside a page, in a format (`rss`, `atom`, `json`), or of a month's archive."""
    stem, suffix = _FEEDS[form]
    return f"{page}{stem}-{month}.{suffix}" if month else f"{page}{stem}.{suffix}"


def opml(kind: str) -> str:
    """Return the address of the OPML file of all feeds of a kind."""
    return f"feeds/{kind}.opml"


def file_of(address: str) -> str:
    """Return the file that a server sends for an address: `regions/asia/` → `regions/asia/index.html`."""
    return f"{address}index.html" if address == "" or address.endswith("/") else address


def absolute(site_url: str, address: str) -> str:
    """Return an address with the site's own before it; unchanged when it is absolute or the site has none."""
    return address if "://" in address or not site_url else site_url + address
