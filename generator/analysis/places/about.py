"""What an article is about: a score for each country from where and how often it is named, not from being named first.

A logistic model with a handful of features; its weights were fitted once, on newswire of 1987 and on current news, and
rounded. It sees places, not texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .resolve import Place

THRESHOLD = 0.5
_DATELINE = re.compile(
    r"^\W{0,3}(?:[A-ZÀ-ÝŞİ][\w.'’À-ÿ-]*[ ,/]+){0,5}?[A-ZÀ-Ý][\w.'’À-ÿ-]*"
    r"(?:, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.? \d{1,2})?(?: ?\([A-Za-z /.]{2,30}\))? ?(?:-{1,2}|–|—) "
)


def dateline_end(text: str) -> int:
    """Return the offset at which the dateline of a first paragraph ends; 0 when it has none."""
    match = _DATELINE.match(text[:120])
    return match.end() if match and match.group().split("(")[0].split(",")[0].strip(" -–—").upper()[:4] == text.lstrip()[:4] \
        or (match and ("(" in match.group() or re.search(r"\d", match.group()))) else 0


@dataclass(frozen=True, slots=True)
class Features:
    """How one country or region is named in an article."""

    title: float
    """1 when the title names it, 0.6 by a city only."""
    dateline: float
    """1 when the dateline names it."""
    lead: float
    """1 when the first sentences name it."""
    count: float
    """Logarithm of its mentions after the dateline."""
    share: float
    """Its part of all mentions, 0..1."""
    spread: float
    """Part of the paragraphs that name it, 0..1."""
    alone: float
    """1 when no other country is named."""
    first: float
    """Where it is first named, 1 at the beginning, 0 at the end."""
    rank: float
    """1 for the country named most often, less for the others."""

    def vector(self) -> tuple[float, ...]:
        """Return the features as numbers, in the order of `WEIGHTS`."""
        return (self.title, self.dateline, self.lead, self.count, self.share, self.spread, self.alone, self.first, self.rank)


WEIGHTS = (1.6, 1.0, 1.2, 0.5, 1.5, 0.8, 1.0, 0.5, 0.8)
BIAS = -3.0


def features(places: Sequence[Place], lengths: Sequence[int], dateline: int) -> dict[str, Features]:
    """Return the features of each code named; `lengths` are the characters of title and paragraphs."""
    before = [0]
    for length in lengths:
        before.append(before[-1] + length)
    total = max(before[-1], 1)
    body = max(len(lengths) - 1, 1)
    by: dict[str, list[Place]] = {}
    for place in places:
        by.setdefault(place.sense.code, []).append(place)
    dated = {p.sense.code for p in places if p.hit.paragraph == 1 and p.hit.start < dateline}
    counts = {
        code: sum((0.5 if p.sense.kind == "hint" else 1.0) for p in group if not (p.hit.paragraph == 1 and p.hit.start < dateline))
        for code, group in by.items()
    }
    every = sum(counts.values()) or 1.0
    most = max(counts.values(), default=1.0) or 1.0
    found = {}
    for code, group in by.items():
        texts = [p for p in group if not (p.hit.paragraph == 1 and p.hit.start < dateline)]
        titles = [p for p in texts if p.hit.paragraph == 0]
        first = min((before[p.hit.paragraph] + p.hit.start for p in texts), default=total)
        found[code] = Features(
            title=float(bool(titles)),
            dateline=float(code in dated),
            lead=float(any(p.hit.paragraph and before[p.hit.paragraph] + p.hit.start < lengths[0] + dateline + 350 for p in texts)),
            count=math.log1p(counts[code]),
            share=counts[code] / every,
            spread=len({p.hit.paragraph for p in texts if p.hit.paragraph}) / body,
            alone=float(len(by) == 1),
            first=1 - first / total,
            rank=counts[code] / most,
        )
    return found


def score(of: Features) -> float:
    """Return the confidence, 0..1, that an article is about what has these features."""
    return 1 / (1 + math.exp(-(BIAS + sum(w * x for w, x in zip(WEIGHTS, of.vector(), strict=True)))))
