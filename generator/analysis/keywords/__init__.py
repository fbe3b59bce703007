"""Keywords of one article: phrases that a reader would accept as a tag, in the article's own words.

The steps, a module each, in reading order: `tokens` (with `segment`) → `names` → `tagging` → `phrases` → `yake` →
`rank`; `lexicon` is what is known of words beforehand.
"""

from __future__ import annotations

from itertools import pairwise

from ...model import Keyword
from ...text.document import Document
from ...text.strings import fold
from . import lexicon, names, phrases, rank, segment, tagging, tokens
from .phrases import Candidate
from .tokens import BREAK


def extract(document: Document, *, limit: int = 10) -> tuple[Keyword, ...]:
    """Return the best keywords of an article, at most `limit`, best first; scores in 0..1, higher is more relevant.

    Two forms of one keyword ("tariff", "Tariffs"; "US", "U.S.") have one key. Empty when nothing in the article can be
    a keyword. Never raises; time is linear in the text.
    """
    lang = document.lang
    read = tokens.tokenize(document)
    words = read.words
    lower = [word.lower() for word in words]
    proper = names.find(words, lower, read.title_end, lang)
    headline = names.capitalised(words[: read.title_end])
    tags = tagging.tag(words, lower, proper, lang, read.title_end if headline else 0)
    names.link(lower, tags, lang)
    ranges = phrases.chunks(lower, tags, lang)
    found = phrases.candidates(lower, tags, ranges, lang)
    names.merge(found, lower, tags, read.title_end, lang)
    scores = rank.score(found, words, lower, tags, ranges, read.title_end, lang)
    for key in _outlets(found, read.title_end):
        scores.pop(key, None)
    titled = frozenset(
        key
        for key, candidate in found.items()
        if candidate.end - candidate.start > 1
        and candidate.first < read.title_end
        and candidate.count > 1
        and all(tag == "P" for tag in tags[candidate.start : candidate.end])
    )
    chosen = rank.choose(scores, limit, titled)
    best = scores[chosen[0]] if chosen else 1.0
    return tuple(
        Keyword(_display(found[key], words, read.title_end, headline), round(scores[key] / best, 4), fold(key))
        for key in chosen
    )


def concept_key(text: str, lang: str) -> str:
    """Return the key that `extract` would give a keyword: equal for two forms of one concept, folded."""
    words = text.split()
    if not words:
        return ""
    last = words[-1].lower()
    if phrases.has_plurals(lang) and words[-1] == last:  # a name keeps its form
        last = lexicon.singular(last)
    key = " ".join([*(word.lower() for word in words[:-1]), last]).replace(".", "")
    return fold(lexicon.aliases(lang).get(key, key))


def _outlets(found: dict[str, Candidate], title_end: int) -> list[str]:
    """Return the candidates that name a newspaper or an agency, unless the article's title speaks of it."""
    known = lexicon.outlets()
    return [key for key in found if key in known and found[key].first >= title_end]


def _display(candidate: Candidate, words: list[str], title_end: int, headline: bool) -> str:
    """Return a phrase as the article writes it most often inside its sentences; else as it opens one.

    There, and in a headline that capitalises every word, a capital goes when the article has the word without it, too.
    """
    size = candidate.end - candidate.start
    seen: dict[str, int] = {}
    for start in candidate.places:
        if start >= title_end and start and words[start - 1] != BREAK:
            text = _joined(words[start : start + size])
            seen[text] = seen.get(text, 0) + 1
    if seen:
        return max(seen, key=seen.__getitem__)
    parts = words[candidate.start : candidate.end]
    if headline or not any(part[0].isupper() for part in parts[1:]):
        parts = [part.lower() if part.lower() in words else part for part in parts]
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Return words as running text, without spaces in scripts that have none, before "'s" and after an elided "l'"."""
    text = parts[0]
    for before, part in pairwise(parts):
        close = part[0] in "'’" or before[-1] in "'’" or (segment.wanted(before[-1]) and segment.wanted(part[0]))
        text += part if close else f" {part}"
    return text
