"""A page of the plan, and the frame that all pages have; the kinds of pages stand in modules that build on this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from . import addresses
from .contexts import FeedLink, Frame, Link
from .model import Article, Entry
from .structured import breadcrumbs, graph
from .text import clip
from .views import Views

HOME_CRUMB = Link("Home", addresses.HOME)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered."""

    source: str
    """Markdown file below `docs_dir` from which its text comes, if there is one."""
    address: str
    """Where it lies, relative to the site's root, with a slash at its end."""
    template: str
    """Name of its template."""
    context: Frame
    """The template's `briefing`."""
    modified: datetime | None = None
    """When what it shows last changed; None when unknown."""
    article: Article | None = None
    """The article whose page this is."""


class PageMaker:
    """What makes pages of one kind or another."""

    def __init__(self, views: Views) -> None:
        """Take what makes the views."""
        self.views, self.library, self.project = views, views.library, views.project
        self.limit = views.project.settings.listing

    def frame(
        self,
        title: str,
        address: str,
        crumbs: Sequence[Link] = (),
        description: str = "",
        *feeds: FeedLink,
        thing: Mapping[str, Any] | None = None,
    ) -> Frame:
        """Return what the frame of a page needs; `thing` is what it is in schema.org's terms, besides its place."""
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
        )

    @staticmethod
    def of(frame: Frame) -> dict[str, object]:
        """Return the frame's variables by name, for the classes that have more."""
        return {name: getattr(frame, name) for name in Frame.__dataclass_fields__}

    def moment(self, day: date) -> datetime:
        """Return a day of the site's time zone as a moment."""
        return datetime.combine(day, time(0), self.library.zone)


def newest(entries: Sequence[Entry]) -> datetime | None:
    """Return when the last of these articles last changed; None when there are none."""
    return max((entry.article.updated for entry in entries), default=None)
