"""When a web page was published, as the page says it: the first stated date that can be read, the plainest place first.

Places, in order: JSON-LD's article, meta elements, JSON-LD's page (as Yoast writes it), microdata and RDFa, elements
that are a date, the page's address. A date that only stands somewhere in the text is htmldate's to find, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlsplit

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "publishdate", "pubdate", "publish-date", "publish_date", "publication_date", "article.published",
    "article:published", "article.created", "originalpublicationdate", "rnews:datepublished", "bt:pubdate",
    "shareaholic:article_published_time", "citation_publication_date", "cxenseparse:recs:publishtime", "date", "ptime",
    "datecreated", "og:updated_time",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "article:updated_time",
)  # fmt: skip
_ELEMENTS = ("time", "span", "p", "div", "abbr", "li", "td", "meta")
_DATED = re.compile(r"(?:^|[\s_-])(?:date|dateline|time|timestamp|published|pubdate|publish|posted)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?:^|[:\s])(?:datePublished|dateCreated|dc:date|dcterms:(?:issued|created))(?:$|\s)")
_ELSEWHERE = ("table", "aside", "nav", "footer", "a")
"""What stands in these is the date of something else: a fact, another article, the site."""
_FRACTION = re.compile(r"(?<=:\d\d)[.,]\d{1,9}")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_CJK = re.compile(r"\s*((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]\s*(.*)")
_EARLIEST = "1995-01-01"

IsDate = Callable[[str], bool]


def plain_date(text: str) -> str:
    """Return a printed date in a form that readers of dates know: no fractions of seconds, no signs of East Asia."""
    text = _FRACTION.sub("", " ".join(text.split()))
    if found := _CJK.match(text):
        clock = found[4] if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", found[4]) else ""
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02} {clock}".strip()
    return text


def published(
    tree: Any, meta: Mapping[str, str], article: Mapping[str, Any], objects: Sequence[Mapping[str, Any]], address: str,
    is_date: IsDate,
) -> str:  # fmt: skip
    """Return the date of publication that the page states: the first that can be read, else the first; may be empty."""
    unread = ""
    for stated in _stated(tree, meta, article, objects, address, is_date):
        if is_date(plain := plain_date(stated)):
            return plain
        unread = unread or plain
    return unread


def updated(meta: Mapping[str, str], article: Mapping[str, Any], is_date: IsDate) -> str:
    """Return the date of the last change that the page states, or an empty string."""
    stated = [value for value in (article.get("dateModified"), *map(meta.get, _UPDATED)) if isinstance(value, str)]
    return next((plain for value in stated if is_date(plain := plain_date(value))), "")


def found_date(tree: Any, address: str) -> str:
    """Return a date that stands on a page which states none, as htmldate finds it in likely places; may be empty."""
    from copy import deepcopy

    import htmldate

    with suppress(Exception):  # a page may trip it; then no date is found
        return htmldate.find_date(
            deepcopy(tree), extensive_search=False, original_date=True, url=address or None, min_date=_EARLIEST
        ) or ""  # fmt: skip
    return ""


def _stated(
    tree: Any, meta: Mapping[str, str], article: Mapping[str, Any], objects: Sequence[Mapping[str, Any]], address: str,
    is_date: IsDate,
) -> Iterator[str]:  # fmt: skip
    """Yield what the page states, the plainest place first."""
    yield from _texts(article.get("datePublished"))
    yield from (meta[key] for key in _PUBLISHED[:-1] if key in meta and is_date(plain_date(meta[key])))
    pages = [o for o in objects if "WebPage" in str(o.get("@type")) or "NewsArticle" in str(o.get("@type"))]
    for item in pages:
        yield from _texts(item.get("datePublished"))
    yield from _texts(article.get("dateCreated"))
    yield from _printed(tree, is_date)
    if found := in_address(address):
        yield found
    yield from (meta[key] for key in _PUBLISHED[-1:] if key in meta)


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield item
        elif isinstance(item, dict):
            yield from _texts(item.get("@value"))


def _printed(tree: Any, is_date: IsDate) -> Iterator[str]:
    """Yield the dates that elements of the page are: `time`, microdata, RDFa, or a text that is a date as a whole."""
    body = next(iter(tree.iter("article")), tree)
    for scope in dict.fromkeys((body, tree)):
        for element in scope.iter(*_ELEMENTS):
            prop = f"{element.get('itemprop') or ''} {element.get('property') or ''}"
            stated = element.get("datetime") or (element.get("content") if prop.strip() else "") or ""
            if _PROPERTY.search(prop):
                yield from (v for v in (stated, _text(element)) if is_date(plain_date(v)))
            elif element.tag != "meta" and next(element.iterancestors(*_ELSEWHERE), None) is None:
                yield from _of_element(element, prop, stated, is_date)


def _of_element(element: Any, prop: str, stated: str, is_date: IsDate) -> Iterator[str]:
    kind = f"{element.get('class') or ''} {element.get('id') or ''}"
    title = element.get("title") or ""
    if element.tag == "time" and "dateModified" not in prop:
        yield from (v for v in (stated, _text(element)) if v and is_date(plain_date(v)))
    elif element.tag == "abbr" and len(title) >= 8 and is_date(plain_date(title)):
        yield title
    elif _DATED.search(kind):
        text = _text(element)
        if 4 < len(text) < 60 and is_date(plain_date(text)):
            yield text


def in_address(address: str) -> str:
    """Return the day that a page's address names (`/2019/04/02/`), or an empty string."""
    with suppress(ValueError):
        found = _IN_ADDRESS.search(urlsplit(address).path)
        return date(*map(int, found.groups())).isoformat() if found else ""
    return ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if isinstance(element.tag, str) else ""
