"""Candidate phrases: YAKE's sequences of words cut down to noun phrases that end where a reader would end them.

Works on the tags of `tagging`; knows nothing of scores. A name is never cut in half, a title ("Prime Minister") is
parted from the name that follows it, and forms that differ only in number or capitals are one candidate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...text.wordlists import primary
from . import lexicon

INSIDE = frozenset("NnPAEGaCL")
"""Tags that a noun phrase is made of."""
LONGEST = 4
"""Most words of a candidate that is no name."""
LONGEST_NAME = 6
"""Most words of a name."""


@dataclass(slots=True)
class Candidate:
    """A phrase that may become a keyword, with all places where it stands."""

    key: str
    """Lower-case words without dots, the last in the singular."""
    start: int
    """First token of its first occurrence."""
    end: int
    """Token after its first occurrence."""
    first: int
    """First token at which it, or a shorter form of it, stands."""
    places: list[int] = field(default_factory=list)
    """First token of each occurrence, in order."""
    whole: int = 0
    """How many of them are whole noun phrases or whole names, not parts of longer ones."""
    elsewhere: int = 0
    """Occurrences of shorter forms of it (a surname, an abbreviation)."""

    @property
    def count(self) -> int:
        """Return how often it occurs in any form."""
        return len(self.places) + self.elsewhere


def chunks(lower: list[str], tags: list[str], lang: str) -> list[tuple[int, int]]:
    """Return the noun phrases as token ranges, in order, without overlap."""
    role = lexicon.classes(lang).get("role", frozenset())
    named = "PN" if primary(lang) == "de" else "P"
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
        cut = start
        for at in range(start + 1, index):
            # "Prime Minister | Narendra Modi", "striker | Harry Kane"
            if (lower[at - 1] in role and lower[at] not in role and tags[at] in named) or (
                tags[at] == "P" and tags[at - 1] in "Nn" and at + 1 < index and tags[at + 1] == "P"
            ):
                _trim(cut, at, lower, tags, found)
                cut = at
        _trim(cut, index, lower, tags, found)
    return found


def _trim(start: int, end: int, lower: list[str], tags: list[str], found: list[tuple[int, int]]) -> None:
    """Append the range without what cannot open or close a phrase, if something remains."""
    while end > start and (
        tags[end - 1] in "AEL"
        or (tags[end - 1] == "C" and (end - 2 < start or tags[end - 2] != "P" or not lower[end - 1].isalnum()))
    ):
        end -= 1
    while start < end and tags[start] in "CL":
        start += 1
    if end - start > 1 and tags[start] == "G" and (start == 0 or tags[start - 1] in "TXF"):
        start += 1  # "for detecting faults": what is done, not what it is called
    while start < end and tags[start] in "CL":
        start += 1
    if start < end:
        found.append((start, end))


def _atoms(start: int, end: int, lower: list[str], tags: list[str]) -> list[tuple[int, int, bool]]:
    """Return what a phrase is made of: names and linked nouns whole (True), other words singly."""
    parts: list[tuple[int, int, bool]] = []
    index = start
    while index < end:
        last = index + 1
        if tags[index] == "P" or (last < end and tags[last] == "L"):
            while last < end and (tags[last] in "PL" or tags[last - 1] == "L"):
                last += 1
            if tags[index] == "P" and last < end and tags[last] == "C" and lower[last].isalnum():
                last += 1  # "Boeing 737"
        parts.append((index, last, last - index > 1))
        index = last
    return parts


def has_plurals(lang: str) -> bool:
    """Tell whether nouns of this language are brought to their singular for a keyword's key."""
    return primary(lang) in ("en", "fr", "es", "pt")


def candidates(lower: list[str], tags: list[str], ranges: list[tuple[int, int]], lang: str) -> dict[str, Candidate]:
    """Return the noun phrases and those of their parts that can stand alone, by key, in order of occurrence."""
    name = primary(lang)
    stems: dict[str, str] = {}
    plurals = has_plurals(name)
    shown = lexicon.aliases(name)
    found: dict[str, Candidate] = {}
    for start, end in ranges:
        parts = _atoms(start, end, lower, tags)
        for opening in range(len(parts)):
            first = parts[opening][0]
            if tags[first] == "C":
                continue
            for closing in range(opening, len(parts)):
                last = parts[closing][1]
                if last - first > (LONGEST_NAME if opening == closing else LONGEST):
                    break
                if tags[last - 1] in "AE" or (tags[first] == "n" and last - first == 1):
                    continue
                word = lower[last - 1]
                stem = stems.get(word)
                if stem is None:
                    stem = lexicon.singular(word) if plurals and tags[last - 1] != "P" else word
                    stem = stems[word] = stem.replace(".", "")
                key = " ".join((*lower[first : last - 1], stem)) if last - first > 1 else stem
                if "." in key:
                    key = key.replace(".", "")
                key = shown.get(key, key)
                candidate = found.get(key)
                if candidate is None:
                    candidate = found[key] = Candidate(key, first, last, first)
                candidate.places.append(first)
                candidate.whole += (first == start and last == end) or (opening == closing and parts[opening][2])
    return {key: one for key, one in found.items() if one.whole or one.end - one.start == 1}
