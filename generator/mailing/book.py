"""An issue as a book: EPUB 3.3 (https://www.w3.org/TR/epub-33/), a chapter an article, in parts by region.

Written with the standard library's `zipfile` and our templates: the well-kept library for it, EbookLib, is under the
AGPL. Links to articles of the book lead within it, pictures of the project lie in it, and nothing is loaded from
elsewhere. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markupsafe import Markup

from .. import addresses
from ..content import rights
from ..content.credit import licence_shown
from ..contexts import Card, Link, Point, Section, Site
from ..errors import ConfigError, Problem
from ..ingest.pictures import suffix_of
from ..model import Article, Entry
from ..text.markup import with_absolute_links, xml_text
from ..views import Views
from . import Issue
from .rendering import environment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_XHTML = "http://www.w3.org/1999/xhtml"
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# Of what a picture may be, those that every reading system shows; SVG, which can hold scripts, is left out.
_TYPES = {".gif": "image/gif", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_INLINE = ("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "u")
_BLOCKS = (
    "blockquote",
    "div",
    "dl",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
)
_CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}}
_STAMP = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article in a book."""

    name: str
    """File of the chapter."""
    card: Card
    """The article as in lists."""
    authors: tuple[str, ...]
    """Who wrote it."""
    attribution: str
    """The credit line as the owner wants it."""
    licence: Link | None
    """The licence that its owner gave; None when none is stated."""
    points: tuple[Point, ...]
    """Sentences of the summary that may be shown, where the text may not."""
    body: Markup
    """The text as XHTML; empty where its owner does not allow it."""
    url: str
    """Absolute address of its page."""
    out_url: str
    """Where the original is to be read; empty for an article of the site's own."""


@dataclass(frozen=True, slots=True)
class Part:
    """The chapters of a region."""

    section: Section
    """The region."""
    chapters: tuple[Chapter, ...]
    """Its articles."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the templates in `books/` see as `briefing`."""

    site: Site
    """The site."""
    title: str
    """Name of the site, and `days`."""
    days: str
    """The day, week or range in the site's language."""
    identifier: str
    """What identifies the book, the same for each making of it."""
    first: datetime
    """The first day."""
    last: datetime
    """The last day."""
    modified: datetime
    """When an article of it last changed, UTC."""
    chapters: tuple[Chapter, ...]
    """All of them, the lead first."""
    parts: tuple[Part, ...]
    """Those after the lead, by region."""
    pictures: Mapping[str, str]
    """File of each picture → its media type."""
    described: bool
    """Whether it has pictures, and all of them an alternative in words."""
    languages: tuple[str, ...]
    """Those of its articles beside the site's own."""
    authors: tuple[str, ...]
    """Who wrote it, each once."""


