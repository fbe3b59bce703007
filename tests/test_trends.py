"""Counts by month, the last 30 days against the usual, keywords on the rise: from the newest day, not the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from generator.library import Library, make_library
from generator.library.trends import last_months, rising, surprise, trend
from generator.model import Analysis, Article, Entry, Keyword
from generator.settings import vocabulary

NEWEST = datetime(2026, 3, 20, 9, tzinfo=UTC)


def entry(days_ago: int, number: int = 0, keywords: tuple[str, ...] = ()) -> Entry:
    id = f"a{days_ago}-{number}"
    at = NEWEST - timedelta(days_ago)
    article = Article(f"articles/{id}.md", id, id, id, at, at, "")
    found = tuple(Keyword(word, 1.0, word) for word in keywords)
    return Entry(article, Analysis("en", 0, keywords=found), found, (), (), ())


def library(entries: list[Entry]) -> Library:
    return make_library(
        [e.article for e in entries], {e.article.path: e.analysis for e in entries},
        vocabulary.load("regions"), vocabulary.load("themes"), UTC,
    )  # fmt: skip


def ordinals(days_ago: list[int]) -> list[int]:
    return [NEWEST.toordinal() - days for days in sorted(days_ago, reverse=True)]


def over(days: list[int], first: date) -> tuple[int, float, str]:
    found = trend(ordinals(days), day=NEWEST.date(), first=first)
    return found.recent, found.usual, found.direction


def test_months_reach_back_over_the_new_year() -> None:
    """The last four months to a day in March begin in December."""
    assert last_months(date(2026, 3, 20), 4) == ("2025-12", "2026-01", "2026-02", "2026-03")


def test_months_are_counted_and_empty_ones_are_nought() -> None:
    """Each of twelve months has its number; what is older is in none."""
    found = trend(ordinals([0, 1, 25, 400]), day=NEWEST.date(), first=date(2020, 1, 1))
    assert [count for _, count in found.months] == [0] * 10 + [1, 2]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([0, 1, 2, 3, 4, 5, 100, 200], (6, 0.2, "up")),
        ([100 + day for day in range(0, 290, 5)], (0, 4.8, "down")),
        ([*range(0, 390, 10)], (3, 3.0, "steady")),
        ([], (0, 0.0, "steady")),
    ],
    ids=["up", "down", "steady", "nothing"],
)
def test_direction(days: list[int], expected: tuple[int, float, str]) -> None:
    """The arrow points where the last 30 days are beyond what chance gives around the year before."""
    assert over(days, date(2020, 1, 1)) == expected


def test_a_young_site_has_no_usual() -> None:
    """A site that began two months ago does not say what is usual."""
    assert over([0, 1, 50], NEWEST.date() - timedelta(60)) == (2, 0.0, "")


def test_rising_keywords_are_those_of_the_week_that_were_rare_before() -> None:
    """A word of every article all the time does not rise; one that comes with the week does, and once is not enough."""
    week = [entry(day, 0, ("always", "new", *(["once"] if day == 0 else []))) for day in range(7)]
    before = [entry(day, 0, ("always", *(["once"] if day == 20 else []))) for day in range(7, 37)]
    found = rising(library(week + before))
    assert [(rise.group.slug, rise.now, rise.before) for rise in found] == [("new", 7, 0)]


def test_nothing_rises_without_a_before() -> None:
    """A site of one week has no rising keywords, and an empty site has none."""
    week = [entry(day, 0, ("new",)) for day in range(7)]
    assert (rising(library(week)), rising(library([]))) == ((), ())


def test_surprise_is_dunnings() -> None:
    """G² is nought for equal shares, and that of a 2 × 2 table worked by hand otherwise."""
    assert (round(surprise(5, 10, 15, 30), 9), round(surprise(10, 20, 5, 40), 3)) == (0.0, 9.613)
