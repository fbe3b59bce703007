"""A page of the plan, and the frame that all pages have; the kinds of pages stand in modules that build on this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

from .. import addresses
from ..contexts import FeedLink, Frame, Link
from ..hashing import hash_of
from ..model import Article, Entry
from ..text.strings import clip
from ..views import Views
from ..views.content_policy import content_policy
from ..views.hashes import ContentHashes
from ..views.structured import breadcrumbs, graph

_UPDATED: Callable[[Entry], datetime] = attrgetter("article.updated")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered; its context is made when somebody asks for it."""

    source: str
    """Markdown file below `docs_dir` from which its text comes, if there is one."""
    address: str
    """Where it lies, relative to the site's root, with a slash at its end."""
    template: str
    """Name of its template."""
    title: str
    """Its title, as in its context."""
    make: Callable[[], Frame]
    """Makes the context."""
    shows: bytes
    """Digest of all that the context is made of, see `digests`."""
    modified: datetime | None = None
    """When what it shows last changed; None when unknown."""
    article: Article | None = None
    """The article whose page this is."""

    @property
    def context(self) -> Frame:
        """The template's `briefing`; made each time, for those of all pages together do not go into memory."""
        return self.make()

    @classmethod
    def made(cls, source: str, address: str, template: str, context: Frame, modified: datetime | None = None) -> Page:
        """Return a page whose context is there already: for pages of which there are few."""
        return cls(source, address, template, context.title, lambda: context, hash_of(context), modified)


class PageMaker:
    """What makes pages of one kind or another."""

    def __init__(self, views: Views, hashes: ContentHashes | None = None) -> None:
        """Take what makes the views, and the digests where they are to be shared."""
        self.views, self.library, self.project = views, views.library, views.project
        self.limit = views.project.settings.listing
        self.gettext = views.words.gettext
        self.hashes = hashes or ContentHashes(views)

    def frame(
        self,
        title: str,
        address: str,
        crumbs: Sequence[Link] = (),
        description: str = "",
        *feeds: FeedLink,
        thing: Mapping[str, Any] | None = None,
        robots: str = "",
    ) -> Frame:
        """Return what the frame of a page needs; `thing` is what it is in schema.org's terms, besides its place.

        `robots` is what crawlers may do with it, where that is not the project's setting.
        """
        url = addresses.absolute(self.project.site_url, address) if self.project.site_url else ""
        return Frame(
            site=self.views.site,
            title=title,
            description=clip(description or self.project.site_description, 300),
            canonical=url,
            url=url,
            picture=self.views.picture(),
            structured=graph(thing or {}, breadcrumbs(self.project, crumbs, title, address)),
            breadcrumbs=tuple(crumbs),
            feeds=(*feeds, *self.views.site_feeds),
            policy=content_policy(self.project.settings, searches=address == addresses.SEARCH),
            robots=robots or self.project.settings.robots,
        )

    @staticmethod
    def of(frame: Frame) -> dict[str, object]:
        """Return the frame's variables by name, for the classes that have more."""
        return {name: getattr(frame, name) for name in Frame.__dataclass_fields__}

    def moment(self, day: date) -> datetime:
        """Return a day of the site's time zone as a moment."""
        return datetime.combine(day, time(0), self.library.zone)


def headlines(entries: Sequence[Entry], most: int = 3) -> str:
    """Return the first headlines of a page in a line: what it says of itself to search engines and messengers."""
    return " · ".join(entry.article.title for entry in entries[:most])


def newest(entries: Sequence[Entry]) -> datetime | None:
    """Return when the last of these articles last changed; None when there are none."""
    return max(map(_UPDATED, entries), default=None)
