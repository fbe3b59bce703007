"""What pages show of the parts of a site: cards of their newest articles, links to them, their groups and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from .. import addresses
from ..contexts import Card, Link
from ..text.strings import clip
from ..views import Views, direction
from . import ItemData, Parts

_NEWEST = 30
_PLACES, _SUBJECTS = 4, 3


class PartViews:
    """Makes what templates show of parts."""

    def __init__(self, views: Views, parts: Parts) -> None:
        """Take the views of this site, whose names of regions and themes hold for the parts too."""
        self.views, self.parts = views, parts

    def links(self) -> tuple[Link, ...]:
        """Return the way to each part, with its number of articles, newest first."""
        return tuple(Link(part.index.name, part.address, part.index.total) for part in self.parts.found)

    def newest(self) -> tuple[Card, ...]:
        """Return the newest articles of all parts; raises `ConfigError` for a feed that cannot be read."""
        items = self.parts.newest(addresses.HOME, "json")[: self.parts.limit] if self.parts else []
        return tuple(self._card(item.data) for item in items[:_NEWEST])

    def group(self, page: str) -> Link:
        """Return the way to a group, in the newest part that has it, with the number of articles in all parts."""
        kind, region, theme = self.parts.groups[page]
        names = [self.views.name(slug, tree) for slug, tree in ((region, "regions"), (theme, "themes")) if slug]
        shape = self.views.region(region).kind if kind == "region" else kind
        return Link(", ".join(names), self.parts.where(page), self.parts.counts[page], shape)

    def periods(self) -> Counter[str]:
        """Return the number of articles by year and by month."""
        found: Counter[str] = Counter()
        for part in self.parts.found:
            for month in part.index.months:
                for period in (month.month[:4], month.month):
                    found[period] += month.count
        return found

    def _card(self, data: ItemData) -> Card:
        site, ours = self.views.project, data.ours
        lang = data.language or site.settings.language
        tree = self.views.library.region_tree
        countries = [tree.by_code[code].slug for code in (ours.countries if ours else ()) if code in tree.by_code]
        places = countries or (ours.regions if ours else ())
        return Card(
            id=data.id,
            title=data.title,
            url=data.url.removeprefix(site.site_url),
            date=data.date_published.astimezone(self.views.library.zone),
            source=Link(data.source or site.site_name, ""),
            standfirst=clip(data.summary, 400),
            points=(),
            rights=ours.rights if ours else "full",
            out_url=data.external_url,
            lang=lang,
            dir=direction(lang),
            regions=tuple(islice(self._groups(map(addresses.region, places)), _PLACES)),
            themes=tuple(islice(self._groups(map(addresses.theme, ours.themes if ours else ())), _SUBJECTS)),
            image="",
            image_alt="",
            pin=False,
            others=0,
            story="",
        )

    def _groups(self, pages: Iterator[str]) -> Iterator[Link]:
        for page in pages:
            if page in self.parts.groups:
                link = self.group(page)
                yield Link(link.title, link.url, 0, link.kind)
