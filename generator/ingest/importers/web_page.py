"""A web page, fetched or saved by a browser (HTML, MHTML, SingleFile): its article, told apart by trafilatura.

The main text is `main_text`'s business, furniture `page_furniture`'s, what the page says of itself `page_metadata`'s.
Here the page is taken out of what holds it, and byline, date and credit line leave the text.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from ...content import credit
from ...errors import ImportRefused, Problem
from ...model import Rights
from ...text.html_tree import parse
from ...text.strings import count_words, fold
from ...text.web_addresses import absolute, is_web
from ..byline import author_note, names_above
from ..cut_short import cut_short, is_cut_message, is_cut_page
from ..draft import Captured, Line, Source
from ..index_pages import heading_links, is_listing
from ..leftovers import without_leftovers
from ..main_text import extract, prepare, visible
from ..page_dates import found_date
from ..page_furniture import without_furniture
from ..page_metadata import PageMetadata, read_metadata
from ..pictures import address_beside, address_within

NAME = "web page"
DESCRIPTION = "a web page (HTML, MHTML) with an article"
SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main)\b", re.IGNORECASE)
_OTHER_XML = re.compile(rb"<(?:rss|feed|rdf:RDF|opml)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.IGNORECASE)
_HOME = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
_FEWEST_WORDS = 5
_MOST_ABOVE = 30  # words above the title
_STANDFIRST = re.compile(
    r"(?<![a-z])(?:stand-?first|sub-?title|sub-?head(?:line|ing)?|dek|deck|lede|chapo|vorspann|entradilla|bajada)(?![a-z])",
    re.IGNORECASE,
)
_TO_ORIGINAL = re.compile(
    r"\b(?:original\w*|l.original|Originalbeitrag|Originalartikel|here|ici|hier|aquí)\b", re.IGNORECASE
)
_FEWEST_TEASERS = 3  # headlines of others on a home page
_LONGEST_STANDFIRST = 80  # words
_MOST_BETWEEN = 4  # elements between headline and standfirst


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page out of whatever held it."""

    data: bytes
    charset: str = ""
    address: str = ""
    retrieved: datetime | None = None
    is_cut: bool = False
    """True when what holds the page ends before it should."""


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
                    moment, charset = _moment(str(message["Date"] or "")), part.get_content_charset() or ""
                    return _Saved(content, charset, address, moment, is_cut_message(message))
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


def page_tree(source: Source) -> tuple[Any, str, _Saved]:
    """Return a page's tree, its address as far as known, and what held it."""
    saved = _saved(source)
    page = _decoded(saved)
    tree = parse(page)
    base = next((element.get("href") or "" for element in tree.iter("base")), "")
    saved = replace(saved, is_cut=saved.is_cut or is_cut_page(page))
    return tree, absolute(base, saved.address) or saved.address, saved


@dataclass(slots=True)
class _Notes:
    """What the text itself says about the article."""

    credit: str = ""
    original: str = ""
    home: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()


def _unheaded(body: Any, data: PageMetadata, is_date: Callable[[str], bool]) -> _Notes:
    """Take title, byline, date and credit line out of the text and return what they say."""
    notes = _Notes()
    at = next((n for n, block in enumerate(list(body)[:6]) if fold(visible(block)) == fold(data.title)), 0)
    if sum(len(visible(block).split()) for block in list(body)[:at]) < _MOST_ABOVE:
        for block in list(body)[:at]:
            body.remove(block)  # what stands above the title belongs to the site
    for block in list(body)[:6]:
        text = visible(block)
        plain = fold(text)
        if is_date(text):
            notes.date = notes.date or text
            body.remove(block)
        elif plain == fold(data.title):
            body.remove(block)
        elif block.tag == "p" and len(text) < 200 and (names_above(text) or plain in {fold(a) for a in data.authors}):
            notes.authors = notes.authors or names_above(text)
            body.remove(block)
        elif block.tag == "p" and len(text.split()) > 20:
            break
    blocks = [block for block in body if block.tag == "p"]
    at = credit.credit_line([visible(block) for block in blocks])
    if at >= 0:
        notes.credit = visible(blocks[at])
        notes.home, notes.original = _credited_links(blocks[at])
        body.remove(blocks.pop(at))
    while len(blocks) > 1:
        rest = " ".join(visible(block) for block in blocks[:-1])
        note = author_note(visible(blocks[-1]), rest)
        if note is None:
            break
        notes.authors, notes.bios = (*note.authors, *notes.authors), (*note.bios, *notes.bios)
        body.remove(blocks.pop())
    return notes


def _credited_links(line: Any) -> tuple[str, str]:
    """Return the first outlet's home page and the original article, as far as a credit line leads to them."""
    links = [(visible(link), absolute(link.get("href") or "")) for link in line.iter("a")]
    home = next((address for _, address in links if address and not urlsplit(address).path.strip("/")), "")
    original = next(
        (address for text, address in links if urlsplit(address).path.strip("/") and _TO_ORIGINAL.search(text)), ""
    )
    return home, original


def _standfirst(tree: Any, title: str) -> str:
    """Return the sentence below the headline that the page calls its standfirst, or an empty string.

    It often stands in the page's head, beside the headline, where the extraction of the text does not look.
    """
    headline = next((h for h in tree.iter("h1") if fold(visible(h)) == fold(title)), None)
    for at, element in enumerate(headline.itersiblings() if headline is not None else ()):
        if at < _MOST_BETWEEN and isinstance(element.tag, str) and _STANDFIRST.search(element.get("class") or ""):
            text = visible(element)
            if _FEWEST_WORDS <= count_words(text) <= _LONGEST_STANDFIRST and not names_above(text):
                return text
    return ""


