"""`briefing add`: from a foreign source to article files.

    source ─ recognised by one Importer ─▶ Captured, word for word ─ dates, paragraphs, losses ─▶ ArticleDraft ─▶ file

An importer is a module with what `Importer` asks for, and one line in `IMPORTERS`; it only reads. What all sources need
(resolving dates, turning text into Markdown, looking for losses, writing the file) is done here, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import PurePath
from typing import Protocol

from ..byline import has_email
from ..document import parse as parse_markdown
from ..draft import ArticleDraft, Captured, Source
from ..errors import ImportRefused, Problem
from ..losses import find_losses
from . import aggregator, dates, markdown
from .article_file import Written, permanent_id, render, write_draft, write_drafts

__all__ = [
    "IMPORTERS", "ArticleDraft", "Importer", "Written", "permanent_id", "read_source", "render", "write_draft",
    "write_drafts",
]  # fmt: skip

MAX_BYTES = 32_000_000
_NO_CAPTURE = "missing-retrieved"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


class Importer(Protocol):
    """One kind of source."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """Short name of the kind."""

    @property
    def DESCRIPTION(self) -> str:  # noqa: N802
        """What it takes, as told to a person whose source is refused."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:  # noqa: N802
        """Suffixes of names (`.eml`) that mean this kind when the content alone does not tell."""

    @property
    def recognises(self) -> Callable[[Source], bool]:
        """Tell from the content whether a source is of this kind."""

    @property
    def read(self) -> Callable[[Source, Callable[[str], bool]], tuple[Captured, ...]]:
        """Return the articles of a source; the second argument tells whether a line is a printed date."""


IMPORTERS: tuple[Importer, ...] = (aggregator,)
"""Every kind, the most particular first."""


def _source(name: str, data: bytes) -> Source:
    """Return the source with its text; raises `ImportRefused` for bytes that claim to be text and are not."""
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB"
        raise ImportRefused(Problem(name, 0, message, "split it", code="too-large"))
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not text in UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start})"
        raise ImportRefused(Problem(name, line, message, "save it as UTF-8", code="undecodable")) from None
    return Source(name, data, _CONTROL.sub("", _BREAK.sub("\n", text)))


def _importer(source: Source, importers: tuple[Importer, ...]) -> Importer:
    """Return the importer for a source: by content, then by name; raises `ImportRefused` when there is none."""
    suffix = PurePath(source.name).suffix.lower()
    by_content = (importer for importer in importers if importer.recognises(source))
    by_name = (importer for importer in importers if suffix and suffix in importer.SUFFIXES)
    found = next(by_content, None) or next(by_name, None)
    if found is None:
        known = "; ".join(importer.DESCRIPTION for importer in importers)
        what = "is empty" if not (source.text or "").strip() else "is no kind of source that can be added"
        raise ImportRefused(Problem(source.name, 0, what, f"supported: {known}", code="unknown-source"))
    return found


def _date(captured: Captured, name: str, retrieved: datetime | None, zone: tzinfo) -> datetime:
    """Return when the article was published; raises `ImportRefused` when that cannot be known."""
    when = captured.when
    printed = dates.parse(when.text) if when else dates.AS_CAPTURED
    line, shown = (when.number, when.text) if when else (0, "")
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


def _draft(captured: Captured, name: str, retrieved: datetime | None, zone: tzinfo) -> ArticleDraft:
    """Return what was captured with its date resolved, its text as Markdown and its losses found."""
    lang = captured.lang or "en"
    paragraphs = [
        (line.number, markdown.escape(text)) for line in captured.body for text in markdown.paragraphs(line.text, lang)
    ]
    body = "\n\n".join(text for _, text in paragraphs)
    losses = list(captured.losses)
    for held in captured.body:
        if has_email(held.text):
            message, remedy = "an e-mail address stands in the text", "remove it unless it is meant for the public"
            losses.append(Problem(name, held.number, message, remedy, "warning", "email"))
    for loss in find_losses(parse_markdown(captured.title, body, lang).blocks):
        line = paragraphs[loss.paragraph - 1][0] if 0 < loss.paragraph <= len(paragraphs) else 0
        losses.append(Problem(name, line, loss.message, loss.remedy, "warning", loss.code))
    return ArticleDraft(
        title=captured.title,
        date=_date(captured, name, retrieved, zone),
        body=body,
        retrieved=retrieved,
        source=captured.source,
        canonical_url=captured.canonical_url,
        attribution=captured.attribution,
        rights=captured.rights,
        authors=captured.authors,
        author_bios=captured.author_bios,
        tags=captured.tags,
        lang=captured.lang,
        losses=tuple(sorted(losses)),
    )


def read_source(
    name: str,
    data: bytes,
    *,
    retrieved: datetime | None = None,
    timezone: tzinfo = UTC,
    importers: tuple[Importer, ...] = IMPORTERS,
) -> tuple[ArticleDraft, ...]:
    """Return the articles in a source, in its own order; a pure function.

    `retrieved` is when the source was captured: ages ("28 minutes ago") count back from it, and an article that the
    page shows as current, without a date, bears it. `timezone` is that of dates that name none. Raises `ImportRefused`
    when the kind is unknown, the bytes are no text, no article is in it, or a date cannot be known.
    """
    if retrieved is not None:
        aware = retrieved if retrieved.tzinfo else retrieved.replace(tzinfo=timezone)
        retrieved = aware.astimezone(UTC).replace(microsecond=0)
    source = _source(name, data)
    importer = _importer(source, importers)
    captured = importer.read(source, dates.is_date)
    if not captured:
        message = f"is a {importer.NAME} without any article"
        raise ImportRefused(Problem(name, 0, message, "save the page again, with its text", code="no-article"))
    drafts: list[ArticleDraft] = []
    problems: list[Problem] = []
    for article in captured:
        try:
            drafts.append(_draft(article, name, retrieved, timezone))
        except ImportRefused as error:
            problems.extend(error.problems)
    undated = [problem for problem in problems if problem.code == _NO_CAPTURE]
    if undated:  # one remedy mends them all: tell it once, with the words of the page where there are any
        problems = [max(undated[:2], key=lambda problem: problem.line)]
    if problems:
        raise ImportRefused(problems)
    return tuple(drafts)