class Books:
    """Makes the books of a site."""

    def __init__(self, views: Views, folders: Sequence[Path], text: Callable[[Article], str]) -> None:
        """Take the views, where templates are looked for, and what gives an article's text as safe HTML.

        Raises `ConfigError` without a site address.
        """
        self.views, self.project, self._text = views, views.project, text
        if not self.project.site_url:
            what = "site_url is not set: a book needs absolute addresses"
            raise ConfigError(Problem(self.project.config_file, 0, what, "site_url: https://…"))
        self._env = environment(views, folders)
        self._folders = folders
        self._slugs = {entry.article.path: entry.article.slug for entry in views.library.entries}

    def epub(self, issue: Issue) -> bytes:
        """Return the issue as an EPUB file."""
        zone = self.views.library.zone
        names = {entry.article.path: f"a{number:04}.xhtml" for number, entry in enumerate(issue.entries, 1)}
        pictures: dict[str, tuple[str, bytes]] = {}
        chapters = {entry.article.id: self._chapter(entry, names, pictures) for entry in issue.entries}
        parts = tuple(
            Part(section, tuple(chapters[card.id] for card in section.cards))
            for section in self.views.by_region(issue.entries[1:])
        )
        days = self.views.days(issue.first, issue.last, bool(issue.week))
        book = Book(
            site=self.views.site,
            title=f"{self.project.site_name}, {days}",
            identifier=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.project.site_url}#{issue.slug}')}",
            days=days,
            first=datetime.combine(issue.first, time(), zone),
            last=datetime.combine(issue.last, time(), zone),
            modified=max(max(e.article.updated, e.article.date) for e in issue.entries).astimezone(UTC),
            chapters=tuple(chapters.values()),
            parts=parts,
            pictures={name: kind for name, (kind, _) in sorted(pictures.items())},
            described=bool(pictures) and not any(' alt=""' in chapter.body for chapter in chapters.values()),
            languages=tuple(sorted({c.card.lang for c in chapters.values()} - {self.views.site.lang, "und"})),
            authors=tuple(dict.fromkeys(author for c in chapters.values() for author in c.authors)),
        )
        style = next(path for place in self._folders if (path := place / "books" / "book.css").is_file())
        files: dict[str, bytes] = {
            "META-INF/container.xml": _CONTAINER.encode(),
            "EPUB/package.opf": self._rendered("package.opf", book),
            "EPUB/nav.xhtml": self._rendered("nav.xhtml", book),
            "EPUB/title.xhtml": self._rendered("title.xhtml", book),
            "EPUB/book.css": style.read_bytes(),
        }
        files |= {f"EPUB/{c.name}": self._rendered("chapter.xhtml", book, chapter=c) for c in book.chapters}
        files |= {f"EPUB/{name}": data for name, (_, data) in sorted(pictures.items())}
        return _packed(files)

    def _rendered(self, name: str, book: Book, **more: object) -> bytes:
        text = self._env.get_template(f"books/{name}").render(briefing=book, **more)
        return (xml_text(text).strip() + "\n").encode()

    def _chapter(self, entry: Entry, names: Mapping[str, str], pictures: dict[str, tuple[str, bytes]]) -> Chapter:
        article = entry.article
        shown = rights.may_show_body(article)
        body = self._body(article, names, pictures) if shown else Markup("")
        return Chapter(
            name=names[article.path],
            card=self.views.card(entry),
            authors=article.authors,
            attribution=article.attribution,
            licence=Link(*licence_shown(article.license)) if article.license.strip() else None,
            points=() if shown else self.views.card(entry).points,
            body=body,
            url=addresses.absolute(self.project.site_url, addresses.article(article.slug)),
            out_url=rights.out_url(article),
        )

    def _body(self, article: Article, names: Mapping[str, str], pictures: dict[str, tuple[str, bytes]]) -> Markup:
        """Return an article's text as XHTML whose links and pictures hold inside the book."""
        from lxml import etree
        from lxml import html as lxml_html

        site = self.project.site_url
        text = with_absolute_links(self._text(article), site + article.path)
        if not text.strip():
            return Markup("")
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = lxml_html.fragment_fromstring(text.encode(), create_parent="div", parser=parser)
        for link in root.iter("a"):
            where, _, _ = unquote((link.get("href") or "").removeprefix(site)).partition("#")
            if not (link.get("href") or "").startswith(site):
                continue
            if where in names:
                link.set("href", names[where])
            elif where in self._slugs:
                link.set("href", addresses.absolute(site, addresses.article(self._slugs[where])))
        for picture in list(root.iter("img")):
            name = self._picture(picture.get("src") or "", pictures)
            if name:
                picture.set("src", name)
                picture.set("alt", picture.get("alt") or "")
            else:
                picture.tag, picture.text = "span", picture.get("alt") or ""
                picture.attrib.clear()
        _in_order(root)
        for element in root.iter():
            if isinstance(element.tag, str):
                element.tag = f"{{{_XHTML}}}{element.tag}"
        etree.cleanup_namespaces(root, top_nsmap={None: _XHTML})  # type: ignore[dict-item]
        return Markup(etree.tostring(root, encoding="unicode", method="xml"))

    def _picture(self, address: str, pictures: dict[str, tuple[str, bytes]]) -> str:
        """Return the file in the book of a picture of the project; empty for any other."""
        path = unquote(address.removeprefix(self.project.site_url)).partition("?")[0]
        if not address.startswith(self.project.site_url) or ".." in Path(path).parts:
            return ""
        try:
            data = (self.project.docs_dir / path).read_bytes()
        except (OSError, ValueError):
            return ""
        suffix = suffix_of(data)
        if suffix not in _TYPES or not _is_whole(data):
            return ""
        for name, (_, known) in pictures.items():
            if known == data:
                return name
        name = f"pictures/{len(pictures) + 1:04}{suffix}"
        pictures[name] = (_TYPES[suffix], data)
        return name


def _is_whole(data: bytes) -> bool:
    """Return whether a picture can be read: a reading system may refuse a book for one that cannot."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
    except Exception:  # Pillow's readers raise whatever they meet
        return False
    return True


def _in_order(root: HtmlElement) -> None:
    """Make blocks of elements that hold what XHTML does not let them: browsers bear it, reading systems need not."""
    for element in root.iter(*_INLINE):
        if next(element.iter(*_BLOCKS), None) is not None:
            element.tag = "div"
            element.attrib.pop("href", None)
    for element in list(root.iter(*_CHILDREN)):
        mine = _CHILDREN[element.tag]
        texts = (element.text, *(child.tail for child in element))
        if any(text and text.strip() for text in texts) or any(child.tag not in mine for child in element):
            for child in element:
                child.tag = "div" if child.tag in mine else child.tag
            element.tag = "div"


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a ZIP whose first one says what it is (OCF, section 4.2)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in {"mimetype": b"application/epub+zip", **files}.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.create_system, info.external_attr = 3, 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return made.getvalue()
