"""The order of the candidates: how often, how rare elsewhere, where, how complete; and no two that say the same.

All weights are here. They were set by hand on ideas that hold for any text and checked on news and on abstracts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from . import lexicon
from .phrases import Candidate

_COMMONEST = 7.5
_UNKNOWN = 2.5
_LENGTH = 0.3
_PLACES = 0.7
_REPEATED = 0.3
_WHOLE = 0.6
_TITLE = 1.4
_EARLY = 0.3
_LIGHT = 0.5


def rarity(word: str, zipf: Mapping[str, float]) -> float:
    """Return how much a word says because other texts seldom use it, 0.3 to 7."""
    value = zipf.get(word)
    if value is None:
        parts = word.split("-")
        value = sum(zipf.get(part, _UNKNOWN) for part in parts) / len(parts) - 0.5 if len(parts) > 1 else _UNKNOWN
    return max(_COMMONEST - value, 0.3)


def score(
    found: Mapping[str, Candidate], lower: list[str], tags: list[str], title_end: int, lang: str
) -> dict[str, float]:
    """Return the relevance of each candidate, in no fixed range, higher is more relevant."""
    zipf = lexicon.background(lang)
    light = lexicon.classes(lang).get("light", frozenset())
    counts = Counter(word for word, tag in zip(lower, tags, strict=True) if tag not in "XFDT")
    weight = {
        word: rarity(word, zipf) * count**_REPEATED * (_LIGHT if word in light else 1.0) for word, count in counts.items()
    }
    scores: dict[str, float] = {}
    for key, candidate in found.items():
        words = lower[candidate.start : candidate.end]
        places = len(candidate.places)
        value = sum(weight.get(word, 0.3) for word in words) / len(words) ** _LENGTH
        value *= places**_PLACES * (1 + _WHOLE * candidate.whole / places)
        if candidate.places[0] < title_end:
            value *= _TITLE
        scores[key] = value * (1 + _EARLY / (1 + candidate.start / 60))
    return scores


def choose(scores: Mapping[str, float], order: Iterable[str], limit: int) -> list[str]:
    """Return the best keys, none of which is a part of another; `order` settles ties."""
    position = {key: index for index, key in enumerate(order)}
    chosen: list[str] = []
    for key in sorted(scores, key=lambda key: (-scores[key], position[key])):
        if len(chosen) == limit:
            break
        if len(key) > 1 and not any(f" {key} " in f" {other} " or f" {other} " in f" {key} " for other in chosen):
            chosen.append(key)
    return chosen
