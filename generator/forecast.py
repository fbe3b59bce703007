"""What a site would weigh, without building it: its plan counted, and a sample of each kind of product made.

How many files there are says the plan itself. Of kinds with few files each is made; of others a fixed sample, spread
over small and large. A straight line through the sample (bytes against a hint: how many articles stand in it, how long
their texts are) gives the rest. The search index is that of a sample of articles, stretched.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate
from statistics import linear_regression
from typing import TypeVar

from . import addresses, search
from .build import Briefing, other_files
from .content import rights
from .model import Entry
from .pages import Page
from .pages.groups import cards_on
from .publishing.bodies import Bodies
from .search.bundles import cut, documents
from .search.expected import expected_files
from .settings.site_weight import SiteWeight, Weight, kind_of, weighed

_SAMPLE = 24
"""Files of a kind that are made; as many at most, where files are cheap to make."""
_LONG = 20  # articles in a feed from which on half as many are made
_CHEAP = ("catalogues of feeds",)  # kinds of which each file is made: they are at hand, and very unlike
_CARD = 5  # a card weighs so many rows
_ITEM = 1_500  # bytes of an article in a feed besides its text, about
_SEARCHED = 160  # articles that are indexed for the forecast of the search index
T = TypeVar("T")
_CATALOGUE = 100  # bytes of a bundle in the catalogue of the search index
_NUMBER = re.compile(r"[\d-]+")
_MONTH = re.compile(r"api/v1/articles/(\d{4}-\d{2})\.json")
_STEEPEST = 1.5  # exponent of growth; a kind that has only begun would else have no end
_PERIOD = re.compile(r"\d{4}(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class Product:
    """A file that the plan has."""

    address: str
    """Its address as a file (`regions/asia/index.html`)."""
    hint: float
    """What its size goes with."""
    make: Callable[[], bytes]
    """Makes it."""
    long: bool = False
    """True for one that takes long to make."""


class Forecast:
    """The products of one plan, counted and weighed."""

    def __init__(self, briefing: Briefing, bodies: Bodies, render: Callable[[Page], bytes]) -> None:
        """Take the plan, the texts of its articles, and what makes a page."""
        self.briefing, self.bodies, self.render = briefing, bodies, render
        self.library = briefing.views.library

    def weight(self, known: Iterable[tuple[str, int]] = ()) -> SiteWeight:
        """Return what the site would weigh; `known` are files that the plan does not have, each with its size."""
        groups: dict[tuple[str, str], list[Product]] = defaultdict(list)
        sizes = dict(known)
        sizes |= {address: len(data) for address, data in self.briefing.assets.items()}
        for product in self.products():
            sizes.pop(product.address, None)  # what is planned takes the place of a file of the project
            name = _NUMBER.sub("", product.address.rpartition("/")[2])  # `feed.xml`, also of `feed-2025-06.xml`
            groups[kind_of(product.address).name, name].append(product)
        for products in groups.values():
            sizes |= dict(zip((p.address for p in products), estimated(products), strict=True))
        return weighed([*sizes.items(), *self._search()])

    def products(self) -> Iterator[Product]:
        """Yield every page and every other file of the plan, in the order in which they are planned."""
        for page in self.briefing.pages:
            yield Product(addresses.file_of(page.address), self._hint(page), partial(self.render, page))
        for output in other_files(self.briefing, self.bodies, b""):
            hint = sum(self._item(need) for need in output.needs) or self._month(output.address)
            yield Product(output.address, hint, output.make, len(output.needs) >= _LONG)

    def _item(self, need: str) -> int:
        """Return about how many bytes an item of a feed takes; feeds name it by its id, or by format and id."""
        variant, _, identity = need.partition(":")
        if variant.endswith("-summary"):
            return _ITEM
        return self._items.get(need) or self._items[identity]

    def _month(self, address: str) -> int:
        """Return how many articles a month's file of the API holds."""
        month = _MONTH.fullmatch(address)
        return len(self.library.months.get(month[1], ())) if month else 0

    @cached_property
    def _items(self) -> Counter[str]:
        """About how many bytes each article, and each edition, takes in a feed."""
        return Counter({entry.article.id: _ITEM + self._text(entry) for entry in self.library.entries})

    @staticmethod
    def _text(entry: Entry) -> int:
        return len(entry.article.body.encode()) if rights.may_show_body(entry.article) else 0

    def _hint(self, page: Page) -> float:
        """Return what the size of a page goes with: its text, or how many articles it shows."""
        if page.article:
            return self._text(self.library.by_id[page.article.id])
        parts = page.address.strip("/").split("/")
        if parts[0] == "archive" and len(parts) == 3:
            return len(self.library.months.get("-".join(parts[1:]), ()))
        if parts[0] == "editions" and len(parts) == 2:
            return self._editions[parts[1]]
        period = parts.pop() if len(parts) > 2 and _PERIOD.fullmatch(parts[-1]) else ""
        counts = self._counts.get("/".join(parts))
        if counts is None:
            return 0
        if period:
            return counts[period]
        wide = len(parts) == 2 and parts[0] in ("regions", "themes")
        cards = min(counts[""], cards_on("region" if wide else "cell"))
        return _CARD * cards + min(counts[""], self.briefing.content.project.settings.listing) - cards

    @cached_property
    def _editions(self) -> Counter[str]:
        return Counter({edition.slug: len(edition.entries) for edition in self.library.editions})

    @cached_property
    def _counts(self) -> Mapping[str, Counter[str]]:
        """How many articles each group has by address: all of them (an empty period), by year and by month."""
        library = self.library
        groups = [
            *((addresses.region(slug), group) for slug, group in library.regions.items()),
            *((addresses.theme(slug), group) for slug, group in library.themes.items()),
            *((addresses.cell(*slugs), group) for slugs, group in library.cells.items()),
            *((addresses.keyword(slug), group) for slug, group in library.keywords.items()),
            *((addresses.source(slug), group) for slug, group in library.sources.items()),
            *((addresses.author(slug), group) for slug, group in library.authors.items()),
        ]
        found = {}
        for address, group in groups:
            months = Counter(library.month_of[entry.article.id] for entry in group.entries)
            years: Counter[str] = Counter()
            for month, count in months.items():
                years[month[:4]] += count
            found[address.strip("/")] = Counter({"": len(group.entries), **months, **years})
        return found

    def _search(self) -> list[tuple[str, int]]:
        """Return the files of the search index as they are to be expected."""
        if self.briefing.program is None or not self.library.entries:
            return []
        bundles = cut(documents(self.library, self.briefing.views.name))
        chosen = _spread([page for page in self.briefing.pages if page.article], _SEARCHED)
        html = {page.address: self.render(page).decode("utf-8", "replace") for page in chosen}
        return [
            *expected_files(self.briefing.program, bundles, html, search.FOLDER),
            (search.CATALOGUE, _CATALOGUE * len(bundles)),
        ]


