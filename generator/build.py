"""The story of a build: content → articles → analyses → library → pages and feeds; writes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import addresses, vocabulary
from .analysis import AnalysisSettings
from .articles import Reading, read_articles, selected
from .cache import Store
from .config import Project, Selection
from .engine import Analyses, analyse_all
from .errors import Problem
from .feeds import feed_files, robots, sitemap
from .library import Library, make_library
from .model import Article
from .pages import Page, plan
from .templating import ASSETS, asset_address, asset_file, folder
from .views import Views

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Content:
    """The articles of a project with all that was found in them."""

    project: Project
    """The project."""
    reading: Reading
    """What the content folder held."""
    published: tuple[Article, ...]
    """Articles that are published now."""
    analyses: Analyses
    """What was found in them."""
    library: Library
    """Everything in its place."""
    settings: AnalysisSettings
    """With what it was analysed."""
    notes: tuple[str, ...]
    """What the cache had to say."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return everything that a person should mend, by file and line."""
        return tuple(sorted((*self.reading.problems, *self.analyses.problems)))


@dataclass(frozen=True, slots=True)
class Briefing:
    """A site, planned to the last page."""

    content: Content
    """What it is made of."""
    views: Views
    """What its templates show."""
    pages: tuple[Page, ...]
    """Every page of ours."""
    redirects: Mapping[str, str]
    """Old address → article's address."""
    assets: Mapping[str, bytes]
    """Address → content of the style sheet and the script."""
    folders: tuple[Path, ...]
    """Where templates are looked for, in order."""
    problems: tuple[Problem, ...]
    """Everything that a person should mend, by file and line."""


def analysis_settings(project: Project) -> AnalysisSettings:
    """Return the vocabularies and numbers with which articles are analysed; raises `VocabularyError`."""
    settings = project.settings

    def own(path: str) -> Path | None:
        return project.root / path if path else None

    where = project.config_file
    return AnalysisSettings(
        regions=vocabulary.load("regions", replace=own(settings.regions_file), extend=settings.regions, where=where),
        themes=vocabulary.load("themes", replace=own(settings.themes_file), extend=settings.themes, where=where),
        keywords=settings.keywords,
    )


def gather(project: Project, selection: Selection, progress: Progress | None = None) -> Content:
    """Return the project's articles, analysed and in their places; raises `ConfigError` or `VocabularyError`."""
    settings = analysis_settings(project)
    reading = read_articles(project, settings.regions, settings.themes)
    published = selected(reading.articles, selection)
    store = Store(project.root / project.settings.cache)
    analyses = analyse_all(
        published,
        settings,
        store=store,
        jobs=project.settings.jobs,
        progress=progress,
        shown=lambda article: project.shown(project.docs_dir / article.path),
    )
    library = make_library(
        published, analyses.found, settings.regions, settings.themes, project.zone, related=project.settings.related
    )
    return Content(project, reading, published, analyses, library, settings, tuple(store.notes))


def design(content: Content) -> Briefing:
    """Return the whole site as a plan."""
    project = content.project
    folders = tuple(place for place in (project.root / "templates", folder()) if place.is_dir())
    assets = {}
    where = {}
    for name in ASSETS:
        data = asset_file(name, folders).read_bytes()
        where[name] = asset_address(name, data)
        assets[where[name]] = data
    views = Views(content.library, project, stylesheet=where[ASSETS[0]], script=where[ASSETS[1]])
    pages = plan(views)
    redirects, problems = _redirects(content, pages)
    return Briefing(content, views, pages, redirects, assets, folders, tuple(sorted((*content.problems, *problems))))


def _redirects(content: Content, pages: tuple[Page, ...]) -> tuple[dict[str, str], list[Problem]]:
    taken = {page.address: page.context.title for page in pages}
    found: dict[str, str] = {}
    problems = []
    for article in content.published:
        shown = content.project.shown(content.project.docs_dir / article.path)
        for alias in article.aliases:
            if alias in taken or alias in found:
                what = f"aliases: '/{alias}' is taken by another page"
                problems.append(Problem(shown, 1, what, "remove it", "warning", "taken-alias"))
            else:
                found[alias] = addresses.article(article.slug)
    return found, problems


def other_files(briefing: Briefing, bodies: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Return (address, bytes) of all that is no page: feeds, OPML, sitemap, robots.

    `bodies` is the sanitised HTML of each article by id.
    """
    site_url = briefing.content.project.site_url
    yield from feed_files(briefing.views, bodies)
    if site_url:
        yield "sitemap.xml", sitemap(site_url, briefing.pages)
    yield "robots.txt", robots(site_url)
