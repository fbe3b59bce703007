"""A JSON API without a server: files under `/api/v1/` in the shape of `briefing list`, and their JSON Schema.

What an article's rights withhold is withheld here too. The version is part of the path: within it keys are only added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

import msgspec

from . import addresses
from .content import rights
from .hashing import hash_of, hash_parts
from .library import Group, Library
from .model import Entry
from .publishing.outputs import Output
from .settings.config import FeedKind, Project
from .settings.vocabulary import Node
from .views import Views
from .views.hashes import ContentHashes

ROOT = "api/v1/"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Keyword(msgspec.Struct, frozen=True):
    """A keyword; the score is in 0..1."""

    text: str
    score: float


class Sentence(msgspec.Struct, frozen=True):
    """A whole sentence of the article, with the number of its paragraph (0 is the title)."""

    text: str
    paragraph: int


class Mention(msgspec.Struct, frozen=True):
    """A country that is named, with its ISO 3166-1 alpha-2 code and how many times."""

    name: str
    code: str
    count: int


class Country(msgspec.Struct, frozen=True):
    """A country that the article is about; the score is in 0..1."""

    code: str
    score: float


class Theme(msgspec.Struct, frozen=True):
    """A theme with its IPTC qcode (empty for one of the project's own); the score is in 0..1."""

    slug: str
    code: str
    score: float


class Related(msgspec.Struct, frozen=True):
    """A related article and what the two share; the score is in 0..1."""

    slug: str
    score: float
    shared: list[str]


class Article(msgspec.Struct, frozen=True):
    """An article, as `briefing list --format json` has it; times are UTC."""

    path: str
    id: str
    slug: str
    url: str
    title: str
    date: datetime
    updated: datetime
    lang: str
    source: str | None
    rights: Literal["full", "excerpt", "link"]
    words: int
    keywords: list[Keyword]
    summary: list[Sentence]
    mentions: list[Mention]
    countries: list[Country]
    regions: list[str]
    themes: list[Theme]
    related: list[Related]
    story: str | None
    watchlists: list[str]
    original: str | None
    """Where the whole article is to be read, if elsewhere."""


class Month(msgspec.Struct, frozen=True):
    """`articles/<YYYY-MM>.json`: the articles of a month, newest first; `newer` and `older` are other such files."""

    version: Literal[1]
    month: str
    newer: str | None
    older: str | None
    articles: list[Article]


class GroupRecord(msgspec.Struct, frozen=True):
    """A region or theme with a page; `code` is M49, ISO 3166-1 or an IPTC qcode; `newest` is null for an empty one."""

    slug: str
    name: str
    kind: str
    code: str
    parent: str | None
    count: int
    newest: datetime | None
    url: str
    feeds: dict[str, str]


class Regions(msgspec.Struct, frozen=True):
    """`regions.json`: in the vocabulary's order."""

    version: Literal[1]
    regions: list[GroupRecord]


class Themes(msgspec.Struct, frozen=True):
    """`themes.json`: in the vocabulary's order."""

    version: Literal[1]
    themes: list[GroupRecord]


class Cell(msgspec.Struct, frozen=True):
    """A region × theme with a page of its own; `newest` is null for an empty one."""

    region: str
    theme: str
    count: int
    newest: datetime | None
    url: str
    feeds: dict[str, str]


class Cells(msgspec.Struct, frozen=True):
    """`cells.json`."""

    version: Literal[1]
    cells: list[Cell]


class WatchlistRecord(msgspec.Struct, frozen=True):
    """A watchlist; `newest` is null for an empty one."""

    slug: str
    name: str
    about: str
    count: int
    newest: datetime | None
    url: str
    feeds: dict[str, str]


class Watchlists(msgspec.Struct, frozen=True):
    """`watchlists.json`: in the settings' order."""

    version: Literal[1]
    watchlists: list[WatchlistRecord]


class Story(msgspec.Struct, frozen=True):
    """An event and the slugs of the articles that report it, newest first."""

    id: str
    articles: list[str]
    first: datetime
    newest: datetime
    url: str
    feeds: dict[str, str]


class Stories(msgspec.Struct, frozen=True):
    """`stories.json`."""

    version: Literal[1]
    stories: list[Story]


class MonthLink(msgspec.Struct, frozen=True):
    """A month that has articles."""

    month: str
    count: int
    url: str


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """`index.json`: where everything is."""

    version: Literal[1]
    name: str
    url: str
    description: str
    lang: str
    updated: datetime | None
    total: int
    months: list[MonthLink]
    regions: str
    themes: str
    cells: str
    stories: str
    watchlists: str | None = None
    """None for a site without watchlists."""
    schema: str
    opml: str | None


def record(project: Project, library: Library, entry: Entry) -> dict[str, Any]:
    """Return an article as the contract's JSON object; scores in 0..1, times in RFC 3339, UTC."""
    article, analysis = entry.article, entry.analysis
    by_id = library.by_id
    return {
        "path": project.shown(project.docs_dir / article.path),
        "id": article.id,
        "slug": article.slug,
        "url": addresses.absolute(project.site_url, addresses.article(article.slug)),
        "title": article.title,
        "date": article.date,
        "updated": article.updated,
        "lang": analysis.lang,
        "source": article.source or None,
        "rights": article.rights,
        "words": analysis.words,
        "keywords": [{"text": k.text, "score": round(k.score, 4)} for k in entry.keywords],
        "summary": [{"text": s.text, "paragraph": s.paragraph} for s in analysis.summary],
        "mentions": [{"name": m.name, "code": m.code, "count": m.count} for m in analysis.mentions],
        "countries": [{"code": c.code, "score": round(c.score, 4)} for c in entry.countries],
        "regions": [label.slug for label in entry.regions],
        "themes": [{"slug": t.slug, "code": t.code, "score": round(t.score, 4)} for t in entry.themes],
        "related": [
            {"slug": by_id[n.id].article.slug, "score": round(n.score, 4), "shared": list(n.shared)}
            for n in library.neighbours.get(article.id, ())
        ],
        "story": library.stories.get(article.id),
        "watchlists": list(library.watched.get(article.id, ())),
    }


def public_record(project: Project, library: Library, entry: Entry) -> dict[str, Any]:
    """Return an article as it may be published: without what its rights withhold, with the way to the original."""
    made = record(project, library, entry)
    made["summary"] = [{"text": s.text, "paragraph": s.paragraph} for s in rights.summary(entry)]
    if entry.article.rights == "link":
        made |= {"keywords": [], "mentions": []}
    return made | {"original": rights.out_url(entry.article) or None}


class _Api:
    def __init__(self, views: Views) -> None:
        self.views, self.library, self.project = views, views.library, views.project
        self.site = views.project.site_url

    def at(self, address: str) -> str:
        return addresses.absolute(self.site, address)

    def feeds(self, kind: FeedKind, page: str) -> dict[str, str]:
        forms = self.project.settings.formats(kind) if self.site else ()
        return {form: self.at(addresses.feed(page, form)) for form in forms}

    def group(self, group: Group, node: Node, name: str, page: str) -> GroupRecord:
        return GroupRecord(
            slug=group.slug,
            name=name,
            kind=node.kind,
            code=node.code,
            parent=node.parent or None,
            count=len(group.entries),
            newest=_newest(group),
            url=self.at(page),
            feeds=self.feeds("region" if group.kind == "region" else "theme", page),
        )

    def months(self, hashes: ContentHashes) -> Iterator[Output]:
        names = list(self.library.months)
        for at, month in enumerate(names):
            newer = self.at(month_file(names[at - 1])) if at else None
            older = self.at(month_file(names[at + 1])) if at + 1 < len(names) else None
            head = {"version": 1, "month": month, "newer": newer, "older": older}
            entries = self.library.months[month]
            shows = hash_parts(hash_of(head), hashes.cards(entries), *map(hashes.related, entries))
            yield Output(month_file(month), shows, partial(self._month, head, entries))

    def _month(self, head: Mapping[str, Any], entries: Sequence[Entry]) -> bytes:
        articles = [public_record(self.project, self.library, entry) for entry in entries]
        for article in articles:
            for mention in article["mentions"]:
                mention["name"] = self.views.country(mention["code"], mention["name"])
        return msgspec.json.encode({**head, "articles": articles}) + b"\n"

    def files(self) -> Iterator[tuple[str, Any]]:
        library, views, project = self.library, self.views, self.project
        months = [MonthLink(month, len(found), self.at(month_file(month))) for month, found in library.months.items()]
        yield (
            f"{ROOT}index.json",
            Index(
                version=1,
                name=project.site_name,
                url=self.site,
                description=project.site_description,
                lang=project.settings.language,
                updated=max((e.article.updated for e in library.entries), default=None),
                total=len(library.entries),
                months=months,
                regions=self.at(f"{ROOT}regions.json"),
                themes=self.at(f"{ROOT}themes.json"),
                cells=self.at(f"{ROOT}cells.json"),
                stories=self.at(f"{ROOT}stories.json"),
                watchlists=self.at(f"{ROOT}watchlists.json") if library.watchlists else None,
                schema=self.at(f"{ROOT}schema.json"),
                opml=self.at(addresses.OPML) if self.site else None,
            ),
        )
        regions = [
            self.group(g, library.region_tree[s], views.name(s, "regions"), addresses.region(s))
            for s, g in library.regions.items()
        ]
        yield f"{ROOT}regions.json", Regions(1, regions)
        themes = [
            self.group(g, library.theme_tree[s], views.name(s, "themes"), addresses.theme(s))
            for s, g in library.themes.items()
        ]
        yield f"{ROOT}themes.json", Themes(1, themes)
        cells = [
            Cell(r, t, len(g.entries), _newest(g), self.at(page), self.feeds("cell", page))
            for (r, t), g in library.cells.items()
            if library.has_cell(r, t) and (page := addresses.cell(r, t))
        ]
        yield f"{ROOT}cells.json", Cells(1, cells)
        stories = [
            Story(
                id=library.stories[reports[0].article.id],
                articles=[entry.article.slug for entry in reports],
                first=reports[-1].article.date,
                newest=reports[0].article.date,
                url=self.at(addresses.story(slug)),
                feeds=self.feeds("story", addresses.story(slug)),
            )
            for slug, reports in views.stories.items()
        ]
        yield f"{ROOT}stories.json", Stories(1, stories)
        abouts = {watchlist.slug: watchlist.about for watchlist in project.settings.watchlists}
        watchlists = [
            WatchlistRecord(
                slug=slug,
                name=group.name,
                about=abouts[slug],
                count=len(group.entries),
                newest=_newest(group),
                url=self.at(addresses.watchlist(slug)),
                feeds=self.feeds("watchlist", addresses.watchlist(slug)),
            )
            for slug, group in library.watchlists.items()
        ]
        if watchlists:
            yield f"{ROOT}watchlists.json", Watchlists(1, watchlists)


def _newest(group: Group) -> datetime | None:
    return group.entries[0].article.date if group.entries else None


def month_file(month: str) -> str:
    """Return the address of the articles of a month."""
    return f"{ROOT}articles/{month}.json"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of every file; each is one of `$defs`, by the name in its description."""
    kinds = (Index, Month, Regions, Themes, Cells, Stories, Watchlists)
    shapes, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {
        "$schema": _DIALECT,
        "title": "The JSON files of a briefing, version 1",
        "anyOf": list(shapes),
        "$defs": dict(sorted(parts.items())),
    }


def api_outputs(views: Views, hashes: ContentHashes) -> Iterator[Output]:
    """Return every file of the API, its schema last; nothing when the settings say so."""
    if not views.project.settings.api:
        return
    made = _Api(views)
    yield from made.months(hashes)
    for address, data in made.files():
        yield Output.made(address, msgspec.json.encode(data) + b"\n")
    yield Output.made(f"{ROOT}schema.json", msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n")
