"""Which articles report the same event, so that a page can say "also covered by two others".

Conservative: a wrong story costs more trust than a missing one. Only candidates of each other are looked at, so the
cost grows with the number of articles. Two reports of one event are alike by the words of their language, not by what
else the site has; they lie close in time, share a name or a number that is rare, and one of them at least says on which
day it happened ("on Tuesday", "gestern"), as news does and explainers do not. Several third articles that are like both
speak for one event too; one or two do not, for they may be of another event of the kind. A text that another outlet has
republished is one story with its original, whatever it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import log, sqrt

import numpy as np

from ..model import Entry
from ..text.near_duplicates import ALIKE, Sketch, resemblance, sketch
from ..text.strings import fold
from .candidates import COMPANY, Candidates, Mask, nearest
from .similarity import ONE, Floats, Vectors, language, rarity

WINDOW = 4.0
"""Most days between two articles for one to be taken as another report of the same event."""
WIDE_WINDOW = 7.0
"""The same for two that are very much alike."""
SPAN = 14.0
"""Most days between the first and the last article of a story."""
AGREEMENT = 0.31
"""Least agreement of two reports of one event, and least mean agreement of two groups that become one."""
VERY_ALIKE = 0.5
"""Cosine from which the wide window holds."""
WITNESSES = 0.1
"""Most that third articles add to the agreement of two."""
COPY = 0.6
"""Least cosine of two articles whose words are compared one by one, for one might be the other's copy."""
LARGEST = 60
"""Most articles of one story."""
OPENING = 1000
"""Characters of the body in which news says when it happened."""
RARE = 0.05
"""Most articles of a language that have a name or number which tells one event from another."""
_COMPANION = 0.12  # cosine from which an article is company
_FEW, _MANY = 2, 6  # third articles: up to so many say nothing, from so many on they say all they can
_CONNECTED = 300  # most articles that are grouped at once
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


Pair = tuple[int, int, int]
"""Places of two articles that report one event, the smaller first, and their agreement in parts of `ONE`."""


def events(entries: Sequence[Entry], candidates: Candidates, looked_at: Mask) -> list[Pair]:
    """Return the pairs that report the same event, of those in which one article at least is to be looked at."""
    least = int((AGREEMENT - WITNESSES) * ONE)
    rows, columns = np.nonzero((candidates.other >= 0) & (candidates.cosine >= least))
    others, cosines = candidates.other[rows, columns], candidates.cosine[rows, columns]
    wanted = looked_at[rows] | looked_at[others]
    found = zip(rows[wanted].tolist(), others[wanted].tolist(), cosines[wanted].tolist(), strict=True)
    pairs = {(min(one, other), max(one, other)): cosine for one, other, cosine in found}
    judge, near = _Judge(entries), nearest(candidates) if pairs else []
    result = []
    for (one, other), cosine in sorted(pairs.items()):
        value = cosine + _witnesses(one, other, near[one], near[other])
        if judge.is_one_event(one, other, cosine / ONE, value / ONE):
            result.append((one, other, value))
    return result


def stories(
    entries: Sequence[Entry],
    vectors: Vectors,
    candidates: Candidates,
    pairs: Sequence[Pair],
    known: Mapping[str, str],
    looked_at: Mask,
) -> dict[str, str]:
    """Return article id → story id for the articles that report the same event as another one.

    Groups grow from the most alike down and join only while their members agree on average (average linkage). The
    story's id is made from its earliest member's, so that a later article does not rename it. Articles that no chain of
    pairs connects with one that is looked at stay in the story in which they are `known` to be.
    """
    result: dict[str, str] = {}
    near = nearest(candidates) if pairs else []
    for members in _connected([(one, other) for one, other, _ in pairs], len(entries)):
        if not looked_at[members].any():
            ids = [entries[at].article.id for at in members]
            result.update({id: known[id] for id in ids if id in known})
            continue
        inside = set(members)
        ours = sorted([pair for pair in pairs if pair[0] in inside], key=lambda pair: (-pair[2], pair[:2]))
        parts = _connected([pair[:2] for pair in ours], _CONNECTED) if len(members) > _CONNECTED else [members]
        for part in parts:
            for group in _grow(entries, part, ours, _agreement(vectors, near, part)):
                first = min(group, key=lambda at: (entries[at].article.date, entries[at].article.id))
                story = f"story-{entries[first].article.id}"
                result.update({entries[at].article.id: story for at in group})
    return result


def _witnesses(one: int, other: int, mine: Mapping[int, int], theirs: Mapping[int, int]) -> int:
    """Return what third articles near to both add to the agreement of two, in parts of `ONE`."""
    third = [
        dict([pair for pair in found.items() if pair[0] != leave and pair[1] >= _COMPANION * ONE][:COMPANY])
        for found, leave in ((mine, other), (theirs, one))
    ]
    common = third[0].keys() & third[1].keys()
    if len(common) <= _FEW:
        return 0
    product = sum([third[0][at] * third[1][at] for at in common])
    lengths = [sum([value * value for value in found.values()]) for found in third]
    share = product / sqrt(lengths[0] * lengths[1]) * min(1.0, (len(common) - _FEW) / (_MANY - _FEW))
    return round(WITNESSES * ONE * share)


