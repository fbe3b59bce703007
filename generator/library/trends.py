"""How much, how recent, which way: counts by month, a group's last 30 days against its usual, keywords on the rise.

Everything is measured from the site's newest day that has articles, never from the clock: so the same content gives the
same figures whenever it is built. Pure; takes entries that are newest first, and reads no further back than it must.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from ..model import Entry
from . import Group, Library, day_of

Direction = Literal["up", "down", "steady", ""]
MONTHS = 12
RECENT_DAYS = 30
_YEAR_DAYS = 365
_LEAST_PAST_DAYS = 60  # with less behind it, "usual" would be a guess
_SIGNIFICANT = 1.64  # deviations of a Poisson count: one chance in twenty that nothing has changed
RISING_DAYS = 7
BEFORE_DAYS = 30
_LEAST_RISING = 2
_LEAST_EVIDENCE = 2.7  # of G²: one chance in ten that nothing has changed


@dataclass(frozen=True, slots=True)
class TrendFigures:
    """A group over a year."""

    months: tuple[tuple[str, int], ...]
    """The last twelve months (`2025-06`) with their numbers of articles, oldest first."""
    recent: int
    """Articles of the last 30 days."""
    usual: float
    """Articles in 30 days on average over the year before those; 0 when the site is too young to say."""
    direction: Direction
    """Where `recent` is beyond what chance gives around `usual`; empty when the site is too young to say."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A keyword that is in more articles than it was."""

    group: Group
    """The keyword."""
    now: int
    """Articles of the last 7 days that have it."""
    before: int
    """Articles of the 30 days before those that have it."""


def last_day(library: Library) -> date | None:
    """Return the newest day that has articles; None for a site without any."""
    return day_of(library.entries[0], library.zone) if library.entries else None


@lru_cache(maxsize=64)
def last_months(day: date, number: int = MONTHS) -> tuple[str, ...]:
    """Return the month of `day` and those before it (`2025-06`), oldest first."""
    at = day.year * 12 + day.month - 1
    return tuple(f"{m // 12:04}-{m % 12 + 1:02}" for m in range(at - number + 1, at + 1))


@lru_cache(maxsize=64)
def _first_days(day: date) -> tuple[int, ...]:
    """Return the first days of `last_months` as ordinals."""
    return tuple(date.fromisoformat(f"{name}-01").toordinal() for name in last_months(day))


def trend(days: Sequence[int], *, day: date, first: date) -> TrendFigures:
    """Return how articles spread over the year to `day`; `first` is the site's oldest day.

    `days` are those of the articles, oldest first, as ordinals (`date.toordinal`). The direction is given where
    (recent - usual) / √usual passes 1.64, the normal approximation of a Poisson count; of what was never there before,
    three articles are a rise.
    """

    def since(start: int) -> int:
        return len(days) - bisect_left(days, start)

    names, starts = last_months(day), _first_days(day)
    upto = [since(start) for start in starts]
    months = tuple((name, at - later) for name, at, later in zip(names, upto, [*upto[1:], 0], strict=True))
    recent_from = day.toordinal() - RECENT_DAYS + 1
    recent = since(recent_from)
    past_from = max(first.toordinal(), recent_from - _YEAR_DAYS)
    past_days = recent_from - past_from
    if past_days < _LEAST_PAST_DAYS:
        return TrendFigures(months, recent, 0.0, "")
    usual = RECENT_DAYS * (since(past_from) - recent) / past_days
    deviation = (recent - usual) / math.sqrt(max(usual, 1.0))
    direction: Direction = "up" if deviation > _SIGNIFICANT else "down" if deviation < -_SIGNIFICANT else "steady"
    return TrendFigures(months, recent, round(usual, 1), direction)


def rising(library: Library, limit: int = 8) -> tuple[Rise, ...]:
    """Return keywords that are in a larger share of the last 7 days' articles than of the 30 days' before, most first.

    Ordered by G² (Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993); in two articles of
    the week at least. Empty when there is nothing before the week to compare it with.
    """
    day = last_day(library)
    if day is None:
        return ()
    week_from = day - timedelta(RISING_DAYS - 1)
    before_from = week_from - timedelta(BEFORE_DAYS)
    zone = library.zone
    near = list(takewhile(lambda entry: day_of(entry, zone) >= before_from, library.entries))
    week = [entry for entry in near if day_of(entry, zone) >= week_from]
    past = near[len(week) :]
    if not past:
        return ()
    now, before = _counts(library, week), _counts(library, past)
    found = []
    for slug, number in now.items():
        earlier = before[slug]
        evidence = surprise(number, len(week), earlier, len(past))
        if number >= _LEAST_RISING and number * len(past) > earlier * len(week) and evidence >= _LEAST_EVIDENCE:
            found.append((-round(evidence, 6), slug, number, earlier))
    return tuple(Rise(library.keywords[slug], number, earlier) for _, slug, number, earlier in sorted(found)[:limit])


def _counts(library: Library, entries: Iterable[Entry]) -> Counter[str]:
    """Return in how many of these articles each keyword is that has a page."""
    return Counter(slug for e in entries for slug in {library.keyword_slug(k.key, k.text) for k in e.keywords} if slug)


def surprise(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Return Dunning's G² of `hits` out of `of` against `other_hits` out of `other_of`; 0 when the shares are equal."""
    total = hits + other_hits
    expected = total * of / (of + other_of)
    cells = (
        (hits, expected),
        (other_hits, total - expected),
        (of - hits, of - expected),
        (other_of - other_hits, other_of - (total - expected)),
    )
    return 2 * sum(seen * math.log(seen / wanted) for seen, wanted in cells if seen > 0 and wanted > 0)