def extrapolated(half: SiteWeight, whole: SiteWeight, times: float) -> SiteWeight:
    """Return what a site with so many times the articles would weigh, as each kind grew from half the articles."""

    def further(of_half: int, of_whole: int) -> int:
        growth = math.log2(of_whole / of_half) if of_half and of_whole else 1.0
        return round(of_whole * math.pow(times, min(max(growth, 0.0), _STEEPEST)))

    kinds = {}
    for name, weight in whole.kinds.items():
        before = half.kinds.get(name, Weight())
        kinds[name] = Weight(further(before.files, weight.files), further(before.size, weight.size))
    folders = further(half.folders, whole.folders)
    return SiteWeight(kinds, whole.largest, whole.fullest, folders)


def estimated(products: Sequence[Product]) -> list[int]:
    """Return the bytes of products of one kind, in their order; those of the sample are what they are."""
    if any(product.address.endswith("share.png") for product in products):
        sample = list(range(max(0, len(products) - _SAMPLE), len(products)))  # pictures are drawn in their order
    elif all(kind_of(product.address).name in _CHEAP for product in products):
        sample = list(range(len(products)))
    else:
        few = _SAMPLE // 2 if sum(product.long for product in products) > len(products) / 2 else _SAMPLE
        sample = sampled([product.hint for product in products], few)
    made = {at: len(products[at].make()) for at in sample}
    line = fitted([products[at].hint for at in sample], list(made.values()))
    return [made.get(at) or round(line(product.hint)) for at, product in enumerate(products)]


def sampled(hints: Sequence[float], most: int) -> list[int]:
    """Return the places of a sample: half of it spread evenly over all, half by weight, so that the heavy are in it."""
    if len(hints) <= most:
        return list(range(len(hints)))
    order = sorted(range(len(hints)), key=lambda at: (hints[at], at))
    places = set(_spread(order, most // 2))
    sums = list(accumulate(hints[at] for at in order))
    marks = [sums[-1] * (2 * number + 1) / (most - most // 2) / 2 for number in range(most - most // 2)]
    at = 0
    for mark in marks:
        while sums[at] < mark:
            at += 1
        places.add(order[at])
    return sorted(places)


def _spread(items: Sequence[T], most: int) -> list[T]:
    """Return so many of these, evenly spread."""
    if len(items) <= most:
        return list(items)
    return [items[(2 * number + 1) * len(items) // (2 * most)] for number in range(most)]


def fitted(hints: Sequence[float], sizes: Sequence[int]) -> Callable[[float], float]:
    """Return the line through a sample; where it would fall, or begin below zero, the mean or the mean share."""
    mean = sum(sizes) / max(1, len(sizes))
    if len(set(hints)) < 2:
        return lambda hint: mean
    slope, start = linear_regression(hints, sizes)
    if slope <= 0:
        return lambda hint: mean
    if start < 0:
        share = sum(sizes) / sum(hints)
        return lambda hint: share * hint
    return lambda hint: start + slope * hint
