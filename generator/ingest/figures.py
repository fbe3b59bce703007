"""Pictures of a web page and their captions: which pictures are the article's, and which words belong to a picture.

Captions are no paragraphs of a text: they leave it, and go with their picture, or not at all.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from ..text.web_addresses import absolute

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-caption-text|(?:image|photo|picture|media|figure|img)?[_-]{0,2}(?:captions?|credits?|copyright)"
    r"|bildunterschrift|bildquelle|legende|pie-?(?:de-)?foto|didascalia)(?:$|[\s_-])",
    re.IGNORECASE,
)
_STAND_IN = re.compile(
    r"place-?holder|spacer|(?:^|[-_.])(?:blank|transparent|pixel|1x1|loading|lazy|icon|icons|logo|avatar)(?=[-_.]|$)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg)|(?:img|dsc|image|photo|picture)?[-_ ]?\d*", re.IGNORECASE)
_MOST = 120  # words of a caption; what is longer is text
_NEAR = 3  # levels between a caption and the box that it shares with its picture


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def in_words(alt: str) -> str:
    """Return a text alternative, or an empty string for a file's name or a number, which says nothing."""
    alt = " ".join(alt.split())
    return "" if _FILE.fullmatch(alt) else alt


def without_stand_ins(tree: Any) -> None:
    """Remove pictures that stand for one that is loaded later, icons and logos, by the names of their files.

    A picture whose element names no file takes that of the `source` beside it.
    """
    for picture in list(tree.iter("img")):
        above = picture.getparent()
        group = next(picture.iterancestors("picture"), None)
        if group is not None and not any(picture.get(key) for key in ("data-src", "srcset")):
            stated = picture.get("src") or ""
            beside = next((s.get("srcset") or s.get("data-srcset") for s in group.iter("source")), "") or ""
            if beside and (not stated or stated.startswith("data:") or _is_stand_in(stated)):
                picture.set("src", (beside.split(",")[-1].split() or [""])[0])
        if above is not None and _is_stand_in(picture.get("src") or "") and not _is_late(picture):
            picture.drop_tree()
    for source in list(tree.iter("source")):
        if len(source) and source.getparent() is not None:
            source.drop_tag()  # libxml2 does not know that it is empty, and puts what follows into it


def _is_late(picture: Any) -> bool:
    """Tell whether a picture names another file beside `src`."""
    others = [picture.get(key) or "" for key in ("data-src", "data-original", "data-lazy-src", "srcset", "data-srcset")]
    return any(other.strip() and not _is_stand_in(other.split()[0]) for other in others)


def _is_stand_in(address: str) -> bool:
    try:
        name = urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return False
    return not address.startswith("data:") and _STAND_IN.search(name) is not None


def taken_captions(tree: Any, base: str) -> dict[str, Any]:
    """Take the captions of pictures out of a page, and return them by the picture's address.

    A caption is a `figcaption`, what a class calls so, and all words of a figure that holds pictures and nothing else.
    One whose picture cannot be told (a film, a script's gallery) goes: alone, it says nothing.
    """
    found: dict[str, Any] = {}
    for caption in list(tree.iter("figcaption")):
        figure = next(caption.iterancestors("figure"), None)
        if figure is not None and caption.getparent() is not None and not _holds_text(figure):
            _take(caption, _addresses(figure, base), found)
    for box in [e for e in tree.iter("p", "div", "span", "small", "dd") if _CAPTION.search(e.get("class") or "")]:
        if box.getparent() is None or next(box.iter("img", "p", "h1", "h2", "table"), box) is not box:
            continue
        near = list(box.iterancestors())[:_NEAR]
        home = next((a for a in near if next(a.iter("img"), None) is not None), None)
        if home is not None and len(_text(home).split()) <= len(_text(box).split()) + _MOST // 4:
            _take(box, _addresses(home, base), found)
    for figure in list(tree.iter("figure")):
        addresses = _addresses(figure, base)
        words = [e for e in figure.iter("div", "span", "p", "small", "a") if (e.text or "").strip()]
        if addresses and words and not _holds_text(figure) and next(figure.iter("figure"), figure) is figure:
            for element in words:
                if element.getparent() is not None and next(element.iter("img"), None) is None:
                    _take(element, addresses, found)
    return found


def _holds_text(figure: Any) -> bool:
    """Tell whether a figure holds more than pictures: a table, a quotation, code, or a text."""
    if next(figure.iter("table", "blockquote", "pre", "ul", "ol", "h2", "h3"), None) is not None:
        return True
    return len(_text(figure).split()) > _MOST * max(1, sum(1 for _ in figure.iter("img")))


def _addresses(box: Any, base: str) -> list[str]:
    return [address for p in box.iter("img") if (address := absolute(p.get("src") or "", base))]


def _take(caption: Any, addresses: list[str], found: dict[str, Any]) -> None:
    """Take a caption out; the first of a picture is its caption, and what comes later its credit."""
    from lxml import html

    if _text(caption):
        copy = html.Element("figcaption")
        kept = deepcopy(caption)
        copy.text = kept.text
        copy.extend(list(kept))
        for address in addresses:
            found.setdefault(address, copy)
    caption.drop_tree()