class _Judge:
    """Decides for pairs of articles whether they report one event; what is asked of an article is worked out once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._news: dict[int, bool] = {}
        self._special: dict[int, frozenset[str]] = {}
        self._sketches: dict[int, Sketch] = {}
        self._outlets: dict[int, str] = {}

    def is_one_event(self, one: int, other: int, cosine: float, agreement: float) -> bool:
        """Return whether the articles at two places report one event."""
        gap = abs((self._entries[one].article.date - self._entries[other].article.date).total_seconds()) / _DAY
        if gap <= SPAN and cosine >= COPY and self._outlet(one) != self._outlet(other) and self._is_copy(one, other):
            return True
        if agreement < AGREEMENT or gap > (WIDE_WINDOW if cosine >= VERY_ALIKE else WINDOW):
            return False
        return (self._is_news(one) or self._is_news(other)) and bool(self._names(one) & self._names(other))

    def _outlet(self, at: int) -> str:
        if at not in self._outlets:
            self._outlets[at] = fold(self._entries[at].article.source)
        return self._outlets[at]

    def _is_copy(self, *both: int) -> bool:
        for at in both:
            if at not in self._sketches:
                self._sketches[at] = sketch(self._entries[at].article.body)
        return resemblance(self._sketches[both[0]], self._sketches[both[1]]) >= ALIKE

    def _is_news(self, at: int) -> bool:
        if at not in self._news:
            self._news[at] = is_news(self._entries[at])
        return self._news[at]

    def _names(self, at: int) -> frozenset[str]:
        if at not in self._special:
            self._special[at] = _special(self._entries[at])
        return self._special[at]


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


def _special(entry: Entry) -> frozenset[str]:
    """Return the names, numbers and pairs with numbers that are rare in the article's language."""
    lang = language(entry)
    return frozenset(
        term
        for term, _ in entry.analysis.terms
        if (term != term.lower() or term[0].isdigit() or " " in term) and rarity(term, lang) >= -log(RARE)
    )


def _connected(pairs: Iterable[tuple[int, int]], most: int) -> list[list[int]]:
    """Return what chains of pairs connect, each sorted; a pair that would connect more than `most` is passed over."""
    group: dict[int, list[int]] = {}
    for one, other in pairs:
        mine, theirs = group.setdefault(one, [one]), group.setdefault(other, [other])
        if mine is theirs or len(mine) + len(theirs) > most:
            continue
        if len(mine) < len(theirs):
            mine, theirs = theirs, mine
        mine.extend(theirs)
        for at in theirs:
            group[at] = mine
    return sorted(sorted(members) for members in {id(members): members for members in group.values()}.values())


def _agreement(vectors: Vectors, near: Sequence[Mapping[int, int]], members: Sequence[int]) -> Floats:
    """Return the agreement of each two of these articles, in whole parts of `ONE`."""
    first, second = np.triu_indices(len(members), 1)
    at = np.array(members)
    found = vectors.cosines(at[first], at[second])
    for pair, (one, other) in enumerate(zip(at[first].tolist(), at[second].tolist(), strict=True)):
        if not near[one].keys().isdisjoint(near[other]):
            found[pair] += _witnesses(one, other, near[one], near[other])
    result = np.zeros((len(members), len(members)))
    result[first, second] = result[second, first] = found
    return result


def _grow(
    entries: Sequence[Entry], members: Sequence[int], pairs: Sequence[Pair], agreement: Floats
) -> list[list[int]]:
    """Return the groups of two and more that these articles make; `agreement` is summed up as groups join."""
    place = {at: number for number, at in enumerate(members)}
    count = len(members)
    linked = np.zeros((count, count), dtype=bool)
    for one, other, _ in pairs:
        if one in place and other in place:
            linked[place[one], place[other]] = linked[place[other], place[one]] = True
    begin = np.array([entries[at].article.date.timestamp() / _DAY for at in members])
    end, size = begin.copy(), np.ones(count)
    groups = {number: [at] for number, at in enumerate(members)}
    while True:
        mean = np.where(linked, agreement / (size[:, None] * size[None, :]), 0.0)
        mean[np.maximum(end[:, None], end[None, :]) - np.minimum(begin[:, None], begin[None, :]) > SPAN] = 0.0
        mean[size[:, None] + size[None, :] > LARGEST] = 0.0
        one, other = divmod(int(np.argmax(mean)), count)
        if mean[one, other] < AGREEMENT * ONE:
            break
        agreement[one] += agreement[other]
        agreement[:, one] = agreement[one]
        linked[one] |= linked[other]
        linked[:, one] = linked[one]
        linked[other] = linked[:, other] = linked[one, one] = False
        begin[one], end[one] = min(begin[one], begin[other]), max(end[one], end[other])
        size[one] += size[other]
        groups[one] += groups.pop(other)
    return [sorted(group) for group in groups.values() if len(group) > 1]
