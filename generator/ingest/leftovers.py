"""What is left in an extracted text and is none of it: teasers, paragraphs twice, headings of nothing, the headline.

Works on the text alone, block by block, after the extraction; each rule rests on what a block is, not on its words.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..text.strings import count_words, fold

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEWEST_DOUBLED = 8  # words; shorter lines ("Yes.") are repeated on purpose
_FEWEST_TEASER = 4  # words of a headline; a name is shorter
_LONGEST_HEADING = 14  # words; what is longer above a text is its standfirst
_ENDS = (".", "!", "…", "。", "।")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def without_leftovers(body: Any, host: str) -> None:
    """Take out what is no part of a text; `host` is where the page lies, as far as known."""
    _without_teasers(body, host)
    _without_doubles(body)
    _without_empty_headings(body)
    _with_a_standfirst(body)


def _leads_within(link: Any, host: str) -> bool:
    try:
        there = (urlsplit(link.get("href") or "").hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return bool(there) and (there == host or there.endswith("." + host) or host.endswith("." + there))


def is_teaser(block: Any, host: str) -> bool:
    """Tell whether a block is nothing but the headline of another article of the site, with a link to it."""
    links = [link for link in block.iter("a") if _letters(_text(link))]
    if not links or not all(_leads_within(link, host) for link in links):
        return False
    linked, whole = _letters("".join(_text(link) for link in links)), _letters(_text(block))
    return len(linked) >= len(whole) and count_words(_text(block)) >= _FEWEST_TEASER


def _without_teasers(body: Any, host: str) -> None:
    """Take out headlines of other articles: alone in a paragraph or heading, or lists of nothing else."""
    if not host:
        return
    for block in list(body):
        if block.tag in ("p", *_HEADINGS) and is_teaser(block, host):
            body.remove(block)
        elif block.tag in ("ul", "ol"):
            items = [item for item in block.iter("li") if _text(item)]
            if items and all(is_teaser(item, host) for item in items):
                body.remove(block)


def _without_doubles(body: Any) -> None:
    """Take out paragraphs that stand above already, word for word: pull quotes, and parts of a page shown twice."""
    seen: set[str] = set()
    for block in list(body):
        text = _text(block)
        key = _letters(text)
        if block.tag in ("p", "blockquote", *_HEADINGS) and count_words(text) >= _FEWEST_DOUBLED:
            if key in seen:
                body.remove(block)
            seen.add(key)


def _without_empty_headings(body: Any) -> None:
    """Take out headings with nothing below: at the end of the text, or at once before another of their rank."""
    below: Any = None
    for block in reversed(list(body)):
        if block.tag in _HEADINGS:
            if below is None or (below.tag in _HEADINGS and below.tag <= block.tag):
                body.remove(block)
                continue
        elif not _text(block):
            continue
        below = block


def _with_a_standfirst(body: Any) -> None:
    """Make what opens a text as a heading and is a sentence a paragraph: it is the standfirst, and heads nothing."""
    first = next((block for block in body if _text(block) and block.tag != "figure"), None)
    if first is not None and first.tag in _HEADINGS:
        text = _text(first)
        if text.endswith(_ENDS) or count_words(text) > _LONGEST_HEADING:
            first.tag = "p"
