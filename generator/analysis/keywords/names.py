"""Names: which words the article writes as names, what belongs to one name, and which two names are the same thing.

Capitals are evidence, not proof: they say nothing at the start of a sentence, in a headline that capitalises every
word, or in a text that is all capitals.
"""

from __future__ import annotations

from collections import Counter

from . import lexicon
from .phrases import Candidate
from .tokens import BREAK

_COMMON = 3.6  # Zipf value above which a word that only ever starts sentences is taken for an ordinary one
_COMMON_HEADLINE = 3.0  # the same for one that only stands in a headline
_QUOTES = frozenset("\"“”«»„‘'(")


def capitalised(title: list[str]) -> bool:
    """Tell whether a title writes every word of substance with a capital, so that its capitals say nothing."""
    heading = [word for word in title if word[0].isalpha()]
    return len(heading) > 2 and sum(word[0].isupper() for word in heading) > 0.6 * len(heading)


def find(words: list[str], lower: list[str], title_end: int, lang: str) -> frozenset[str]:
    """Return the words (lower case) that the article writes with a capital where an ordinary word has none."""
    zipf = lexicon.background(lang)
    letters = [word for word in words if word[0].isalpha()]
    if sum(word.isupper() and len(word) > 1 for word in letters) > 0.6 * len(letters):
        return frozenset()
    headline = capitalised(words[:title_end])
    within: dict[str, int] = {}
    plain: dict[str, int] = {}
    edge: set[str] = set()
    heads: set[str] = set()
    opening: list[tuple[str, str]] = []
    start = True
    for index, word in enumerate(words):
        first = word[0]
        if first.isalpha():
            low = lower[index]
            if low == word:
                plain[low] = plain.get(low, 0) + 1
            elif not start and not (headline and index < title_end):
                within[low] = within.get(low, 0) + 1
            elif start and index >= title_end:
                edge.add(low)
                if words[index + 1 : index + 2] and words[index + 1][0].isupper():
                    opening.append((low, lower[index + 1]))
            else:
                heads.add(low)
            start = False
        elif word == BREAK or first in _QUOTES:
            start = True
        elif first.isdigit():
            start = False
    found = {word for word, count in within.items() if count >= plain.get(word, 0)}
    for seen, common in ((edge, _COMMON), (heads, _COMMON_HEADLINE)):
        found.update(w for w in seen if w not in within and w not in plain and zipf.get(w, 0.0) < common)
    # "Andre Agassi lost": what opens a sentence before a name is part of it, unless it is a known word
    ordinary = lexicon.stopwords(lang).union(*lexicon.classes(lang).values())
    found.update(w for w, name in opening if name in found and w not in plain and w not in ordinary)
    return frozenset(found)


def link(lower: list[str], tags: list[str], lang: str) -> None:
    """Tag in place as `L` the small words inside names ("Bank of America") and inside fixed phrases ("rule of law").

    A phrase of ordinary nouns is fixed when the article repeats it.
    """
    known = lexicon.classes(lang)
    links = known.get("link", frozenset())
    if not links:
        return
    head = known.get("head", frozenset())
    possessor = known.get("possessor", frozenset())
    repeated: Counter[tuple[str, str, str]] = Counter()
    nouns: list[int] = []
    for index in range(1, len(tags) - 1):
        named = tags[index - 1] == tags[index + 1] == "P"
        if named and lower[index] in ("'s", "’s") and lower[index - 1] in possessor:
            tags[index] = "L"
        if named and lower[index] == "&":
            tags[index] = "L"
        if lower[index] not in links or tags[index - 1] not in "NP":
            continue
        if tags[index - 1] == "P":
            if head and lower[index - 1] not in head:
                continue  # "Angela Merkel of Germany", "President of France"
            if tags[index + 1] == "P":
                tags[index] = "L"
                continue
            if lower[index + 1] in ("the", "la", "los", "las") and index + 2 < len(tags) and tags[index + 2] == "P":
                tags[index] = tags[index + 1] = "L"
                continue
        if tags[index + 1] in "NP":
            repeated[lower[index - 1], lower[index], lower[index + 1]] += 1
            nouns.append(index)
    for index in nouns:
        if repeated[lower[index - 1], lower[index], lower[index + 1]] > 1 and lower[index] != "for":
            tags[index] = "L"


def merge(found: dict[str, Candidate], lower: list[str], tags: list[str], title_end: int, lang: str) -> None:
    """Join in place what names the same: a surname with the full name before it, an abbreviation with its long form."""
    known = lexicon.classes(lang)
    compass = known.get("compass", frozenset()) | known.get("demonym", frozenset())
    full: dict[str, list[str]] = {}
    for key, candidate in found.items():
        size = candidate.end - candidate.start
        if size == 1:
            continue
        words = lower[candidate.start : candidate.end]
        if size < 4 and words[0] not in compass and all(tag == "P" for tag in tags[candidate.start : candidate.end]):
            full.setdefault(words[-1], []).append(key)
        if lower[candidate.end : candidate.end + 1] == ["("] and lower[candidate.end + 2 : candidate.end + 3] == [")"]:
            short = found.get(lower[candidate.end + 1])
            if short is not None and short is not candidate and _stands_for(short.key, words):
                full.setdefault(short.key, [key])
    for part, keys in full.items():
        alone = found.get(part)
        if alone is None or len(keys) > 1:
            continue
        # The full name comes first, but in the headline.
        if found[keys[0]].start <= next((place for place in alone.places if place >= title_end), len(lower)):
            _absorb(found, keys[0], part)


def _stands_for(short: str, words: list[str]) -> bool:
    """Tell whether the letters of an abbreviation are the first letters of the words, small words left out or not."""
    letters = short.replace(".", "").removesuffix("s")
    initials = "".join(part[0] for word in words for part in word.split("-") if part)
    content = "".join(part[0] for word in words if len(word) > 3 for part in word.split("-") if part)
    return len(letters) > 1 and letters in (initials, content)


def _absorb(found: dict[str, Candidate], keep: str, drop: str) -> None:
    """Count the places of one candidate for another and remove it."""
    remaining, dropped = found[keep], found.pop(drop)
    remaining.whole += dropped.whole
    remaining.elsewhere += len(dropped.places)
    remaining.first = min(remaining.first, dropped.first)
