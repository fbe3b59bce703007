"""The pages of articles: what is shown of each, in which order, and with what around it."""

from __future__ import annotations

import math

from . import addresses, rights
from .contexts import ArticlePage, Link, Point
from .frames import HOME_CRUMB, Page, PageMaker
from .model import Entry
from .text import slugify

_WORDS_A_MINUTE = 220


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
        frame = self.of(self.frame(article.title, address, crumbs, card.standfirst, *feeds))
        if article.canonical_url:
            frame["canonical"] = article.canonical_url
        body = rights.may_show_body(article)
        points = tuple(Point(s.text, self.views.paragraph(entry, s.paragraph)) for s in rights.key_points(entry))
        by_editor = bool(article.summary) and article.rights != "link"
        if not by_editor and body:
            points = tuple(point for point in points if point.text != card.standfirst)
        authors = self.library.authors
        bylines = {group.name: group for group in authors.values()}
        context = ArticlePage(
            **frame,  # type: ignore[arg-type]
            card=card,
            updated=article.updated.astimezone(zone) if article.updated > article.date else None,
            retrieved=article.retrieved.astimezone(zone) if article.retrieved else None,
            minutes=max(1, math.ceil(entry.analysis.words / _WORDS_A_MINUTE)),
            authors=tuple(self.views.group_link(bylines[a]) if a in bylines else Link(a, "") for a in article.authors),
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
            newer=Link(newer.article.title, addresses.article(newer.article.slug)) if newer else None,
            older=Link(older.article.title, addresses.article(older.article.slug)) if older else None,
        )
        return Page(article.path, address, "article.html", context, article.updated, article)
