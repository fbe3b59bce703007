"""A text or Markdown file of somebody's own: its heading is the title, its front matter is read, its text kept.

What calls itself Markdown (by name, by front matter, by headings and links) keeps its markup; any other text is shown
as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import PurePath
from typing import Any, cast, get_args

from ...content import credit
from ...content.foreign_front_matter import read as read_front
from ...errors import ArticleError
from ...model import Rights
from ...text.strings import clip
from ...text.web_addresses import absolute
from ..byline import author_note, names_above
from ..draft import Captured, Line, Source
from ..typed_lists import typed

NAME = "text"
DESCRIPTION = "a text or Markdown file"
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".mdown", ".mkd")

_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_HEADING = re.compile(r"\A\s*#{1,2}[ \t]+(?P<title>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_SETEXT = re.compile(r"\A\s*(?P<title>[^\n]{1,200})\n(?:=+|-{3,})[ \t]*\n")
_MARKUP = re.compile(r"^(?:#{1,6} |> |[-*+] |\d+\. |```)|\]\(https?://|\*\*\w", re.MULTILINE)
_ONLY_MARKDOWN = re.compile(r"^(?:#{1,6} |```)|\]\(https?://|\*\*\w", re.MULTILINE)  # who types a list need not know it
_INLINE = re.compile(r"[*_`]|!?\[([^\]]*)\]\([^)]*\)")
_LABELLED = re.compile(
    r"(?P<key>date|published|title|author|by|source|url|link)\s*:\s*(?P<value>\S.{0,300})", re.IGNORECASE
)


def recognises(source: Source) -> bool:
    """Tell whether the source has front matter; a text without is told by its name."""
    text = source.text or ""
    fence = text[:3]
    if fence not in ("---", "+++") or text[3:4] != "\n" or f"\n{fence}" not in text[4:65_536]:
        return False
    return re.search(r"^title\s*[:=]", text[:65_536], re.M) is not None


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the one article of the file, or nothing when it has no text."""
    text = source.text or ""
    values: Mapping[str, Any] = {}
    with suppress(ArticleError):
        values, text = read_front(text, source.name)
    if not text.strip():
        return ()
    suffix = PurePath(source.name).suffix.lower()
    is_marked = suffix != ".txt" and len(_MARKUP.findall(text)) >= 2 and _ONLY_MARKDOWN.search(text) is not None
    is_markdown = bool(values) or suffix in _MARKDOWN_NAMES or is_marked
    return (_marked(text, values, is_date),) if is_markdown else (_unmarked(text, is_date),)


def _one(values: Mapping[str, Any], *keys: str) -> str:
    return next((" ".join(values[k].split()) for k in keys if isinstance(values.get(k), str)), "")


def _several(values: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    for key in keys:
        value = values.get(key)
        items = value if isinstance(value, list) else [value] if value else []
        if items:
            return tuple(" ".join(str(item).split()) for item in items)
    return ()


def _marked(text: str, values: Mapping[str, Any], is_date: Callable[[str], bool]) -> Captured:
    found = _HEADING.match(text) or _SETEXT.match(text)
    heading = " ".join(_INLINE.sub(lambda m: m[1] or "", found["title"]).split()) if found else ""
    title = _one(values, "title") or heading
    if found and (heading == title or not values.get("title")):
        text = text[found.end() :]
    date, text = _leading_date(text, is_date)
    date = _one(values, "date", "published") or date
    updated = _one(values, "updated", "modified", "lastmod")
    rights = _one(values, "rights").lower()
    licence = _one(values, "license", "licence")
    stated = cast(
        "Rights | None", rights if rights in get_args(Rights) else credit.licence_rights(credit.licence(licence))
    )
    return Captured(
        title=title or clip(" ".join(_INLINE.sub(lambda m: m[1] or "", text.strip().partition("\n")[0]).split()), 90),
        body=(),
        when=Line(0, date) if date else None,
        undated=not date,
        updated=Line(0, updated) if updated else None,
        markdown=text.strip(),
        source=_one(values, "source"),
        source_url=absolute(_one(values, "source_url")),
        canonical_url=absolute(_one(values, "canonical_url", "link", "url")),
        attribution=_one(values, "attribution"),
        rights=stated,
        license=licence,
        authors=_several(values, "authors", "author"),
        author_bios=_several(values, "author_bios"),
        tags=_several(values, "tags", "keywords"),
        lang=_one(values, "lang", "language"),
        guid=_one(values, "id", "guid"),
    )


def _leading_date(text: str, is_date: Callable[[str], bool]) -> tuple[str, str]:
    """Return the date that stands alone on one of the first lines, and the text without it."""
    lines = text.split("\n")
    for at in [n for n, line in enumerate(lines[:10]) if line.strip()][:3]:
        bare = lines[at].strip().strip("*_")
        labelled = _LABELLED.fullmatch(bare)
        if labelled and labelled["key"].lower() in ("date", "published") and is_date(labelled["value"]):
            bare = labelled["value"]
        if is_date(bare):
            return bare, "\n".join(lines[:at] + lines[at + 1 :])
    return "", text


def _unmarked(text: str, is_date: Callable[[str], bool]) -> Captured:
    """Return a plain text: title, then perhaps lines that name date, author, source; then the body."""
    lines = [Line(n, " ".join(line.split())) for n, line in enumerate(text.split("\n"), 1)]
    filled = [line for line in lines if line.text]
    title = filled[0].text
    given: dict[str, Line] = {}
    rest = filled[1:]
    labelled = _LABELLED.fullmatch(title)
    if labelled:
        title, rest = "", filled
    while rest and (is_date(rest[0].text) or names_above(rest[0].text) or _LABELLED.fullmatch(rest[0].text)):
        found = _LABELLED.fullmatch(rest[0].text)
        key = found["key"].lower() if found else "date" if is_date(rest[0].text) else "by"
        value = found["value"] if found else rest[0].text
        given.setdefault(
            {"published": "date", "author": "by", "link": "url"}.get(key, key), Line(rest[0].number, value)
        )
        rest = rest[1:]
    first = rest[0].number if rest else len(lines) + 1
    body = _paragraphs([line for line in lines if line.number >= first])
    at = credit.credit_line([line.text for line in body])
    credited = body.pop(at).text if at >= 0 and len(body) > 1 else ""
    bios: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    if len(body) > 1 and (note := author_note(body[-1].text, " ".join(line.text for line in body[:-1]))):
        names, bios, body = note.authors, note.bios, body[:-1]
    by = given.get("by")
    title = (given["title"].text if "title" in given else "") or title
    if not body:
        body = [Line(1, title)]
    return Captured(
        title=clip(title or body[0].text, 200),
        body=tuple(body),
        when=given.get("date"),
        undated="date" not in given,
        source=given["source"].text if "source" in given else credit.outlet(credited),
        canonical_url=absolute(given["url"].text) if "url" in given else credit.address(credited),
        attribution=credited,
        rights="full" if credited and credit.is_permitted(credited) else None,
        authors=(names_above(by.text) or names_above(f"By {by.text}") or (by.text,)) if by else names,
        author_bios=bios,
    )


def _paragraphs(lines: list[Line]) -> list[Line]:
    """Return paragraphs and items: parted by blank lines where lines are broken by hand, else a line each."""
    filled = [line for line in lines if line.text]
    has_blanks = any(not line.text for line in lines[:-1])
    wrapped = bool(filled) and has_blanks and max(len(line.text) for line in filled) <= 100
    first = lines[0].number if lines else 1
    return [Line(first + one.at, one.text, one.mark) for one in typed([line.text for line in lines], wrapped=wrapped)]
