"""A feed: RSS, Atom and RDF read by feedparser, JSON Feed by ourselves; one article an item.

An item's text is what the feed carries; its own identity (`guid`, `id`) is kept, so that it is not taken twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from ...content import credit
from ...errors import ImportRefused, Problem
from ...text.strings import clip, fold, without_emails
from ...text.web_addresses import absolute, home, is_web
from ..byline import people
from ..draft import Captured, Line, Source

NAME = "feed"
DESCRIPTION = "an RSS, Atom or JSON feed"
SUFFIXES = (".rss", ".atom", ".rdf", ".xml")

_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]{0,2000}>")
_ITEM_END = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|amp|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip);")
_TITLE_LENGTH = 90
_ADDRESSED = re.compile(r"<?\S+@[^\s<>]+>?\s+\((.+)\)")
_UNIX = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3})?(?:\.\d{1,9})?")
_POINTER = re.compile(
    r"(?:<p[^>]{0,200}>)?\s*(?:The post\b.{0,400}?\bappeared first on\b.{0,300}?|"
    r"<a [^>]{0,500}>\s*(?:continue reading|read more|read the full (?:story|article)"
    r"|weiterlesen|lire la suite|leer más)\b.{0,80}?</a>)\s*(?:</p>|\Z)",
    re.IGNORECASE | re.DOTALL,
)


def _json(source: Source) -> Mapping[str, Any] | None:
    """Return the JSON Feed in a source, or None."""
    text = (source.text or "").lstrip()
    if not text.startswith("{") or '"items"' not in text:
        return None
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    version = feed.get("version") if isinstance(feed, dict) else None
    is_feed = isinstance(version, str) and "jsonfeed.org" in version and isinstance(feed.get("items"), list)
    return feed if is_feed else None


def recognises(source: Source) -> bool:
    """Tell whether the source is a feed: by its root element, or as JSON by its version."""
    head = source.data[:4096]
    if source.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = (source.text or "")[:4096].encode("utf-8", "replace")
    found = _ROOT.search(head)
    if found and not re.search(rb"<(?:!doctype html|html|body)", head[: found.start()], re.IGNORECASE):
        return True
    return _json(source) is not None


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the feed's items in its own order; one without any text is kept with its title as its text."""
    feed = _json(source)
    if feed is not None:
        return tuple(_json_item(feed, item, source) for item in feed["items"] if isinstance(item, dict))
    import feedparser

    try:
        parsed = feedparser.parse(source.data, sanitize_html=False, resolve_relative_uris=True)
    except Exception as error:  # feedparser's loose parser raises what Python raises, such as for `&#x110000;`
        message = f"is a damaged feed: {' '.join(str(error).split())}"
        raise ImportRefused(Problem(source.name, 0, message, "tell its owner", code="damaged")) from None
    found = [_entry(parsed.feed, entry, source, is_date) for entry in parsed.entries]
    if found and parsed.bozo and _is_cut(source.text or ""):
        message = f"ends in the middle of '{found[-1].title}'"
        found[-1] = replace(found[-1], refused=Problem(source.name, 0, message, "fetch it again", code="damaged"))
    return tuple(found)


def _is_cut(text: str) -> bool:
    """Tell whether a feed's last item is not closed: the text was cut on its way."""
    last = max(text.rfind("<item"), text.rfind("<entry"))
    return last >= 0 and _ITEM_END.search(text, last) is None


def _line(value: Any) -> str:
    """Return a text of a feed as one plain line: markup and entities resolved."""
    if not isinstance(value, str):
        return ""
    return _plain(_MARKUP.sub("", value))


def _plain(text: str) -> str:
    """Return a text with its entities resolved, also those that were escaped twice, white space folded."""
    text = unescape(text)
    if _ENTITY.search(text):
        text = unescape(text)
    return " ".join(text.split())


