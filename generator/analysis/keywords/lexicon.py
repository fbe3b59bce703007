"""What is known of single words before an article is read: stop words, word classes and how rare a word is.

Stop words and background frequencies come from `wordlists`, word classes are ours (`grammar/`). All loaded
once, when the first article of a language is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ...text import wordlists
from ...text.wordlists import has_stop_words, primary, stop_words, zipf

GRAMMAR = Path(__file__).with_name("grammar")

_FALLBACK = 200


def singular(word: str) -> str:
    """Return the likely singular of an English or Romance noun; other words as they are."""
    if len(word) > 3 and word[-1] == "s":
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes")):
            return word[:-2]
        if not word.endswith(("ss", "us", "is", "'s", "’s")):
            return word[:-1]
    return word


@cache
def stopwords(lang: str) -> frozenset[str]:
    """Return YAKE's stop words of a language, lower case, else its commonest words.

    For an unknown language those of the four that are met most.
    """
    name = primary(lang)
    if name == "und":
        return stopwords("en") | stopwords("fr") | stopwords("es") | stopwords("de")
    if has_stop_words(name):
        return stop_words(name)
    common = background(name)  # for a language that YAKE does not know, its commonest words
    if not common:
        return stopwords("und")
    return frozenset(sorted(common, key=lambda word: (-common[word], word))[:_FALLBACK])


@cache
def classes(lang: str) -> Mapping[str, frozenset[str]]:
    """Return our word classes of a language: class name → words, lower case; empty when we have none."""
    path = GRAMMAR / f"{primary(lang)}.txt"
    found: dict[str, set[str]] = {}
    name = ""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or not line.strip():
                continue
            head, colon, rest = line.partition(":")
            if colon and not line.startswith(" "):
                name = head.strip()
            else:
                rest = line
            found.setdefault(name, set()).update(rest.split())
    return {name: frozenset(words) for name, words in found.items()}


@cache
def calendar(lang: str) -> frozenset[str]:
    """Return the names of months and weekdays, lower case: ours, else those of CLDR; empty for an unknown language."""
    known = classes(lang)
    if known.get("month"):
        return known["month"] | known.get("weekday", frozenset())
    return wordlists.calendar(lang, "wide")


@cache
def aliases(lang: str) -> Mapping[str, str]:
    """Return short names and the full ones that they stand for everywhere, both lower case: `us` → `united states`."""
    pairs = (entry.split("=") for entry in sorted(classes(lang).get("alias", ())))
    return {short: full.replace("-", " ") for short, full in pairs}


@cache
def outlets() -> frozenset[str]:
    """Return names of newspapers, agencies and broadcasters, lower case."""
    lines = (GRAMMAR / "outlets.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def background(lang: str) -> Mapping[str, float]:
    """Return how common words are, as Zipf values (log10 of occurrences in 10^9 words, 1 to 8)."""
    return zipf(lang, "best")
