"""The pages of editions, their shelf where the newest show what was on top, the archive as a calendar, and its months.

The shelf is for those who read back from today, the calendar for those who look for a day: so the shelf has headlines
and pictures, and the calendar has every day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from .. import addresses
from ..contexts import Calendar, EditionPage, Front, Headline, Headlines, Link, Month, MonthPage, Shelf, Year
from ..hashing import hash_of, hash_parts
from ..library import day_of
from ..library.editions import Edition, slug_of
from ..model import Entry
from ..templating.environment import locale_of
from .frames import Page, PageMaker, headlines, newest

_FRONTS = 12
_HEADLINES = 3
_TOP = 5


class EditionPages(PageMaker):
    """Makes the pages that stand in the order of time."""

    def editions(self) -> Iterator[Page]:
        """Return a page for each edition, and the shelf of them."""
        editions = self.library.editions

        def link(at: int) -> Link | None:
            if not 0 <= at < len(editions):
                return None
            return Link(self.views.edition(editions[at]), addresses.edition(editions[at].slug))

        def page(edition: Edition, newer: Link | None, older: Link | None) -> Page:
            address, lead = addresses.edition(edition.slug), edition.entries[0]

            def make() -> EditionPage:
                crumbs = (self.views.home, Link(self.gettext("Editions"), "editions/"))
                return EditionPage(
                    **self.of(self.frame(self.views.edition(edition), address, crumbs, headlines(edition.entries))),  # type: ignore[arg-type]
                    day=self.moment(edition.day),
                    week=edition.week,
                    lead=self.views.card(lead),
                    groups=self.views.by_region(edition.entries[1:]),
                    total=len(edition.entries),
                    newer=newer,
                    older=older,
                )

            shows = hash_parts(hash_of((edition.slug, newer, older)), self.hashes.cards(edition.entries))
            source = f"editions/{edition.slug}.md"
            return Page(source, address, "edition.html", edition.slug, make, shows, newest(edition.entries))

        for at, edition in enumerate(editions):
            yield page(edition, link(at - 1), link(at + 1))
        yield self._shelf()

    def _shelf(self) -> Page:
        library, views, name = self.library, self.views, self.gettext("Editions")
        feeds = views.feeds(name, addresses.EDITIONS, "editions") if library.editions else ()
        context = Shelf(
            **self.of(self.frame(name, addresses.EDITIONS, (views.home,), "", *feeds)),  # type: ignore[arg-type]
            name=name,
            latest=tuple(
                Front(
                    link=Link(views.edition(edition), addresses.edition(edition.slug), len(edition.entries)),
                    day=self.moment(edition.day),
                    week=edition.week,
                    lead=views.card(edition.entries[0]),
                    others=views.cards(edition.entries[1 : 1 + _HEADLINES]),
                )
                for edition in library.editions[:_FRONTS]
            ),
            years=self._years,
            total=len(library.editions),
        )
        source = f"{addresses.EDITIONS}index.md"
        return Page.made(source, addresses.EDITIONS, "editions.html", context, newest(library.entries))

    @cached_property
    def _years(self) -> tuple[Year, ...]:
        """All months with articles by year, each with its editions."""
        editions: dict[str, dict[date, Link]] = {}
        for one in self.library.editions:
            link = Link(one.slug, addresses.edition(one.slug), len(one.entries))
            editions.setdefault(f"{one.last:%Y-%m}", {})[one.day] = link
        years: dict[str, list[Month]] = {}
        for month, entries in self.library.months.items():
            of_month = editions.get(month, {})
            link = Link(month, addresses.archive_month(month), len(entries))
            before, days = self._sheet(month, of_month) if self.project.settings.editions == "day" else (0, ())
            years.setdefault(month[:4], []).append(
                Month(link, tuple(of_month.values()), before, days, self._top(entries))
            )
        return tuple(Year(year, tuple(months)) for year, months in years.items())

    def _top(self, entries: Sequence[Entry]) -> tuple[Headline, ...]:
        """Return the weightiest articles of a month, one of each story."""
        stories = self.library.stories
        seen: dict[str, Entry] = {}
        for entry in entries:
            seen.setdefault(stories.get(entry.article.id) or entry.article.id, entry)
        order = sorted(seen, key=self.views.story_size, reverse=True)
        return self.views.headlines(seen[identity] for identity in order[:_TOP])

    def _sheet(self, month: str, editions: dict[date, Link]) -> tuple[int, tuple[Link, ...]]:
        """Return how many days of its first week a month has not, and a link for each of its days."""
        year, number = int(month[:4]), int(month[5:])
        weekday, length = monthrange(year, number)
        days = [date(year, number, day) for day in range(1, length + 1)]
        before = (weekday - locale_of(self.views.words.lang).first_week_day) % 7
        return before, tuple(editions.get(day, Link(day.isoformat(), "")) for day in days)

    def _calendar(self) -> Page:
        address, name, locale = "archive/", self.gettext("Archive"), locale_of(self.views.words.lang)
        names = locale.days["stand-alone"]["narrow"]
        context = Calendar(
            **self.of(self.frame(name, address, (self.views.home,))),  # type: ignore[arg-type]
            name=name,
            years=self._years,
            weekdays=tuple(names[(locale.first_week_day + day) % 7] for day in range(7)),
            most=max((len(edition.entries) for edition in self.library.editions), default=0),
            total=len(self.library.entries),
        )
        return Page.made(f"{address}index.md", address, "archive.html", context, newest(self.library.entries))

    def archive(self) -> Iterator[Page]:
        """Return the archive and a page for each of its months."""
        yield self._calendar()
        months = list(self.library.months)
        for at, (month, entries) in enumerate(self.library.months.items()):
            address = addresses.archive_month(month)
            newer = Link(months[at - 1], addresses.archive_month(months[at - 1])) if at else None
            older = Link(months[at + 1], addresses.archive_month(months[at + 1])) if at + 1 < len(months) else None
            yield self._month(month, address, entries, newer, older)

    def _month(
        self, month: str, address: str, entries: Sequence[Entry], newer: Link | None, older: Link | None
    ) -> Page:
        days: dict[date, list[Entry]] = {}
        for entry in entries:
            days.setdefault(day_of(entry, self.library.zone), []).append(entry)

        def section(day: date, of_day: Sequence[Entry]) -> Headlines:
            where, name = addresses.edition(slug_of(day, self.project.settings.editions)), day.isoformat()
            return Headlines(name, Link(name, where, len(of_day)), self.views.headlines(of_day))

        crumbs = (self.views.home, Link(self.gettext("Archive"), "archive/"))

        def make() -> MonthPage:
            return MonthPage(
                **self.of(self.frame(self.views.month(month), address, crumbs, headlines(entries))),  # type: ignore[arg-type]
                name=month,
                days=tuple(section(day, of_day) for day, of_day in days.items()),
                total=len(entries),
                newer=newer,
                older=older,
            )

        source = f"archive/{month[:4]}/{month[5:]}.md"
        shows = hash_parts(hash_of((month, newer, older)), self.hashes.cards(entries))
        return Page(source, address, "month.html", month, make, shows, newest(entries))
