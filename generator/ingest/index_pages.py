"""Pages that list articles and hold none: a front page, a section, an archive; told by where their text stands."""

from __future__ import annotations

import re
from typing import Any

from ..text.strings import count_words

_HEADINGS = ("h1", "h2", "h3", "h4")
_BOX = re.compile(r"(?<![a-z])(?:post|entry|teaser|card|story|item|article|summary|promo)(?![a-z])", re.IGNORECASE)
_FEWEST = 3  # teasers
_SHARE = 0.8  # of the page's paragraphs, by words


def is_listing(tree: Any) -> bool:
    """Tell whether nearly all paragraphs of a page stand in boxes whose headings lead to three other pages or more.

    Below a whole article such boxes are what is related to it, and its own paragraphs outweigh theirs.
    """
    boxes: dict[Any, str] = {}
    for heading in tree.iter(*_HEADINGS):
        link = next(heading.iter("a"), None)
        address = (link.get("href") or "").partition("#")[0] if link is not None else ""
        if address and (box := _box(heading)) is not None:
            boxes.setdefault(box, address)
    if len(set(boxes.values())) < _FEWEST:
        return False
    inside = total = 0
    for paragraph in tree.iter("p"):
        words = count_words("".join(paragraph.itertext()))
        total += words
        inside += words if any(above in boxes for above in paragraph.iterancestors()) else 0
    return total > 0 and inside >= _SHARE * total


def heading_links(tree: Any) -> int:
    """Return to how many pages the headings of a page lead."""
    links = [link.get("href") or "" for heading in tree.iter(*_HEADINGS) for link in heading.iter("a")]
    return len({address.partition("#")[0] for address in links} - {"", "/"})


def _box(heading: Any) -> Any:
    """Return what holds a heading and its teaser, or None."""
    for above in heading.iterancestors("article", "li", "div", "section"):
        if above.tag == "article" or _BOX.search(above.get("class") or ""):
            return above
    return None
