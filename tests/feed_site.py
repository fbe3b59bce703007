"""Makes small sites for the tests of feeds: real articles, real library, real writers; no MkDocs, no analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from markdown import markdown

from generator.api import api_outputs
from generator.content.articles import parse_article
from generator.content.rights import may_show_body
from generator.feeds import feed_outputs
from generator.library import make_library
from generator.model import Analysis, Article, Sentence
from generator.publishing.bodies import Bodies
from generator.settings import vocabulary
from generator.settings.config import Project, Settings
from generator.text.markup import sanitise
from generator.views import Views
from generator.views.hashes import ContentHashes

SITE = "https://example.org/news/"
MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)


@cache
def trees() -> tuple[vocabulary.Tree, vocabulary.Tree]:
    return vocabulary.load("regions"), vocabulary.load("themes")


def project(root: Path = Path("/nowhere"), *, site_url: str = SITE, **settings: Any) -> Project:
    return Project(
        root, "mkdocs.yml", root / "content", "Morning News", site_url, "All the news", "The Desk", "",
        Settings(**settings),
    )  # fmt: skip


def article(id: str, *, days: float = 0, body: str = "The ferry sank.", **more: Any) -> Article:
    date = more.pop("date", MORNING + timedelta(days=days))
    given: dict[str, Any] = {"regions": ("india",), "themes": ("defence",), "summary": f"What {id} says."} | more
    title = given.pop("title", f"Title of {id}")
    made = Article(f"articles/{id}.md", id, given.pop("slug", id), title, date, given.pop("updated", date), body)
    return replace(made, **given)


def parsed(text: str, name: str, where: Project) -> Article:
    """Return the article of a file's text."""
    return parse_article(f"articles/{name}.md", text.encode(), where, *trees())[0]


def views(articles: Sequence[Article], where: Project, withdrawn: Sequence[Article] = ()) -> Views:
    regions, themes = trees()
    every = (*articles, *withdrawn)
    found = {a.path: Analysis(a.lang or "en", len(a.body.split()), summary=_summary(a)) for a in every}
    library = make_library(
        articles, found, regions, themes, where.zone, withdrawn=withdrawn,
        cell_minimum=where.settings.cell_minimum, topic_minimum=where.settings.topic_minimum,
    )  # fmt: skip
    return Views(library, where, stylesheet="a.css", script="a.js")


def _summary(article: Article) -> tuple[Sentence, ...]:
    first = " ".join(article.body.split("\n\n")[0].split())[:200]
    return (Sentence(first, 1),) if first else ()


def bodies(articles: Sequence[Article]) -> dict[str, str]:
    """Return what MkDocs would have rendered, through the sanitiser."""
    return {a.id: str(sanitise(markdown(a.body))) for a in articles if may_show_body(a)}


def files(
    articles: Sequence[Article],
    where: Project | None = None,
    *,
    html: Mapping[str, str] | None = None,
    withdrawn: Sequence[Article] = (),
    css: bytes = b"",
) -> Mapping[str, bytes]:
    """Return every feed and OPML file of a site by address."""
    return feeds_of(
        views(articles, where or project(), withdrawn), bodies(articles) if html is None else html, withdrawn, css
    )


def feeds_of(
    made: Views, html: Mapping[str, str], withdrawn: Sequence[Article] = (), css: bytes = b""
) -> Mapping[str, bytes]:
    """Return every feed and OPML file of these views by address; `html` are the texts by id."""
    found = feed_outputs(made, ContentHashes(made), Bodies.of(html), withdrawn, stylesheet=css)
    return {output.address: output.make() for output in found}


def api(articles: Sequence[Article], where: Project | None = None) -> Mapping[str, bytes]:
    """Return every file of the site's API by address."""
    made = views(articles, where or project())
    return {output.address: output.make() for output in api_outputs(made, ContentHashes(made))}
