"""`briefing add`: from a foreign source to article files.

    source ─ recognised by one Importer ─▶ Captured, word for word ─ dates, Markdown, losses ─▶ ArticleDraft ─▶ file

An importer is a module with what `Importer` asks for, and one line in `IMPORTERS`; it only reads. A package may bring
others by the entry point `briefing.importers`. What all sources need (resolving dates, turning text and HTML into
Markdown, looking for losses, writing the file) is done here, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import Any

from ...content.credit import licence
from ...errors import ImportRefused, Problem
from ...text.document import parse as parse_markdown
from ...text.html_tree import parse as parse_html
from ...text.sentences import split as split_sentences
from ...text.strings import fold, without_emails
from ...text.web_addresses import is_web, without_tracking
from ..byline import has_email, names_above
from ..draft import ArticleDraft, Captured, Rejected, Source, SourceReading
from ..figures import in_words
from ..identities import told_apart
from ..losses import find_losses
from ..page_furniture import without_furniture
from ..pictures import name_beside, where_lie
from . import (  # fmt: skip
    aggregator,
    conversion_check,
    dates,
    feed,
    html_text,
    markdown,
    newsletter,
    office,
    pdf,
    plain_text,
    web_page,
)
from .article_file import (
    Archive,
    Written,
    is_outdated,
    new_path,
    permanent_id,
    render,
    write_draft,
    write_drafts,
    write_into,
)
from .protocol import Importer

__all__ = [
    "IMPORTERS", "Archive", "ArticleDraft", "Importer", "SourceReading", "Written", "importers", "is_outdated",
    "new_path", "page_feeds", "permanent_id", "read_all", "read_source", "render", "write_draft", "write_drafts",
    "write_into",
]  # fmt: skip

MAX_BYTES = 32_000_000
ENTRY_POINTS = "briefing.importers"
_ASKED = ("NAME", "DESCRIPTION", "SUFFIXES", "recognises", "read")
Ask = Callable[[str], str]
"""Asks a person for the date of the article with this title; returns what was typed, empty for none."""
_FEWEST_WORDS = 4  # of a sentence about an author, its e-mail address left out
TEASER = "teaser"
"""Code of what is told of a feed's item that is meant as a beginning."""
UNDATED = "undated"
"""Code of what is told of a feed's item without a date."""
_NO_CAPTURE = "missing-retrieved"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"})
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


IMPORTERS: tuple[Importer, ...] = (aggregator, feed, office, pdf, newsletter, web_page, plain_text)
"""Every kind that we bring, the most particular first."""


@cache
def importers() -> tuple[Importer, ...]:
    """Return those of other packages by name, then ours; raises `ImportRefused` for one that cannot be loaded."""
    found: list[Importer] = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        try:
            importer = point.load()
            missing = [name for name in _ASKED if not hasattr(importer, name)]
        except Exception as error:
            message = f"the importer '{point.name}' cannot be loaded: {error}"
            raise ImportRefused(Problem("", 0, message, f"see {point.value}")) from error
        if missing:
            message = f"the importer '{point.name}' has no {missing[0]}"
            raise ImportRefused(Problem("", 0, message, f"see {point.value}"))
        found.append(importer)
    return (*found, *IMPORTERS)


def _source(name: str, data: bytes) -> Source:
    """Return the source with its text; raises `ImportRefused` for one that is too large."""
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise ImportRefused(Problem(name, 0, message, "split it", code="too-large"))
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return Source(name, data, None)
    return Source(name, data, _CONTROL.sub("", _BREAK.sub("\n", text)))


_BINARY = {
    "a picture (PNG)": b"\x89PNG", "a picture (JPEG)": b"\xff\xd8\xff", "a picture (GIF)": b"GIF8",
    "a picture (WebP)": b"WEBP", "a film": b"ftyp", "an archive": b"PK\x03\x04", "a packed file": b"\x1f\x8b\x08",
}  # fmt: skip


