"""The pages of articles: what is shown of each, in which order, and with what around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, partial
from urllib.parse import quote

from .. import addresses
from ..content import rights
from ..content.credit import licence_shown
from ..contexts import ArticlePage, Link, Point, Translation, Way
from ..hashing import hash_of, hash_parts
from ..library import Group
from ..model import Entry
from ..settings.comments import THREAD, comments
from ..text.strings import slugify
from ..views.citation import cite
from ..views.content_policy import content_policy
from ..views.structured import news_article
from .frames import Page, PageMaker

_WORDS_A_MINUTE = 220
_STORY = 12  # articles of a story that its timeline shows


class ArticlePages(PageMaker):
    """Makes the pages of articles."""

    def article(self, entry: Entry) -> Page:
        """Return the page of an article."""
        article = entry.article
        reports = self._reports(entry)
        shows = hash_parts(
            self.hashes.listed(entry),
            self.hashes.related(entry),
            self.hashes.cards(self._window(entry, reports)),
            hash_of(
                (
                    reports[-1].article.title if reports else "",
                    self._authors(entry),
                    self._newer(entry),
                    self._older(entry),
                )
            ),
            hash_of((self._ways(entry), self._translations(entry), self._crumbs(entry))),
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

    @cached_property
    def _places(self) -> dict[tuple[str, str], dict[str, int]]:
        """Index of each article in its group, by kind and slug of the group; made as asked for."""
        return {}

    def _ways(self, entry: Entry) -> tuple[Way, ...]:
        """Return what comes before and after an article in its first region and theme, where there is something."""
        views, library, ways = self.views, self.library, []
        region = next((link.url.split("/")[1] for link in views.card(entry).regions if link.url), "")
        theme = entry.themes[0].slug if entry.themes else ""
        groups: list[tuple[Group | None, Link]] = []
        if region:
            groups.append((library.regions.get(region), Link(views.name(region, "regions"), addresses.region(region))))
        if theme:
            groups.append((library.themes.get(theme), Link(views.name(theme, "themes"), addresses.theme(theme))))
        for group, link in groups:
            if group is None:
                continue
            places = self._places.setdefault((group.kind, group.slug), {})
            if not places:
                places.update((e.article.id, at) for at, e in enumerate(group.entries))
            at = places.get(entry.article.id)
            if at is None or len(group.entries) < 2:
                continue
            older, newer = group.entries[at + 1 : at + 2], group.entries[max(0, at - 1) : at]
            ways.append(Way(link, self._titled(older), self._titled(newer)))
        return tuple(ways)

    @staticmethod
    def _titled(entries: Sequence[Entry]) -> Link | None:
        return Link(entries[0].article.title, addresses.article(entries[0].article.slug)) if entries else None

    def _translations(self, entry: Entry) -> tuple[Translation, ...]:
        site_url = self.project.site_url
        return tuple(
            Translation(
                Link(other.article.title, addresses.article(other.article.slug)),
                other.analysis.lang,
                addresses.absolute(site_url, addresses.article(other.article.slug)) if site_url else "",
            )
            for other in self.library.translations.get(entry.article.id, ())
        )

    def _crumbs(self, entry: Entry) -> tuple[Link, ...]:
        """Return the way to an article: its first region, and its first theme there."""
        region = next(iter(self.views.places(entry, limit=1)), None)
        if region is None:
            return (self.views.home,)
        theme = next((label.slug for label in entry.themes), "")
        slug = region.url.split("/")[1]
        cell = self.views.cell(slug, theme, self.views.name(theme, "themes"), count=False) if theme else None
        return (self.views.home, region, cell) if cell else (self.views.home, region)

    def _reports(self, entry: Entry) -> Sequence[Entry]:
        """Return the articles that report the same event, newest first; none when it is the only one."""
        story = self.library.stories.get(entry.article.id)
        return self.views.stories.get(slugify(story), ()) if story else ()

    def _context(self, entry: Entry) -> ArticlePage:
        article, card = entry.article, self.views.card(entry)
        address, zone = addresses.article(article.slug), self.library.zone
        story = slugify(self.library.stories.get(article.id) or "none")
        reports = self._reports(entry)
        feeds = self.views.feeds(reports[-1].article.title, addresses.story(story), "story") if reports else ()
        authors = self._authors(entry)
        picture = self.views.picture(entry)
        thing = news_article(
            entry, project=self.project, card=card, page=address, authors=authors, picture=picture,
            theme_name=partial(self.views.name, tree="themes"),
        )  # fmt: skip
        frame = self.of(
            self.frame(
                article.title,
                address,
                self._crumbs(entry),
                card.standfirst,
                *feeds,
                thing=thing,
                robots=rights.robots_of(article),
            )
        )
        frame["picture"] = picture
        if article.canonical_url:
            frame["canonical"] = article.canonical_url
        page_url = str(frame["url"])
        settings = self.project.settings
        talk, loads = comments(
            settings.comments, title=article.title, identity=article.id, url=page_url,
            thread=article.extra.get(THREAD), lang=settings.language,
        )  # fmt: skip
        if loads and frame["policy"]:
            frame["policy"] = content_policy(settings, also=loads)
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
            licence=Link(*licence_shown(article.license)) if article.license.strip() else None,
            source_url=article.source_url,
            points=points,
            summary_by_editor=by_editor,
            countries=self.views.country_labels(entry),
            regions=self.views.region_labels(entry),
            themes=self.views.theme_labels(entry),
            keywords=self.views.keyword_links(entry),
            related=self.views.related(entry),
            story=self.views.cards(reversed(self._window(entry, reports))),
            citation=cite(
                article,
                outlet=article.source or self.project.site_name,
                url=article.canonical_url or str(frame["url"]),
                day=article.date.astimezone(zone).date().isoformat(),
                lang=card.lang if card.lang != "und" else "",
            ),
            comments=talk,
            ways=self._ways(entry),
            translations=self._translations(entry),
            letter=f"mailto:?subject={quote(article.title)}&body={quote(page_url)}" if page_url else "",
            newer=self._newer(entry),
            older=self._older(entry),
        )

    @staticmethod
    def _window(entry: Entry, reports: Sequence[Entry]) -> Sequence[Entry]:
        """Return the articles of a story around `entry`, newest first like `told`."""
        at = next((at for at, other in enumerate(reports) if other is entry), 0)
        start = max(0, min(at - _STORY // 2, len(reports) - _STORY))
        return reports[start : start + _STORY]
