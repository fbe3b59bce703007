"""Editions: the articles of one day, composed as a front page would be, the pinned and the weighty first.

Permanent: an edition depends only on its own day's articles, so a new article changes only the edition of its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from .model import Entry


@dataclass(frozen=True, slots=True)
class Edition:
    """One day's articles."""

    day: date
    """The day, in the site's time zone."""
    entries: tuple[Entry, ...]
    """The lead first, then by weight; see `weight`."""

    @property
    def slug(self) -> str:
        """Return the day as it stands in the address."""
        return self.day.isoformat()


def weight(entry: Entry) -> tuple[bool, bool, float, float, str]:
    """Return a key for the order on a front page: pinned, then readable in full, then well labelled, then newest."""
    article = entry.article
    labelled = max((label.score for label in entry.themes), default=0.0) + max(
        (c.score for c in entry.countries), default=0.0
    )
    return (not article.pin, article.rights != "full", -round(labelled, 1), -article.date.timestamp(), article.id)


def make_editions(entries: Sequence[Entry], zone: tzinfo) -> tuple[Edition, ...]:
    """Return one edition a day that has articles, newest first."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.article.date.astimezone(zone).date(), []).append(entry)
    return tuple(Edition(day, tuple(sorted(days[day], key=weight))) for day in sorted(days, reverse=True))
