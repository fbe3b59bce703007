"""Keywords of one article: phrases that a reader would accept as a tag, in the article's own words.

The steps, a module each, in reading order: `tokens` (with `segment`) → `names` → `tagging` → `phrases` → `yake` →
`rank`; `lexicon` is what is known of words beforehand.
"""

from __future__ import annotations

from ...document import Document
from ...model import Keyword
from ...text import fold
from . import lexicon, names, phrases, rank, tagging, tokens
from .phrases import Candidate
from .tokens import BREAK

VERSION = 1
"""Changes when the same article would get other keywords."""


def extract(document: Document, *, limit: int = 10) -> tuple[Keyword, ...]:
    """Return the best keywords of an article, at most `limit`, best first; scores in 0..1, higher is more relevant.

    Two forms of one keyword ("tariff", "Tariffs"; "US", "U.S.") have one key. Empty when nothing in the article can be a
    keyword. Never raises; time is linear in the text.
    """
    lang = document.lang
    read = tokens.tokenize(document)
    words = read.words
    lower = [word.lower() for word in words]
    proper = names.find(words, lower, read.title_end, lang)
    tags = tagging.tag(words, lower, proper, lang)
    names.link(lower, tags, lang)
    ranges = phrases.chunks(lower, tags, lang)
    found = phrases.candidates(lower, tags, ranges, lang)
    names.merge(found, lower, tags, lang)
    scores = rank.score(found, words, lower, tags, ranges, read.title_end, lang)
    for key in _outlets(found, read.title_end):
        scores.pop(key, None)
    chosen = rank.choose(scores, limit)
    best = scores[chosen[0]] if chosen else 1.0
    return tuple(
        Keyword(_display(found[key], words, proper, read.title_end), round(scores[key] / best, 4), fold(key))
        for key in chosen
    )


def _outlets(found: dict[str, Candidate], title_end: int) -> list[str]:
    """Return the candidates that name a newspaper or an agency, unless the article's title speaks of it."""
    known = lexicon.outlets()
    return [key for key in found if key in known and found[key].first >= title_end]


def _display(candidate: Candidate, words: list[str], proper: frozenset[str], title_end: int) -> str:
    """Return a phrase as the article writes it most often inside its sentences; else without the sentence's capital."""
    size = candidate.end - candidate.start
    seen: dict[str, int] = {}
    for start in candidate.places:
        if start >= title_end and start and words[start - 1] != BREAK:
            text = " ".join(words[start : start + size])
            seen[text] = seen.get(text, 0) + 1
    if seen:
        return max(seen, key=seen.__getitem__)
    parts = words[candidate.start : candidate.end]
    return " ".join(
        part.lower() if part[1:].islower() and part.lower() not in proper and proper else part for part in parts
    )