def _put_first(body: Any, text: str) -> None:
    """Put a standfirst above the text, unless it is there."""
    from lxml import html

    if text and fold(text) not in fold(visible(body)):
        paragraph = html.Element("p")
        paragraph.text = text
        body.insert(0, paragraph)


def _is_home(address: str) -> bool:
    """Tell whether an address is that of a whole site."""
    parts = urlsplit(address)
    return bool(parts.hostname) and not parts.query and _HOME.fullmatch(parts.path) is not None


def _without_faces(body: Any, authors: tuple[str, ...]) -> None:
    """Take out pictures of the authors: their names stand in the front matter."""
    names = {fold(name) for name in authors}
    for picture in list(body.iter("img")):
        if fold(picture.get("alt") or "") in names and picture.getparent() is not None:
            picture.getparent().remove(picture)


def _rights(data: PageMetadata, stated: str) -> tuple[Rights | None, str]:
    """Return what may be done with the text, and the licence as the page names it."""
    kind = credit.licence(data.licence) or credit.licence(stated)
    if kind:
        return credit.licence_rights(kind), data.licence or f"CC {kind.upper()}"
    return ("full" if stated and credit.is_permitted(stated) else None), data.licence


def _foot(tree: Any) -> Iterator[str]:
    """Yield the short texts of the page that name a licence (its foot, a line below the text)."""
    for element in tree.iter("p", "div", "span", "footer", "small", "li"):
        text = visible(element) if len(element) < 12 else ""
        if text and len(text) < 400 and credit.licence(text):
            yield text


def _name_pictures_beside(tree: Any) -> None:
    """Give pictures of the folder that a browser lays beside a saved page an address that no other picture has.

    Where they were on the web is not known any more: an address made of theirs would lead nowhere.
    """
    for picture in tree.iter("img"):
        if address := address_beside(picture.get("src") or ""):
            for key in [key for key in picture.attrib if key == "srcset" or key.startswith("data-")]:
                del picture.attrib[key]
            picture.set("src", address)


def _name_pictures_within(tree: Any) -> dict[str, bytes]:
    """Give pictures that the page carries in itself an address each, where it names no other; return them by it."""
    found = {}
    for picture in tree.iter("img"):
        named = any(key == "srcset" or key.startswith("data-") for key in picture.attrib)
        address, data = address_within("" if named else picture.get("src") or "")
        if address:
            picture.set("src", address)
            found[address] = data
    return found


def pictures(source: Source) -> dict[str, bytes]:
    """Return the pictures that a page or a browser's archive of it carries in itself, by their addresses."""
    found = _name_pictures_within(page_tree(source)[0])
    if _is_archive(source.data[:4096]):
        for part in email.message_from_bytes(source.data, policy=email.policy.compat32).walk():
            content = part.get_payload(decode=True)
            if part.get_content_maintype() == "image" and isinstance(content, bytes):
                found[absolute(str(part.get("Content-Location") or ""))] = content
    return found


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the page's article, or nothing when there is no main text."""
    from lxml import html

    tree, address, saved = page_tree(source)
    data = read_metadata(tree, address, is_date)
    base = address or data.canonical
    stated_licence = next(_foot(tree), "") if not data.licence else ""
    _name_pictures_within(tree)
    if not is_web(source.name):
        _name_pictures_beside(tree)
    page = deepcopy(tree) if not data.published else None
    standfirst = _standfirst(tree, data.title)
    without_furniture(tree)
    if not data.is_article and _is_home(saved.address) and heading_links(tree) >= _FEWEST_TEASERS:
        message, remedy = (
            "is the home page of a site, and no article",
            "the address of an article, or of the site's feed",
        )
        raise ImportRefused(Problem(source.name, 0, message, remedy, code="no-article"))
    if not data.is_article and is_listing(tree):
        message, remedy = "is a list of articles, and none of them", "the address of one of them, or of their feed"
        raise ImportRefused(Problem(source.name, 0, message, remedy, code="no-article"))
    prepare(tree, base)
    body, container = extract(tree, base)
    if body is None:
        return ()
    without_leftovers(body, (urlsplit(base).hostname or "").removeprefix("www."))
    _without_faces(body, data.authors)
    notes = _unheaded(body, data, is_date)
    if count_words(visible(body)) < _FEWEST_WORDS:
        return ()
    _put_first(body, standfirst)
    published = data.published or notes.date
    is_found = False
    if not published and (published := found_date(page, base)):
        is_found = True
    rights, licence = _rights(data, notes.credit or stated_licence)
    outlet = credit.outlet(notes.credit) or data.outlet or (urlsplit(base).hostname or "").removeprefix("www.")
    original = (credit.address(notes.credit) or notes.original) if outlet != data.outlet else ""
    losses: tuple[Problem, ...] = cut_short(source.name, "the page") if saved.is_cut else ()
    if not outlet:
        message, remedy = "the page names no outlet", "set source and attribution in the article's file"
        losses = (*losses, Problem(source.name, 0, message, remedy, "warning", "no-outlet"))
        rights = rights or "excerpt"
    if is_found:
        message, remedy = f"the page states no date; {published} stands in its text", "correct it unless that is right"
        losses = (*losses, Problem(source.name, 0, message, remedy, "notice", "date-found"))
    if not data.is_free:
        message, remedy = "the page says that not all of it is free to read", "see whether the end is missing"
        losses = (*losses, Problem(source.name, 0, message, remedy, "warning", "not-free"))
    return (
        Captured(
            title=data.title or visible(body)[:80],
            body=(),
            when=Line(0, published) if published else None,
            undated=not published,
            updated=Line(0, data.updated) if data.updated else None,
            retrieved=saved.retrieved,
            source=outlet,
            source_url=data.outlet_url if outlet == data.outlet else notes.home,
            canonical_url=original or data.canonical,
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
