"""From an article or an edition to an item of a feed: through the rights gate, with links that work anywhere.

Each item is made once, whatever the number of feeds in which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Literal
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from .. import addresses
from ..content import rights
from ..content.credit import licence_shown
from ..hashing import hash_of
from ..library.editions import Edition
from ..model import Article, Entry
from ..publishing.bodies import Bodies
from ..templating.environment import shown_day
from ..text.markup import with_absolute_links, xml_text
from ..text.strings import slugify
from ..views import Views
from .identity import edition_id, iri
from .model import Category, Item, Media

IPTC = "http://cv.iptc.org/newscodes/mediatopic/"
ISO_3166 = "urn:iso:std:iso:3166:-1"
M49 = "https://unstats.un.org/unsd/methodology/m49/"
_TYPES = {
    "avif": "image/avif", "gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp", "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4",
    "mp3": "audio/mpeg", "oga": "audio/ogg", "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
}  # fmt: skip
_REMOTE = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_CONTROL = re.compile("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
_CATEGORIES, _COUNTRIES, _REGIONS = 10, 5, 2  # of an item, at most


class Items:
    """Makes items."""

    def __init__(self, views: Views, bodies: Bodies) -> None:
        """Take the views and the sanitised HTML of each article by id."""
        self.views, self.library, self.project, self.bodies = views, views.library, views.project, bodies
        self.namespace = self.project.settings.feed_namespace

    def absolute(self, address: str) -> str:
        """Return an address of this site, or of another, as feeds need it: absolute and ASCII."""
        return href(addresses.absolute(self.project.site_url, address))

    def article(self, entry: Entry) -> Item:
        """Return the item of an article."""
        article = entry.article
        byline, points, credit = self._byline(article), self._points(entry), self._credit(article)
        standfirst = line(rights.standfirst(entry))
        body = ""
        if rights.may_show_body(article):
            page = addresses.absolute(self.project.site_url, addresses.article(article.slug))
            body = with_absolute_links(self.bodies.get(article.id) or "", page)
        lang = entry.analysis.lang
        source = line(article.source)
        licence, licence_url = licence_shown(article.license)
        return Item(
            id=line(article.id),
            iri=iri(line(article.id), self.namespace),
            url=self.absolute(addresses.article(article.slug)),
            title=line(article.title) or line(article.id),
            summary=standfirst,
            byline=byline,
            content=_clean(f"{_paragraph(byline)}{body or _paragraph(standfirst) + points}{credit}"),
            brief=_clean(f"{_paragraph(byline)}{_paragraph(standfirst)}{points}{credit}"),
            published=article.date,
            updated=max(article.updated, article.date),
            lang="" if lang in ("und", self.project.settings.language) else lang,
            authors=tuple(name for name in map(line, article.authors) if name),
            original=href(rights.out_url(article)),
            source=source,
            source_url=self._source_url(article) if source else "",
            categories=tuple(self._categories(entry)),
            media=tuple(self._media(article)),
            point=_point(article.extra.get("coordinates")),
            countries=tuple(country.code for country in entry.countries),
            regions=tuple(region.slug for region in entry.regions),
            themes=tuple(theme.slug for theme in entry.themes),
            story=self.library.stories.get(article.id, ""),
            licence=line(licence),
            licence_url=href(licence_url),
            rights=article.rights,
        )

    def item_inputs(self, entry: Entry) -> Iterator[bytes]:
        """Yield digests of what an article's item is made of besides its file: its text, its media's sizes."""
        yield self.bodies.hash_of(entry.article.id)
        yield hash_of(tuple(self._media(entry.article)))

    def edition(self, edition: Edition) -> Item:
        """Return the item of an edition: a list of its articles, the lead first."""
        rows, titles = [], []
        for entry in edition.entries:
            article = entry.article
            titles.append(line(article.title))
            link = f"<a href={quoteattr(self.absolute(addresses.article(article.slug)))}>{_html(article.title)}</a>"
            outlet = f" ({_html(article.source)})" if article.source else ""
            standfirst = rights.standfirst(entry)
            rows.append(f"<li><p><b>{link}</b>{outlet}</p>" + (f"<p>{_html(standfirst)}</p>" if standfirst else ""))
        content = _clean("<ul>" + "".join(f"{row}</li>" for row in rows) + "</ul>")
        identity = edition_id(edition.slug)
        times = [entry.article.date for entry in edition.entries]
        return Item(
            id=identity,
            iri=iri(identity, self.namespace),
            url=self.absolute(addresses.edition(edition.slug)),
            title=f"{self.views.edition(edition)}: {titles[0]}" + (f" (+{len(titles) - 1})" if titles[1:] else ""),
            summary=" · ".join(titles),
            content=content,
            brief=content,
            published=min(times),
            updated=max(entry.article.updated for entry in edition.entries),
        )

    def _byline(self, article: Article) -> str:
        """Return who published it first, and when."""
        day = shown_day(article.date.astimezone(self.library.zone), self.views.words.lang)
        return " · ".join(filter(None, (line(article.source), day)))

    def _points(self, entry: Entry) -> str:
        """Return the key points under their heading, but for one that the standfirst says already."""
        standfirst = line(rights.standfirst(entry))
        points = [line(point.text) for point in rights.key_points(entry)]
        rows = "".join(f"<li>{_html(point)}</li>" for point in points if point != standfirst)
        return f"<h3>{_html(self.views.words.gettext('Key points'))}</h3><ul>{rows}</ul>" if rows else ""

    def _credit(self, article: Article) -> str:
        credit = f"<p>{_html(article.attribution)}</p>" if article.attribution else ""
        name, where = licence_shown(article.license)
        if name:
            linked = f'<a href={quoteattr(href(where))} rel="license">{_html(name)}</a>' if where else _html(name)
            credit += f"<p>{_html(self.views.words.gettext('Licence'))}: {linked}</p>"
        original = href(rights.out_url(article))
        if original:
            words = self.views.words.gettext("Read the article at %(outlet)s")
            name = words % {"outlet": article.source} if article.source else original
            credit += f"<p><a href={quoteattr(original)}>{_html(name)}</a></p>"
        return credit

    def _source_url(self, article: Article) -> str:
        """Return the outlet's home, else the original, else the outlet's feed here: RSS asks for an address."""
        here = self.absolute(addresses.feed(addresses.source(slugify(article.source))))
        return href(article.source_url or article.canonical_url) or here

    def _categories(self, entry: Entry) -> Iterable[Category]:
        """Return countries, the regions one level up, themes and the editor's tags: each name once, ten at most."""
        found: dict[str, Category] = {}
        for category in (*self._places(entry), *self._subjects(entry)):
            if category.label:
                found.setdefault(category.label, category)
        return tuple(found.values())[:_CATEGORIES]

    def _places(self, entry: Entry) -> Iterator[Category]:
        """Yield the article's own countries, the editor's regions, and what contains the countries."""
        tree = self.library.region_tree
        own = [tree.by_code[country.code].slug for country in entry.countries][:_COUNTRIES]
        named = [slug for given in entry.article.regions if (slug := given.removeprefix("+")) in tree]
        above = [tree[slug].parent for slug in own if tree[slug].parent]
        if not own and not named:
            above = [region.slug for region in entry.regions if tree[region.slug].parent][:_REGIONS]
        for slug in dict.fromkeys((*own, *named, *above[:_COUNTRIES])):
            node, name = tree[slug], line(self.views.name(slug, "regions"))
            if node.kind == "country" and node.code:
                yield Category(ISO_3166, node.code, name)
            elif node.code.isdigit():
                yield Category(M49, node.code, name)
            else:
                yield Category(self.absolute("regions/"), slug, name)

    def _subjects(self, entry: Entry) -> Iterator[Category]:
        """Yield the article's themes, then the tags that its editor gave."""
        for theme in entry.themes:
            code = self.library.theme_tree[theme.slug].code.removeprefix("medtop:")
            scheme, term = (IPTC, code) if code else (self.absolute("themes/"), theme.slug)
            yield Category(scheme, term, line(self.views.name(theme.slug, "themes")))
        for tag in entry.article.tags if entry.article.rights != "link" else ():
            yield Category(self.absolute("keywords/"), slugify(tag), line(tag))

    def _media(self, article: Article) -> Iterable[Media]:
        """Yield the recording (front matter `audio`) and the lead picture; nothing for a file that is not there."""
        audio = article.extra.get("audio")
        given: list[tuple[object, Literal["image", "audio"], str]] = [
            (audio, "audio", ""), (article.image, "image", article.image_alt),
        ]  # fmt: skip
        for where, medium, title in given:
            if not isinstance(where, str) or not where.strip():
                continue
            where = where.strip()
            kind = _TYPES.get(where.split("?")[0].rpartition(".")[2].lower(), "")
            if not kind.startswith(medium):
                kind = ""
            if _REMOTE.match(where):
                yield Media(href(where), kind, 0, medium, line(title))
                continue
            path = where.lstrip("/")
            if ":" in path or ".." in path.split("/"):
                continue
            try:
                length = (self.project.docs_dir / path).stat().st_size
            except (OSError, ValueError):
                continue
            yield Media(self.absolute(quote(path)), kind, length, medium, line(title))


def line(text: str) -> str:
    """Return `text` as one line, without what XML 1.0 forbids or discourages (section 2.2)."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    # NEL is white space in XML; readers take it for the ellipsis of Windows-1252.
    return _CONTROL.sub("", xml_text(text).replace("\x85", " "))


def href(url: str) -> str:
    """Return `url` with everything percent-encoded that an address may not hold as it stands."""
    return quote(xml_text(url).strip(), safe="%/:=&?~#+!$,;'@()*[]-._")


def _paragraph(text: str) -> str:
    return f"<p>{_html(text)}</p>" if text else ""


def _html(text: str) -> str:
    return escape(line(text), quote=False)


def _point(given: Any) -> tuple[float, float] | None:
    """Return the editor's `coordinates: [latitude, longitude]`, or None for anything else.

    A country's centre would be a guess that looks like knowledge, so nothing is derived from the analysis.
    """
    if isinstance(given, str):
        given = given.split(",")
    try:
        latitude, longitude = (float(part) for part in given)
    except (TypeError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
