"""The pages of articles: what is shown of each, in which order, and with what around it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from . import addresses, rights
from .citation import cite
from .contexts import ArticlePage, Card, Link, Point
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
        article, card = entry.article, self.views.card(entry)
        address, zone = addresses.article(article.slug), self.library.zone
        newer, older = self.library.newer(entry), self.library.older(entry)
        crumbs = [HOME_CRUMB]
        if card.regions:
            crumbs.append(card.regions[0])
            first_theme = next((label.slug for label in entry.themes), "")
            slug = card.regions[0].url.split("/")[1]
            if first_theme and (slug, first_theme) in self.library.cells:
                crumbs.append(Link(self.views.name(first_theme, "themes"), addresses.cell(slug, first_theme)))
        story = slugify(self.library.stories.get(article.id) or "none")
        told = self.views.stories.get(story)
        feeds = self.views.feeds(told[-1].article.title, addresses.story(story)) if told else ()
        authors = tuple(
            self.views.group_link(group) if (group := self.library.authors.get(slugify(name))) else Link(name, "")
            for name in article.authors
        )
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
        context = ArticlePage(
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
            story=self._story(entry, told or ()),
            citation=cite(
                article,
                outlet=article.source or self.project.site_name,
                url=article.canonical_url or str(frame["url"]),
                day=article.date.astimezone(zone).date().isoformat(),
                lang=card.lang if card.lang != "und" else "",
            ),
            newer=Link(newer.article.title, addresses.article(newer.article.slug)) if newer else None,
            older=Link(older.article.title, addresses.article(older.article.slug)) if older else None,
        )
        return Page(article.path, address, "article.html", context, article.updated, article)

    def _story(self, entry: Entry, told: Sequence[Entry]) -> tuple[Card, ...]:
        """Return the articles of a story around `entry`, oldest first; `told` has them newest first."""
        at = next((at for at, other in enumerate(told) if other is entry), 0)
        start = max(0, min(at - _STORY // 2, len(told) - _STORY))
        return self.views.cards(reversed(told[start : start + _STORY]))
