"""What an article is about: a score for each country from where and how often it is named, not from coming first.

A logistic model over a dozen features of a country's places in the article. The signs are what an editor would say; the
sizes were fitted on the development halves of two news corpora at once (wire copy of 1987, where a country in passing
counts, and Wikinews, where it does not) and rounded. It sees places and lengths, no words.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from .resolve import Place

THRESHOLD = 0.5
"""Score from which an article is about a country."""
LEAD = 350
"""Characters after the dateline that count as the lead: about two sentences."""
MAX_DATELINE = 6
"""Words of the place in a dateline."""
LIST = 60
"""Distance in characters within which three countries make an enumeration."""
RATE = 0.8
"""Mentions per 1000 characters below which a country is thinly spread over a long article."""
SURVEY = 2500, 6, 0.125
"""An article longer than so many characters that names so many countries is a survey of examples: it is about those
that its title names or that have this share of all mentions."""
_DATELINE = re.compile(
    r"\W{0,3}(?P<place>[^\W\d_][^()\d–—]{1,60}?)"
    r"(?P<date>,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.? \d{1,2})?"
    r"(?P<agency> ?\([^()]{2,30}\))? ?(?:--?|–|—) "
)

WEIGHTS: Mapping[str, float] = {
    "title": 1.8,
    "dateline": 3.5,
    "dateline only": 2.1,
    "dateline among": 1.5,
    "lead": 0.5,
    "share": 2.9,
    "alone": 1.9,
    "early": 1.1,
    "rank": 0.9,
    "named": 1.5,
    "listed": 0.5,
    "company": 1.9,
    "thin": -1.5,
    "example": -9.0,
    "hints only": -2.1,
    "cities only": -0.3,
}
BIAS = -5.85


def dateline_of(text: str) -> tuple[int, float]:
    """Return the offset at which the dateline of a first paragraph ends, 0 when it has none, and what it weighs, 0..1.

    A dated one ("ZURICH, March 13 -") says where the news happened; one without a date ("CAIRO (AP) —") often only
    where the correspondent sits, and weighs half.
    """
    match = _DATELINE.match(text[:120])
    if match is None:
        return 0, 0.0
    place = match["place"]
    is_marked = match["date"] or match["agency"] or place.split(",")[0].isupper()
    if not is_marked or not place[0].isupper() or len(place.split()) > MAX_DATELINE:
        return 0, 0.0
    return match.end(), 1.0 if match["date"] else 0.5


def features(
    places: Sequence[Place], lengths: Sequence[int], dateline: int, dated: float = 1.0
) -> dict[str, dict[str, float]]:
    """Return the features of each country named.

    `lengths` are the characters of the title and of each paragraph; `dateline` and `dated` come from `dateline_of`.
    """
    starts = [0]
    for length in lengths:
        starts.append(starts[-1] + length)
    total = max(starts[-1], 1)
    by: dict[str, list[Place]] = {}
    for place in places:
        by.setdefault(place.sense.code, []).append(place)
    body = {code: [p for p in group if p.hit.paragraph != 1 or p.hit.start >= dateline] for code, group in by.items()}
    counts = {code: sum(0.5 if p.sense.kind == "hint" else 1.0 for p in group) for code, group in body.items()}
    every = sum(counts.values()) or 1.0
    most = max(counts.values(), default=0.0) or 1.0
    named = sum(any(p.sense.kind in ("country", "people") for p in group) for group in by.values())
    listed = _listed([p for group in body.values() for p in group if p.sense.kind == "country"])
    least, many, fair = SURVEY
    survey = total > least and sum({p.sense.kind for p in group} != {"hint"} for group in by.values()) >= many
    found = {}
    for code, group in by.items():
        texts = body[code]
        kinds = {p.sense.kind for p in group}
        heads = dated * (len(texts) < len(group))
        where = [starts[p.hit.paragraph] + p.hit.start for p in texts]
        lead = starts[1] + dateline + LEAD
        titled = any(p.hit.paragraph == 0 for p in texts)
        found[code] = {
            "title": titled,
            "dateline": heads,
            "dateline only": heads * (not texts),
            "dateline among": heads / len(by),
            "lead": any(p.hit.paragraph and at < lead for p, at in zip(texts, where, strict=True)),
            "share": counts[code] / every,
            "alone": len(by) == 1,
            "early": 1 - min(where, default=total) / total,
            "rank": counts[code] / most,
            "named": math.log1p(sum(p.sense.kind in ("country", "region") for p in texts)),
            "listed": code in listed,
            "company": math.log1p(named / (0.6 + total / 1500)),
            "thin": max(0.0, math.log(RATE * total / 1000 / max(counts[code], 0.5))) * (not heads),
            "example": survey and not titled and not heads and counts[code] / every < fair,
            "hints only": kinds == {"hint"},
            "cities only": kinds <= {"city", "place"},
        }
    return found


def _listed(places: list[Place]) -> set[str]:
    """Return the codes that stand in an enumeration: two other countries close by in the same paragraph."""
    found: set[str] = set()
    rows: dict[int, list[Place]] = {}
    for place in places:
        rows.setdefault(place.hit.paragraph, []).append(place)
    for row in rows.values():
        row.sort(key=lambda p: p.hit.start)
        at = [p.hit.start for p in row]
        for place in row:
            near = row[bisect_left(at, place.hit.start - LIST) : bisect_right(at, place.hit.start + LIST)][:20]
            if len({p.sense.code for p in near}) > 2:
                found.add(place.sense.code)
    return found


def score(of: Mapping[str, float]) -> float:
    """Return the confidence, 0..1, that an article is about what has these features."""
    total = BIAS + sum(weight * of[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total)) if total > -60 else 0.0
