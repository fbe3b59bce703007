"""YAKE: the keyword weights of Campos et al. on plain dictionaries, several times as fast as the stock package.

Source: Campos, Mangaravite, Pasquali, Jorge, Nunes, Jatowt, "YAKE! Keyword extraction from single documents using
multiple local features", Information Sciences 509 (2020) 257-289. Where the paper leaves a detail open, the behaviour
of the installed `yake` was observed from outside; `tests/test_yake.py` compares candidates and scores with it. Takes
sentences of tokens, so that any tokeniser can stand before it; de-duplication and order are left to others.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

_PUNCTUATION = frozenset(string.punctuation)


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a text with what YAKE knows of each, by term: lower case, without a final s."""

    weights: dict[str, float]
    """Weight H of each term that is no stop word (paper, eq. 7); lower is more relevant."""
    counts: dict[str, int]
    """Occurrences of every term."""
    pairs: dict[tuple[str, str], int]
    """How often one term follows another at the window's distance, inside one stretch without punctuation."""
    forms: dict[str, tuple[str, bool]]
    """Each token as it stands → its term, and whether it can be part of a candidate (no number, no odd mixture)."""
    stretches: list[list[str]]
    """The text as tokens between punctuation marks and sentence ends."""

    def score(self, words: Sequence[str], count: int) -> float:
        """Return the score S of a candidate that occurs `count` times (paper, eq. 8); lower is more relevant.

        `words` are terms. A stop word inside a candidate counts by how likely it follows and is followed. What is no
        term of the text (a mark such as "&", a possessive ending) is a word that never follows another.
        """
        product, total = 1.0, 0.0
        for index, term in enumerate(words):
            weight = self.weights.get(term)
            if weight is not None:
                product *= weight
                total += weight
            else:
                likely = 0.0
                if 0 < index < len(words) - 1:
                    before, after = words[index - 1], words[index + 1]
                    likely = self._share(before, term, before) * self._share(term, after, after)
                product *= 2.0 - likely
                total -= 1.0 - likely
        return product / (count * (1.0 + total) or count)

    def _share(self, before: str, after: str, of: str) -> float:
        """Return the share of the occurrences of a term, `of`, in which `after` follows `before`; 0 for no term."""
        count = self.counts.get(of, 0)
        return self.pairs.get((before, after), 0) / count if count else 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sequence of words that may be a keyword."""

    text: str
    """As it first stands in the text."""
    score: float
    """YAKE's score S, above 0; lower is more relevant."""
    count: int
    """Occurrences."""


def term(word: str) -> str:
    """Return the form under which YAKE counts a word: lower case, without a final s."""
    lower = word.lower()
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") else lower


def _kind(word: str) -> str:
    """Return how a token is written (paper, sec. 3.1.1): `a` acronym, `n` capital, `p` plain, `u` number or mixture."""
    if word.isalpha():
        if word.isupper():
            return "a"
        return "n" if word[0].isupper() and word[1:].islower() else _mixed(word)
    digits = letters = marks = 0
    for char in word:
        if char.isdigit():
            digits += 1
        elif char.isalpha():
            letters += 1
        elif char in _PUNCTUATION:
            marks += 1
    if digits and not letters:
        try:
            float(word.replace(",", ""))
        except ValueError:
            pass
        else:
            return "u"
    if bool(digits) == bool(letters) or marks > 1:
        return "u"
    return "a" if word.isupper() else _mixed(word)


def _mixed(word: str) -> str:
    """Return `n` for a word with one capital, its first letter, else `p`."""
    return "n" if len(word) > 1 and word[0].isupper() and sum(map(str.isupper, word)) == 1 else "p"


def is_stop(word: str, stop: frozenset[str]) -> bool:
    """Tell whether YAKE takes a word for a stop word: it is in the list, or has fewer than three letters."""
    name = term(word)
    if name in stop or word.lower() in stop or len(name) < 3:
        return True
    return not name.isalnum() and sum(char not in _PUNCTUATION for char in name) < 3


