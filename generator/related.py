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
from math import exp, log, sqrt
from operator import mul

from .analysis.terms import background, stem
from .model import Entry
from .text import words
from .wordlists import stop_words

FLOOR = 0.06
"""Cosine below which two articles have nothing to do with each other."""
CLEAR = 0.12
"""Cosine from which the company an article keeps counts in full; below it, company alone would relate strangers."""
LEAST = 0.1
"""Score below which an article is no neighbour."""
POSTINGS = 64
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
_IMAGINED = 400  # articles imagined beside the site's own, see `Rarity`
_WORDS = 500  # words of an imagined article
_NUMBER = 1.3
_FIGURES = 4.0  # a number of n figures stands in this share × 0.1ⁿ of the imagined articles: 1 in 25 has a given two
_ALONE = 0.05  # share of an article's own terms in its length
_HUB = 0.2
_TELLING = 1.5  # what a plain word must weigh to be named as shared
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
"""Term numbers and weights of one article, heaviest first, of length ≤ 1."""


class Rarity:
    """How rare a term is on this site: the inverse document frequency, steadied by the language on a small one.

    A word's document frequency is taken among the articles of its language, beside `_IMAGINED` articles of which it has
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
            weight = log((self._all + _IMAGINED + 1) / (self.times[term] + _IMAGINED * _FIGURES * share + 1))
            return weight * _NUMBER if figures else weight
        expected = _IMAGINED * (1 - exp(-_WORDS * self._share[lang].get(term, 0.0)))
        return log((self._total[lang] + _IMAGINED + 1) / (self._times[lang][term] + expected + 1))


def vectors(entries: Sequence[Entry], rarity: Rarity | None = None) -> list[Vector]:
    """Return the entries as vectors over the terms that at least two of them have.

    Their length is 1 less what an article's own terms would add: they count a little, so that an article with much of
    its own is nobody's double.
    """
    rarity = rarity or Rarity(entries)
    number = {term: at for at, term in enumerate(sorted(t for t, times in rarity.times.items() if times > 1))}
    weight: dict[str, dict[str, float]] = {}
    single = log((len(entries) + _IMAGINED + 1) / 2) ** (2 * _STEEPNESS)  # square of the rarity of what one article has
    found: list[Vector] = []
    for entry in entries:
        lang = language(entry)
        known = weight.setdefault(lang, {})
        pairs = []
        alone = 0.0
        for term, count in entry.analysis.terms:
            place = number.get(term)
            if place is None:
                alone += (count / (count + _SATURATION)) ** 2
                continue
            rare = known.get(term)
            if rare is None:
                rare = known[term] = rarity.of(term, lang) ** _STEEPNESS
            pairs.append((count / (count + _SATURATION) * rare, -place))
        pairs.sort(reverse=True)
        length = sqrt(sum([heavy * heavy for heavy, _ in pairs]) + _ALONE * alone * single) or 1.0
        found.append((array("i", [-at for _, at in pairs]), array("d", [heavy / length for heavy, _ in pairs])))
    return found


@dataclass(frozen=True, slots=True)
class Weighed:
    """The articles of a site as vectors, made once for all that compares them."""

    rarity: Rarity
    """How rare each term is among them."""
    vectors: Mapping[str, Vector]
    """Vector by the article's id."""

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Weighed:
        """Return the vectors of these entries."""
        rarity = Rarity(entries)
        found = vectors(entries, rarity)
        return cls(rarity, {entry.article.id: vector for entry, vector in zip(entries, found, strict=True)})


def _least(found: Sequence[Vector]) -> list[float]:
    """Return for each term the weight from which an article is listed under it: that of the `POSTINGS` heaviest."""
    size = 1 + max((max(numbers) for numbers, _ in found if numbers), default=-1)
    weighed: list[list[float]] = [[] for _ in range(size)]
    for numbers, weights in found:
        for number, weight in zip(numbers[:PROBES], weights, strict=False):
            weighed[number].append(weight)
    return [sorted(its)[-POSTINGS] if len(its) > POSTINGS else 0.0 for its in weighed]


def likeness(found: Sequence[Vector]) -> list[dict[int, float]]:
    """Return for each vector the cosine (`FLOOR`..1) with its nearest candidates, symmetric.

    Each article looks for candidates among those before it only, so that every pair is met once.
    """
    least = _least(found)
    listed: list[list[int]] = [[] for _ in least]
    weighed: list[list[float]] = [[] for _ in least]
    alike: list[dict[int, float]] = [{} for _ in found]
    for at, (numbers, weights) in enumerate(found):
        sums: defaultdict[int, float] = defaultdict(float)
        for number, weight in zip(numbers[:PROBES], weights, strict=False):
            for other, its in zip(listed[number], weighed[number], strict=True):
                sums[other] += weight * its
            if weight >= least[number] and len(listed[number]) < POSTINGS:
                listed[number].append(at)
                weighed[number].append(weight)
        promising = [(-sure, other) for other, sure in sums.items() if sure >= FLOOR / 2]
        promising.sort()
        mine = dict(zip(numbers, weights, strict=True))
        for _, other in promising[:CANDIDATES]:
            near = _dot(mine, found[other])
            if near >= FLOOR:
                alike[at][other] = alike[other][at] = near
    return alike


