"""Which articles report the same event, so that a page can say "also covered by two others".

Conservative: a wrong story costs more trust than a missing one. Only pairs that `related` found are looked at, so the
cost grows with the number of articles. Likeness alone would make one story of two explainers on one subject; therefore
the articles of a story also lie close in time, share a name or a number that few others have, and of two reports one
at least says on which day it happened ("on Tuesday", "gestern"), as news does and explainers do not. A text that
another outlet has republished is one story with its original, whatever it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import inf, sqrt

from .likeness import Vectors, language
from .model import Entry
from .near_duplicates import ALIKE, Sketch, resemblance, sketch
from .related import Neighbour
from .text import fold

WINDOW = 4.0
"""Most days between two articles for one to be taken as another report of the same event."""
SPAN = 14.0
"""Most days between the first and the last article of a story."""
SCORE = 0.65
"""Least `Neighbour.score` of two reports of one event."""
LIKENESS = 0.25
"""Least cosine of two such reports."""
COPY = 0.8
"""Least cosine of two articles whose words are compared one by one, for one might be the other's copy."""
TOGETHER = 0.25
"""Least mean cosine between the members of two groups that become one."""
LARGEST = 60
"""Most articles of one story."""
OPENING = 1000
"""Characters of the body in which news says when it happened."""
_DAY = 86400.0
_LATELY = {
    "en": "yesterday today tonight overnight",
    "fr": "hier aujourd'hui",
    "es": "ayer hoy anoche",
    "de": "gestern heute",
    "pt": "ontem hoje",
    "it": "ieri oggi",
    "nl": "gisteren vandaag",
    "ru": "вчера сегодня",
    "uk": "вчора сьогодні",
    "ar": "أمس اليوم",
    "tr": "dün bugün",
    "id": "kemarin",
    "zh": "昨天 昨日 今天 今日",
    "ja": "昨日 今日 本日",
    "ko": "어제 오늘",
}
_UNSPACED = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})


def stories(
    entries: Sequence[Entry],
    neighbours: Mapping[str, Sequence[Neighbour]],
    *,
    window: float = WINDOW,
    span: float = SPAN,
    vectors: Vectors | None = None,
) -> dict[str, str]:
    """Return article id → story id for the articles that report the same event as another one.

    Groups grow from the most alike pair down and join only while their members are alike on average (average linkage).
    The story's id is made from its earliest member's, so that a later article does not rename it. `window` and `span`
    are days, `math.inf` for no limit; `vectors` are these entries', if they are known.
    """
    order = sorted(entries, key=lambda entry: (entry.article.date, entry.article.id))
    place = {entry.article.id: at for at, entry in enumerate(order)}
    days = [entry.article.date.timestamp() / _DAY for entry in order]
    outlets = [fold(entry.article.source) for entry in order]
    near: dict[tuple[int, int], float] = {}
    for at, entry in enumerate(order):
        for neighbour in neighbours.get(entry.article.id, ()):
            other = place.get(neighbour.id)
            if other is None or neighbour.score < SCORE:
                continue
            gap = abs(days[at] - days[other])
            if gap <= window or (gap <= span and outlets[at] != outlets[other]):
                pair = (min(at, other), max(at, other))
                near[pair] = max(near.get(pair, 0.0), neighbour.score)
    if not near:
        return {}
    vectors = vectors or Vectors.of(order)
    likeness = _likeness(vectors, [vectors.place[entry.article.id] for entry in order])
    near_any = sorted({at for pair in near for at in pair})
    few = 5 + sqrt(len(order)) / 2
    special = {at: _special(order[at], vectors.rarity.times, few) for at in near_any}
    timely = {at: is_news(order[at]) for at in near_any}

    @cache
    def words(at: int) -> Sketch:
        return sketch(order[at].article.body)

    def is_copy(one: int, other: int) -> bool:
        return resemblance(words(one), words(other)) >= ALIKE

    def one_event(one: int, other: int) -> bool:
        if outlets[one] != outlets[other] and likeness(one, other) >= COPY and is_copy(one, other):
            return True
        is_near = abs(days[one] - days[other]) <= window and (timely[one] or timely[other])
        return is_near and bool(special[one] & special[other]) and likeness(one, other) >= LIKENESS

    pairs = [(-score, -likeness(*pair), pair) for pair, score in near.items() if one_event(*pair)]
    groups = _grow([pair for _, _, pair in sorted(pairs)], likeness, days, span)
    return {order[at].article.id: f"story-{order[group[0]].article.id}" for group in groups for at in group}


@cache
def _days(lang: str) -> re.Pattern[str]:
    """Return what matches the names of the weekdays (from CLDR) and words such as "yesterday" in a language."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        lang, locale = "en", Locale.parse("en")
    names = set(_LATELY.get(lang, "").split())
    names.update(str(name).casefold() for name in locale.days["format"]["wide"].values())
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(either if lang in _UNSPACED else rf"(?<!\w)(?:{either})(?!\w)")


def is_news(entry: Entry) -> bool:
    """Return whether title or opening names a weekday or says yesterday, today or the like."""
    opening = f"{entry.article.title} {entry.article.body[:OPENING]}"
    return _days(language(entry)).search(opening.casefold().replace("’", "'")) is not None


def _likeness(vectors: Vectors, places: Sequence[int]) -> Callable[[int, int], float]:
    """Return the cosine of two articles by their numbers here, each pair computed once; `places` in the vectors."""
    known: dict[tuple[int, int], float] = {}

    def likeness(one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in known:
            known[pair] = vectors.cosine(places[one], places[other])
        return known[pair]

    return likeness


def _special(entry: Entry, times: Mapping[str, int], few: float) -> frozenset[str]:
    """Return the names, numbers and words that few other articles have."""
    return frozenset(
        term
        for term, _ in entry.analysis.terms
        if times[term] <= few and (term != term.lower() or term[0].isdigit() or " " in term)
    )


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
