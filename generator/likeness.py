"""How alike the articles of a site are: vectors of their terms, and the cosines of those that lie near each other.

Each article is a vector of its `Analysis.terms`, weighted by how rare a term is on this site. Candidates come from an
inverted index with bounded posting lists, so no article is compared in full with all others. All sums are taken in a
fixed order (`numpy.bincount`), and logarithms and powers by Python, so that every machine finds the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .analysis.terms import background
from .model import Entry

FLOOR = 0.06
"""Cosine below which two articles have nothing to do with each other."""
POSTINGS = 64
"""Articles listed under a term, those first in which it weighs most."""
PROBES = 48
"""Heaviest terms of an article that look for candidates."""
CANDIDATES = 24
"""Articles that are compared in full with each."""
COMPANY = 6
"""Nearest neighbours that make up an article's company."""
SATURATION = 1.2
"""BM25's k1: a second mention says less than the first."""
IMAGINED = 400
"""Articles imagined beside the site's own, see `Rarity`."""

_STEEPNESS = 1.5  # exponent of the inverse document frequency: rare names decide between two events of one kind
_WORDS = 500  # words of an imagined article
_NUMBER = 1.3
_FIGURES = 4.0  # a number of n figures stands in this share × 0.1ⁿ of the imagined articles: 1 in 25 has a given two
_ALONE = 0.05  # share of an article's own terms in its length
_HUB = 0.2
_COMPANY_SHARE = 0.6
_CELLS = 1 << 22  # sums held at once while candidates are looked for

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Vector = tuple[Ints, Floats]
"""Term numbers and weights of one article, heaviest first, of length ≤ 1."""


def language(entry: Entry) -> str:
    """Return the language of an article without script and country: `pt` for `pt-BR`."""
    return entry.analysis.lang.split("-")[0].lower()


class Rarity:
    """How rare a term is on this site: the inverse document frequency, steadied by the language on a small one.

    A word's document frequency is taken among the articles of its language, beside `IMAGINED` articles of which it has
    the share that its frequency in the language promises; names and numbers count across languages.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take all entries of the site."""
        self._times: dict[str, Counter[str]] = {}
        self._total: Counter[str] = Counter()
        for entry in entries:
            lang = language(entry)
            self._times.setdefault(lang, Counter()).update([term for term, _ in entry.analysis.terms])
            self._total[lang] += 1
        self.times: Counter[str] = Counter()
        for times in self._times.values():
            self.times.update(times)
        self._all = len(entries)
        self._share = {lang: background(lang) for lang in sorted(self._times)}

    def of(self, term: str, lang: str) -> float:
        """Return the rarity of a term in an article of this language, above 0; about 1 for the commonest."""
        figures = [word for word in term.split(" ") if word[:1].isdigit()]
        if figures or term != term.lower():
            share = 0.1 ** min(len(word) for word in figures) if term in figures else 0.0
            weight = log((self._all + IMAGINED + 1) / (self.times[term] + IMAGINED * _FIGURES * share + 1))
            return weight * _NUMBER if figures else weight
        expected = IMAGINED * (1 - exp(-_WORDS * self._share[lang].get(term, 0.0)))
        return log((self._total[lang] + IMAGINED + 1) / (self._times[lang][term] + expected + 1))