def _importer(source: Source, kinds: tuple[Importer, ...]) -> Importer:
    """Return the importer for a source: by content, then by name; raises `ImportRefused` when there is none."""
    suffix = PurePath(source.name).suffix.lower()
    by_content = (importer for importer in kinds if importer.recognises(source))
    by_name = (importer for importer in kinds if suffix and suffix in importer.SUFFIXES)
    found = next(by_content, None) or next(by_name, None)
    is_nameless = not suffix and not is_web(source.name)
    if found is None and is_nameless and source.text and not source.text.lstrip().startswith(("{", "[", "<")):
        found = next((importer for importer in kinds if importer is plain_text), None)  # standard input, above all
    if found is not None and source.data.strip() and (found is not plain_text or (source.text or "").strip()):
        return found
    if source.text is None:
        try:
            source.data.decode("utf-8")
        except UnicodeDecodeError as error:
            if kind := next((kind for kind, mark in _BINARY.items() if mark in source.data[:12]), ""):
                remedy = "add the page or the text that it belongs to"
                raise ImportRefused(Problem(source.name, 0, f"is {kind}", remedy, code="undecodable")) from None
            line = source.data.count(b"\n", 0, error.start) + 1
            message = f"is not text in UTF-8 (byte 0x{source.data[error.start]:02x} at offset {error.start})"
            raise ImportRefused(Problem(source.name, line, message, "save it as UTF-8", code="undecodable")) from None
    if not (source.text or "").strip():
        raise ImportRefused(Problem(source.name, 0, "is empty", "open it, and save it again", code="unknown-source"))
    known = "; ".join(importer.DESCRIPTION for importer in kinds)
    message = "is no kind of source that can be added"
    raise ImportRefused(Problem(source.name, 0, message, f"supported: {known}", code="unknown-source"))


def _as_saved_text(source: Source) -> tuple[Source, datetime | None]:
    """Return an aggregator's page that was saved as HTML as the text that it shows, and when it was saved."""
    if not web_page.recognises(source):
        return source, None
    tree, _, saved = web_page.page_tree(source)
    shown = list(html_text.lines(tree))
    title = next((html_text.plain(heading) for heading in tree.iter("h1")), "")
    text = "\n".join(shown[shown.index(title) :] if title in shown else shown)  # above stands the site's own head
    page = Source(source.name, source.data, text)
    return (page, saved.retrieved) if aggregator.recognises(page) else (source, None)


def _date(captured: Captured, name: str, retrieved: datetime | None, zone: tzinfo, ask: Ask | None) -> datetime:
    """Return when the article was published; raises `ImportRefused` when that cannot be known."""
    when = captured.when
    if captured.undated and when is None:
        typed = ask(captured.title) if ask else ""
        if not typed.strip():
            message = f"'{captured.title}' bears no date"
            remedy = "give --date TIME, or add it on a terminal, which asks"
            raise ImportRefused(Problem(name, 0, message, remedy, code="missing-date"))
        from ..draft import Line

        when = Line(0, typed.strip())
    printed = dates.parse(when.text) if when else dates.AS_CAPTURED
    line, shown = (when.number, when.text) if when else (0, "")
    if printed is None and ask:  # what the source says cannot be read: a person may know better
        printed = dates.parse(ask(captured.title).strip())
    if printed is None:
        message = f"'{shown}' is not a date, or can be read in two ways"
        remedy = "write it as YYYY-MM-DD or RFC 3339 in the source"
        raise ImportRefused(Problem(name, line, message, remedy, code="bad-date"))
    if printed.is_relative and retrieved is None:
        says = f"the page says '{shown}'" if when else f"'{captured.title}' bears no date but that of the capture"
        message = f"{says}, and when it was captured is not known"
        remedy = "give --retrieved TIME, such as 2025-06-21T08:00:00Z"
        raise ImportRefused(Problem(name, line, message, remedy, code=_NO_CAPTURE))
    try:
        return dates.resolve(printed, retrieved, zone)
    except ValueError:
        message = f"'{shown}' lies outside the calendar"
        raise ImportRefused(Problem(name, line, message, "correct it in the source", code="bad-date")) from None


