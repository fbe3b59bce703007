"""A web page, fetched or saved by a browser (HTML, MHTML, SingleFile): its article, told apart by trafilatura.

trafilatura decides which blocks are the main text. What it does not know is done before (share bars, adverts, "Read
more", sign-up boxes go; captions and table captions are kept) and after (byline, date and credit line leave the text).
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from .. import credit
from ..byline import author_note, names_above
from ..draft import Captured, Line, Source
from ..errors import Problem
from ..html_tree import parse
from ..model import Rights
from ..page_furniture import without_furniture
from ..page_metadata import PageMetadata, read_metadata
from ..text import fold
from ..web_addresses import absolute

NAME = "web page"
DESCRIPTION = "a web page (HTML, MHTML) with an article"
SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE)
_OTHER_XML = re.compile(rb"<(?:rss|feed|rdf:RDF|opml)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.IGNORECASE)
_BACKLINK = re.compile(r"[↩↑^⤴\ufe0e\ufe0f\s]+")
_FEWEST_WORDS = 5
_MOST_ABOVE = 30  # words above the title
_TEI = {
    "head": "h2", "list": "ul", "item": "li", "quote": "blockquote", "row": "tr", "graphic": "img", "ref": "a",
    "lb": "br", "body": "div", "main": "div", "ab": "p",
}  # fmt: skip
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "pre"})
_STRUCTURES = frozenset({"ul", "ol", "dl", "table", "blockquote", "pre"})
_RENDERED = {"#b": "strong", "#i": "em", "#u": "span", "#t": "code", "#sub": "sub", "#sup": "sup"}


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page out of whatever held it."""

    data: bytes
    charset: str = ""
    address: str = ""
    retrieved: datetime | None = None


def recognises(source: Source) -> bool:
    """Tell whether the source is HTML or a browser's archive of it."""
    head = source.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _is_archive(head):
        return True
    if source.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = (source.text or "")[:4096].encode("utf-8", "replace").lstrip()
    return head.startswith(b"<") and bool(_HTML.search(head)) and not _OTHER_XML.search(head[:1024])


def _is_archive(head: bytes) -> bool:
    header = head[:2048].lower()
    return b"multipart/related" in header and (b"snapshot-content-location" in header or b"saved by " in header)


def _moment(text: str) -> datetime | None:
    """Return the moment in a header or a comment, when it names its zone."""
    text = re.sub(r"GMT([+-]\d{4})", r"\1", text.strip())
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        try:  # "Sat Jun 21 2025 10:00:00 +0200", as browsers' scripts print it
            found = datetime.strptime(text, "%a %b %d %Y %H:%M:%S %z")
        except ValueError:
            return None
    if found.tzinfo is None and text.endswith("-0000"):  # RFC 5322: universal time, of whatever place
        found = found.replace(tzinfo=UTC)
    return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo else None


def _saved(source: Source) -> _Saved:
    """Return the page itself, its address and when it was saved, as far as its form tells."""
    if _is_archive(source.data[:4096]):
        message = email.message_from_bytes(source.data, policy=email.policy.compat32)
        address = str(message.get("Snapshot-Content-Location") or "")
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    address = address or str(part.get("Content-Location") or "")
                    return _Saved(
                        content, part.get_content_charset() or "", address, _moment(str(message["Date"] or ""))
                    )
        return _Saved(b"")
    head = source.data[:4096].decode("utf-8", "replace")
    single = _SINGLE_FILE.search(head)
    if single:
        return _Saved(source.data, "", single[1], _moment(single[2]))
    simple = _SAVED_FROM.search(head)
    address = source.name if source.name.startswith(("http://", "https://")) else ""
    return _Saved(source.data, "", simple[1] if simple else address)