def terms(sentences: Iterable[Sequence[str]], stop: frozenset[str], *, window: int = 1) -> Terms:
    """Return the terms of a text, given as sentences of tokens, with their weights.

    Tokens that are all punctuation end a stretch; positions are counted in sentences. Time is linear in the tokens.
    """
    forms: dict[str, tuple[str, bool]] = {}
    kinds: dict[str, str | None] = {}
    stops: set[str] = set()
    counts: dict[str, int] = {}
    capitals: dict[str, int] = {}
    acronyms: dict[str, int] = {}
    standing: dict[str, list[int]] = {}
    pairs: dict[tuple[str, str], int] = {}
    stretches: list[list[str]] = []
    number = -1
    for number, sentence in enumerate(sentences):
        stretch: list[str] = []
        last = ""
        for index, word in enumerate(sentence):
            kind = kinds.get(word, "")
            if kind == "":
                kind = None if all(char in _PUNCTUATION for char in word) else _kind(word)
                kinds[word] = kind
                if kind is not None:
                    name = term(word)
                    forms[word] = (name, kind != "u")
                    if name not in counts:
                        counts[name] = 0
                        standing[name] = []
                        if is_stop(word, stop):
                            stops.add(name)
            if kind is None:
                if stretch:
                    stretches.append(stretch)
                    stretch = []
                last = ""
                continue
            name = forms[word][0]
            counts[name] += 1
            if kind == "a":
                acronyms[name] = acronyms.get(name, 0) + 1
            elif kind == "n" and index:
                capitals[name] = capitals.get(name, 0) + 1
            places = standing[name]
            if not places or places[-1] != number:
                places.append(number)
            if window == 1:
                if kind != "u":
                    if last:
                        pair = (last, name)
                        pairs[pair] = pairs.get(pair, 0) + 1
                    last = name
                else:
                    last = ""
            elif kind != "u":
                for other in stretch[-window:]:
                    name_before, usable = forms[other]
                    if usable:
                        pairs[name_before, name] = pairs.get((name_before, name), 0) + 1
            stretch.append(word)
        if stretch:
            stretches.append(stretch)
    weights = _weights(number + 1, counts, stops, acronyms, capitals, standing, pairs)
    return Terms(weights, counts, pairs, forms, stretches)


def _weights(
    sentences: int,
    counts: dict[str, int],
    stops: set[str],
    acronyms: dict[str, int],
    capitals: dict[str, int],
    standing: dict[str, list[int]],
    pairs: dict[tuple[str, str], int],
) -> dict[str, float]:
    """Return the weight H of each term that is no stop word (paper, eq. 1 to 7)."""
    left: dict[str, int] = {}
    left_kinds: dict[str, int] = {}
    right: dict[str, int] = {}
    right_kinds: dict[str, int] = {}
    for (before, after), count in pairs.items():
        right[before] = right.get(before, 0) + count
        right_kinds[before] = right_kinds.get(before, 0) + 1
        left[after] = left.get(after, 0) + count
        left_kinds[after] = left_kinds.get(after, 0) + 1
    valid = [count for name, count in counts.items() if name not in stops]
    if not valid:
        return {}
    size, total = len(valid), sum(valid)
    mean = total / size
    spread = sqrt(size * sum(count * count for count in valid) - total * total) / size  # standard deviation
    most = max(counts.values())
    weights: dict[str, float] = {}
    for name, count in counts.items():
        if name in stops:
            continue
        places = standing[name]
        half = len(places) // 2
        median = places[half] if len(places) % 2 else (places[half - 1] + places[half]) / 2
        position = log(log(3.0 + median))
        share = count / most
        different_left = left_kinds[name] / left[name] if name in left else 0.0
        different_right = right_kinds[name] / right[name] if name in right else 0.0
        relatedness = (0.5 + different_left * share) + (0.5 + different_right * share)
        casing = max(acronyms.get(name, 0), capitals.get(name, 0)) / (1.0 + log(count))
        frequency = count / (mean + spread)
        dispersion = len(places) / sentences
        weights[name] = position * relatedness / (casing + frequency / relatedness + dispersion / relatedness)
    return weights


def candidates(
    sentences: Iterable[Sequence[str]], stop: frozenset[str], *, longest: int = 3, window: int = 1
) -> list[Candidate]:
    """Return all sequences of at most `longest` words that may be keywords, with their scores, best first.

    A candidate does not cross punctuation, holds no number, and neither starts nor ends with a stop word.
    """
    known = terms(sentences, stop, window=window)
    counts: dict[str, int] = {}
    first: dict[str, tuple[str, list[str]]] = {}
    for stretch in known.stretches:
        for start, opening in enumerate(stretch):
            name, usable = known.forms[opening]
            if not usable or name not in known.weights:
                continue
            parts = []
            for end in range(start, min(start + longest, len(stretch))):
                name, usable = known.forms[stretch[end]]
                if not usable:
                    break
                parts.append(name)
                if name in known.weights:
                    text = " ".join(stretch[start : end + 1])
                    key = text.lower()
                    counts[key] = counts.get(key, 0) + 1
                    if key not in first:
                        first[key] = (text, parts.copy())
    scored = [Candidate(text, known.score(parts, counts[key]), counts[key]) for key, (text, parts) in first.items()]
    scored.sort(key=lambda candidate: candidate.score)
    return scored