def _updated(captured: Captured, date: datetime, retrieved: datetime | None, zone: tzinfo) -> datetime | None:
    """Return when the article was last changed, when that is known and later than its publication."""
    printed = dates.parse(captured.updated.text) if captured.updated else None
    if printed is None or (printed.is_relative and retrieved is None):
        return None
    try:
        moment = dates.resolve(printed, retrieved, zone)
    except ValueError:
        return None
    return moment if moment > date else None


def _tidied(tree: Any, title: str) -> None:
    """Take furniture, pixels that count readers, and the title and date above the text out of a main text."""
    without_furniture(tree)
    for picture in list(tree.iter("img")):
        if any((picture.get(key) or "").strip() in ("0", "1", "1px") for key in ("width", "height")):
            picture.drop_tree()
    everything = html_text.plain(tree)
    for block in list(tree.iter("h1", "h2", "p"))[:3]:
        text = html_text.plain(block)
        if block.getparent() is None or text == everything or not (fold(text) == fold(title) or dates.is_date(text)):
            break
        block.drop_tree()


def _without_remote_pictures(tree: Any) -> None:
    """Turn pictures of other sites into links to them: a reader's page loads nothing from elsewhere.

    A link says what the picture's caption says, else its text alternative. A picture without words goes: a link that
    shows nothing but a file's name tells a reader nothing. So does one that only leads to another page.
    """
    for picture in list(tree.iter("img")):
        address = html_text.source_of(picture)
        if not address or picture.getparent() is None:
            continue
        below = picture.getnext()
        caption = below if below is not None and below.tag == "figcaption" else None
        words = html_text.plain(caption) if caption is not None else ""
        link = next((above for above in picture.iterancestors("a")), None)
        if link is not None and (html_text.plain(link) or not (words or _is_picture(link.get("href") or ""))):
            picture.drop_tree()
            continue
        if not (words := words or in_words(picture.get("alt") or "")):
            picture.drop_tree()
            continue
        if caption is not None:
            caption.drop_tree()
        if link is not None:
            link.drop_tag()
        picture.tag, picture.text = "a", f"Picture: {words}"
        for key in list(picture.attrib):
            del picture.attrib[key]
        picture.set("href", address)


def _is_picture(address: str) -> bool:
    """Tell whether a link leads to a picture, such as a larger one."""
    return PurePath(address.partition("?")[0]).suffix.lower() in _PICTURES


def _without_pictures_beside(tree: Any) -> list[str]:
    """Take out pictures of the folder beside a saved page, and of the page itself; return their names.

    Their captions go with them.
    """
    names = []
    for picture in list(tree.iter("img")):
        if (name := name_beside(picture.get("src") or "")) and picture.getparent() is not None:
            names.append(name)
            below = picture.getnext()
            if below is not None and below.tag == "figcaption":  # without its picture it says nothing
                below.drop_tree()
            picture.drop_tree()
    return names


def _written(captured: Captured, name: str, pictures: bool) -> tuple[str, list[Problem], list[int]]:
    """Return the body as Markdown, what was lost on the way, and the source's line of each paragraph."""
    if captured.markdown:
        return captured.markdown.strip(), [], []
    if not captured.html:
        lang = captured.lang or "en"
        body, numbers, in_list = "", [], False
        for line in captured.body:
            for text in [line.text] if line.mark else markdown.paragraphs(line.text, lang):
                body += ("\n" if in_list and line.mark else "\n\n") + f"{line.mark} {markdown.escape(text)}".lstrip()
                numbers.append(line.number)
            in_list = bool(line.mark)
        return body.strip(), [], numbers
    tree = parse_html(captured.html)
    whole = parse_html(captured.whole or captured.html)
    losses: list[Problem] = []
    _tidied(tree, captured.title)
    if not pictures:
        if names := [*_without_pictures_beside(tree), *_without_pictures_beside(whole)]:
            losses.append(Problem(name, 0, where_lie(names), "--images takes them along", "warning", "lost-pictures"))
        _without_remote_pictures(tree)
    base = captured.canonical_url
    body = html_text.to_markdown(tree, markdown.escape, base)
    without_furniture(whole)
    elsewhere = " | ".join(
        (
            captured.title,
            captured.attribution,
            captured.summary,
            *captured.authors,
            *captured.author_bios,
            captured.source,
        )
    )
    losses += [
        Problem(name, 0, missing.message, "compare with the original", "warning", missing.code)
        for missing in conversion_check.missing(whole, body, elsewhere, is_told=lambda text: _is_told(text, captured))
    ]
    return body, losses, []


