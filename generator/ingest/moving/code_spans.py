"""Where code stands in a Markdown text, so that nothing in it is taken for a link.

Fenced blocks, indented blocks and spans between backticks (CommonMark 0.31, sections 4.4, 4.5 and 6.1); an indented
block below a list item belongs to the item, and is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\]]+\]:)\s")
_TICKS = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)


class CodeSpans:
    """The parts of one text that are code."""

    def __init__(self, text: str) -> None:
        """Find them, in linear time but for backticks that never close."""
        blocks = _blocks(text)
        prose = _without(text, blocks)
        spans = sorted(blocks + [found.span() for found in _TICKS.finditer(prose)])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


def _without(text: str, blocks: list[tuple[int, int]]) -> str:
    """Return a text of the same length, blank lines in the places of its blocks of code."""
    parts, last = [], 0
    for start, end in blocks:
        parts += [text[last:start], "\n" * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return start and end of each block of code."""
    found: list[tuple[int, int]] = []
    at, opened, mark = 0, -1, ""
    after_blank, in_list = True, False
    for line in text.splitlines(keepends=True):
        fence = _FENCE.match(line)
        if mark:
            if fence and fence[1].startswith(mark) and not fence[2].strip():
                found.append((opened, at + len(line)))
                mark = ""
        elif fence and not (fence[1][0] == "`" and "`" in fence[2]):
            opened, mark = at, fence[1]
        elif line.strip():
            indented = line.startswith(("    ", "\t"))
            if indented and not in_list and (after_blank or (found and found[-1][1] == at)):
                found.append((at, at + len(line)))
            elif not indented:
                in_list = bool(_ITEM.match(line)) or (in_list and not after_blank)
        after_blank = not line.strip()
        at += len(line)
    return found + ([(opened, at)] if mark else [])