def _decoded(saved: _Saved) -> str:
    """Return the page as text: by its mark, what was said of it, what it says, UTF-8, else Windows' Latin letters."""
    data = saved.data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    stated = _CHARSET.search(data[:4096])
    for charset in ("utf-8-sig", saved.charset, stated[1].decode("ascii") if stated else "", "cp1252"):
        try:
            if charset:
                return data.decode("cp1252" if charset.lower() in ("iso-8859-1", "latin-1", "latin1") else charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def page_tree(source: Source) -> tuple[Any, str, datetime | None]:
    """Return a page's tree, its address and when it was saved, as far as known."""
    saved = _saved(source)
    tree = parse(_decoded(saved))
    base = next((element.get("href") or "" for element in tree.iter("base")), "")
    return tree, absolute(base, saved.address) or saved.address, saved.retrieved


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _drop(element: Any) -> None:
    """Remove an element and keep the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def _without_layout_tables(tree: Any) -> None:
    """Turn tables that only lay out the page, as in the web's first years, into plain boxes."""
    for cell in list(tree.iter("td")):
        if any(e.tag == "h1" for e in cell.iter("h1")) or sum(1 for _ in cell.iter("p")) > 2:
            for box in [cell, *cell.iterancestors("td", "tr", "tbody", "table")]:
                for part in box if box.tag == "tr" else (box,):
                    part.tag = "div" if isinstance(part.tag, str) else part.tag
                box.tag = "div"
    for row in list(tree.iter("tr")):
        above = row.getparent()
        if above is not None and above.tag == "div":
            for part in (row, *row.iterchildren("td", "th")):
                part.tag = "div"


def _captions(tree: Any, base: str) -> dict[str, str]:
    """Return the captions of figures by the address of their picture; set the captions of tables before them."""
    from lxml import html

    found: dict[str, str] = {}
    for figure in tree.iter("figure"):
        caption = next((_text(c) for c in figure.iter("figcaption")), "")
        for picture in figure.iter("img"):
            address = absolute(picture.get("data-src") or picture.get("src") or "", base)
            if caption and address:
                found[address] = caption
    for caption in list(tree.iter("caption")):
        table = caption.getparent()
        if table is not None and table.tag == "table" and table.getparent() is not None:
            paragraph = html.Element("p")
            emphasis = html.Element("em")
            emphasis.text = _text(caption)
            paragraph.append(emphasis)
            caption.drop_tree()
            if emphasis.text:
                table.addprevious(paragraph)
    return found


def _absolute(element: Any, base: str) -> None:
    """Make the links and pictures of a tree absolute, so that the tree can leave its page; links within it go."""
    for link in list(element.iter("a", "img")):
        if link.tag == "img" and any((link.get(k) or "").strip() in ("0", "1", "1px") for k in ("width", "height")):
            _drop(link)  # it only counts readers
        elif link.tag == "img":
            sizes = link.get("srcset") or link.get("data-srcset") or ""
            stated = next(
                (link.get(k) for k in ("data-src", "data-original", "data-lazy-src", "src") if link.get(k)), ""
            )
            if (not stated or stated.startswith("data:")) and sizes.strip():
                stated = (sizes.split(",")[-1].split() or [""])[0]
            link.set("src", absolute(stated, base))
        elif (link.get("href") or "").startswith("#"):
            if _BACKLINK.fullmatch(_text(link)):
                _drop(link)
            elif link.getparent() is not None:
                link.drop_tag()
        else:
            link.set("href", absolute(link.get("href") or "", base))


def _main_text(tree: Any, address: str) -> Any:
    """Return the main text as an HTML tree, or None; what trafilatura finds, in HTML's own elements."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        tree, url=address or None, include_comments=False, include_tables=True, include_images=True, include_links=True,
        include_formatting=True, with_metadata=False,
    )  # fmt: skip
    body = getattr(found, "body", None)
    if body is None:
        return None
    for element in body.iter():
        if isinstance(element.tag, str):
            _as_html(element)
    return body


def _as_html(element: Any) -> None:
    """Turn an element of trafilatura's tree (in the manner of TEI) into the HTML element that it was."""
    tag, rend = element.tag, element.get("rend") or ""
    if tag == "head":
        element.tag = rend if re.fullmatch(r"h[1-6]", rend) else "h2"
    elif tag == "list":
        element.tag = rend if rend in ("ul", "ol", "dl") else "ul"
    elif tag == "item" and rend[:2] in ("dt", "dd"):
        element.tag = rend[:2]
    elif tag == "cell":
        element.tag = "th" if element.get("role") == "head" else "td"
    elif tag == "hi":
        element.tag = _RENDERED.get(rend, "span")
    elif tag == "code":
        above = element.getparent()
        element.tag = "pre" if "\n" in "".join(element.itertext()) and (above is None or above.tag != "pre") else "code"
    elif tag == "ref":
        element.set("href", element.get("target") or "")
    if tag in _TEI and element.tag == tag:
        element.tag = _TEI[tag]


def _with_captions(body: Any, captions: dict[str, str], base: str) -> None:
    from lxml import etree

    said = fold(_text(body))
    for picture in list(body.iter("img")):
        caption = captions.get(absolute(picture.get("src") or "", base), "")
        if caption and fold(caption) not in said and picture.getparent() is not None:
            element = etree.Element("figcaption")
            element.text, element.tail, picture.tail = caption, picture.tail, None
            picture.addnext(element)


def _container(tree: Any, body: Any) -> Any:
    """Return the smallest element of the page that holds the main text: the ancestor that its paragraphs share."""
    kept = {_key(_text(block)) for block in body.iter("p", "h2", "h3", "li", "blockquote")}
    found: list[Any] | None = None
    for block in tree.iter("p", "h2", "h3", "li", "div"):
        text = _text(block) if len(block) < 30 else ""
        if len(text) >= 40 and _key(text) in kept:
            line = [block, *block.iterancestors()][::-1]
            found = line if found is None else [a for a, b in zip(found, line, strict=False) if a is b]
    return found[-1] if found else None


def _restore(container: Any, body: Any) -> None:
    """Put back the lists, tables, quotations and code that trafilatura passed over between two blocks that it kept."""
    from copy import deepcopy

    kept = {_key(_text(block)): block for block in reversed(list(body))}
    said = _letters(_text(body))
    last: Any = None
    pending: list[tuple[Any, Any]] = []
    done: set[Any] = set()
    for element in container.iter():
        if not isinstance(element.tag, str) or any(above in done for above in element.iterancestors()):
            continue
        text = _text(element) if element.tag in _BLOCKS else ""
        if text and _key(text) in kept and len(text) >= _FEWEST_WORDS:
            for at, copy in pending:
                at.addnext(copy)
            pending, last = [], kept[_key(text)]
        elif text and element.tag in _STRUCTURES and last is not None and _letters(text) not in said:
            linked = sum(len(_text(a)) for a in element.iter("a"))
            rows = sum(e.tag in ("li", "tr", "p") for e in element.iter())
            known = sum(_letters(_text(e)) in said for e in element.iter("li", "tr", "p"))
            if linked * 2 < len(text) and known * 2 <= rows:
                copy = deepcopy(element)
                copy.tail = None
                pending.insert(0, (last, copy))
                done.add(element)


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _key(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())[:80]


@dataclass(slots=True)
class _Notes:
    """What the text itself says about the article."""

    credit: str = ""
    authors: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()


def _unheaded(body: Any, data: PageMetadata, is_date: Callable[[str], bool]) -> _Notes:
    """Take title, byline, date and credit line out of the text and return what they say."""
    notes = _Notes()
    at = next((n for n, block in enumerate(list(body)[:6]) if fold(_text(block)) == fold(data.title)), 0)
    if sum(len(_text(block).split()) for block in list(body)[:at]) < _MOST_ABOVE:
        for block in list(body)[:at]:
            body.remove(block)  # what stands above the title belongs to the site
    for block in list(body)[:6]:
        text = _text(block)
        plain = fold(text)
        standfirst = block.tag == "p" and data.summary and plain == fold(data.summary)
        if plain == fold(data.title) or is_date(text) or standfirst:
            body.remove(block)
        elif block.tag == "p" and len(text) < 200 and (names_above(text) or plain in {fold(a) for a in data.authors}):
            notes.authors = notes.authors or names_above(text)
            body.remove(block)
        elif block.tag == "p" and len(text.split()) > 20:
            break
    blocks = [block for block in body if block.tag == "p"]
    at = credit.credit_line([_text(block) for block in blocks])
    if at >= 0:
        notes.credit = _text(blocks[at])
        body.remove(blocks.pop(at))
    while len(blocks) > 1:
        rest = " ".join(_text(block) for block in blocks[:-1])
        note = author_note(_text(blocks[-1]), rest)
        if note is None:
            break
        notes.authors, notes.bios = (*note.authors, *notes.authors), (*note.bios, *notes.bios)
        body.remove(blocks.pop())
    return notes


def _rights(data: PageMetadata, stated: str) -> tuple[Rights | None, str]:
    """Return what may be done with the text, and the licence as the page names it."""
    kind = credit.licence(data.licence) or credit.licence(stated)
    if kind:
        return credit.licence_rights(kind), data.licence or f"CC {kind.upper()}"
    return ("full" if stated and credit.is_permitted(stated) else None), data.licence


def _foot(tree: Any) -> Iterator[str]:
    """Yield the short texts of the page that name a licence (its foot, a line below the text)."""
    for element in tree.iter("p", "div", "span", "footer", "small", "li"):
        text = _text(element) if len(element) < 12 else ""
        if text and len(text) < 400 and credit.licence(text):
            yield text


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the page's article, or nothing when there is no main text."""
    from copy import deepcopy

    from lxml import html

    tree, address, retrieved = page_tree(source)
    data = read_metadata(tree, address, is_date)
    base = address or data.canonical
    stated_licence = next(_foot(tree), "") if not data.licence else ""
    without_furniture(tree)
    _absolute(tree, base)
    _without_layout_tables(tree)
    captions = _captions(tree, base)
    body = _main_text(deepcopy(tree), base)
    if body is None:
        return ()
    _with_captions(body, captions, base)
    container = _container(tree, body)
    if container is not None:
        _restore(container, body)
    notes = _unheaded(body, data, is_date)
    if len(_text(body).split()) < _FEWEST_WORDS:
        return ()
    rights, licence = _rights(data, notes.credit or stated_licence)
    outlet = credit.outlet(notes.credit) or data.outlet or (urlsplit(base).hostname or "").removeprefix("www.")
    losses: tuple[Problem, ...] = ()
    if not outlet:
        message, remedy = "the page names no outlet", "set source and attribution in the article's file"
        losses, rights = (Problem(source.name, 0, message, remedy, "warning", "no-outlet"),), rights or "excerpt"
    return (
        Captured(
            title=data.title or _text(body)[:80],
            body=(),
            when=Line(0, data.published) if data.published else None,
            undated=not data.published,
            updated=Line(0, data.updated) if data.updated else None,
            retrieved=retrieved,
            source=outlet,
            source_url=data.outlet_url if outlet == data.outlet else "",
            canonical_url=(credit.address(notes.credit) if outlet != data.outlet else "") or data.canonical,
            attribution=notes.credit,
            rights=rights,
            license=licence,
            authors=tuple(dict.fromkeys(data.authors or notes.authors)),
            author_bios=tuple(dict.fromkeys((*data.bios, *notes.bios))),
            tags=data.tags,
            losses=losses,
            lang=data.lang,
            image=data.image,
            image_alt=data.image_alt,
            html=html.tostring(body, encoding="unicode"),
            whole=html.tostring(container, encoding="unicode") if container is not None else "",
        ),
    )


def offers(source: Source) -> tuple[bool, tuple[str, ...]]:
    """Return whether the page says that it is an article, and the addresses of the feeds that it offers."""
    tree, address, _ = page_tree(source)
    data = read_metadata(tree, address, lambda _: False)
    return data.is_article, tuple(filter(None, data.feeds))
