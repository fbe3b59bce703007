"""What a web page says about itself: JSON-LD, meta elements, microdata, links in its head.

Reads only what is stated; a date that the page does not give is not guessed. Takes an lxml HTML tree and knows nothing
of where it came from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from .byline import names_above
from .text import fold, without_emails
from .web_addresses import absolute, home

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "publishdate",
    "pubdate",
    "publish-date", "publication_date", "citation_publication_date", "cxenseparse:recs:publishtime", "date", "ptime",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified",
    "last-modified", "lastmod", "article:updated_time",
)  # fmt: skip
_BY = re.compile(r"(?:by|par|von|por|di|door)[ :]\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·•»]\s+|\s+-\s+|\s+::\s+")
_DATED = re.compile(r"(?:^|[\s_-])(?:date|dateline|time|timestamp|published|pubdate|publish|posted)", re.IGNORECASE)
_BIO = re.compile(
    r"(?:^|[\s_-])(?:author|contributor|writer)[\w-]*[-_]?(?:bio|box|info|description|about)|\bbio\b", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:^|[\s_-])by-?line|(?:^|[\s_-])author(?:s|-name|__name)?(?:$|\s)", re.IGNORECASE)
_MOST_OBJECTS = 2000


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page says, as it says it; empty where it says nothing."""

    title: str = ""
    """Headline, without the name of the site."""
    published: str = ""
    """Time of publication as written there."""
    updated: str = ""
    """Time of the last change as written there."""
    authors: tuple[str, ...] = ()
    """Names, in order."""
    bios: tuple[str, ...] = ()
    """A line about each author, as it stands."""
    outlet: str = ""
    """Who publishes the page."""
    outlet_url: str = ""
    """Its home page."""
    canonical: str = ""
    """Permanent address of the page."""
    lang: str = ""
    """BCP 47."""
    image: str = ""
    """Address of the lead picture."""
    image_alt: str = ""
    """Its text alternative."""
    licence: str = ""
    """Address or words of the licence stated in the head."""
    summary: str = ""
    """Standfirst."""
    tags: tuple[str, ...] = ()
    """The page's own keywords."""
    is_article: bool = False
    """True when the page says that it is one."""
    is_free: bool = True
    """False when the page says that not everybody may read the whole of it (schema.org's isAccessibleForFree)."""
    feeds: tuple[str, ...] = ()
    """Addresses of the feeds that it offers."""


