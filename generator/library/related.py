"""Which articles belong together, and what a reader would say they share.

The candidates of an article (`candidates`) are ranked by their likeness and by the company they keep. What groups
articles into stories is in `stories`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import Entry

if TYPE_CHECKING:  # numpy is loaded when articles are compared, not when they are shown
    from .candidates import Candidates
    from .similarity import Ints, Vectors

LEAST = 0.1
"""Score below which an article is no neighbour."""
ALIKE = 0.05
"""Cosine below which an article is no neighbour, whatever company it keeps."""


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
    vectors: Vectors,
    candidates: Candidates,
    rows: Ints,
    *,
    limit: int,
    country_names: Mapping[str, str],
) -> dict[str, tuple[Neighbour, ...]]:
    """Return for each article at these places its nearest others, best first, at most `limit`, and none that are far.

    Of equally relevant ones (to 0.01) that nearer in time comes first, then the newer, then by id. `entries` stand in
    the order of their ids; `country_names` maps ISO 3166-1 alpha-2 codes to names as displayed.
    """
    import numpy as np

    from .candidates import scores
    from .shared_terms import Reasons
    from .similarity import ONE

    points = np.rint(scores(vectors, candidates, rows) * 100).astype(np.int64)
    near_enough = (candidates.cosine[rows] >= ALIKE * ONE) & (points >= LEAST * 100) & (candidates.other[rows] >= 0)
    reasons = Reasons(entries, country_names)
    result: dict[str, tuple[Neighbour, ...]] = {}
    for number, at in enumerate(rows.tolist()):
        date = entries[at].article.date
        ranked = []
        for column in np.flatnonzero(near_enough[number]).tolist():
            other, score = int(candidates.other[at, column]), int(points[number, column])
            published = entries[other].article.date
            ranked.append((-score, abs(date - published).days, -published.timestamp(), other))
        near: list[Neighbour] = []
        for score, _, _, other in sorted(ranked):
            if len(near) == limit:
                break
            if shared := reasons.shared(at, other):
                near.append(Neighbour(entries[other].article.id, -score / 100, shared))
        result[entries[at].article.id] = tuple(near)
    return result
