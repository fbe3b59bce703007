"""`briefing digest`: an edition that leaves the site, as an e-mail or as a book; what it holds, chosen here.

A day, a week (ISO 8601), or a range of days. What rights withhold on pages they withhold here: everything comes from
`views` and `rights`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import BriefingError, Problem, WrongUsage
from ..library import Library, day_of
from ..library.editions import composed, slug_of
from ..model import Entry, Period

_RANGE = re.compile(r"(?P<first>[\w-]+)\.\.(?P<last>[\w-]+)")
_WEEK = re.compile(r"\d{4}-W\d{2}")


@dataclass(frozen=True, slots=True)
class Issue:
    """What is sent: the articles of some days."""

    slug: str
    """The day, the week, or the range (`2026-11-01..2026-11-26`)."""
    first: date
    """Its first day, in the site's time zone."""
    last: date
    """Its last day."""
    edition: str
    """Slug of the edition that it is, or is a part of; empty when it is of several."""
    entries: tuple[Entry, ...]
    """The lead first, then as on a front page."""

    @property
    def week(self) -> str:
        """Return the week when it is the edition of one, else an empty string."""
        return self.slug if self.slug == self.edition and "W" in self.slug else ""


def issue(library: Library, wanted: str = "") -> Issue:
    """Return the issue of a day, a week or a range of days; the newest edition when nothing is wanted.

    Raises `BriefingError` for what is no date, and for days without articles: with the nearest that have some.
    """
    if not library.editions:
        raise BriefingError("there are no articles, so there is no edition")
    if not wanted:
        newest = library.editions[0]
        return Issue(newest.slug, newest.day, newest.last, newest.slug, newest.entries)
    for edition in library.editions:
        if edition.slug == wanted:
            return Issue(edition.slug, edition.day, edition.last, edition.slug, edition.entries)
    first, last = _days(wanted)
    entries = [entry for entry in library.entries if first <= day_of(entry, library.zone) <= last]
    if not entries:
        raise BriefingError(Problem("", 0, f"no articles of {wanted}", _nearest(library, first, last)))
    found = composed(entries, library.stories)
    return Issue(wanted, first, last, _edition_with(library, first, last), found)


def _edition_with(library: Library, first: date, last: date) -> str:
    """Return the slug of the edition that holds all these days; empty when there is none."""
    periods: tuple[Period, ...] = ("day", "week")
    whole = {slug_of(first, period) for period in periods if slug_of(first, period) == slug_of(last, period)}
    return next((edition.slug for edition in library.editions if edition.slug in whole), "")


def _days(wanted: str) -> tuple[date, date]:
    parts = _RANGE.fullmatch(wanted)
    first = _span(parts["first"] if parts else wanted)
    last = _span(parts["last"]) if parts else first
    if not first or not last:
        remedy = "YYYY-MM-DD, YYYY-Www, or FROM..TO"
        raise WrongUsage(Problem("", 0, f"'{wanted}' is no day, week or range", remedy))
    if last[1] < first[0]:
        raise WrongUsage(Problem("", 0, f"'{wanted}' ends before it begins", f"{last[0]}..{first[0]}"))
    return first[0], last[1]


def _span(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a day or week; None for what is neither."""
    try:
        if _WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
            return monday, monday + timedelta(days=6)
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day, day


def _nearest(library: Library, first: date, last: date) -> str:
    """Return which editions lie nearest before and after, in words."""
    before = next((edition.slug for edition in library.editions if edition.last < first), "")
    after = next((edition.slug for edition in reversed(library.editions) if edition.day > last), "")
    return "the nearest: " + ", ".join(filter(None, (before, after)))
