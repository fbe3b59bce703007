"""The article as a flat row of tokens with sentence ends: what every step of keyword extraction reads.

One regular expression a script, so that the time is linear and small. A possessive ending and an elided article ("l'")
are tokens of their own, dotted abbreviations keep their dots ("U.S."), a compound with hyphens is one word. The title
is the first sentence. Chinese and Japanese, which write no spaces, are cut into words by `segment`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape

from ...text.document import Document
from ...text.wordlists import primary
from . import segment

BREAK = "\n"
"""The token that stands at the end of every sentence."""

# Vowel signs and other marks that belong to the letter before them, which `\w` does not match.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u200c\u200d"
_MARKED = re.compile(f"[{_MARKS}]")
_ELIDED = {
    "fr": r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)",
    "it": r"(?:[cdlmstv]|dell|nell|all|sull|dall|un|quest|quell|gl|dev|com|anch|nessun)['’](?=\w)",
    "ca": r"[dlmnst]['’](?=\w)",
}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_SENTENCE_END = frozenset(".!?…。！？｡।॥؟։؛")
_CLOSING = frozenset("\"'”’»)]")
_ABBREVIATED = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "sgt",
        "capt",
        "sen",
        "rep",
        "gov",
        "rev",
        "hon",
        "jr",
        "sr",
        "st",
        "mt",
        "no",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "fig",
        "eq",
        "al",
        "approx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "bzw",
        "ca",
        "nr",
        "mme",
        "mlle",
        "sra",
    )
)
_HEADLINE = 40  # words; a longer "title" is the text itself


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of an article in reading order, the title's first, `BREAK` after every sentence."""

    words: list[str]
    """As they stand in the text; never empty strings."""
    title_end: int
    """Number of tokens that belong to the title, its `BREAK` counted."""


@cache
def _pattern(lang: str, marked: bool) -> re.Pattern[str]:
    """Return what finds the tokens of a language; `marked` for scripts that write vowels as marks."""
    letter = f"[\\w{_MARKS}]" if marked else r"[^\W_]"
    elided = f"(?i:{_ELIDED[lang]})|" if lang in _ELIDED else ""
    inner = r"[‐\-.&/_+]" if lang == "tr" else r"['’‐\-.&/_+]"
    return re.compile(
        rf"{elided}"
        r"(?:[^\W\d_]\.){2,}"  # U.S., e.g.
        + (r"|['’]\w+" if lang == "tr" else r"|['’]s\b(?![\w-])")  # endings of names: possessive; all cases in Turkish
        + rf"|{letter}+(?:(?!['’]s\b){inner}{letter}+)*\+*"  # words with their inner marks
        r"|[^\s\w]|_"
    )


def _add(text: str, lang: str, out: list[str]) -> None:
    """Append the tokens of one block of text, with breaks where its sentences end."""
    if "&" in text and ";" in text:
        text = unescape(text)  # feeds escape twice
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" , ", text)
    found = _pattern(lang if lang in _ELIDED or lang == "tr" else "", _MARKED.search(text) is not None).findall(text)
    if segment.wanted(text):
        found = segment.words(found, lang)
    size = len(found)
    for index, token in enumerate(found):
        if token not in _SENTENCE_END:
            out.append(token)
        elif token != ".":
            out.append(BREAK)
        else:
            following = found[index + 1] if index + 1 < size else ""
            before = found[index - 1] if index else ""
            initial = len(before) == 1 and before.isalpha()
            if (
                following
                and following not in _CLOSING
                and (initial or following[0].islower() or before.lower() in _ABBREVIATED)
            ):
                if following[0].islower() and not initial:
                    out.append(token)  # no sentence end, yet no phrase goes across
            else:
                out.append(BREAK)
    if out and out[-1] != BREAK:
        out.append(BREAK)


def tokenize(document: Document, limit: int = 250_000) -> Tokens:
    """Return the tokens of title and prose; a text beyond `limit` tokens is cut there."""
    words: list[str] = []
    lang = primary(document.lang)
    blocks = [block for block in document.blocks if block.text and (block.number or block.kind == "heading")]
    opening = " ".join(block.text for block in blocks[:20])
    if not opening.startswith(document.title):  # else it would count twice
        _add(document.title, lang, words)
    title_end = len(words) if len(words) <= _HEADLINE else 0
    for block in blocks:
        if words and block.text[0].islower():
            words.pop()  # a hard-wrapped line: the sentence goes on
        _add(block.text, lang, words)
        if len(words) > limit:
            del words[limit:]
            words.append(BREAK)
            break
    return Tokens(words, title_end)
