"""What went in against what came out: every word, list item, quote, table, link and picture of a main text.

Compares the HTML that a source held with the Markdown that was made of it, so it also sees what the extraction passed
over. Says what is missing; mends nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ...text.strings import count_words, fold
from ...text.web_addresses import absolute
from ..pictures import name_beside

_FEWEST = 4  # words; what is shorter and stands alone (a label, a button) is no loss worth a line
_FEWEST_OF_LEAD = 10  # words; what is shorter above a text is a kicker, a byline or a date
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|zip|mp3|mp4)(?:$|[?#])", re.IGNORECASE)
_CONTROLS = ("button", "nav", "label", "form", "select")
_BOXES = ("div", "aside", "section")  # counted for the words that stand in them alone
_PARTS = frozenset(
    "address article aside blockquote button dl details div figure footer form h1 h2 h3 h4 h5 h6 header hr iframe "
    "main nav noscript ol p pre script section style svg table ul".split()
)
_MOST_ELEMENTS = 20_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of each kind a text holds."""

    words: int = 0
    """Words that a reader sees."""
    items: int = 0
    """Items of lists."""
    quotes: int = 0
    """Block quotations."""
    tables: int = 0
    """Tables."""
    links: int = 0
    """Links to other pages, one an address."""
    pictures: int = 0
    """Pictures, one an address."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that went in and did not come out."""

    code: str
    """Stable name of the kind."""
    message: str
    """What is missing, how much of it, and in which section."""


def _key(text: str) -> str:
    """Return what is left of a text when only letters and digits count."""
    return "".join(filter(str.isalnum, fold(text)))


def _shown(markdown: str) -> tuple[str, set[str], set[str]]:
    """Return the key of all text that the Markdown shows, its links and its pictures."""
    from markdown_it import MarkdownIt

    texts: list[str] = []
    links: set[str] = set()
    pictures: set[str] = set()
    for token in MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").parse(markdown):
        if token.type in ("fence", "code_block"):
            texts.append(token.content)
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                texts.append(child.content)
            elif child.type == "link_open":
                links.add(str(child.attrs.get("href", "")))
            elif child.type == "image":
                pictures.add(str(child.attrs.get("src", "")))
    return _key("".join(texts)), links, pictures


def tally(markdown: str) -> Tally:
    """Return how much of each kind stands in Markdown."""
    from markdown_it import MarkdownIt

    counts: Counter[str] = Counter()
    words = 0
    links: set[str] = set()
    pictures: set[str] = set()
    for token in MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").parse(markdown):
        counts[token.type] += 1
        if token.type in ("fence", "code_block"):
            words += len(token.content.split())
        run = []
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                run.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                run.append(" ")
            elif child.type == "link_open":
                links.add(str(child.attrs.get("href", "")))
            elif child.type == "image":
                pictures.add(str(child.attrs.get("src", "")))
        words += len("".join(run).split())
    return Tally(
        words, counts["list_item_open"], counts["blockquote_open"], counts["table_open"], len(links), len(pictures)
    )


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if isinstance(element.tag, str) else ""  # no comment's


def _section(element: Any) -> str:
    """Return the heading under which an element stands, or an empty string."""
    node = element
    while node is not None:
        before = node.getprevious()
        while before is not None:
            if isinstance(before.tag, str) and before.tag in ("h1", "h2", "h3", "h4"):
                return _text(before)[:60]
            before = before.getprevious()
        node = node.getparent()
    return ""


def missing(
    source: Any, markdown: str, elsewhere: str = "", *, is_told: Callable[[str], bool] = lambda _: False
) -> Iterator[Missing]:
    """Yield what of the HTML tree `source` the Markdown does not show, kind by kind.

    `elsewhere` is text that was taken out on purpose and kept in the front matter (title, credit, authors);
    `is_told` tells other texts that the front matter says in its own way (a date, a byline).
    """
    shown, links, pictures = _shown(markdown)
    elsewhere_key = _key(elsewhere)
    shown += "|" + elsewhere_key
    lost: dict[tuple[str, str], list[str]] = {}
    lead = ""
    has_begun = False
    kept_links: dict[str, None] = {}
    for at, element in enumerate(source.iter()):
        tag = element.tag if isinstance(element.tag, str) else ""
        if at > _MOST_ELEMENTS:
            break
        if tag in ("li", "blockquote", "tr", "p", "h2", "h3", "h4", "pre", "dt", "dd", "figcaption", *_BOXES):
            parts = _own(element) if tag in ("li", "blockquote", *_BOXES) else [_text(element)]
            text = " ".join(parts)
            gone = [part for part in parts if _key(part) not in shown and not is_told(part)]
            telling = count_words(text) >= _FEWEST or tag in ("li", "tr", "dt", "dd")
            if tag == "tr":
                telling = any(_key(_text(cell)) not in shown for cell in element)
            is_lost = bool(gone) and telling and not _within(element, tag) and not is_control(element)
            has_begun = has_begun or (tag == "p" and not gone and telling)
            if is_lost and tag == "p" and not has_begun and not lead and count_words(text) >= _FEWEST_OF_LEAD:
                lead = text
            elif is_lost:
                lost.setdefault((tag, _section(element) if tag in ("li", "tr") else ""), []).append(text)
            if (
                not gone and tag in ("p", "li") and _key(text) not in elsewhere_key
            ):  # a credit line's links are not the text's
                for link in element.iter("a"):
                    if "author" in (link.get("rel") or ""):
                        continue  # the byline's, whose name stands in the front matter
                    address = absolute(link.get("href") or "")
                    if address and _text(link) and address not in kept_links:
                        kept_links[address] = None
    if lead and has_begun:
        yield Missing("lost-lead", f"the beginning may be missing: '{_short(lead)}' stands above the text")
    elif lead:
        lost.setdefault(("p", ""), []).insert(0, lead)
    yield from _findings(lost)
    gone_links = [address for address in kept_links if _plain(address) not in {_plain(link) for link in links}]
    if gone_links:
        yield Missing("lost-links", f"{_count(len(gone_links), 'link')} lost, the first to {gone_links[0]}")
    pictures |= links  # one that is not fetched becomes a link
    there = {_plain(picture) for picture in pictures}
    wanted = {absolute(e.get("src") or "") for e in source.iter("img") if not _small(e)} - {""}
    gone_pictures = sorted(picture for picture in wanted if _plain(picture) not in there)
    if gone_pictures:
        first = name_beside(gone_pictures[0]) or gone_pictures[0]
        yield Missing("lost-pictures", f"{_count(len(gone_pictures), 'picture')} left out, such as {first}")


