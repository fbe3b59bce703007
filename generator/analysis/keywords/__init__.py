"""Keywords of one article: phrases that a reader would accept as a tag, in the article's own words.

The steps, a module each, in reading order: `tokens` → `tagging` → `phrases` → `yake` → `rank`; `lexicon` is what is
known of words beforehand.
"""

from __future__ import annotations

from ...document import Document
from ...model import Keyword
from ...text import fold
from . import lexicon, phrases, rank, tagging, tokens

VERSION = 1
"""Changes when the same article would get other keywords."""


def extract(document: Document, *, limit: int = 10) -> tuple[Keyword, ...]:
    """Return the best keywords of an article, at most `limit`, best first; scores in 0..1, higher is more relevant.

    Empty when the article's language has no stop words or nothing in it can be a keyword. Never raises.
    """
    lang = document.lang
    read = tokens.tokenize(document)
    words = read.words
    lower = [word.lower() for word in words]
    proper = phrases.names(words, lower, read.title_end, lexicon.background(lang))
    tags = tagging.tag(words, lower, proper, lang)
    found = phrases.candidates(lower, tags, phrases.chunks(tags), lang)
    scores = rank.score(found, lower, tags, read.title_end, lang)
    best = max(scores.values(), default=1.0)
    return tuple(
        Keyword(
            " ".join(words[found[key].start : found[key].end]), round(scores[key] / best, 4), fold(key).replace(".", "")
        )
        for key in rank.choose(scores, found, limit)
    )
