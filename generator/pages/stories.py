"""The page of a story: one event, and what was written about it from the first report on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .. import addresses
from ..context_parts import Figure
from ..contexts import Link, StoryPage
from ..hashing import hash_of, hash_parts
from ..library.differing_figures import differing_figures
from ..model import Entry
from ..views.structured import collection
from .frames import Page, PageMaker, headlines, newest

_LABELS = 8


class StoryPages(PageMaker):
    """Makes the pages of stories."""

    def stories(self) -> Iterator[Page]:
        """Return a page for each story: an event that two articles or more report."""
        for slug, entries in self.views.stories.items():
            yield self._story(slug, entries[::-1])

    def _story(self, slug: str, entries: Sequence[Entry]) -> Page:
        """Return the page of a story; `entries` are its articles, the oldest first."""
        address, title, views = addresses.story(slug), entries[0].article.title, self.views

        def make() -> StoryPage:
            feeds = views.feeds(title, address, "story")
            day = entries[-1].article.date.isoformat()
            thing = collection(self.project, title, address, headlines(entries), day)
            crumbs = (views.home,)
            frame = self.frame(title, address, crumbs, headlines(entries[::-1]), *feeds, thing=thing)
            return StoryPage(
                **self.of(frame),  # type: ignore[arg-type]
                cards=views.cards(entries),
                sources=views.common_sources(entries),
                regions=_commonest(views.places(entry) for entry in entries),
                themes=_commonest(views.subjects(entry) for entry in entries),
                figures=self._figures(entries),
                first=entries[0].article.date.astimezone(self.library.zone),
                last=entries[-1].article.date.astimezone(self.library.zone),
            )

        shows = hash_parts(hash_of((address, title)), self.hashes.cards(entries))
        return Page(f"{address.rstrip('/')}.md", address, "story.html", title, make, shows, newest(entries))

    def _figures(self, entries: Sequence[Entry]) -> tuple[tuple[Figure, ...], ...]:
        """Return sentences that say the same with other figures, each with its outlet and the way to its paragraph."""
        views, zone = self.views, self.library.zone
        return tuple(
            tuple(
                Figure(
                    sentence.text,
                    views.paragraph(entry, sentence.paragraph),
                    views.source(entry).title,
                    entry.article.date.astimezone(zone),
                    entry.analysis.lang,
                )
                for entry, sentence in group
            )
            for group in differing_figures(entries)
        )


def _commonest(labels: Iterator[Sequence[Link]]) -> tuple[Link, ...]:
    """Return the labels that most articles have, the commonest first."""
    counts = Counter((link.title, link.url) for found in labels for link in found)
    order = sorted(counts.items(), key=lambda item: -item[1])
    return tuple(Link(title, url) for (title, url), _ in order[:_LABELS])
