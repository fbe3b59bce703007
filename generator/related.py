"""Which articles belong together, and what a reader would say they share; corpus-wide and near linear.

The nearest by their terms (`likeness`) are compared again by the company they keep: two reports of one event have the
same neighbours. What groups neighbours into stories is in `stories`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .model import Entry

if TYPE_CHECKING:  # numpy is loaded when articles are compared, not when they are shown
    from .likeness import Vectors

CLEAR = 0.12
"""Cosine from which the company an article keeps counts in full; below it, company alone would relate strangers."""
LEAST = 0.1
"""Score below which an article is no neighbour."""
ROUNDS = 2
"""How often likenesses are blended with the likeness of company."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that belongs with another one."""

    id: str
    """The neighbour's permanent identity."""
    score: float
    """Relevance in 0..1 in steps of 0.01, higher is more relevant."""
    shared: tuple[str, ...]
    """What the two share, in words that a reader understands, best first; at most four."""


def neighbours(
    entries: Sequence[Entry],
    *,
    limit: int = 5,
    country_names: Mapping[str, str] | None = None,
    vectors: Vectors | None = None,
) -> dict[str, tuple[Neighbour, ...]]:
    """Return for each article's id its nearest others, best first, at most `limit`, and none that are far.

    Of equally relevant ones (to 0.01) that nearer in time comes first, then the newer, then by id. `country_names`
    maps ISO 3166-1 alpha-2 codes to names as displayed; `vectors` are these entries', if they are known. Cost grows
    with the number of articles; only a billionth of a second each with its square.
    """
    import numpy as np

    from .likeness import Vectors, evened, likeness, with_company
    from .reasons import Reasons

    order = sorted(entries, key=lambda entry: entry.article.id)
    vectors = vectors or Vectors.of(order)
    plain = likeness(vectors)
    alike = evened(plain)
    for _ in range(ROUNDS):
        alike = with_company(alike)
    scores = np.rint(alike.value * np.minimum(1.0, plain.value / CLEAR) * 100).astype(np.int64)
    stamps = np.array([entry.article.date.timestamp() for entry in order])
    days = np.abs(stamps[alike.one] - stamps[alike.other]) // 86400
    ranked = np.lexsort((alike.other, -stamps[alike.other], days, -scores, alike.one))
    ranked = ranked[scores[ranked] >= LEAST * 100]
    starts = np.searchsorted(alike.one[ranked], np.arange(len(order) + 1)).tolist()
    others, points = alike.other[ranked].tolist(), scores[ranked].tolist()
    reasons = Reasons(order, country_names or {}, vectors.rarity)
    result: dict[str, tuple[Neighbour, ...]] = {}
    for at, entry in enumerate(order):
        near: list[Neighbour] = []
        for one in range(starts[at], starts[at + 1]):
            if len(near) == limit:
                break
            if shared := reasons.shared(at, others[one]):
                near.append(Neighbour(order[others[one]].article.id, points[one] / 100, shared))
        result[entry.article.id] = tuple(near)
    return {entry.article.id: result[entry.article.id] for entry in entries}