def _is_told(text: str, captured: Captured) -> bool:
    """Tell whether the front matter says what a text says: a date, a byline, a line about an author."""
    if dates.is_date(text) or names_above(text):
        return True
    biographies = " ".join(captured.author_bios)
    return bool(biographies) and without_emails(text) in without_emails(biographies)


def _biography(text: str) -> str:
    """Return a line about an author without e-mail addresses, and without the sentences that only give one."""
    if not has_email(text):
        return text
    remaining = [s for s in split_sentences(text) if not has_email(s) or len(without_emails(s).split()) > _FEWEST_WORDS]
    return without_emails(" ".join(remaining))


def _draft(
    captured: Captured, name: str, retrieved: datetime | None, zone: tzinfo, ask: Ask | None, *,
    pictures: bool, is_feed: bool, is_typed: bool,
) -> ArticleDraft:  # fmt: skip
    """Return what was captured with its date resolved, its text as Markdown and its losses found."""
    if captured.refused is not None:
        raise ImportRefused(captured.refused)
    if retrieved is None:
        retrieved = captured.retrieved
    is_undated = captured.undated and is_feed and retrieved is not None and not is_typed
    if is_undated:
        captured = replace(captured, undated=False)  # an item of a feed is news of the day on which it was seen
    date = _date(captured, name, retrieved, zone, ask)
    body, lost, numbers = _written(captured, name, pictures)
    losses = [*captured.losses, *lost]
    if is_undated:
        remedy = "set date, and remove date_source, where you know better"
        losses.append(Problem(name, 0, "bears no date: that of its retrieval is taken", remedy, "notice", UNDATED))
    if is_feed and not body.strip() and captured.canonical_url and captured.title != captured.canonical_url:
        body = markdown.escape(captured.title)
        captured = replace(captured, rights="link")  # there is nothing else to show
    blocks = parse_markdown(captured.title, body, captured.lang or "en").blocks
    if not body.strip():
        raise ImportRefused(Problem(name, 0, f"'{captured.title}' has no text", "add it by hand", code="no-text"))

    def line_of(paragraph: int) -> int:
        return numbers[paragraph - 1] if 0 < paragraph <= len(numbers) else 0

    for block in blocks:
        if block.number and has_email(block.text):
            message, remedy = "an e-mail address stands in the text", "remove it unless it is meant for the public"
            losses.append(Problem(name, line_of(block.number), message, remedy, "warning", "email"))
    for loss in find_losses(blocks, captured.title):
        if loss.is_marked and is_feed and captured.canonical_url and captured.rights != "full":
            losses.append(Problem(name, 0, "is only a beginning", "", "notice", TEASER))
        else:
            losses.append(Problem(name, line_of(loss.paragraph), loss.message, loss.remedy, "warning", loss.code))
    if "nc" in licence(captured.license) and captured.rights is None:
        message = f"'{captured.title}' is licensed for non-commercial use only ({captured.license})"
        losses.append(Problem(name, 0, message, "rights: full if your site is not commercial", "notice", "licence"))
    return ArticleDraft(
        title=captured.title,
        date=date,
        body=body,
        retrieved=retrieved,
        source=captured.source,
        source_url=captured.source_url,
        canonical_url=without_tracking(captured.canonical_url),
        attribution=captured.attribution,
        rights=captured.rights,
        authors=captured.authors,
        author_bios=tuple(filter(None, map(_biography, captured.author_bios))),
        tags=captured.tags,
        lang=captured.lang,
        losses=tuple(dict.fromkeys(sorted(losses))),
        updated=_updated(captured, date, retrieved, zone),
        license=captured.license,
        image=captured.image,
        image_alt=captured.image_alt,
        guid=captured.guid,
        date_source="retrieved" if is_undated else "",
    )


