"""A PDF with text in it, read by pypdf: lines joined to paragraphs, running heads and page numbers left out.

A scanned page has no text and is refused; tables and columns of a PDF are only positions, so what looks like one is
told to be looked at.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable

from ...errors import ImportRefused, Problem
from ...text.strings import clip
from ..draft import Captured, Line, Source

NAME = "PDF"
DESCRIPTION = "a PDF with text"
SUFFIXES = (".pdf",)

_MOST_PAGES = 400
_NUMBER = re.compile(r"(?:page |seite |p\. ?)?\d{1,4}(?: ?(?:/|of|von|sur) ?\d{1,4})?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:…][\"'”’)\]]*\Z")
_ITEM = re.compile(r"(?:[•▪◦‣●○]|[-–*]|\(?\d{1,2}[.)])\s+\S")


def recognises(source: Source) -> bool:
    """Tell whether the source begins as a PDF does."""
    return b"%PDF-" in source.data[:1024]


def read(source: Source, is_date: Callable[[str], bool]) -> tuple[Captured, ...]:
    """Return the document as one article; raises `ImportRefused` for one that is damaged, locked or without text."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(source.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ImportRefused(
                Problem(source.name, 0, "is locked with a password", "save an open copy", code="locked")
            )
        pages = [page.extract_text() or "" for page in reader.pages[:_MOST_PAGES]]
        about: dict[str, object] = dict(reader.metadata or {})
        title = " ".join(str(about.get("/Title") or "").split())
        author = " ".join(str(about.get("/Author") or "").split())
    except (ImportRefused, MemoryError):
        raise
    except Exception as error:  # pypdf raises anything on damaged files
        message = f"is a damaged PDF: {' '.join(str(error).split())[:120]}"
        raise ImportRefused(Problem(source.name, 0, message, "save it again", code="damaged")) from None
    paragraphs = _paragraphs(_without_running_heads(pages))
    if not paragraphs:
        message = "has no text: it may be a scan"
        raise ImportRefused(Problem(source.name, 0, message, "run text recognition on it first", code="no-text"))
    if not title or re.search(r"\.(?:docx?|pdf|indd|pages)\Z|^untitled|^microsoft word", title, re.IGNORECASE):
        title = clip(paragraphs[0], 160)
        paragraphs = paragraphs[1:] or paragraphs
    elif paragraphs and " ".join(paragraphs[0].split()).casefold() == title.casefold():
        paragraphs = paragraphs[1:] or paragraphs
    when = next((text for text in paragraphs[:4] if is_date(text)), "")
    body = [text for text in paragraphs if text != when]
    notice = Problem(source.name, 0, "tables and columns of a PDF are not recognised", "compare with the original",
                     "notice", "pdf-layout")  # fmt: skip
    return (
        Captured(
            title=title,
            body=tuple(Line(0, text) for text in body),
            when=Line(0, when) if when else None,
            undated=not when,
            authors=(author,) if author and len(author) < 80 and "@" not in author else (),
            losses=(notice,),
        ),
    )


def _without_running_heads(pages: list[str]) -> list[list[str]]:
    """Return the lines of each page without page numbers and what stands at the head or foot of most pages."""
    lines = [[" ".join(line.split()) for line in page.split("\n")] for page in pages]
    edges: Counter[str] = Counter()
    for page in lines:
        filled = [line for line in page if line]
        edges.update({re.sub(r"\d+", "#", line) for line in (*filled[:2], *filled[-2:])})
    often = {line for line, count in edges.items() if count >= 3 and count * 2 >= len(pages)}
    return [
        [line for line in page if not _NUMBER.fullmatch(line) and re.sub(r"\d+", "#", line) not in often]
        for page in lines
    ]


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Return paragraphs: a line that is full and ends in no stop goes on in the next, also on the next page."""
    lines = [line for page in pages for line in (*page, "")]
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[len(lengths) * 3 // 4] * 0.75 if lengths else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = goes_on and not _ENDS.search(found[-1] if found else "")
            continue
        torn = bool(found) and not _ENDS.search(found[-1]) and line[:1].islower()
        if (goes_on or torn) and found and not _ITEM.match(line):
            if found[-1].endswith("-") and line[:1].islower():
                found[-1] = found[-1][:-1] + line
            else:
                found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
        goes_on = len(line) >= full and not (_ENDS.search(line) and len(line) < full * 1.2)
    return [text for text in found if any(c.isalnum() for c in text)]