def _clean(value: Any) -> str:
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in JSON-LD, outer ones first, at most `_MOST_OBJECTS`."""
    queue, at = [value], 0
    while at < len(queue) and at < _MOST_OBJECTS:
        item, at = queue[at], at + 1
        if isinstance(item, dict):
            yield item
            queue.extend(v for v in item.values() if isinstance(v, dict | list))
        elif isinstance(item, list):
            queue.extend(v for v in item if isinstance(v, dict | list))


def _linked_data(tree: Any) -> list[Mapping[str, Any]]:
    """Return the objects of all JSON-LD scripts; a script that is no JSON is passed over."""
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
            try:
                found.extend(_objects(json.loads(text, strict=False)))
            except (ValueError, RecursionError):
                continue
    return found


def _types(item: Mapping[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _article(objects: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the object that describes the article, or an empty one."""
    fits = [o for o in objects if any(t.endswith(("Article", "Posting")) or t == "Report" for t in _types(o))]
    return next((o for o in fits if o.get("headline") or o.get("datePublished")), fits[0] if fits else {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _named(value: Any, objects: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return people or organisations as objects with a name, references by `@id` resolved."""
    found: list[Mapping[str, Any]] = []
    for item in _listed(value)[:50]:
        if isinstance(item, str):
            found.append({"name": item})
        elif isinstance(item, dict):
            if "name" not in item and "@id" in item:
                item = next((o for o in objects if o.get("@id") == item["@id"] and "name" in o), item)
            found.append(item)
    return found


def _first_text(value: Any, *keys: str) -> str:
    """Return the text in a JSON-LD value that may be a text, an object or a list of them."""
    for item in _listed(value):
        if isinstance(item, str) and item.strip():
            return _clean(item)
        if isinstance(item, dict):
            for key in keys:
                if isinstance(item.get(key), str):
                    return _clean(item[key])
    return ""


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = _clean(element.get("content") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(key) or "").strip().lower()
            if name and value:
                found.setdefault(name, []).append(value)
    return found


def _links(tree: Any) -> Iterator[tuple[set[str], Any]]:
    for element in tree.iter("link", "a"):
        rel = set((element.get("rel") or "").lower().split())
        if rel:
            yield rel, element


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names of people in bylines: no addresses, no "By", one each."""
    found: list[str] = []
    for text in texts:
        text = without_emails(_clean(text)).strip(" ,;|·")
        if not text or "://" in text or len(text) > 200:
            continue
        names = names_above(text) or names_above(f"By {text}") or (_BY.sub("", text, count=1),)
        found.extend(name for name in names if name and len(name) <= 80)
    unique = {fold(name): name for name in reversed(found)}
    return tuple(name for name in dict.fromkeys(found) if unique[fold(name)] == name)


def _class(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _headline(tree: Any, meta: Mapping[str, list[str]], article: Mapping[str, Any], outlet: str) -> str:
    for title in (_clean(article.get("headline")), *meta.get("og:title", []), *meta.get("twitter:title", [])):
        if title:
            return _without_site(title, outlet)
    headings = [text for text in (_text(h) for h in tree.iter("h1")) if text]
    whole = next((_text(t) for t in tree.iter("title")), "")
    fitting = next((h for h in headings if fold(h) in fold(whole)), headings[0] if len(headings) == 1 else "")
    return fitting or _without_site(whole, outlet)


def _without_site(title: str, outlet: str) -> str:
    """Return a title without the name of the site behind a bar or dash."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and outlet and fold(parts[-1]) == fold(outlet):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»-:")
    return title


def _outlet(tree: Any, meta: Mapping[str, list[str]], publisher: Sequence[Mapping[str, Any]]) -> str:
    stated = [_clean(p.get("name")) for p in publisher]
    for name in (
        *stated,
        *meta.get("og:site_name", []),
        *meta.get("application-name", []),
        *meta.get("dc.publisher", []),
    ):
        if name and "://" not in name:
            return name
    parts = _SEPARATOR.split(next((_text(t) for t in tree.iter("title")), ""))
    return parts[-1] if len(parts) > 1 and len(parts[-1].split()) <= 5 else ""


def _times(tree: Any, is_date: Any) -> str:
    """Return the date that the page's own elements print: `time`, microdata, or a text that is a date as a whole."""
    body = next(iter(tree.iter("article")), tree)
    for scope in dict.fromkeys((body, tree)):
        for element in scope.iter("time", "span", "p", "div", "abbr", "li", "td"):
            stated = element.get("datetime") or (element.get("content") if element.get("itemprop") else "") or ""
            prop = element.get("itemprop") or ""
            if "datePublished" in prop and (stated or is_date(_text(element))):
                return stated or _text(element)
            if element.tag == "time" and "dateModified" not in prop:
                for value in (stated, _text(element)):
                    if value and is_date(value):
                        return str(value)
            elif _DATED.search(_class(element)):
                text = _text(element)
                if 4 < len(text) < 60 and is_date(text):
                    return text
    return ""


def _bylines(tree: Any) -> tuple[list[str], list[str]]:
    """Return the texts of the elements that name authors, and those that introduce them."""
    names: list[str] = []
    bios: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        kind = _class(element)
        if "author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split():
            inner = [
                e for e in element.iter() if "name" in (e.get("itemprop") or "").split() and isinstance(e.tag, str)
            ]
            names.append(_text(inner[0] if inner else element))
        elif kind.strip() and _BIO.search(kind) and len(list(element.iter("p"))) <= 3:
            text = _text(element)
            if 20 <= len(text) <= 800:
                bios.append(text)
        elif kind.strip() and _BYLINE.search(kind):
            text = _text(element)
            if text and (names_above(text) or names_above(f"By {text}")):
                names.append(text)
    return names, bios


def read_metadata(tree: Any, base: str, is_date: Any) -> PageMetadata:
    """Return what the page says about itself; `base` is its address when known, `is_date` tells a printed date."""
    meta, objects = _meta(tree), _linked_data(tree)
    article = _article(objects)
    one = {key: values[0] for key, values in meta.items()}
    links = list(_links(tree))
    canonical = ""
    for rel, element in links:
        if "canonical" in rel and element.tag == "link":
            canonical = absolute(element.get("href") or "", base)
            break
    stated = _first_text(article.get("mainEntityOfPage"), "@id", "url") or _first_text(article.get("url"))
    canonical = canonical or absolute(one.get("og:url", ""), base) or absolute(stated, base) or absolute(base)
    people = _named(article.get("author"), objects)
    publisher = _named(article.get("publisher"), objects)
    outlet = _outlet(tree, meta, publisher)
    named, introduced = _bylines(tree)
    authors = (
        _names([_clean(p.get("name")) for p in people])
        or _names(
            [
                *meta.get("author", []),
                *meta.get("parsely-author", []),
                *meta.get("dc.creator", []),
                *meta.get("citation_author", []),
            ]
        )
        or _names([v for v in meta.get("article:author", []) if "://" not in v])
        or _names(named)
    )
    bios = [_clean(p.get("description")) for p in people] + introduced
    image = (
        _first_text(article.get("image"), "url", "contentUrl")
        or one.get("og:image", "")
        or one.get("twitter:image", "")
    )
    licence = _first_text(article.get("license"), "url", "@id", "name") or next(
        (element.get("href") or "" for rel, element in links if "license" in rel), ""
    )
    lang = (
        _first_text(article.get("inLanguage"), "alternateName", "name")
        or (tree.get("lang") or "")
        or one.get("og:locale", "")
    )
    lang = lang.replace("_", "-").strip()
    keywords = article.get("keywords")
    tags = _listed(keywords) if not isinstance(keywords, str) else keywords.split(",")
    tags = [*tags, *meta.get("article:tag", [])] or one.get("news_keywords", "").split(",")
    site = _first_text([p.get("url") for p in publisher if isinstance(p.get("url"), str)])
    return PageMetadata(
        title=_headline(tree, meta, article, outlet),
        published=_first_text(article.get("datePublished"))
        or next((one[key] for key in _PUBLISHED if key in one and is_date(one[key])), "")
        or _times(tree, is_date),
        updated=_first_text(article.get("dateModified")) or next((one[key] for key in _UPDATED if key in one), ""),
        authors=tuple(name for name in authors if fold(name) != fold(outlet)),
        bios=tuple(dict.fromkeys(filter(None, bios))),
        outlet=outlet,
        outlet_url=absolute(site) or home(canonical),
        canonical=canonical,
        lang=lang if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", lang) else "",
        image=absolute(image, base or canonical),
        image_alt=one.get("og:image:alt", "") or one.get("twitter:image:alt", ""),
        licence=licence.strip(),
        summary=_clean(article.get("description")) or one.get("og:description", "") or one.get("description", ""),
        tags=tuple(dict.fromkeys(filter(None, (_clean(tag) for tag in tags if isinstance(tag, str)))))[:20],
        is_article=bool(article) or one.get("og:type", "").lower() == "article",
        is_free=str(article.get("isAccessibleForFree", True)).lower() not in ("false", "http://schema.org/false"),
        feeds=tuple(
            dict.fromkeys(
                absolute(element.get("href") or "", base)
                for rel, element in links
                if "alternate" in rel and re.search(r"rss|atom|feed\+json", (element.get("type") or "").lower())
            )
        ),
    )