def read_all(
    name: str,
    data: bytes,
    *,
    retrieved: datetime | None = None,
    timezone: tzinfo = UTC,
    kinds: tuple[Importer, ...] | None = None,
    ask: Ask | None = None,
    date: str = "",
    pictures: bool = False,
) -> SourceReading:
    """Return every article of a source, in its own order: as a draft, or rejected with the reason; a pure function.

    `retrieved` is when the source was captured: ages ("28 minutes ago") count back from it, and an article that the
    page shows as current, without a date, bears it. `timezone` is that of dates that name none. `date` is that of what
    bears none; else `ask` is asked. `pictures` keeps pictures of other sites as pictures, for who will fetch them; else
    they become links. Raises `ImportRefused` when the kind is unknown, the bytes are no text, no article is in it, or
    nothing in it can be dated without `retrieved`.
    """
    if retrieved is not None:
        aware = retrieved if retrieved.tzinfo else retrieved.replace(tzinfo=timezone)
        retrieved = aware.astimezone(UTC).replace(microsecond=0)
    source, saved = _as_saved_text(_source(name, data))
    retrieved = retrieved or saved
    importer = _importer(source, kinds if kinds is not None else importers())
    try:
        captured = importer.read(source, dates.is_date)
    except ImportRefused:
        raise
    except Exception as error:  # a parser that trips over one source must not cost the others
        raise ImportRefused(_tripped(name, f"cannot be read as a {importer.NAME}", error)) from error
    if not captured:
        message = f"is a {importer.NAME} without any article"
        raise ImportRefused(Problem(name, 0, message, "save the page again, with its text", code="no-article"))
    drafts: list[ArticleDraft] = []
    rejected: list[Rejected] = []
    for article in captured:
        try:
            typed = (lambda _: date) if date else ask
            drafts.append(
                _draft(
                    article,
                    name,
                    retrieved,
                    timezone,
                    typed,
                    pictures=pictures,
                    is_feed=importer is feed,
                    is_typed=bool(date),
                )
            )
        except ImportRefused as error:
            rejected.append(Rejected(article.title, error.problems, article.original))
        except Exception as error:
            what = f"'{article.title}' cannot be converted"
            rejected.append(Rejected(article.title, (_tripped(name, what, error),), article.original))
    undated = [problem for item in rejected for problem in item.problems if problem.code == _NO_CAPTURE]
    if undated:  # one remedy mends them all: tell it once, with the words of the page where there are any
        raise ImportRefused(max(undated[:2], key=lambda problem: problem.line))
    return SourceReading(told_apart(drafts), tuple(rejected), importer.NAME)


def _tripped(name: str, what: str, error: Exception) -> Problem:
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return Problem(name, 0, f"{what}: {said}", "save it as text, and report it", code="tripped")


def read_source(
    name: str,
    data: bytes,
    *,
    retrieved: datetime | None = None,
    timezone: tzinfo = UTC,
    importers: tuple[Importer, ...] | None = None,
) -> tuple[ArticleDraft, ...]:
    """Return the articles of a source, all of them; raises `ImportRefused` when a single one cannot be converted."""
    found = read_all(name, data, retrieved=retrieved, timezone=timezone, kinds=importers)
    if found.rejected:
        raise ImportRefused([problem for item in found.rejected for problem in item.problems])
    return found.drafts


def page_feeds(name: str, data: bytes) -> tuple[bool, tuple[str, ...]]:
    """Return whether a page says that it is an article, and its feeds; (True, ()) for what is no page."""
    source = _source(name, data)
    if feed.recognises(source) or not web_page.recognises(source):
        return True, ()
    return web_page.offers(source)


def pictures_within(name: str, data: bytes) -> Mapping[str, bytes]:
    """Return the pictures that a saved page carries in itself, by the addresses that they have in its articles."""
    source = _source(name, data)
    return web_page.pictures(source) if web_page.recognises(source) else {}
