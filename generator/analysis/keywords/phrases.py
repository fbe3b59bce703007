"""Candidate phrases: noun phrases that end where a reader would end them, and names that are never cut in half.

Works on the tags of `tagging`; knows nothing of scores. Forms that differ only in number or capitals are one candidate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import lexicon
from .tokens import BREAK

INSIDE = frozenset("NPAEGaC")
"""Tags that a noun phrase is made of."""
LONGEST = 4
"""Most words of a candidate."""
_COMMON = 3.6  # Zipf value above which a word that only ever starts sentences is taken for an ordinary one
_QUOTES = frozenset("\"“”«»„‘'(")


@dataclass(slots=True)
class Candidate:
    """A phrase that may become a keyword, with all places where it stands."""

    key: str
    """Lower-case words, the last in the singular."""
    start: int
    """First token of its first occurrence."""
    end: int
    """Token after its first occurrence."""
    places: list[int] = field(default_factory=list)
    """First token of each occurrence, in order."""
    whole: int = 0
    """How many of them are whole noun phrases, not parts of longer ones."""


def names(words: list[str], lower: list[str], title_end: int, zipf: Mapping[str, float]) -> frozenset[str]:
    """Return the words (lower case) that the article writes with a capital where an ordinary word has none.

    A capital says nothing at the start of a sentence, in a title that capitalises every word, and in a text that is
    all capitals.
    """
    letters = [word for word in words if word[0].isalpha()]
    if sum(word.isupper() and len(word) > 1 for word in letters) > 0.6 * len(letters):
        return frozenset()
    heading = [word for word in words[:title_end] if word[0].isalpha()]
    headline = len(heading) > 2 and sum(word[0].isupper() for word in heading) > 0.6 * len(heading)
    within: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    edge: set[str] = set()
    start = True
    for index, word in enumerate(words):
        first = word[0]
        if word == BREAK:
            start = True
        elif first.isalpha():
            if not first.isupper():
                plain[lower[index]] += 1
            elif start or (headline and index < title_end):
                edge.add(lower[index])
            else:
                within[lower[index]] += 1
            start = False
        elif first in _QUOTES:
            start = True
        elif first.isdigit():
            start = False
    found = {word for word, count in within.items() if count >= plain[word]}
    found.update(w for w in edge if w not in within and w not in plain and zipf.get(w, 0.0) < _COMMON)
    return frozenset(found)


def singular(word: str) -> str:
    """Return the likely singular of an English or Romance noun; other words as they are."""
    if len(word) > 3 and word.endswith("s"):
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes")):
            return word[:-2]
        if not word.endswith(("ss", "us", "is", "'s")):
            return word[:-1]
    return word


def chunks(tags: list[str]) -> list[tuple[int, int]]:
    """Return the noun phrases as token ranges, in order, without overlap."""
    found: list[tuple[int, int]] = []
    size = len(tags)
    index = 0
    while index < size:
        if tags[index] not in INSIDE:
            index += 1
            continue
        start = index
        while index < size and tags[index] in INSIDE:
            index += 1
        end = index
        while end > start and (tags[end - 1] in "AEa" or (tags[end - 1] == "C" and tags[max(end - 2, start)] != "P")):
            end -= 1
        while start < end and tags[start] == "C":
            start += 1
        if end - start > 1 and tags[start] == "G" and (start == 0 or tags[start - 1] in "TXF"):
            start += 1  # "for detecting faults": what is done, not what it is called
        while start < end and tags[start] == "C":
            start += 1
        if start < end:
            found.append((start, end))
    return found


def candidates(lower: list[str], tags: list[str], ranges: list[tuple[int, int]], lang: str) -> dict[str, Candidate]:
    """Return all parts of the noun phrases that can stand alone, by key, in the order in which they first occur."""
    found: dict[str, Candidate] = {}
    one = {word: singular(word) for word in set(lower)} if lexicon.primary(lang) in ("en", "fr", "es", "pt") else {}
    for start, end in ranges:
        for first in range(start, end):
            if tags[first] == "C":
                continue
            for last in range(first, min(end, first + LONGEST)):
                tag = tags[last]
                if tag in "AEa" or (tag == "C" and last == first):
                    continue
                word = lower[last]
                key = " ".join((*lower[first:last], one.get(word, word)))
                candidate = found.get(key)
                if candidate is None:
                    candidate = found[key] = Candidate(key, first, last + 1)
                candidate.places.append(first)
                candidate.whole += first == start and last + 1 == end
    return found
