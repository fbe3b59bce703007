"""The order of the candidates: YAKE's score, how often, how rare elsewhere, where, how complete; and no two alike.

All weights are here. They were set by hand on ideas that hold for any text, and checked on news and on abstracts with
one setting for both. A text that speaks in compound terms gets compounds, one that speaks in single words gets words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp

from ...text.wordlists import primary
from . import lexicon, yake
from .phrases import Candidate
from .tokens import BREAK

_COMMONEST = 7.5  # Zipf value of a word that says nothing
_UNKNOWN = 3.5  # Zipf value taken for a word that the background does not know
_YAKE = 0.1  # how much of YAKE's score remains once the rest is weighed
_LENGTH = 0.6  # 0 adds the words' weights, 1 takes their mean
_PLACES = 0.7
_REPEATED = 0.3  # of a single word inside any phrase
_WHOLE = 2.0
_TITLE = 1.4
_EARLY = 0.3
_EARLY_TOKENS = 60
_LIGHT = 0.5
_COVERED = 0.7  # share of a word's places inside one compound from which on the compound stands for it
_NAME = 0.5  # a name of several words, beside single words
_NAME_ONCE = 0.25  # the same, seen once and not in the title
_TITLE_PHRASE = 1.5  # a compound in the title, besides `_TITLE`
_RARE = 1.2  # exponent of the rarity
_COMPOUND = 4.5  # how much the text's own style decides between compounds and single words
_USUAL = 1.5  # words in a noun phrase of ordinary prose, and how many phrases this assumption is worth
_USUAL_PHRASES = 10
_STYLE = (1.3, 1.7)  # words a phrase in plain and in technical prose
_ROLE = 0.5  # a bare title such as "prime minister"
_ONCE = 0.5  # a compound seen once, in a language whose verbs we do not know


def rarity(word: str, zipf: Mapping[str, float]) -> float:
    """Return how much a word says because other texts seldom use it, 0.3 to 7."""
    value = zipf.get(word)
    if value is None:
        parts = word.split("-")
        value = sum(zipf.get(part, _UNKNOWN) for part in parts) / len(parts) - 0.5 if len(parts) > 1 else _UNKNOWN
    return float(max(_COMMONEST - value, 0.3) ** _RARE)


def compounds(ranges: Iterable[tuple[int, int]], tags: Sequence[str]) -> float:
    """Return how much a text speaks in compounds, from -0.5 (single words) to 0.5 (technical terms), names left out."""
    lengths = [end - start for start, end in ranges if "P" not in tags[start:end]]
    mean = (sum(lengths) + _USUAL * _USUAL_PHRASES) / (len(lengths) + _USUAL_PHRASES)
    plain, technical = _STYLE
    return min(max((mean - plain) / (technical - plain), 0.0), 1.0) - 0.5


def sentences(words: Iterable[str]) -> list[list[str]]:
    """Return the tokens by sentence, as YAKE reads them: without possessive endings."""
    found: list[list[str]] = [[]]
    for word in words:
        if word == BREAK:
            found.append([])
        elif word not in ("'s", "’s"):
            found[-1].append(word)
    return [sentence for sentence in found if sentence]


def score(
    found: Mapping[str, Candidate],
    words: list[str],
    lower: list[str],
    tags: list[str],
    ranges: list[tuple[int, int]],
    title_end: int,
    lang: str,
) -> dict[str, float]:
    """Return the relevance of each candidate that may be a keyword; no fixed range, higher is more relevant."""
    zipf = lexicon.background(lang)
    known = lexicon.classes(lang)
    light = known.get("light", frozenset())
    compass = known.get("compass", frozenset())
    dull = known.get("role", frozenset()) | known.get("demonym", frozenset()) | known.get("adjective", frozenset())
    sure = primary(lang) in ("en", "de")
    terms = yake.terms(sentences(words), lexicon.stopwords(lang))
    counts: dict[str, int] = {}
    for word, tag in zip(lower, tags, strict=True):
        if tag not in "XFDTL":
            counts[word] = counts.get(word, 0) + 1
    together: dict[str, int] = {}
    for word, count in counts.items():
        one = lexicon.singular(word)
        together[one] = together.get(one, 0) + count
    weight = {word: rarity(word, zipf) * together[lexicon.singular(word)] ** _REPEATED for word in counts}
    for word in light & weight.keys():
        weight[word] *= _LIGHT
    covered: dict[str, int] = {}
    for key, candidate in found.items():
        if candidate.end - candidate.start > 1 and candidate.count > 1:
            for word in map(lexicon.singular, key.split(" ")):
                covered[word] = max(covered.get(word, 0), candidate.count)
    style = exp(_COMPOUND * compounds(ranges, tags))
    scores: dict[str, float] = {}
    for key, candidate in found.items():
        start, end = candidate.start, candidate.end
        size = end - start
        parts = lower[start:end]
        tag = tags[start]
        if size == 1:
            if len(key) < 2 or parts[0] in light or parts[0] in compass or (tag == "G" and not candidate.whole):
                continue
            if covered.get(key, 0) >= _COVERED * len(candidate.places):
                continue  # "hall", where nearly every hall is the "concert hall"
            value = weight.get(parts[0], 0.3)
        else:
            name = tag == "P" and tags[end - 1] == "P"
            steady = candidate.count > 1 or candidate.first < title_end
            fixed = "L" in tags[start:end]
            factor = style if not name and not fixed else _NAME if steady or not sure else _NAME_ONCE
            value = sum(weight.get(part, 0.0) for part in parts) / size**_LENGTH * factor
            if not sure and candidate.count == 1 and not name:
                if "determiner" not in known:
                    continue
                value *= _ONCE
        if parts[-1] in dull and all(part in dull for part in parts):
            value *= _ROLE
        count = candidate.count
        value *= count**_PLACES * (1 + _WHOLE * candidate.whole / count)
        if candidate.first < title_end:
            value *= _TITLE * (_TITLE_PHRASE if size > 1 else 1.0)
        value *= 1 + _EARLY / (1 + candidate.first / _EARLY_TOKENS)
        names = [yake.term(part) for part in parts]
        if names[0] in terms.weights and names[-1] in terms.weights:
            rated = terms.score(names, len(candidate.places))
            if rated > 0:
                value *= rated**-_YAKE
        scores[key] = value
    return scores


_ENDINGS = (
    "ational",
    "ations",
    "ation",
    "ically",
    "ingly",
    "edly",
    "ical",
    "ings",
    "ional",
    "ions",
    "ing",
    "ally",
    "ity",
    "ies",
    "ied",
    "ive",
    "ion",
    "ers",
    "er",
    "ed",
    "al",
    "ly",
    "or",
    "ic",
    "es",
    "e",
    "y",
    "s",
)


def stem(word: str) -> str:
    """Return what two words of one family share, roughly; only for telling that two phrases repeat each other."""
    word = lexicon.singular(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def choose(scores: Mapping[str, float], limit: int, titled: frozenset[str] = frozenset()) -> list[str]:
    """Return the best keys, none of which is a part of another; of equals, the one that stands first.

    Only a name of the title, in `titled`, may stand beside its part: "South China Sea" beside "China".
    """
    chosen: list[str] = []
    stems: list[str] = []
    for key in sorted(scores, key=scores.__getitem__, reverse=True):
        if len(chosen) >= limit:
            break
        mine = f" {' '.join(map(stem, key.split(' ')))} "
        if any(mine in other or (other in mine and key not in titled) for other in stems):
            continue
        chosen.append(key)
        stems.append(mine)
    return chosen
