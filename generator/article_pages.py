"""The pages of articles: what is shown of each, in which order, and with what around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from . import addresses, rights
from .citation import cite
from .contexts import ArticlePage, Link, Point
from .digests import digest, of
from .frames import HOME_CRUMB, Page, PageMaker
from .model import Entry
from .structured import news_article
from .text import slugify

_WORDS_A_MINUTE = 220
_STORY = 12  # articles of a story that its timeline shows


class ArticlePages(PageMaker):
    """Makes the pages of articles."""

    def article(self, entry: Entry) -> Page:
        """Return the page of an article."""
        article = entry.article
        told = self._told(entry)
        shows = digest(
            self.digests.listed(entry),
            self.digests.related(entry),
            self.digests.cards(self._around(entry, told)),
            of((told[-1].article.title if told else "", self._authors(entry), self._newer(entry), self._older(entry))),
        )
        make = partial(self._context, entry)
        address = addresses.article(article.slug)
        return Page(article.path, address, "article.html", article.title, make, shows, article.updated, article)

    def _authors(self, entry: Entry) -> tuple[Link, ...]:
        """Return the byline; without counts, which articles of others would change."""
        groups = self.library.authors
        return tuple(
            Link(groups[slug].name, addresses.author(slug), kind="author") if slug in groups else Link(name, "")
            for name in entry.article.authors
            if (slug := slugify(name))
        )

    def _newer(self, entry: Entry) -> Link | None:
        newer = self.library.newer(entry)
        return Link(newer.article.title, addresses.article(newer.article.slug)) if newer else None

    def _older(self, entry: Entry) -> Link | None:
        older = self.library.older(entry)
        return Link(older.article.title, addresses.article(older.article.slug)) if older else None

    def _told(self, entry: Entry) -> Sequence[Entry]:
        """Return the articles that report the same event, newest first; none when it is the only one."""
        story = self.library.stories.get(entry.article.id)
        return self.views.stories.get(slugify(story), ()) if story else ()

    def _context(self, entry: Entry) -> ArticlePage:
        article, card = entry.article, self.views.card(entry)
        address, zone = addresses.article(article.slug), self.library.zone
        crumbs = [HOME_CRUMB]
        if card.regions:
            crumbs.append(card.regions[0])
            first_theme = next((label.slug for label in entry.themes), "")
            slug = card.regions[0].url.split("/")[1]
            if first_theme and (slug, first_theme) in self.library.cells:
                crumbs.append(Link(self.views.name(first_theme, "themes"), addresses.cell(slug, first_theme)))
        story = slugify(self.library.stories.get(article.id) or "none")
        told = self._told(entry)
        feeds = self.views.feeds(told[-1].article.title, addresses.story(story)) if told else ()
        authors = self._authors(entry)
        picture = self.views.picture(entry)
        thing = news_article(
            entry, project=self.project, card=card, page=address, authors=authors, picture=picture,
            themes=self.library.theme_tree, logo=addresses.icon(512),
        )  # fmt: skip
        frame = self.of(self.frame(article.title, address, crumbs, card.standfirst, *feeds, thing=thing))
        frame["picture"] = picture
        if article.canonical_url:
            frame["canonical"] = article.canonical_url
        body = rights.may_show_body(article)
        points = tuple(Point(s.text, self.views.paragraph(entry, s.paragraph)) for s in rights.key_points(entry))
        by_editor = bool(article.summary) and article.rights != "link"
        if not by_editor and body:
            points = tuple(point for point in points if point.text != card.standfirst)
        return ArticlePage(
            **frame,  # type: ignore[arg-type]
            card=card,
            updated=article.updated.astimezone(zone) if article.updated > article.date else None,
            retrieved=article.retrieved.astimezone(zone) if article.retrieved else None,
            minutes=max(1, math.ceil(entry.analysis.words / _WORDS_A_MINUTE)),
            authors=authors,
            bios=article.author_bios,
            attribution=article.attribution,
            source_url=article.source_url,
            points=points,
            summary_by_editor=by_editor,
            countries=self.views.country_labels(entry),
            regions=self.views.region_labels(entry),
            themes=self.views.theme_labels(entry),
            keywords=self.views.keyword_links(entry),
            related=self.views.related(entry),
            story=self.views.cards(reversed(self._around(entry, told))),
            citation=cite(
                article,
                outlet=article.source or self.project.site_name,
                url=article.canonical_url or str(frame["url"]),
                day=article.date.astimezone(zone).date().isoformat(),
                lang=card.lang if card.lang != "und" else "",
            ),
            newer=self._newer(entry),
            older=self._older(entry),
        )

    @staticmethod
    def _around(entry: Entry, told: Sequence[Entry]) -> Sequence[Entry]:
        """Return the articles of a story around `entry`, newest first like `told`."""
        at = next((at for at, other in enumerate(told) if other is entry), 0)
        start = max(0, min(at - _STORY // 2, len(told) - _STORY))
        return told[start : start + _STORY]
