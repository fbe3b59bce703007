"""The story of a build: content → articles → analyses → library → pages and feeds; writes nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from . import addresses, search
from .analysis import AnalysisSettings, foreign_analysers
from .api import api_outputs
from .cache import Store
from .content.articles import Reading, line_of, read_articles, selected
from .errors import ConfigError, Problem, VocabularyError
from .feeds import feed_outputs
from .library import Library, make_library
from .library.watchlists import Query, queries
from .model import Article
from .pages import Page, plan
from .pages.foreign_pages import foreign_pages
from .pages.groups import GroupPages
from .pages.offline import service_worker
from .pages.share_pictures import brand_outputs
from .pages.sitemap import robots, sitemap, sitemap_index
from .parts import Parts, parts_of
from .publishing.bodies import Bodies
from .publishing.outputs import Output
from .running.engine import Analyses, Run, analyse_all
from .running.workers import Limits
from .settings import extensions, vocabulary
from .settings.config import Project, Selection, key_line
from .settings.extensions import Hooks
from .settings.vocabulary import Tree
from .settings.watchlists import line_in
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


def analysis_settings(project: Project) -> AnalysisSettings:
    """Return the vocabularies and numbers with which articles are analysed; raises `VocabularyError`."""
    settings = project.settings
    return AnalysisSettings(
        regions=_vocabulary(project, "regions", settings.regions_file, settings.regions),
        themes=_vocabulary(project, "themes", settings.themes_file, settings.themes),
        keywords=settings.keywords,
        engines=_placed(project, lambda: foreign_analysers.chosen(settings.engines)),
    )


def _vocabulary(project: Project, kind: Literal["regions", "themes"], file: str, extend: Mapping[str, Any]) -> Tree:
    where = project.config_file
    try:
        tree = vocabulary.load(kind, replace=project.root / file if file else None, extend=extend, where=where)
        for node in tree:
            if node.slug in _line_up(tree, node.slug):
                raise VocabularyError(Problem(where, 0, f"{kind}: {node.slug}: is its own parent", "another parent"))
    except VocabularyError as error:
        raise VocabularyError([_with_line(project, problem) for problem in error.problems]) from None
    return tree


def _placed(project: Project, make: Callable[[], Any]) -> Any:
    """Return what `make` makes of the settings; its `ConfigError`s get the file and line of their setting."""
    try:
        return make()
    except ConfigError as error:
        text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
        raise ConfigError(
            [
                replace(p, path=project.config_file, line=key_line(text, "plugins", *p.message.split(": ")[:3]))
                if p.path == "mkdocs.yml"
                else p
                for p in error.problems
            ]
        ) from None


def hooks_of(project: Project) -> Hooks:
    """Return the hooks that the project names; raises `ConfigError`."""
    hooks: Hooks = _placed(project, lambda: Hooks(project.settings.hooks))
    return hooks


def _line_up(tree: Tree, slug: str) -> list[str]:
    """Return the parents of a node up to a root, or up to where they begin anew."""
    line: list[str] = []
    above = tree[slug].parent
    while above and above not in line:
        line.append(above)
        above = tree[above].parent
    return line


def _with_line(project: Project, problem: Problem) -> Problem:
    """Return a problem of the settings `regions` or `themes` with the line of its node."""
    if problem.path != project.config_file or problem.line:
        return problem
    text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
    keys = problem.message.replace("'", ": ").split(": ")
    return replace(problem, line=key_line(text, "plugins", "briefing", *(key for key in keys[:3] if key)))


def gather(
    project: Project, selection: Selection, progress: Progress | None = None, run: Run | None = None,
    pause: Callable[[], None] = lambda: None,
) -> Content:  # fmt: skip
    """Return the project's articles, analysed and in their places; raises `ConfigError` or `VocabularyError`.

    `run` is `engine.analyse_all`'s; `pause` is called between the steps, and may raise.
    """
    settings = analysis_settings(project)
    watchlist_queries = watchlists_of(project, settings)
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
    library = make_library(
        published, analyses.found, settings.regions, settings.themes, project.zone,
        related=project.settings.related, store=store, base=analyses.basis, period=project.settings.editions,
        withdrawn=withdrawn, declared=declared(project, settings), cell_minimum=project.settings.cell_minimum,
        topic_minimum=project.settings.topic_minimum, watchlists=watchlist_queries,
    )  # fmt: skip
    hooks.after("group", library)
    return Content(project, reading, published, analyses, library, settings, (*analyses.notes, *store.notes), withdrawn)


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
        redirects = {**dict(GroupPages(views).old_addresses()), **redirects}
    all_problems = tuple(sorted((*content.problems, *parts.problems, *problems, *odd, *branding.problems(project))))
    return Briefing(content, views, pages, redirects, assets, folders, program, notes, all_problems, parts)


def declared(project: Project, settings: AnalysisSettings) -> frozenset[str]:
    """Return the regions and themes of the project's own: they have a page and a feed before the first article."""
    found: set[str] = set()
    trees: tuple[tuple[Literal["regions", "themes"], Tree, Mapping[str, Any], str], ...] = (
        ("regions", settings.regions, project.settings.regions, project.settings.regions_file),
        ("themes", settings.themes, project.settings.themes, project.settings.themes_file),
    )
    for kind, tree, extended, file in trees:
        if file or extended:
            shipped = vocabulary.load(kind)
            own = [node.slug for node in tree if node.slug not in shipped] if file else extended
            found.update(slug for slug in own if slug in tree and slug not in shipped)
    return frozenset(found)


def watchlists_of(project: Project, settings: AnalysisSettings) -> list[Query]:
    """Return the project's watchlists; raises `ConfigError` for a region or theme that is not known."""
    found, problems = queries(project.settings.watchlists, settings.regions, settings.themes)
    if problems:
        text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
        start = key_line(text, "plugins", "briefing", "watchlists")
        raise ConfigError(
            [replace(p, path=project.config_file, line=line_in(text, start, name, word)) for p, name, word in problems]
        )
    return found


def foreign_folders(project: Project) -> tuple[Path, ...]:
    """Return the folders of templates that other packages bring with their pages; raises `ConfigError`."""
    found: tuple[Path, ...] = _placed(project, lambda: extensions.template_folders(project.settings.pages))
    return found


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
                jobs=content.project.settings.jobs,
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
        shown = (page for page in briefing.pages if page.address != addresses.OFFLINE)
        pages = sitemap(project.site_url, ((page.address, page.modified) for page in shown))
        if parts:
            yield Output.made(addresses.SITEMAP_OF_PAGES, pages)
            below = (part.address + addresses.SITEMAP for part in parts.found)
            pages = sitemap_index(project.site_url, (addresses.SITEMAP_OF_PAGES, *below))
        yield Output.made(addresses.SITEMAP, pages)
    if views.site.worker:
        script = asset_file(WORKER_SCRIPT, briefing.folders).read_bytes()
        yield Output.made(addresses.WORKER, service_worker(views, script))
    yield Output.made("robots.txt", robots(project.site_url))
    for output in brand_outputs(views, hashes, store):
        if not (project.docs_dir / output.address).is_file():  # the editor's own goes before ours
            yield output
