"""The article as a flat row of tokens with sentence ends: what every step of keyword extraction reads.

One regular expression, so that the time is linear and small. A possessive ending is a token of its own, dotted
abbreviations keep their dots ("U.S."), a compound with hyphens is one word. The title is the first sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...document import Document

BREAK = "\n"
"""The token that stands at the end of every sentence."""

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., e.g.
    r"|['’]s\b(?![\w-])"  # possessive
    r"|[^\W_]+(?:(?!['’]s\b)['’‐\-.&/_+][^\W_]+)*\+*"  # words with their inner marks
    r"|[^\s\w]|_"
)
_SENTENCE_END = frozenset(".!?…。！？।؟։")
_CLOSING = frozenset("\"'”’»)]")
_ABBREVIATED = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt sen rep gov rev hon jr sr st mt no vs etc inc ltd co corp dept fig eq al approx "
    "jan feb mar apr jun jul aug sep sept oct nov dec e.g. i.e. bzw ca nr mme mlle sra".split()
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of an article in reading order, the title's first, `BREAK` after every sentence."""

    words: list[str]
    """As they stand in the text."""
    title_end: int
    """Number of tokens that belong to the title, its `BREAK` counted."""


def _add(text: str, out: list[str]) -> None:
    """Append the tokens of one block of text, with breaks where its sentences end."""
    found = _TOKEN.findall(text)
    size = len(found)
    for index, token in enumerate(found):
        if token in _SENTENCE_END:
            following = found[index + 1] if index + 1 < size else ""
            before = found[index - 1] if index else ""
            if token == "." and following and (
                following[0].islower() or len(before) == 1 or before.lower() in _ABBREVIATED
            ):
                if len(before) > 1 or not before.isupper():
                    out.append(token)
                continue
            out.append(BREAK)
        else:
            out.append(token)
            if len(token) > 2 and token[-1] == "." and index + 1 < size and found[index + 1][0] in _CLOSING:
                continue
    if out and out[-1] != BREAK:
        out.append(BREAK)


def tokenize(document: Document, limit: int = 250_000) -> Tokens:
    """Return the tokens of title and prose; a text beyond `limit` tokens is cut there."""
    words: list[str] = []
    _add(document.title, words)
    title_end = len(words)
    for block in document.blocks:
        if block.number or block.kind == "heading":
            if words and block.text[:1].islower():
                words.pop()  # a hard-wrapped line: the sentence goes on
            _add(block.text, words)
            if len(words) > limit:
                del words[limit:]
                words.append(BREAK)
                break
    return Tokens(words, title_end)