@dataclass(frozen=True, slots=True)
class Vectors:
    """The articles of a site as vectors over the terms that at least two of them have.

    Their length is 1 less what an article's own terms would add: they count a little, so that an article with much of
    its own is nobody's double.
    """

    rarity: Rarity
    """How rare each term is among them."""
    place: Mapping[str, int]
    """Where each article stands here, by its id: in the order of the ids."""
    starts: Ints
    """Where the terms of each article begin, and the last one's end."""
    numbers: Ints
    """Term numbers of all articles, one article after the other, heaviest term first."""
    weights: Floats
    """What each of these terms weighs there."""
    size: int
    """How many term numbers there are."""

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Vectors:
        """Return the vectors of these entries."""
        entries = sorted(entries, key=lambda entry: entry.article.id)
        rarity = Rarity(entries)
        shared = sorted(term for term, times in rarity.times.items() if times > 1)
        number = {term: at for at, term in enumerate(shared)}
        single = log((len(entries) + IMAGINED + 1) / 2) ** (2 * _STEEPNESS)  # square of the rarity of what one has
        get = number.get
        terms = np.array([get(term, -1) for e in entries for term, _ in e.analysis.terms], dtype=np.int64)
        counts = np.array([count for e in entries for _, count in e.analysis.terms], dtype=np.float64)
        row = np.repeat(np.arange(len(entries)), [len(e.analysis.terms) for e in entries])
        languages = sorted({language(entry) for entry in entries})
        spoken = {lang: at for at, lang in enumerate(languages)}
        lang = np.array([spoken[language(entry)] for entry in entries], dtype=np.int64)
        saturated = counts / (counts + SATURATION)
        common = terms >= 0
        alone = np.bincount(row[~common], saturated[~common] ** 2, minlength=len(entries))
        row, terms, saturated = row[common], terms[common], saturated[common]
        kinds, kind = np.unique(lang[row] * len(shared) + terms, return_inverse=True)
        rare = [rarity.of(shared[k % len(shared)], languages[k // len(shared)]) ** _STEEPNESS for k in kinds.tolist()]
        weights = saturated * np.array(rare, dtype=np.float64)[kind.reshape(-1)]
        order = np.lexsort((terms, -weights, row))
        row, terms, weights = row[order], terms[order], weights[order]
        length = np.sqrt(np.bincount(row, weights * weights, minlength=len(entries)) + _ALONE * alone * single)
        length[length == 0.0] = 1.0
        starts = np.searchsorted(row, np.arange(len(entries) + 1))
        place = {entry.article.id: at for at, entry in enumerate(entries)}
        return cls(rarity, place, starts, terms, weights / length[row], len(shared))

    def __getitem__(self, at: int) -> Vector:
        """Return the vector of the article at this place."""
        part = slice(self.starts[at], self.starts[at + 1])
        return self.numbers[part], self.weights[part]

    def cosine(self, one: int, other: int) -> float:
        """Return how alike the articles at two places are, in 0..1."""
        numbers, weights = self[one]
        mine = np.zeros(self.size)
        mine[numbers] = weights
        return float(self._cosines(mine, np.array([other]))[0])

    def _cosines(self, mine: Floats, others: Ints) -> Floats:
        """Return the cosines of a vector, given with all its zeros, with the articles at these places."""
        counts = self.starts[others + 1] - self.starts[others]
        at = _ranges(self.starts[others], counts)
        which = np.repeat(np.arange(len(others)), counts)
        return np.minimum(1.0, np.bincount(which, mine[self.numbers[at]] * self.weights[at], minlength=len(others)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike pairs of articles are: each pair twice, sorted by `one` and `other`."""

    count: int
    """How many articles there are."""
    one: Ints
    """Place of the one article."""
    other: Ints
    """Place of the other."""
    value: Floats
    """How alike they are, above 0 and at most 1."""

    def with_values(self, value: Floats) -> Likeness:
        """Return the same pairs with other values."""
        return Likeness(self.count, self.one, self.other, value)

    def best(self, limit: int) -> Ints:
        """Return which pairs are among the `limit` best of their `one`, by article and best first."""
        return _best(self.one, self.other, self.value, limit)


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """Return start, start + 1, … for each start, as many as its count, one after the other."""
    ends = np.cumsum(counts)
    ranges: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
    return ranges


def _best(row: Ints, other: Ints, value: Floats, limit: int) -> Ints:
    """Return the places of the `limit` greatest values of each row, by row, the greatest first; equal ones by other."""
    order = np.lexsort((other, -value, row))
    sorted_rows = row[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_rows, sorted_rows)
    best: Ints = order[rank < limit]
    return best


def likeness(vectors: Vectors) -> Likeness:
    """Return the cosine (`FLOOR`..1) of each article with its nearest candidates, symmetric.

    Each article looks for candidates among those before it only, so that every pair is met once.
    """
    count = len(vectors.starts) - 1
    ones: list[Any] = [np.empty(0, np.int64)]
    others: list[Any] = [np.empty(0, np.int64)]
    values: list[Any] = [np.empty(0)]
    mine = np.zeros(vectors.size)
    for row, found in _candidates(vectors):
        numbers, weights = vectors[row]
        mine[numbers] = weights
        near = vectors._cosines(mine, found)
        mine[numbers] = 0.0
        alike = near >= FLOOR
        ones.append(np.full(int(alike.sum()), row))
        others.append(found[alike])
        values.append(near[alike])
    one, other, value = np.concatenate(ones), np.concatenate(others), np.concatenate(values)
    one, other, value = np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([value, value])
    order = np.lexsort((other, one))
    return Likeness(count, one[order], other[order], value[order])


def _candidates(vectors: Vectors) -> Iterator[tuple[int, Ints]]:
    """Yield for each article that has some the places of those before it that share its heaviest terms."""
    count = len(vectors.starts) - 1
    counts = np.minimum(np.diff(vectors.starts), PROBES)
    probes = _ranges(vectors.starts[:-1], counts)
    row = np.repeat(np.arange(count), counts)
    number, weight = vectors.numbers[probes], vectors.weights[probes]
    heaviest = _best(number, row, weight, POSTINGS)
    least = np.full(vectors.size, np.inf)  # the weight of the last of those that are listed under a term
    np.minimum.at(least, number[heaviest], weight[heaviest])
    listed = np.flatnonzero(weight >= least[number])
    listed = listed[_best(number[listed], row[listed], -row[listed].astype(np.float64), POSTINGS)]
    keys = number[listed] * count + row[listed]  # ascending
    first = np.searchsorted(keys, number * count)
    before = np.searchsorted(keys, number * count + row) - first
    ends = np.searchsorted(row, np.arange(count + 1))
    step = max(1, _CELLS // max(1, count))
    for start in range(0, count, step):
        part = slice(ends[start], ends[min(count, start + step)])
        at = _ranges(first[part], before[part])
        met = row[listed[at]] + np.repeat((row[part] - start) * count, before[part])
        sums = np.bincount(met, np.repeat(weight[part], before[part]) * weight[listed[at]])
        found = np.flatnonzero(sums >= FLOOR / 2)
        who, other = found // count, found % count
        best = _best(who, other, sums[found].astype(np.float64), CANDIDATES)
        who, other = who[best], other[best]
        rows, begins = np.unique(who, return_index=True)
        if len(rows):
            yield from zip((rows + start).tolist(), np.split(other, begins[1:]), strict=True)


def evened(alike: Likeness) -> Likeness:
    """Return the likenesses, less for articles that resemble everything and more for the lonely ones (hubness)."""
    if not alike.count:
        return alike
    best = alike.best(5)
    near = np.maximum(FLOOR, np.bincount(alike.one[best], alike.value[best], minlength=alike.count) / 5)
    usual = float(np.sort(near)[alike.count // 2])
    factor = np.array([(usual / mean) ** _HUB for mean in near.tolist()])
    return alike.with_values(np.minimum(1.0, alike.value * factor[alike.one] * factor[alike.other]))


def with_company(alike: Likeness) -> Likeness:
    """Return the likenesses blended with how alike the two articles' nearest neighbours are.

    Shared nearest neighbours, after Jarvis and Patrick (1973), here as the cosine of the two lists.
    """
    best, every = alike.best(COMPANY), np.arange(alike.count)
    row = np.concatenate([alike.one[best], every])  # each article is of its own company
    third = np.concatenate([alike.other[best], every])
    value = np.concatenate([alike.value[best], np.ones(alike.count)])
    order = np.lexsort((third, row))
    row, third, value = row[order], third[order], value[order]
    value = value / np.sqrt(np.bincount(row, value * value, minlength=alike.count))[row]
    keys = row * alike.count + third
    starts = np.searchsorted(row, np.arange(alike.count + 1))
    counts = np.diff(starts)[alike.one]
    at = _ranges(starts[alike.one], counts)
    wanted = np.repeat(alike.other * alike.count, counts) + third[at]
    place = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
    product = np.where(keys[place] == wanted, value[at] * value[place], 0.0)
    common = np.bincount(np.repeat(np.arange(len(alike.one)), counts), product, minlength=len(alike.one))
    return alike.with_values((1 - _COMPANY_SHARE) * alike.value + _COMPANY_SHARE * common)
