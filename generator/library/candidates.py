"""For each article those that are compared with it, kept up to date when articles come, change and go.

Whether one article is a candidate of another is decided by these two alone, and by how many are nearer. So a new
article is compared with what shares its heaviest terms; it enters the lists in which it is near enough, and no other
list changes. Adding articles one by one and comparing all at once come to the same lists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .similarity import ONE, Floats, Index, Ints, Vectors

CANDIDATES = 16
"""Articles that are compared in full with each."""
COMPANY = 6
"""Nearest neighbours that make up an article's company."""
CLEAR = 0.08
"""Cosine from which company counts in full; below it, company alone would relate strangers."""
ROUNDS = 2
"""How often likenesses are blended with the likeness of company."""

_LEAST_PART = ONE * 2 // 100  # part of the cosine that the heaviest terms must make
_FLOOR = 0.05  # cosine below which two articles have nothing to do with each other
_COMPANY_SHARE = 0.6
_SCALE = float(1 << 14)
_ROWS = 2048  # articles scored at once
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The nearest others of each article, by the places of both; as many columns as candidates, -1 where none is."""

    other: Ints
    """Place of the candidate, the nearest first."""
    part: Ints
    """Part of their cosine that their heaviest terms make."""
    cosine: Ints
    """Their whole cosine, in 0..`ONE`."""

    @classmethod
    def none(cls, count: int, limit: int) -> Candidates:
        """Return empty lists for so many articles."""
        return cls(np.full((count, limit), -1), np.zeros((count, limit), np.int64), np.zeros((count, limit), np.int64))

    def moved(self, to: Ints, count: int) -> tuple[Candidates, Mask]:
        """Return the lists with new places (-1: gone, or changed) and which articles must look for candidates anew."""
        result = Candidates.none(count, self.other.shape[1])
        rows = np.flatnonzero(to >= 0)
        other = np.where(self.other[rows] >= 0, to[self.other[rows]], -1)
        result.other[to[rows]], result.part[to[rows]] = other, self.part[rows]
        result.cosine[to[rows]] = self.cosine[rows]
        stale = np.ones(count, dtype=bool)
        stale[to[rows]] = ((self.other[rows] >= 0) & (other < 0)).any(axis=1)
        return result, stale


def updated(vectors: Vectors, known: Candidates, stale: Mask) -> tuple[Candidates, Mask]:
    """Return the lists of candidates of all articles, and whose lists are not what they were.

    `known` are the lists of those that are not `stale`; the articles that are new or changed are among the stale.
    """
    index, limit = Index(vectors), known.other.shape[1]
    other, part, cosine = known.other.copy(), known.part.copy(), known.cosine.copy()
    changed = stale.copy()
    for row in np.flatnonzero(stale).tolist():
        sums = index.shared(row)
        found = np.flatnonzero(sums >= _LEAST_PART)
        nearest = found[np.lexsort((found, -sums[found]))[:limit]]
        other[row], part[row] = -1, 0
        other[row, : len(nearest)], part[row, : len(nearest)] = nearest, sums[nearest]
        others = found[~stale[found]]
        near_enough = (other[others, -1] < 0) | (sums[others] >= part[others, -1])
        for at in others[near_enough].tolist():
            changed[at] |= _entered(other[at], part[at], row, int(sums[at]))
    rows = np.flatnonzero(changed)
    one, column = np.nonzero(other[rows] >= 0)
    cosine[rows] = 0
    cosine[rows[one], column] = vectors.cosines(rows[one], other[rows[one], column])
    return Candidates(other, part, cosine), changed


def _entered(other: Ints, part: Ints, place: int, value: int) -> bool:
    """Put an article into one list, if it belongs there and does not stand there yet; tell whether the list changed."""
    if (other == place).any():
        return False
    ahead = int(((other >= 0) & ((part > value) | ((part == value) & (other < place)))).sum())
    if ahead == len(other):
        return False
    other[ahead + 1 :], part[ahead + 1 :] = other[ahead:-1].copy(), part[ahead:-1].copy()
    other[ahead], part[ahead] = place, value
    return True


def scores(vectors: Vectors, candidates: Candidates, rows: Ints) -> Floats:
    """Return how relevant each of the candidates of these articles is (0..1): their likeness, and that of company.

    Two reports of one event have the same neighbours (shared nearest neighbours, after Jarvis and Patrick, 1973). Here
    company is that within an article's own candidates, so that what lies further off changes nothing.
    """
    result = np.zeros((len(rows), candidates.other.shape[1]))
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        alike = _among(vectors, np.column_stack([some, candidates.other[some]]))
        plain = alike[:, 0, 1:].copy()
        for _ in range(ROUNDS):
            alike = _with_company(alike)
        result[start : start + _ROWS] = alike[:, 0, 1:] * np.minimum(1.0, plain / CLEAR)
    return result


def _among(vectors: Vectors, groups: Ints) -> Floats:
    """Return the cosines (`_FLOOR`..1, else 0) of the articles of each group with one another; -1 is no article."""
    size = groups.shape[1]
    first, second = np.triu_indices(size, 1)
    one, other = groups[:, first], groups[:, second]
    real = (one >= 0) & (other >= 0)
    pairs = np.minimum(one, other)[real] * len(vectors) + np.maximum(one, other)[real]
    distinct, which = np.unique(pairs, return_inverse=True)
    cosines = vectors.cosines(distinct // max(1, len(vectors)), distinct % max(1, len(vectors))) / ONE
    values = np.zeros(one.shape)
    values[real] = np.where(cosines >= _FLOOR, cosines, 0.0)[which.reshape(-1)]
    alike = np.zeros((len(groups), size, size))
    alike[:, first, second] = values
    alike[:, second, first] = values
    return alike


def _with_company(alike: Floats) -> Floats:
    """Return the likenesses blended with those of the nearest neighbours within each group."""
    size = alike.shape[1]
    order = np.argsort(-alike, axis=2, kind="stable")[:, :, :COMPANY]
    company = np.zeros_like(alike)
    np.put_along_axis(company, order, np.take_along_axis(alike, order, axis=2), axis=2)
    company[:, np.arange(size), np.arange(size)] = 1.0  # each article is of its own company
    company = np.rint(company * _SCALE)  # whole numbers: sums are exact in any order
    length = np.sqrt((company * company).sum(axis=2))
    common = np.matmul(company, company.transpose(0, 2, 1)) / (length[:, :, None] * length[:, None, :])
    blended = (1 - _COMPANY_SHARE) * alike + _COMPANY_SHARE * common
    return np.where(alike > 0.0, blended, 0.0)


def nearest(candidates: Candidates) -> list[dict[int, int]]:
    """Return for each article the cosines of its `COMPANY` + 1 nearest candidates, by place, the nearest first."""
    order = np.argsort(-candidates.cosine, axis=1, kind="stable")[:, : COMPANY + 1]
    other = np.take_along_axis(candidates.other, order, axis=1).tolist()
    cosine = np.take_along_axis(candidates.cosine, order, axis=1).tolist()
    return [
        {at: value for at, value in zip(row, values, strict=True) if at >= 0}
        for row, values in zip(other, cosine, strict=True)
    ]
