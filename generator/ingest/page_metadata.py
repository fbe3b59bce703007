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

from ..text.strings import fold, without_emails
from ..text.web_addresses import absolute, home
from . import page_dates
from .byline import names_above

_BY = re.compile(r"(?:by|par|von|por|di|door)[ :]\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·•»]\s+|\s+-\s+|\s+::\s+")
_BIO = re.compile(
    r"(?:^|[\s_-])(?:author|contributor|writer)[\w-]*[-_]?(?:bio|box|info|description|about)|\bbio\b", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:^|[\s_-])by-?line|(?:^|[\s_-])author(?:s|-name|__name)?(?:$|\s)", re.IGNORECASE)
_HEADLINE = re.compile(
    r"(?:^|[\s_-])headline(?:$|\s)|(?:^|\s)(?:entry|post|article|story|news)[-_]{0,2}(?:title|headline)(?:$|\s)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:\b(?:GmbH|AG|Inc|Ltd|LLC|SARL|SAS|Pty|Co\. KG|KG|PLC|Corp|e\.\s?V)|\bS\.\s?(?:A|L|p\.?A)(?:\.\s?U)?)\.?$",
    re.IGNORECASE,
)
_CODE = re.compile(r"[\w.-]*\d{3,}[\w.-]*|\S*[:=|_/@]\S*|[a-z]+(?:[A-Z][a-z]+)+", re.ASCII)
_OF_AUTHORS = re.compile(
    r"/(?:authors?|autore?n?|auteurs?|autores|people|profil[es]?|contributors?|redaktion)/[^/]", re.IGNORECASE
)
_WRITTEN_BY = frozenset(
    ("written by", "verfasst von", "escrito por", "écrit par", "scritto da", "geschreven door", "autor")
)
_LONGEST_TITLE = 300  # letters
_SAME = 0.3  # of a heading's longer words that the stated title has too
_FEWEST_OF_BIO = 6  # words
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
        if not any(c.isalpha() for c in text) or "://" in text or len(text) > 200:
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
    """Return the headline that readers of the page see, else the one that the page states for search engines."""
    stated = (_clean(article.get("headline")), *meta.get("og:title", [])[:1], *meta.get("twitter:title", [])[:1])
    titles = [title for title in (_without_site(t, outlet) for t in stated if t) if fold(title) != fold(outlet)]
    whole = next((_text(t) for t in tree.iter("title")), "")
    shown = _shown_headline(tree, titles or [whole], outlet)
    return shown or next(iter(titles), "") or _shown_headline(tree, [whole], outlet) or _without_site(whole, outlet)


def _shown_headline(tree: Any, stated: Sequence[str], outlet: str) -> str:
    """Return the heading that is the page's headline, or an empty string when none is, or several may be.

    That is the one that is marked as such, or the only `h1`; it shares words with what the page states, unless it is
    marked. A heading that ends with a stated title and has more before it (a kicker) gives way to that title.
    """
    headings = [h for h in tree.iter("h1", "h2", "h3") if _text(h) and fold(_text(h)) != fold(outlet)]
    firsts = [h for h in headings if h.tag == "h1"]
    inner = [h for h in firsts if next(h.iterancestors("article", "main"), None) is not None]
    marked = [h for h in headings if _HEADLINE.search(f"{h.get('itemprop') or ''} {_class(h)}")]
    for group in (firsts, inner, marked):
        texts = list(dict.fromkeys(_text(h) for h in group))
        if len(texts) != 1 or len(texts[0]) > _LONGEST_TITLE:
            continue
        shown, known = fold(texts[0]), [fold(title) for title in stated if title]
        if ending := [title for title in stated if title and shown.endswith(fold(title))]:
            return ending[0]
        if group is marked or not known or any(shown in title or _share(shown, title) >= _SAME for title in known):
            return texts[0]
    return ""


def _share(shown: str, stated: str) -> float:
    """Return how many of the longer words of a heading stand in the stated title, in 0..1."""
    words = {word for word in re.findall(r"\w+", shown) if len(word) > 3}
    return len(words & set(re.findall(r"\w+", stated))) / len(words) if words else 0.0


def _without_site(title: str, outlet: str) -> str:
    """Return a title without the name of the site behind a bar or dash."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and outlet and fold(parts[-1]) == fold(outlet):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»-:")
    return title


def _outlet(tree: Any, meta: Mapping[str, list[str]], publisher: Sequence[Mapping[str, Any]]) -> str:
    stated = [_clean(p.get("name")) for p in publisher]
    if any(_COMPANY.search(name) for name in stated):  # the company behind the outlet; the site's name says more
        stated = [*meta.get("og:site_name", []), *stated]
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


def _labelled(meta: Mapping[str, str]) -> list[str]:
    """Return who wrote a page by the pairs of label and value that previews show (`twitter:label1`, as Yoast does)."""
    return [meta.get(f"twitter:data{n}", "") for n in "12" if fold(meta.get(f"twitter:label{n}", "")) in _WRITTEN_BY]


def _linked_authors(tree: Any) -> list[str]:
    """Return the text of the links to pages of authors, where the whole page has those of one or two."""
    body = next(iter(tree.iter("article", "main")), tree)
    links = [a for a in body.iter("a") if _OF_AUTHORS.search(a.get("href") or "")]
    texts = list(dict.fromkeys(text for a in links if 0 < len(text := _text(a)) <= 60 and len(text.split()) <= 5))
    return texts if len(texts) <= 2 else []


def _tells(bio: str) -> bool:
    """Tell whether a line about an author says more than a name, a handle or a button."""
    words = [word for word in re.findall(r"(?<![@\w])\w+", bio) if word[0].isalpha()]
    return len(words) >= _FEWEST_OF_BIO


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
        or _names(_labelled(one))
        or _names(named)
        or _names(_linked_authors(tree))
    )
    bios = [bio for bio in [_clean(p.get("description")) for p in people] + introduced if _tells(bio)]
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
    stated_tags = [*_listed(keywords), *meta.get("article:tag", [])] or [one.get("news_keywords", "")]
    tags = [tag for text in stated_tags if isinstance(text, str) for tag in re.split(r"[,;،、]", text)]
    site = _first_text([p.get("url") for p in publisher if isinstance(p.get("url"), str)])
    return PageMetadata(
        title=_headline(tree, meta, article, outlet),
        published=page_dates.published(tree, one, article, objects, base or canonical, is_date),
        updated=page_dates.updated(one, article, is_date),
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
        tags=tuple(dict.fromkeys(tag for tag in map(_clean, tags) if tag and not _CODE.fullmatch(tag)))[:20],
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
