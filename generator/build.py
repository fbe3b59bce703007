"""The story of a build, in its order; nothing here writes into the site.

1. `gather`: content folder → articles → analyses → library (all articles, in all their groups).
2. `design`: library → the plan of every page, with redirects and assets.
3. `other_files`: library → feeds, OPML, API, sitemap, pictures, once the texts are known.
4. `index`: finished pages → the index for search.

`plugin.session` calls these between MkDocs' steps, writes what they make beside the published site, and exchanges both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import addresses, search
from .analysis import AnalysisSettings
from .api import api_outputs
from .cache import Store
from .content.articles import Reading, line_of, read_articles, selected
from .content.rights import robots_of
from .errors import Problem
from .feeds import feed_outputs
from .library import Library, make_library
from .model import Analysis, Article
from .pages import Page, plan
from .pages.foreign_pages import foreign_pages
from .pages.offline import service_worker
from .pages.old_addresses import old_addresses
from .pages.share_pictures import brand_outputs
from .pages.sitemap import ROBOTS, robots, sitemap, sitemap_index
from .parts import Parts, parts_of
from .project_setup import analysis_settings, declared, foreign_folders, hooks_of, watchlists_of
from .publishing.bodies import Bodies
from .publishing.outputs import Output
from .running.engine import Analyses, Run, analyse_all
from .running.workers import Limits
from .settings.config import Project, Selection
from .templating.environment import ASSETS, SEARCH_SCRIPT, WORKER_SCRIPT, asset_address, asset_file, folder
from .templating.style_scope import kept_to_our_part
from .views import Views, branding
from .views.hashes import ContentHashes

log = logging.getLogger("mkdocs.plugins.briefing")
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
    withdrawn: tuple[Article, ...] = ()
    """Articles that were published once and have expired."""

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
    program: search.Program | None
    """What indexes the articles; None on a site without search."""
    notes: tuple[str, ...]
    """What the site goes without, and why, one line each."""
    problems: tuple[Problem, ...]
    """Everything that a person should mend, by file and line."""
    parts: Parts
    """Sites below this one that it joins."""


def gather(
    project: Project, selection: Selection, progress: Progress | None = None, run: Run | None = None,
    pause: Callable[[], None] = lambda: None,
) -> Content:  # fmt: skip
    """Return the project's articles, analysed and in their places; raises `ConfigError` or `VocabularyError`.

    `run` is `engine.analyse_all`'s; `pause` is called between the steps, and may raise.
    """
    settings = analysis_settings(project)
    watchlists_of(project, settings)  # a watchlist that is none stops the build before anything is analysed
    hooks = hooks_of(project)
    hooks.before("read", project)
    reading = read_articles(project, settings.regions, settings.themes)
    published, now = selected(reading.articles, selection), selection.now
    withdrawn = tuple(a for a in reading.articles if not a.draft and a.expires and a.date <= now and a.expires <= now)
    hooks.after("read", published)
    pause()
    hooks.before("analyse", published)
    store = Store(project.root / project.settings.cache)
    analyses = analyse_all(
        (*published, *withdrawn),
        settings,
        store=store,
        jobs=project.settings.jobs,
        limits=Limits(project.settings.analysis_seconds, project.settings.analysis_memory),
        run=run,
        progress=progress,
        shown=lambda article: project.shown(project.docs_dir / article.path),
    )
    log.info("analysed %d of %d articles", analyses.computed, len(published) + len(withdrawn))
    hooks.after("analyse", analyses.found)
    pause()
    hooks.before("group", analyses.found)
    library = grouped(project, settings, published, analyses.found, withdrawn, store=store, base=analyses.basis)
    hooks.after("group", library)
    return Content(project, reading, published, analyses, library, settings, (*analyses.notes, *store.notes), withdrawn)


def grouped(
    project: Project, settings: AnalysisSettings, articles: Sequence[Article], found: Mapping[str, Analysis],
    withdrawn: Sequence[Article] = (), *, store: Store | None = None, base: str = "",
) -> Library:  # fmt: skip
    """Return the library of a project's articles; `store` and `base` are `library.make_library`'s."""
    return make_library(
        articles, found, settings.regions, settings.themes, project.zone,
        related=project.settings.related, store=store, base=base, period=project.settings.editions,
        withdrawn=withdrawn, declared=declared(project, settings), cell_minimum=project.settings.cell_minimum,
        topic_minimum=project.settings.topic_minimum, watchlists=watchlists_of(project, settings),
    )  # fmt: skip


def design(content: Content, *, framed: bool = False, files: Container[str] | None = None) -> Briefing:
    """Return the whole site as a plan; `framed` when another theme is around its pages, `files` as for `Views`."""
    project = content.project
    hooks = hooks_of(project)
    hooks.before("plan", content.library)
    folders = tuple(
        place for place in (project.root / "templates", *foreign_folders(project), folder()) if place.is_dir()
    )
    assets = {}
    where = {}
    program, notes = _search_program(project)
    for name in (*ASSETS, SEARCH_SCRIPT) if program else ASSETS:
        data = asset_file(name, folders).read_bytes()
        if name == ASSETS[0]:
            data += branding.stylesheet(project).encode()
            data = kept_to_our_part(data.decode("utf-8", "replace")).encode() if framed else data
        where[name] = asset_address(name, data)
        assets[where[name]] = data
    views = Views(
        content.library, project,
        stylesheet=where[ASSETS[0]], script=where[ASSETS[1]], search_script=where.get(SEARCH_SCRIPT, ""),
        files=files,
    )  # fmt: skip
    parts = parts_of(project, content.library.region_tree, content.library.theme_tree)
    pages = plan(views, parts)
    more, odd = foreign_pages(views, pages, folders)
    pages = (*pages, *more)
    hooks.after("plan", pages)
    redirects, problems = _redirects(content, pages)
    if project.settings.old_addresses:
        redirects = {**dict(old_addresses(content.library, project.settings.listing)), **redirects}
    all_problems = tuple(sorted((*content.problems, *parts.problems, *problems, *odd, *branding.problems(project))))
    return Briefing(content, views, pages, redirects, assets, folders, program, notes, all_problems, parts)


def _search_program(project: Project) -> tuple[search.Program | None, tuple[str, ...]]:
    """Return what indexes the articles, or why there is no search."""
    if not project.settings.search:
        return None, ()
    try:
        return search.found(), ()
    except search.PagefindError as error:
        return None, (f"{project.config_file}: no search: {error}; or set 'search: false'",)


def index(
    briefing: Briefing, site: Path, published: Path | None, *, stays: bool = False,
    made_of: Callable[[str], bytes] = lambda address: b"",
) -> Iterator[tuple[int, str]]:  # fmt: skip
    """Index the built pages in `site` for search; yield what a person should know as (level of logging, one line).

    `published` is the site that readers have now, whose unchanged files are kept; with `stays` its index is taken as
    it is, if there is one. `made_of` is `search.write_index`'s.
    """
    content = briefing.content
    if briefing.program is not None and not (stays and published and search.carried(site, published)):
        cache = content.project.root / content.project.settings.cache
        try:
            for note in search.write_index(
                briefing.program, content.library, site, published, cache, parts=briefing.parts, made_of=made_of,
                jobs=content.project.settings.jobs, label=briefing.views.name,
            ):  # fmt: skip
                yield logging.INFO, note
        except search.PagefindError as error:
            yield logging.WARNING, f"search finds nothing: {error}"


def _redirects(content: Content, pages: tuple[Page, ...]) -> tuple[dict[str, str], list[Problem]]:
    taken = {page.address: page.title for page in pages}
    found: dict[str, str] = {}
    problems = []
    for article in content.published:
        shown = content.project.shown(content.project.docs_dir / article.path)
        for alias in article.aliases:
            if alias in taken or alias in found:
                what = f"aliases: '/{alias}' is taken by another page"
                line = line_of(content.project.docs_dir / article.path, "aliases")
                problems.append(Problem(shown, line, what, "remove it", "warning", "taken-alias"))
            else:
                found[alias] = addresses.article(article.slug)
    return found, problems


def other_files(briefing: Briefing, bodies: Bodies, base: bytes) -> Iterator[Output]:
    """Return all that is no page: feeds, OPML, the JSON API, sitemap, robots, icons and pictures.

    `base` is the digest of what all of these have in common: settings, vocabularies, our code.
    """
    project, views = briefing.content.project, briefing.views
    store = Store(project.root / project.settings.cache)
    hashes = ContentHashes(views, base)
    style = next((path for place in briefing.folders if (path := place / "assets" / "feed.css").is_file()), None)
    sheet = style.read_bytes() if style else b""
    withdrawn, parts = briefing.content.withdrawn, briefing.parts
    yield from feed_outputs(views, hashes, bodies, withdrawn, stylesheet=sheet, store=store, parts=parts)
    yield from api_outputs(views, hashes)
    if project.site_url:
        hidden = "noindex" in project.settings.robots
        shown = (
            page
            for page in briefing.pages
            if page.address != addresses.OFFLINE
            and not hidden
            and not (page.article and "noindex" in robots_of(page.article))
        )
        pages = sitemap(project.site_url, ((page.address, page.modified) for page in shown))
        if parts:
            yield Output.made(addresses.SITEMAP_OF_PAGES, pages)
            below = (part.address + addresses.SITEMAP for part in parts.found)
            pages = sitemap_index(project.site_url, (addresses.SITEMAP_OF_PAGES, *below))
        yield Output.made(addresses.SITEMAP, pages)
    if views.site.worker:
        script = asset_file(WORKER_SCRIPT, briefing.folders).read_bytes()
        yield Output.made(addresses.WORKER, service_worker(views, script))
    own = project.docs_dir / ROBOTS
    yield Output.made(ROBOTS, robots(project.site_url, own.read_bytes() if own.is_file() else b""))
    for output in brand_outputs(views, hashes, store):
        if not (project.docs_dir / output.address).is_file():  # the editor's own goes before ours
            yield output
