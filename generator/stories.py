"""Which articles report the same event: so that a page can say "also covered by two others" and a feed need not repeat it.

Conservative: a wrong story costs more trust than a missing one. Only pairs that `related` found are looked at, so the
cost grows with the number of articles. Likeness alone would make one story of two explainers on one subject; therefore
the articles of a story also lie close in time and share something that few others have, a name or a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import inf, sqrt

from .model import Entry
from .related import Neighbour, cosine, vectors

WINDOW = 4.0
"""Most days between two articles for one to be taken as another report of the same event."""
SPAN = 14.0
"""Most days between the first and the last article of a story."""
SCORE = 0.65
"""Least `Neighbour.score` of two reports of one event."""
LIKENESS = 0.25
"""Least cosine of two such reports."""
TOGETHER = 0.25
"""Least mean cosine between the members of two groups that become one."""
LARGEST = 60
"""Most articles of one story."""
_DAY = 86400.0


def stories(
    entries: Sequence[Entry],
    neighbours: Mapping[str, Sequence[Neighbour]],
    *,
    window: float = WINDOW,
    span: float = SPAN,
) -> dict[str, str]:
    """Return article id → story id for the articles that report the same event as another one.

    Groups grow from the most alike pair down and join only while their members are alike on average (average linkage).
    The story's id is made from its earliest member's, so that a later article does not rename it. `window` and `span`
    are days, `math.inf` for no limit.
    """
    order = sorted(entries, key=lambda entry: (entry.article.date, entry.article.id))
    place = {entry.article.id: at for at, entry in enumerate(order)}
    days = [entry.article.date.timestamp() / _DAY for entry in order]
    near: dict[tuple[int, int], float] = {}
    for at, entry in enumerate(order):
        for neighbour in neighbours.get(entry.article.id, ()):
            other = place.get(neighbour.id)
            if other is not None and neighbour.score >= SCORE and abs(days[at] - days[other]) <= window:
                pair = (min(at, other), max(at, other))
                near[pair] = max(near.get(pair, 0.0), neighbour.score)
    if not near:
        return {}
    likeness = _likeness(order)
    special = _special(order)
    pairs = [
        (-score, -likeness(*pair), pair)
        for pair, score in near.items()
        if likeness(*pair) >= LIKENESS and special[pair[0]] & special[pair[1]]
    ]
    groups = _grow([pair for _, _, pair in sorted(pairs)], likeness, days, span)
    return {order[at].article.id: f"story-{order[group[0]].article.id}" for group in groups for at in group}


def _likeness(order: Sequence[Entry]) -> Callable[[int, int], float]:
    """Return the cosine of two articles by their places, each pair computed once."""
    found = vectors(order)
    known: dict[tuple[int, int], float] = {}

    def likeness(one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in known:
            known[pair] = cosine(found[one], found[other])
        return known[pair]

    return likeness


def _special(order: Sequence[Entry]) -> list[frozenset[str]]:
    """Return for each article the names, numbers and words that few others have."""
    seen = Counter(term for entry in order for term, _ in entry.analysis.terms)
    few = 5 + sqrt(len(order)) / 2
    return [
        frozenset(
            term for term, _ in entry.analysis.terms
            if seen[term] <= few and (term != term.lower() or term[0].isdigit() or " " in term)
        )
        for entry in order
    ]


def _grow(
    pairs: Sequence[tuple[int, int]], likeness: Callable[[int, int], float], days: Sequence[float], span: float
) -> list[list[int]]:
    """Return the groups of two and more, each sorted, that the pairs make when taken in this order."""
    member: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for one, other in pairs:
        left, right = member.setdefault(one, one), member.setdefault(other, other)
        if left == right:
            continue
        mine, its = groups.setdefault(left, [left]), groups.setdefault(right, [right])
        both = sorted(mine + its)
        if len(both) > LARGEST or (span < inf and days[both[-1]] - days[both[0]] > span):
            continue
        if sum(likeness(a, b) for a in mine for b in its) < TOGETHER * len(mine) * len(its):
            continue
        groups[left] = both
        del groups[right]
        for at in its:
            member[at] = left
    return sorted(group for group in groups.values() if len(group) > 1)
