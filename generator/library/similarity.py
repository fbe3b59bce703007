"""How alike two articles are: vectors of their terms, and the cosine of two of them.

What an article's vector is depends on that article and on the frequencies of words in its language (wordfreq), on no
other article: so the cosine of two articles stays what it is, whatever else is published. Weights are whole numbers,
sums of products are exact, and every machine finds the same in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from ..analysis.terms import commonness
from ..model import Entry

SATURATION = 1.2
"""BM25's k1: a second mention says less than the first."""
UNIT = 1 << 14
"""Length of a vector."""
ONE = UNIT * UNIT
"""The cosine of an article with itself, as the whole number that it is here."""
PROBES = 48
"""Heaviest terms of an article that look for candidates."""

_STEEPNESS = 1.2  # exponent of the inverse document frequency: rare names decide between two events of one kind
_NUMBER = 1.3  # a number that two articles share says more than a word as rare
_RAREST = 0.001  # share of articles below which lists of words do not tell one rare word from another

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Vector = tuple[bytes, bytes]
"""Hashes of an article's terms (32 bits each), the heaviest first, and their weights (16 bits each)."""


def language(entry: Entry) -> str:
    """Return the language of an article without script and country: `pt` for `pt-BR`."""
    return entry.analysis.lang.split("-")[0].lower()


def rarity(term: str, lang: str) -> float:
    """Return the inverse document frequency of a term in its language: 0 for what every article has, up to 7."""
    return -log(min(1.0, max(_RAREST, commonness(term, lang))))


class Weights:
    """The vectors of articles, one by one; what a term weighs in a language is worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[int, int, float]] = {}

    def _of(self, term: str, lang: str) -> tuple[int, int, float]:
        """Return the hashes of a term in the text and in the opening, and what it weighs."""
        hashed = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        weight = rarity(term, lang) ** _STEEPNESS * (_NUMBER if any(map(str.isdigit, term)) else 1.0)
        return int.from_bytes(hashed[:4], "little"), int.from_bytes(hashed[4:], "little"), weight

    def vector(self, entry: Entry) -> Vector:
        """Return an article's vector; half of it is the whole text, half the opening, which says what happened."""
        lang, known, found = language(entry), self._known, dict[int, float]()
        for part, terms in enumerate((entry.analysis.terms, entry.analysis.opening)):
            weights: dict[int, float] = {}
            for term, count in terms:
                of = known.get((term, lang))
                if of is None:
                    of = known[term, lang] = self._of(term, lang)
                weights[of[0] if part == 0 else of[1]] = count / (count + SATURATION) * of[2]
            length = sqrt(sum([weight * weight for weight in weights.values()]))
            if length:
                found.update([(key, weight / length) for key, weight in weights.items()])
        length = sqrt(sum([weight * weight for weight in found.values()])) or 1.0
        whole = [(-round(weight / length * UNIT), key) for key, weight in found.items()]
        whole = sorted([pair for pair in whole if pair[0]])
        keys = np.array([key for _, key in whole], dtype="<u4")
        return keys.tobytes(), np.array([-weight for weight, _ in whole], dtype="<u2").tobytes()


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of articles, each at its place."""

    starts: Ints
    """Where the terms of each article begin, and the last one's end."""
    keys: NDArray[np.uint32]
    """Hashes of the terms of all articles, one article after the other, heaviest term first."""
    weights: NDArray[np.uint16]
    """What each of these terms weighs there."""

    @classmethod
    def of(cls, vectors: Sequence[Vector]) -> Vectors:
        """Return these vectors as one."""
        starts = np.cumsum([0, *(len(keys) // 4 for keys, _ in vectors)], dtype=np.int64)
        keys = np.frombuffer(b"".join([keys for keys, _ in vectors]), dtype="<u4")
        return cls(starts, keys, np.frombuffer(b"".join([weights for _, weights in vectors]), dtype="<u2"))

    def __len__(self) -> int:
        """Return how many articles there are."""
        return len(self.starts) - 1

    def cosines(self, one: Ints, other: Ints) -> Ints:
        """Return how alike the articles at these places are, pair by pair, in 0..`ONE`."""
        result = np.zeros(len(one), dtype=np.int64)
        rows = np.unique(np.concatenate([one, other]))
        if not len(one):
            return result
        counts = self.starts[rows + 1] - self.starts[rows]
        at = ranges(self.starts[rows], counts)
        known, numbers = np.unique(self.keys[at], return_inverse=True)
        numbers, weights = numbers.reshape(-1), self.weights[at].astype(np.float64)
        starts = np.concatenate([[0], np.cumsum(counts)])
        one, other = np.searchsorted(rows, one), np.searchsorted(rows, other)
        order = np.argsort(one, kind="stable")
        firsts, begins = np.unique(one[order], return_index=True)
        mine = np.zeros(len(known))
        for first, which in zip(firsts.tolist(), np.split(order, begins[1:]), strict=True):
            part = slice(starts[first], starts[first + 1])
            mine[numbers[part]] = weights[part]
            others = other[which]
            there = ranges(starts[others], counts[others])
            row = np.repeat(np.arange(len(others)), counts[others])
            sums = np.bincount(row, mine[numbers[there]] * weights[there], minlength=len(others))
            result[which] = np.minimum(ONE, sums.astype(np.int64))  # whole numbers below 2⁵³: exact
            mine[numbers[part]] = 0.0
        return result


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Return start, start + 1, … for each start, as many as its count, one after the other."""
    ends = np.cumsum(counts)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
    return found


def best(row: Ints, other: Ints, value: Ints, limit: int) -> Ints:
    """Return the places of the `limit` greatest values of each row, by row, the greatest first; equal ones by other."""
    order = np.lexsort((other, -value, row))
    sorted_rows = row[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_rows, sorted_rows)
    found: Ints = order[rank < limit]
    return found


class Index:
    """An inverted index over the heaviest terms of articles: who shares some of them with a given article."""

    def __init__(self, vectors: Vectors) -> None:
        """Take the vectors; each article stands in it under its `PROBES` heaviest terms."""
        self.count = len(vectors)
        counts = np.minimum(np.diff(vectors.starts), PROBES)
        at = ranges(vectors.starts[:-1], counts)
        row = np.repeat(np.arange(self.count, dtype=np.int32), counts)
        keys = vectors.keys[at]
        order = np.argsort(keys, kind="stable")
        self._begins = np.concatenate([[0], np.cumsum(counts)])
        self._weights = vectors.weights[at].astype(np.int32)
        self._rows, self._listed = row[order], self._weights[order]
        ordered = keys[order]
        self._first, self._end = np.searchsorted(ordered, keys), np.searchsorted(ordered, keys, side="right")

    def shared(self, row: int) -> Ints:
        """Return for each article the part of its cosine with this one that their heaviest terms make; 0 for itself."""
        part = slice(self._begins[row], self._begins[row + 1])
        first, counts = self._first[part], self._end[part] - self._first[part]
        at = ranges(first, counts)
        products = self._listed[at].astype(np.float64) * np.repeat(self._weights[part], counts)
        sums = np.bincount(self._rows[at], products, minlength=self.count).astype(np.int64)
        sums[row] = 0
        return sums