def _dot(mine: Mapping[int, float], its: Vector) -> float:
    numbers, weights = its
    return min(1.0, float(sum(map(mul, map(mine.get, numbers, repeat(0.0)), weights))))


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two articles are, in 0..1."""
    return _dot(dict(zip(*one, strict=True)), other)


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
    entries: Sequence[Entry],
    *,
    limit: int = 5,
    country_names: Mapping[str, str] | None = None,
    weighed: Weighed | None = None,
) -> dict[str, tuple[Neighbour, ...]]:
    """Return for each article's id its nearest others, best first, at most `limit`, and none that are far.

    Of equally relevant ones (to 0.01) that nearer in time comes first, then the newer, then by id. `country_names`
    maps ISO 3166-1 alpha-2 codes to names as displayed; `weighed` are these entries, if that is known. Cost grows with
    the number of articles, not its square.
    """
    order = sorted(entries, key=lambda entry: entry.article.id)
    weighed = weighed or Weighed.of(order)
    plain = likeness([weighed.vectors[entry.article.id] for entry in order])
    alike: Sequence[Mapping[int, float]] = _evened(plain)
    for _ in range(ROUNDS):
        alike = list(_with_company(alike))
    reasons = Reasons(order, country_names or {}, weighed.rarity)
    result: dict[str, tuple[Neighbour, ...]] = {}
    stamps = [entry.article.date.timestamp() for entry in order]
    for at, row in enumerate(alike):
        ranked = sorted(
            (
                -round(score * min(1.0, plain[at][other] / CLEAR), 2),
                abs(stamps[at] - stamps[other]) // 86400,
                -stamps[other],
                other,
            )
            for other, score in row.items()
        )
        near: list[Neighbour] = []
        for score, _, _, other in ranked:
            if len(near) == limit or -score < LEAST:
                break
            if shared := reasons.shared(at, other):
                near.append(Neighbour(order[other].article.id, -score, shared))
        result[order[at].article.id] = tuple(near)
    return {entry.article.id: result[entry.article.id] for entry in entries}


class Reasons:
    """What two articles share, said with keywords, names and countries; computed for the pairs asked for."""

    def __init__(self, entries: Sequence[Entry], country_names: Mapping[str, str], rarity: Rarity) -> None:
        """Take the entries, which `shared` then names by their place."""
        self._entries = entries
        self._labels = [_labels(entry, country_names) for entry in entries]
        self._seen = Counter(key for labels in self._labels for key in labels)
        self._rarity = rarity
        self._asked: dict[tuple[int, int], tuple[str, ...]] = {}

    def shared(self, one: int, other: int) -> tuple[str, ...]:
        """Return what the articles at these places share, rarest and weightiest first, at most `REASONS`."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._asked:
            self._asked[pair] = self._compare(*pair)
        return self._asked[pair]

    def _compare(self, one: int, other: int) -> tuple[str, ...]:
        mine, its = dict(self._labels[one]), dict(self._labels[other])
        total = len(self._entries) + _IMAGINED
        common = mine.keys() & its.keys()
        for longer, shorter in ((mine, its), (its, mine)):  # "Mayor Lena Brandt" here, "Lena Brandt" there
            for key in longer.keys() - common:
                tail = key.partition(" ")[2]
                if " " in tail and tail in shorter and tail not in longer:
                    longer[tail] = (longer[key][0], shorter[tail][1])
                    common.add(tail)
        ranked = sorted((-min(mine[key][0], its[key][0]) * log((total + 1) / self._seen[key]), key) for key in common)
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
        """Yield the most telling stems that two articles share, each as a word of theirs."""
        mine = dict(self._entries[one].analysis.terms)
        its = dict(self._entries[other].analysis.terms)
        lang = language(self._entries[one])
        ranked = []
        for term in mine.keys() & its.keys() if lang == language(self._entries[other]) else ():
            count = min(mine[term], its[term])
            weight = count / (count + _SATURATION) * self._rarity.of(term, lang)
            if count > 1 and weight >= _TELLING and len(term) > 2 and term.islower() and term.isalpha():
                ranked.append((-weight, term))
        wanted = [term for _, term in sorted(ranked)[:3]]
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


def language(entry: Entry) -> str:
    """Return the language of an article without script and country: `pt` for `pt-BR`."""
    return entry.analysis.lang.split("-")[0].lower()


def _labels(entry: Entry, country_names: Mapping[str, str]) -> dict[str, tuple[float, str]]:
    """Return what an article can be said to share: comparable form → weight and displayed form."""
    lang = language(entry)
    found: dict[str, tuple[float, str]] = {}

    def add(text: str, weight: float) -> None:
        key = " ".join(stem(word, lang) for word in words(text)) or text.casefold()
        if key and (key not in found or found[key][0] < weight):
            found[key] = (weight, text)

    outlet = entry.article.source.casefold()
    stops = stop_words(lang) or stop_words("en")
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