def is_control(element: Any) -> bool:
    """Tell whether an element is there to be pressed and not to be read: a button, or nothing but links."""
    if any(e.tag in _CONTROLS or e.get("role") == "button" for e in (element, *element.iterancestors())):
        return True
    if next(element.iter(*_CONTROLS), None) is not None and count_words(_text(element)) < _FEWEST_OF_LEAD:
        return True
    links = list(element.iter("a"))
    if any(_DOCUMENT.search(link.get("href") or "") for link in links):
        return False  # what is attached belongs to the article
    linked = sum(len(_key(_text(link))) for link in links)
    return element.tag != "blockquote" and 0 < len(_key(_text(element))) <= linked


def _short(text: str) -> str:
    return text[:60] + ("…" if len(text) > 60 else "")


def _own(item: Any) -> list[str]:
    """Return the texts of a list item, quotation or box, without those of the lists in it; of a box, its own alone."""
    parts: list[str] = [item.text or ""]
    found: list[str] = []
    for child in item:
        if isinstance(child.tag, str) and child.tag in _PARTS:
            found.append(" ".join("".join(parts).split()))
            parts = []
            if child.tag in ("p", "div") and item.tag not in _BOXES:
                found.append(_text(child))
        elif isinstance(child.tag, str):
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    found.append(" ".join("".join(parts).split()))
    return [text for text in found if _key(text)]


def _within(element: Any, tag: str) -> bool:
    """Tell whether an element stands in another that is counted itself."""
    counted: tuple[str, ...]
    if tag in _BOXES:
        counted = ("li", "blockquote", "td", "th", "dd", "dt", "p", "figcaption", "a", "h2", "h3", "h4", "figure")
    else:
        counted = {"p": ("li", "blockquote", "td", "th", "dd"), "tr": (), "li": ("table",)}.get(tag, ("li",))
    return any(above.tag in counted for above in element.iterancestors())


def _findings(lost: dict[tuple[str, str], list[str]]) -> Iterator[Missing]:
    names = {
        "li": "list item",
        "tr": "table row",
        "blockquote": "quotation",
        "p": "paragraph",
        "pre": "block of code",
        "figcaption": "caption",
        **dict.fromkeys(_BOXES, "paragraph"),
    }
    codes = {"li": "lost-items", "tr": "lost-rows", "blockquote": "lost-quotes"}
    for (tag, section), texts in lost.items():
        where = f" of section '{section}'" if section else ""
        verb = "was" if len(texts) == 1 else "were"
        what = _count(len(texts), names.get(tag, "heading" if tag.startswith("h") else "entry"))
        yield Missing(codes.get(tag, "lost-text"), f"{what}{where} {verb} not kept: '{_short(texts[0])}'")


def _count(number: int, noun: str) -> str:
    plural = (
        noun.replace("block of", "blocks of") if noun.startswith("block") else noun.replace("entry", "entrie") + "s"
    )
    return f"{number} {noun if number == 1 else plural}"


def _plain(address: str) -> str:
    return address.replace("%28", "(").replace("%29", ")").rstrip("/")


def _small(picture: Any) -> bool:
    """Tell whether a picture is an icon or one that only counts readers."""
    for key in ("width", "height"):
        value = (picture.get(key) or "").removesuffix("px")
        if value.isdecimal() and int(value) <= 64:
            return True
    return any(
        above.tag == "a" and not _text(above) and "author" in (above.get("rel") or "")
        for above in picture.iterancestors()
    )
