"""Which articles belong together, and what a reader would say they share; corpus-wide and near linear.

Each article is a vector of its `Analysis.terms`, weighted by how rare a term is on this site. Candidates come from an
inverted index with bounded posting lists, so no article is ever compared with all others; the best of them are compared
in full, and then by the company they keep: two reports of one event have the same neighbours. What groups neighbours
into stories is in `stories`.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import log, sqrt
from operator import mul

from .analysis.terms import stem, stop_words
from .model import Entry
from .text import words

FLOOR = 0.06
"""Cosine below which two articles have nothing to do with each other."""
POSTINGS = 100
"""Articles listed under a term, those first in which it weighs most."""
PROBES = 48
"""Heaviest terms of an article that look for candidates."""
CANDIDATES = 24
"""Articles that are compared in full with each."""
COMPANY = 6
"""Nearest neighbours that make up an article's company."""
ROUNDS = 2
"""How often likenesses are blended with the likeness of company."""
REASONS = 4
"""Most words named as shared."""

_SATURATION = 1.2  # BM25's k1: a second mention says less than the first
_STEEPNESS = 1.5  # exponent of the inverse document frequency: rare names decide between two events of one kind
_UNSEEN = 20  # articles imagined beside the site's own, so that terms can be rare on a small site too
_NUMBER = 1.3
_HUB = 0.2
_COMPANY_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that belongs with another one."""

    id: str
    """The neighbour's permanent identity."""
    score: float
    """Relevance in 0..1 in steps of 0.01, higher is more relevant."""
    shared: tuple[str, ...]
    """What the two share, in words that a reader understands, best first; at most four."""


Vector = tuple["array[int]", "array[float]"]
"""Term numbers and weights of one article, heaviest first, of length 1."""


def _inverse(term: str, times: int, total: int) -> float:
    """Return what a term weighs by its rarity; numbers weigh more: two events of one kind differ in them."""
    weight = log((total + 1) / (times + 1))
    return weight * _NUMBER if term[0].isdigit() or (" " in term and term.rpartition(" ")[2][0].isdigit()) else weight


def vectors(entries: Sequence[Entry]) -> list[Vector]:
    """Return the entries as unit vectors over the terms that at least two of them have."""
    seen: Counter[str] = Counter()
    for entry in entries:
        seen.update([term for term, _ in entry.analysis.terms])
    total = len(entries) + _UNSEEN
    shared = sorted(term for term, times in seen.items() if times > 1)
    number = {term: at for at, term in enumerate(shared)}
    inverse = [_inverse(term, seen[term], total) ** _STEEPNESS for term in shared]
    found: list[Vector] = []
    for entry in entries:
        pairs = [
            (count / (count + _SATURATION) * inverse[at], -at)
            for at, count in [(number[term], count) for term, count in entry.analysis.terms if term in number]
        ]
        pairs.sort(reverse=True)
        length = sqrt(sum([weight * weight for weight, _ in pairs])) or 1.0
        found.append((array("i", [-at for _, at in pairs]), array("d", [weight / length for weight, _ in pairs])))
    return found


def _postings(found: Sequence[Vector]) -> tuple[list[list[int]], list[list[float]]]:
    """Return for each term the articles in which it is among the heaviest, and its weights there; long lists are cut."""
    size = 1 + max((max(numbers) for numbers, _ in found if numbers), default=-1)
    listed: list[list[int]] = [[] for _ in range(size)]
    weighed: list[list[float]] = [[] for _ in range(size)]
    for at, (numbers, weights) in enumerate(found):
        for number, weight in zip(numbers[:PROBES], weights, strict=False):
            listed[number].append(at)
            weighed[number].append(weight)
    for number, its in enumerate(weighed):
        if len(its) > POSTINGS:
            best = sorted(zip(its, listed[number], strict=True), key=lambda item: (-item[0], item[1]))[:POSTINGS]
            listed[number] = [at for _, at in best]
            weighed[number] = [weight for weight, _ in best]
    return listed, weighed


