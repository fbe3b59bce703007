"""A text as the tokens that names are made of: words, and single characters in scripts that put no blanks between them.

Texts and names go through the same door, so that "Guinea-Bissau", "Guinea Bissau" and "Guinea‑Bissau" meet in one key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...text.strings import UNSPACED

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903"
    "\u093a-\u094f\u0e31\u0e34-\u0e4e"
)
_DOTTED = r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![^\W_]))?|[A-Z]\.[A-Z](?![^\W_])"
_LATIN = re.compile(rf"{_DOTTED}|[^\W_]+")
_ANY = re.compile(rf"{_DOTTED}|[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W_][{_MARKS}]*)+")
_BEYOND_LATIN = re.compile("[\u0300-\uffff]")
_GAP = re.compile(r"[ \u00a0]?[-‑–'’][ \u00a0]?|\.?[ \u00a0]?")
_WIDEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, as parallel sequences."""

    source: str
    """The text."""
    words: Sequence[str]
    """Each token as looked up: dots of abbreviations are taken out, `U.S.` is `US`."""
    spans: Sequence[tuple[int, int]]
    """Where each begins and ends in the text."""

    def gap(self, i: int) -> str:
        """Return what stands between token `i - 1` and token `i`; empty at either end of the text."""
        return self.source[self.spans[i - 1][1] : self.spans[i][0]] if 0 < i < len(self.words) else ""

    def joined(self, i: int, end: int) -> bool:
        """Return True when nothing but a blank, a hyphen, an apostrophe or an abbreviation's dot parts `i` to `end`."""
        for j in range(i + 1, end):
            left, right = self.spans[j - 1][1], self.spans[j][0]
            if right - left > _WIDEST_GAP or not _GAP.fullmatch(self.source, left, right):
                return False
        return True


def tokens(text: str) -> Tokens:
    """Return the tokens of `text` in order."""
    pattern = _LATIN if text.isascii() or not _BEYOND_LATIN.search(text) else _ANY
    spans = [match.span() for match in pattern.finditer(text)]
    words = [text[start:end] for start, end in spans]
    if "." in text:
        words = [word.replace(".", "") if "." in word else word for word in words]
    return Tokens(text, words, spans)


def key_of(name: str) -> str:
    """Return the key under which a name is stored: its tokens joined by blanks."""
    return name if name.isalpha() and name.isascii() else " ".join(tokens(name).words)


def case_of(text: str) -> str:
    """Return `upper` or `lower` when all letters of `text` have one case, else `mixed`; a few letters tell nothing."""
    if text.isupper() and sum(c.isalpha() for c in text[:60]) > 5:
        return "upper"
    return "lower" if text.islower() and len(text) > 30 else "mixed"


def is_headline(words: Sequence[str]) -> bool:
    """Return True when nearly all longer words begin with a capital, so that capitals tell nothing about names."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)
