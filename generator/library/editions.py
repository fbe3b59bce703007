"""Editions: the articles of a day or a week, composed as a front page would be, from stories and not from single texts.

Permanent: an edition depends on its own articles, and on which of them report the same event; so a new article changes
the edition of its day, and another only where it shows that two reports there are of one story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from ..model import Entry, Period

LARGE = 5
"""Articles from which a story weighs no more."""
SPREAD = 24
"""So many of an edition's stories are spread over the regions; below them weight alone decides."""
_ROOM = 3  # ranks that a story goes down for each story before it from the same country


@dataclass(frozen=True, slots=True)
class Edition:
    """The articles of a day or a week."""

    slug: str
    """The day (`2026-11-26`), or the week of ISO 8601 (`2026-W48`), as it stands in the address."""
    day: date
    """Its first day, in the site's time zone."""
    last: date
    """The last of its days that has articles."""
    entries: tuple[Entry, ...]
    """The lead first, a report of each story, then the other reports; see `composed`."""

    @property
    def week(self) -> str:
        """Return the week, or an empty string for a day's edition."""
        return self.slug if "W" in self.slug else ""


def slug_of(day: date, period: Period) -> str:
    """Return the slug of the edition that holds a day's articles."""
    if period == "day":
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def weight(entry: Entry) -> tuple[bool, bool, float, float, str]:
    """Return a key for the order on a front page: pinned, then readable in full, then well labelled, then newest."""
    article = entry.article
    labelled = max((label.score for label in entry.themes), default=0.0) + max(
        (c.score for c in entry.countries), default=0.0
    )
    return (not article.pin, article.rights != "full", -round(labelled, 1), -article.date.timestamp(), article.id)


def composed(entries: Sequence[Entry], stories: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return articles in the order of a front page; `stories` is story id by article id.

    Each story stands once, by its weightiest report: the pinned first, then those that more outlets report, then by
    `weight`; but no country has several of the first places while others wait. The other reports follow.
    """
    by_story: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=weight):
        by_story.setdefault(stories.get(entry.article.id) or f"\0{entry.article.id}", []).append(entry)
    heads = sorted(
        ((reports[0], len(reports)) for reports in by_story.values()),
        key=lambda head: (not head[0].article.pin, -min(head[1], LARGE), weight(head[0])),
    )
    waiting = [(rank, entry) for rank, (entry, _) in enumerate(heads)]
    chosen: list[Entry] = []
    seen: Counter[str] = Counter()
    while waiting and len(chosen) < SPREAD:
        # Nobody comes up from further below than those before it can have gone down.
        near = waiting[: 1 + _ROOM * (1 + len(chosen))]
        rank, entry = min(near, key=lambda one: (not one[1].article.pin, one[0] + _ROOM * seen[_country(one[1])]))
        waiting.remove((rank, entry))
        chosen.append(entry)
        seen[_country(entry)] += 1
    chosen += [entry for _, entry in waiting]
    chosen += [entry for reports in by_story.values() for entry in reports[1:]]
    return tuple(chosen)


def _country(entry: Entry) -> str:
    return entry.countries[0].code if entry.countries else ""


def make_editions(
    entries: Sequence[Entry], zone: tzinfo, stories: Mapping[str, str], period: Period = "day"
) -> tuple[Edition, ...]:
    """Return one edition a day, or a week, that has articles, newest first."""
    found: dict[str, list[tuple[date, Entry]]] = {}
    for entry in entries:
        day = entry.article.date.astimezone(zone).date()
        found.setdefault(slug_of(day, period), []).append((day, entry))
    made = []
    for slug, dated in found.items():
        days = [day for day, _ in dated]
        first = days[0] if period == "day" else days[0] - timedelta(days=days[0].weekday())
        made.append(Edition(slug, first, max(days), composed([entry for _, entry in dated], stories)))
    return tuple(sorted(made, key=lambda edition: edition.day, reverse=True))