def likeness(found: Sequence[Vector]) -> list[dict[int, float]]:
    """Return for each vector the cosine (`FLOOR`..1) with its nearest candidates, symmetric."""
    listed, weighed = _postings(found)
    alike: list[dict[int, float]] = [{} for _ in found]
    for at, (numbers, weights) in enumerate(found):
        sums: defaultdict[int, float] = defaultdict(float)
        for number, weight in zip(numbers[:PROBES], weights, strict=False):
            for other, its in zip(listed[number], weighed[number], strict=True):
                sums[other] += weight * its
        sums.pop(at, None)
        promising = [(-least, other) for other, least in sums.items() if least >= FLOOR / 2]
        promising.sort()
        mine = dict(zip(numbers, weights, strict=True)).get
        for _, other in promising[:CANDIDATES]:
            if other not in alike[at]:
                its_numbers, its_weights = found[other]
                cosine = sum(map(mul, map(mine, its_numbers, repeat(0.0)), its_weights))
                if cosine >= FLOOR:
                    alike[at][other] = alike[other][at] = min(1.0, cosine)
    return alike


def _evened(alike: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
    """Return the likenesses, less for articles that resemble everything and more for the lonely ones (hubness)."""
    near = [max(FLOOR, sum(sorted(row.values(), reverse=True)[:5]) / 5) for row in alike]
    usual = sorted(near)[len(near) // 2] if near else 1.0
    factor = [(usual / mean) ** _HUB for mean in near]
    return [
        {other: min(1.0, cosine * factor[at] * factor[other]) for other, cosine in row.items()}
        for at, row in enumerate(alike)
    ]


def _with_company(alike: Sequence[Mapping[int, float]]) -> Iterator[dict[int, float]]:
    """Yield each row of likenesses blended with how alike the two articles' nearest neighbours are.

    Shared nearest neighbours, after Jarvis and Patrick (1973), here as the cosine of the two lists.
    """
    company: list[dict[int, float]] = []
    for at, row in enumerate(alike):
        nearest = dict(sorted(row.items(), key=lambda item: (-item[1], item[0]))[:COMPANY])
        nearest[at] = 1.0
        length = sqrt(sum(cosine * cosine for cosine in nearest.values()))
        company.append({other: cosine / length for other, cosine in nearest.items()})
    for at, row in enumerate(alike):
        mine = company[at]
        blended: dict[int, float] = {}
        for other, cosine in row.items():
            its = company[other]
            common = sum(weight * its[third] for third, weight in mine.items() if third in its)
            blended[other] = (1 - _COMPANY_SHARE) * cosine + _COMPANY_SHARE * common
        yield blended


def neighbours(
    entries: Sequence[Entry], *, limit: int = 5, country_names: Mapping[str, str] | None = None
) -> dict[str, tuple[Neighbour, ...]]:
    """Return for each article's id its nearest others, best first, at most `limit`, and none that are far.

    Of equally relevant ones (to 0.01) that nearer in time comes first, then the newer, then by id. `country_names`
    maps ISO 3166-1 alpha-2 codes to names as displayed. Cost grows with the number of articles, not its square.
    """
    order = sorted(entries, key=lambda entry: entry.article.id)
    alike: Sequence[Mapping[int, float]] = _evened(likeness(vectors(order)))
    for _ in range(ROUNDS):
        alike = list(_with_company(alike))
    reasons = Reasons(order, country_names or {})
    result: dict[str, tuple[Neighbour, ...]] = {}
    stamps = [entry.article.date.timestamp() for entry in order]
    for at, row in enumerate(alike):
        ranked = sorted(
            (-round(score, 2), abs(stamps[at] - stamps[other]) // 86400, -stamps[other], other)
            for other, score in row.items()
        )
        result[order[at].article.id] = tuple(
            Neighbour(order[other].article.id, -score, reasons.shared(at, other)) for score, _, _, other in ranked[:limit]
        )
    return {entry.article.id: result[entry.article.id] for entry in entries}


class Reasons:
    """What two articles share, said with keywords, names and countries; computed for the pairs asked for."""

    def __init__(self, entries: Sequence[Entry], country_names: Mapping[str, str]) -> None:
        """Take the entries, which `shared` then names by their place."""
        self._entries = entries
        self._labels = [_labels(entry, country_names) for entry in entries]
        self._seen = Counter(key for labels in self._labels for key in labels)
        self._terms = Counter(term for entry in entries for term, _ in entry.analysis.terms)
        self._asked: dict[tuple[int, int], tuple[str, ...]] = {}

    def shared(self, one: int, other: int) -> tuple[str, ...]:
        """Return what the articles at these places share, rarest and weightiest first, at most `REASONS`."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._asked:
            self._asked[pair] = self._compare(*pair)
        return self._asked[pair]

    def _compare(self, one: int, other: int) -> tuple[str, ...]:
        mine, its = self._labels[one], self._labels[other]
        total = len(self._entries) + _UNSEEN
        ranked = sorted(
            (-min(mine[key][0], its[key][0]) * log((total + 1) / self._seen[key]), key)
            for key in mine.keys() & its.keys()
        )
        chosen: dict[str, str] = {}
        for _, key in ranked:
            _add(chosen, key, min(mine[key][1], its[key][1], key=lambda text: (text.isupper(), len(text), text)))
            if len(chosen) == REASONS:
                break
        if len(chosen) < 2:
            for key, text in self._plain_words(one, other):
                _add(chosen, key, text)
                if len(chosen) >= 3:
                    break
        return tuple(chosen.values())

    def _plain_words(self, one: int, other: int) -> Iterator[tuple[str, str]]:
        """Yield the rarest stems that two articles share, each as a word of theirs; for articles without better labels."""
        mine = dict(self._entries[one].analysis.terms)
        its = dict(self._entries[other].analysis.terms)
        total = len(self._entries) + _UNSEEN
        common = [
            term for term in mine.keys() & its.keys()
            if " " not in term and term.islower() and len(term) > 2 and not any(c.isdigit() for c in term)
            and min(mine[term], its[term]) > 1
        ]
        common.sort(key=lambda term: (-min(mine[term], its[term]) * _inverse(term, self._terms[term], total), term))
        wanted = common[:3]
        lang = _language(self._entries[one])
        surfaces: dict[str, str] = {}
        for entry in (self._entries[one], self._entries[other]) if wanted else ():
            for word in words(f"{entry.article.body}\n{entry.article.title}"):
                root = stem(word, lang)
                if root in wanted:
                    surfaces[root] = min(surfaces.get(root, word), word, key=lambda w: (-w.islower(), len(w), w))
        for term in wanted:
            if term in surfaces:
                yield term, surfaces[term]


def _add(chosen: dict[str, str], key: str, text: str) -> None:
    """Add a label unless it says what another one says; of two of which one contains the other the longer stays."""
    padded = f" {key} "
    for known in chosen:
        if padded in f" {known} ":
            return
        if f" {known} " in padded:
            chosen[known] = text  # keeps the better place
            return
    chosen[key] = text


def _language(entry: Entry) -> str:
    return entry.analysis.lang.split("-")[0].lower()


def _labels(entry: Entry, country_names: Mapping[str, str]) -> dict[str, tuple[float, str]]:
    """Return what an article can be said to share: comparable form → weight and displayed form."""
    lang = _language(entry)
    found: dict[str, tuple[float, str]] = {}

    def add(text: str, weight: float) -> None:
        key = " ".join(stem(word, lang) for word in words(text)) or text.casefold()
        if key and (key not in found or found[key][0] < weight):
            found[key] = (weight, text)

    outlet = entry.article.source.casefold()
    stops = stop_words(lang)
    for term, count in entry.analysis.terms:
        if term != term.lower() and term.casefold() != outlet and term.lower() not in stops:
            spoken = 1.0 if " " in term else 0.6
            add(term, spoken * count / (count + _SATURATION))
    for code, score in ((label.code, label.score) for label in entry.countries):
        if code in country_names:
            add(country_names[code], 0.4 + 0.4 * score)
    for keyword in entry.keywords:
        if keyword.text.casefold() != outlet:
            add(keyword.text, 0.5 + 0.5 * keyword.score)
    return found