def _headline(entry: Any) -> str:
    """Return an entry's title; what looks like markup in one that is text ("the <details> element") is text."""
    is_text = (entry.get("title_detail") or {}).get("type") == "text/plain"
    return _plain(_text(entry.get("title"))) if is_text else _line(entry.get("title"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _content(entry: Any) -> tuple[str, bool]:
    """Return an entry's fullest text as HTML, and whether it is more than a summary."""
    bodies = []
    for content in entry.get("content") or ():
        value = _text(content.get("value"))
        if content.get("type") == "text/plain":
            value = _from_plain(value)
        bodies.append(value)
    detail = entry.get("summary_detail") or {}
    summary = _text(entry.get("summary"))
    if summary and detail.get("type") == "text/plain" and not _MARKUP.search(summary):
        summary = _from_plain(summary)
    fullest = max(bodies, key=len, default="")
    return (fullest, True) if len(fullest) >= len(summary) and fullest.strip() else (summary, False)


def _from_plain(text: str) -> str:
    """Return plain text as HTML: a paragraph for each block of lines."""
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    return "".join(f"<p>{escape(block, quote=False)}</p>" for block in blocks if block)


def _title(title: str, text: str, link: str) -> str:
    if title:
        return title
    words = _line(re.sub(r"</(?:p|h\d|li|div)>", " ", text))
    return clip(words, _TITLE_LENGTH) or link


def _date(entry: Any, name: str) -> Line | None:
    """Return a date as the feed prints it, and not as feedparser reads it: that drops zones which it does not know."""
    return _moment(dict.get(entry, name))  # not its own `get`, which gives `updated` for `published`


def _moment(value: Any) -> Line | None:
    """Return a printed date, or one that is counted: Unix time in seconds or milliseconds."""
    raw = " ".join(str(value).split()) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    counted = _UNIX.fullmatch(raw)
    if counted:
        return Line(0, datetime.fromtimestamp(int(counted["seconds"]), UTC).isoformat())
    return Line(0, raw) if raw else None


def _people(entry: Any, feed: Any) -> tuple[str, ...]:
    """Return the authors of an entry, from the feed's own words: feedparser cuts addresses of long domains in two."""
    named = [_text(p.get("name")) for p in entry.get("authors") or () if isinstance(p, dict) and "email" not in p]
    names = named or [_text(dict.get(entry, "author")) or _text(entry.get("author"))]
    found: list[str] = []
    for name in names:
        in_brackets = _ADDRESSED.fullmatch(name.strip())
        found += people(without_emails(_line(in_brackets[1] if in_brackets else name)))
    outlet = fold(_line(feed.get("title")))
    return tuple(dict.fromkeys(name for name in found if name and fold(name) != outlet and "://" not in name))


def _enclosed(entry: Any) -> str:
    """Return the address of the item's picture."""
    for key in ("media_content", "media_thumbnail", "enclosures"):
        for item in entry.get(key) or ():
            kind = _text(item.get("type")) or _text(item.get("medium"))
            address = _text(item.get("url") or item.get("href"))
            if address and (kind.startswith("image") or key == "media_thumbnail"):
                return absolute(address)
    return ""


def _rights(*statements: str) -> tuple[Any, str]:
    for stated in statements:
        kind = credit.licence(stated)
        if kind:
            return credit.licence_rights(kind), stated if len(stated) < 120 else f"CC {kind.upper()}"
    return None, ""


def _lang(value: Any) -> str:
    lang = _text(value).replace("_", "-").strip()
    return lang if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", lang) else ""


def _entry(feed: Any, entry: Any, source: Source, is_date: Callable[[str], bool]) -> Captured:
    html, _ = _content(entry)
    html = _POINTER.sub("", html)
    base = source.name if is_web(source.name) else _text(feed.get("link"))
    link = absolute(_text(entry.get("link")), base)
    guid = _text(entry.get("id")).strip()
    title = _title(_headline(entry), html, link)
    dated = [line for key in ("published", "updated", "created") if (line := _date(entry, key))]
    published = next((line for line in dated if is_date(line.text)), dated[0] if dated else None)
    origin = entry.get("source") or {}
    outlet = _line(origin.get("title")) or _line(feed.get("title"))
    licences = [_text(x.get("href")) for x in entry.get("links") or () if x.get("rel") == "license"]
    stated = (
        _text(entry.get("license")),
        _line(entry.get("rights")),
        _line(feed.get("rights")),
        _text(feed.get("license")),
    )
    rights, licence = _rights(*licences, *stated)
    if not html.strip() and link and title != link:
        rights = "link"
    tags = tuple(dict.fromkeys(filter(None, (_line(tag.get("term")) for tag in entry.get("tags") or ()))))
    return Captured(
        title=title,
        body=(),
        when=published,
        undated=published is None,
        updated=_date(entry, "updated"),
        html=html if html.strip() else _from_plain(title),
        source=outlet,
        source_url=absolute(_text(origin.get("link") or origin.get("href")))
        or absolute(_text(feed.get("link")))
        or home(link),
        canonical_url=link,
        rights=rights,
        license=licence,
        authors=_people(entry, feed),
        tags=tuple(tag for tag in tags if len(tag) <= 60 and "://" not in tag)[:20],
        lang=_lang(entry.get("language")) or _lang(feed.get("language")),
        image=_enclosed(entry),
        guid=guid if guid != link else "",
        original=_stored_page(entry, title, html),
    )


def _stored_page(entry: Any, title: str, html: str) -> bytes:
    """Return an item as JSON, for the quarantine."""
    record = {key: _text(dict.get(entry, key)) for key in ("id", "link", "published", "updated", "author")}
    return json.dumps({"title": title, **record, "content_html": html}, ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def _json_item(feed: Mapping[str, Any], item: Mapping[str, Any], source: Source) -> Captured:
    html = _text(item.get("content_html")) or _from_plain(_text(item.get("content_text")) or _text(item.get("summary")))
    base = _text(feed.get("home_page_url")) or source.name
    link = absolute(_text(item.get("external_url")) or _text(item.get("url")), base)
    guid = str(item.get("id") or "").strip()
    title = _title(_line(item.get("title")), html, link)
    stated = [a for a in (item.get("authors"), item.get("author"), feed.get("authors")) if a]
    given = stated[0] if stated else []
    names = [_line(p.get("name")) for p in (given if isinstance(given, list) else [given]) if isinstance(p, dict)]
    outlet = _line(feed.get("title"))
    published = _moment(item.get("date_published"))
    tags = item.get("tags")
    return Captured(
        title=title,
        body=(),
        when=published,
        undated=published is None,
        updated=_moment(item.get("date_modified")),
        html=html if html.strip() else _from_plain(title),
        rights=None if html.strip() or not link or title == link else "link",
        source=outlet,
        source_url=absolute(_text(feed.get("home_page_url"))) or home(link),
        canonical_url=link,
        authors=tuple(
            dict.fromkeys(one for n in names if fold(n) != fold(outlet) for one in people(without_emails(n)) if one)
        ),
        tags=tuple(_line(tag) for tag in tags if _line(tag))[:20] if isinstance(tags, list) else (),
        lang=_lang(item.get("language")) or _lang(feed.get("language")),
        image=absolute(_text(item.get("image")) or _text(item.get("banner_image")), base),
        guid=guid if guid not in (link, "") else "",
        original=json.dumps(item, ensure_ascii=False, indent=1).encode("utf-8", "replace"),
    )
