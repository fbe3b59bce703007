"""Plain text as somebody typed it: which lines are one paragraph, and which are items of a list drawn with marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

_ITEM = re.compile(r"(?P<mark>[-*•▪◦‣·]|\d{1,2}[.)])\s+(?P<text>\S.*)")
_FEWEST = 2  # items of a list


@dataclass(frozen=True, slots=True)
class Typed:
    """A paragraph, or an item of a list."""

    at: int
    """Its first line, from 0."""
    text: str
    """With white space folded; without the mark of an item."""
    mark: str = ""
    """As Markdown writes it: `-` or `2.`; empty for a paragraph."""
    adjoins: bool = False
    """True when no blank line stands before it."""


def typed(lines: Sequence[str], *, wrapped: bool) -> list[Typed]:
    """Return the paragraphs and items of a text; `wrapped` tells that a paragraph goes on over several lines.

    A single mark, or numbers that do not count from one, make no list: a dash may open a speech, a number a date.
    """
    found: list[Typed] = []
    before = False
    for at, line in enumerate(lines):
        text = " ".join(line.split())
        item = _ITEM.fullmatch(text)
        if text and before and not item and (wrapped or found[-1].mark):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {text}")
        elif text:
            found.append(Typed(at, item["text"] if item else text, item["mark"] if item else "", before))
        before = bool(text)
    done: list[Typed] = []
    at = 0
    while at < len(found):
        one, length = found[at], _run(found, at)
        if length >= _FEWEST:
            done += [replace(item, mark=_written(item.mark)) for item in found[at : at + length]]
            at += length
            continue
        text = f"{one.mark} {one.text}".strip()
        if one.mark and one.adjoins and wrapped and done and not done[-1].mark:
            done[-1] = replace(done[-1], text=f"{done[-1].text} {text}")
        else:
            done.append(replace(one, text=text, mark=""))
        at += 1
    return done


def _run(found: Sequence[Typed], start: int) -> int:
    """Return how many items of one list begin at `start`."""
    first, second = found[start], found[start + 1] if start + 1 < len(found) else found[start]
    if first.adjoins and not second.adjoins:  # a dash in a line of a paragraph, and another one further down
        return 0
    for number, item in enumerate(islice(found, start, None), 1):
        wanted = f"{number}{first.mark[-1:]}" if first.mark[:1].isdigit() else first.mark
        if not item.mark or item.mark != wanted or (number > 2 and item.adjoins != second.adjoins):
            return number - 1
    return len(found) - start


def _written(mark: str) -> str:
    return f"{mark[:-1]}." if mark[:1].isdigit() else "-"
