"""One build of a site: what it was asked, what it has read and planned, and where its files grow.

The steps follow each other in this order, and a hook calls one of them each: `begin`, `plan`, `make`, `publish`.
Whatever goes wrong, `discard` leaves the published site as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure import files as mkdocs_files
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from .. import addresses
from ..build import Briefing, design, gather, index, other_files
from ..content.folders import guarded
from ..content.rights import may_show_body
from ..contexts import Frame
from ..errors import BriefingError, Problem
from ..model import Article
from ..pages import Page, Planner
from ..project_setup import foreign_folders, hooks_of
from ..publishing import exchange
from ..publishing.manifest import FileRecord
from ..publishing.redirects import possible
from ..settings.config import Settings
from ..templating.environment import folder, prepare
from . import foreign_theme
from .adapter import Options, project_of, selection_of
from .incremental import Incremental
from .page_writer import PageWriter, generated, source_of
from .project_files import WithOthers, is_raw, paths_of
from .rendering import Anchors, ArticleText
from .weighing import near_limits

log = logging.getLogger("mkdocs.plugins.briefing")
NOTICE = logging.INFO + 5
"""Level of what is always shown and is no warning: `--strict` does not mind it."""


class Session:
    """The state of one build."""

    briefing: Briefing | None = None
    """The plan of the site; None until `plan`."""
    problems: tuple[Problem, ...] = ()
    """What a person should mend."""
    rows: Mapping[str, FileRecord] = {}
    """What was published, by address; empty until `publish`."""

    def __init__(self, options: Options, settings: Settings, *, serving: bool = False) -> None:
        """Take what the command line and the project ask; `serving` for a preview."""
        self.options, self.settings, self.serving = options, settings, serving
        self.root = Path()
        self.is_framed = False
        self.environment: Any = None
        self.site_dir: Path | None = None
        self.by_source: dict[str, Page] = {}
        """Planned pages that MkDocs makes, by its name for them."""
        self._printed: list[Page] = []
        self._walking = ExitStack()
        self._publication: exchange.Publication | None = None
        self._expected: set[str] = set()
        self._reuse: Incremental | None = None
        self._text: ArticleText
        self._writer: PageWriter
        self._files: Files
        self._nav: Navigation

    # The steps -------------------------------------------------------------------------------------------------------

    def begin(self, config: MkDocsConfig) -> None:
        """Put our theme in place, and let the site grow beside the published one."""
        self.choose_templates(config)
        if self.options.own_command or not self.serving:  # MkDocs' own preview publishes nothing
            target = Path(config.site_dir).resolve()  # a symlink stays, and what it leads to is exchanged
            with self.fenced():
                exchange.check_target(target)
                self._publication = exchange.begin(target, say=notice)
            for note in self._publication.notes:
                notice(note)
            self.site_dir = target
            config.site_dir = str(self._publication.folder)
        self._walking.enter_context(guarded(mkdocs_files, Path(config.docs_dir)))

    def plan(self, files: Files, config: MkDocsConfig) -> Files:
        """Read, analyse and plan; replace the article files by planned pages, add all others."""
        self._walking.close()
        with self.fenced():
            briefing = self.briefing = self._planned(files, config)
        self._text = ArticleText(config, briefing.content.project)
        self._report(config)
        self._take_out(files, config)
        present = {file.dest_uri: file for file in files}
        introductions = self._introductions(present)
        growing = Path(config.site_dir)
        self._reuse = Incremental(config, briefing, files, introductions, self.site_dir, growing, self._converted)
        log.debug("%s", self._reuse)
        elsewhere = self._place_pages(files, present, introductions, config)
        making = (*self.by_source.values(), *self._printed)
        self.reuse.bodies.load(page.article.id for page in making if page.article)
        for address, data in briefing.assets.items():
            files.append(generated(config, address, address, data))
        return WithOthers(files, lambda path: generated(config, path, elsewhere[path]) if path in elsewhere else None)

    def make(self, environment: Any, files: Files, config: MkDocsConfig) -> None:
        """Convert the texts, then write all files that are not MkDocs' own to make: feeds, redirects, pages."""
        briefing, grows = self.planned, Path(config.site_dir)
        self._files = files  # all of them, our own pages too: texts link to these
        ready = foreign_theme.environment if self.is_framed else prepare
        self.environment = ready(environment, briefing.folders, briefing.views.words)
        self._expected = {addresses.file_of(page.address) for page in briefing.pages} | set(briefing.assets)
        name, pause = briefing.content.project.site_name, self.options.pause
        self._writer = PageWriter(config, name, self.site_dir, self.settings.jobs, pause)
        self._convert(files)
        self._make_outputs(files, grows)
        self._redirect(files, config)
        level = InclusionLevel.is_in_serve if self.serving else InclusionLevel.is_included
        pages = files.documentation_pages(inclusion=level)
        self._writer.set_up(self.environment, self._nav, pages, self._body, self._in_frame)
        self._writer.pages(self._printed)

    def publish(self, config: MkDocsConfig) -> None:
        """Index and weigh the finished site, and exchange it with the published one, unless `--strict` forbids it."""
        self.reuse.done()
        self._index(config)
        publication = self._publication
        if publication is None:
            return
        config.site_dir = str(publication.site_dir)
        if config.strict and _warned():
            self.discard()
            return  # MkDocs itself refuses now, and says how many warnings there were
        with self.fenced():
            hooks = hooks_of(project_of(config, self.settings))
            hooks.before("publish", publication.folder)
            exchange.verify(publication.folder, self._expected - self.reuse.unchanged_rows.keys())
            publication.exchange(self.reuse.retire, self.reuse.unchanged_rows)
            hooks.after("publish", publication.site_dir)
        self._publication = None
        self.reuse.remember()
        self.rows = self.reuse.rows

    def discard(self) -> None:
        """Remove the site that is growing, if there is one."""
        self._walking.close()
        if self._publication is not None:
            if self._reuse is not None:
                self._reuse.release(self._publication.folder)
            self._publication.discard()
        self._publication = None

    # What hooks ask --------------------------------------------------------------------------------------------------

    @property
    def planned(self) -> Briefing:
        """The plan of the site, once there is one."""
        assert self.briefing is not None
        return self.briefing

    @property
    def reuse(self) -> Incremental:
        """What of the published site stays, once there is a plan."""
        assert self._reuse is not None
        return self._reuse

    @property
    def obstacle(self) -> str:
        """Return why pages are made by MkDocs alone; empty when we make ours."""
        return self.reuse.obstacle

    def choose_templates(self, config: MkDocsConfig) -> None:
        """Put our templates, and the project's own, where the theme looks for its templates."""
        theme = config.theme
        self.root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        own = self.root / "templates"
        first = [path for path in (theme.custom_dir, str(own) if own.is_dir() else None) if path]
        with self.fenced():
            first += map(str, foreign_folders(project_of(config, self.settings)))
        self.is_framed = foreign_theme.is_framed(config)
        if not self.is_framed:
            # The last folder is MkDocs' own, for what every theme must have.
            theme.dirs[:] = [*first, str(folder()), theme.dirs[-1]]
            theme.static_templates.add("404.html")
        else:  # the project's templates are ours in other words; the theme's are overridden by its `custom_dir`
            theme.dirs[:] = [*dict.fromkeys([*theme.dirs, *first, str(folder())])]
        theme.static_templates.discard("sitemap.xml")
        config.watch += [str(path) for path in (own, self.root / "locale") if path.is_dir()]

    def navigation(self, nav: Navigation) -> Navigation:
        """Lead to our pages in the frame of another theme too."""
        self._nav = nav
        return foreign_theme.with_sections(nav, self.planned.views.site.sections) if self.is_framed else nav

    def body(self, article: Article, page: Any, files: Files) -> str:
        """Return the sanitised text of an article that MkDocs makes; empty where its owner does not allow it."""
        if not may_show_body(article):
            return ""
        bodies = self.reuse.bodies
        if not bodies.ready(article.id):
            html, problem = self._text.html(page, article, files, self._published_files)
            bodies.add(article.id, self._with_report(article, str(html), problem))
        return Markup(bodies[article.id])

    def frame(self, title: str, address: str, meta: Mapping[str, Any]) -> Frame:
        """Return what every template needs, for a page that is not planned."""
        frame = Planner(self.planned.views).frame(
            title, address.removeprefix("./"), (), str(meta.get("description") or "")
        )
        return replace(frame, canonical="", url="", structured={}) if address == "404.html" else frame

    def page_now(self, page: Page) -> bytes:
        """Return a page of ours after the build, an article's with its text as it is now.

        Not for a site on which others may change pages (`obstacle`).
        """
        article = page.article
        if article and may_show_body(article):
            self.reuse.bodies.add(article.id, self._text.of(article, self._files, self._published_files).html)
        return self._writer.page(page)

    def let_go(self) -> None:
        """Forget the plan of all pages, which was followed: what stays is what `page_now` needs."""
        if self.briefing is not None:
            self.briefing = replace(self.briefing, pages=(), redirects={})
        self.by_source, self._printed, self.rows = {}, [], {}
        self.reuse.let_go()

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """Turn our errors into MkDocs' own, which it shows in one line, unless it is our command line that asks."""
        try:
            yield
        except BriefingError as error:
            if self.options.own_command:
                raise
            raise PluginError(str(error)) from error

    # Parts of `plan` -------------------------------------------------------------------------------------------------

    def _planned(self, files: Files, config: MkDocsConfig) -> Briefing:
        """Return the whole site as a plan."""
        options, project = self.options, project_of(config, self.settings)
        content = gather(project, selection_of(project, options), options.progress, options.run, options.pause)
        options.pause()
        published = (file.dest_uri for file in files if file.inclusion.value > InclusionLevel.DRAFT.value)
        return design(content, framed=self.is_framed, files=frozenset(published))

    def _report(self, config: MkDocsConfig) -> None:
        """Say what is to be mended, and what the site goes without."""
        briefing = self.planned
        self.problems = briefing.problems
        tell(self.problems)
        self._report_content_that_runs(config)
        for note in briefing.content.notes:
            notice(note)
        level = logging.INFO if self.serving or config.strict else logging.WARNING
        for note in briefing.notes:
            log.log(level, "%s", note)
        project = briefing.content.project
        if not project.site_url:
            log.log(
                level,
                "%s: site_url is not set: no feeds and no sitemap, for both need absolute addresses (site_url: https://…)",
                project.config_file,
            )

    def _report_content_that_runs(self, config: MkDocsConfig) -> None:
        """Say what the project has switched on that would read files or run code from what stands in a text."""
        name = Path(config.config_file_path or "mkdocs.yml").name
        for plugin in ("macros", "markdown-exec"):
            if plugin in config.plugins:
                notice(f"{name}: plugins: {plugin} is not applied to articles: foreign text runs nothing")
        for extension in self._text.dropped:
            what = f"{name}: markdown_extensions: {extension} is not applied to articles"
            notice(f"{what}: it may read files or run code (article_extensions allows it)")

    def _take_out(self, files: Files, config: MkDocsConfig) -> None:
        """Take article files, refused ones, and raw ones out of what MkDocs publishes as it is."""
        reading = self.planned.content.reading
        unwanted = {*reading.paths, *reading.refused}
        folders = tuple(f"{name}/" for name in reading.refused)
        for file in list(files):
            if file.src_uri in unwanted or file.src_uri.startswith(folders) or is_raw(file, config.docs_dir):
                files.remove(file)

    def _introductions(self, present: Mapping[str, File]) -> dict[str, File]:
        """Return the editor's own pages that introduce planned ones, by address."""
        found = {}
        for page in self.planned.pages:
            file = present.get(addresses.file_of(page.address)) if page.article is None else None
            if file is not None and file.is_documentation_page():
                found[page.address] = file
        return found

    def _place_pages(
        self, files: Files, present: Mapping[str, File], introductions: Mapping[str, File], config: MkDocsConfig
    ) -> dict[str, str]:
        """Decide who makes each page: nobody, where the published one stays; we, where nothing is in the way; MkDocs.

        Return the pages that MkDocs does not know: its name for each → where it lies.
        """
        elsewhere: dict[str, str] = {}
        in_nav = set(paths_of(config.nav))
        for page in self.planned.pages:
            self.options.pause()
            target, source = addresses.file_of(page.address), source_of(page)
            if page.address in introductions:
                introduction = introductions[page.address]
                introduction.inclusion = InclusionLevel.NOT_IN_NAV
                self.by_source[introduction.src_uri] = page
                continue
            if target in present:
                files.remove(present[target])
            stays = source not in in_nav and self.reuse.page(page, target, Path(config.site_dir))
            if source not in in_nav and not self.obstacle:
                elsewhere[source] = target
                if not stays:
                    self._printed.append(page)
                continue
            made = generated(config, source, target)
            made.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(made)
            self.by_source[made.src_uri] = page
        return elsewhere

    # Parts of `make` -------------------------------------------------------------------------------------------------

    @property
    def _published_files(self) -> Container[str] | None:
        return self.planned.views.files

    def _with_report(self, article: Article, html: str, problem: Problem | None) -> str:
        """Return an article's text, having said what was wrong with it."""
        if problem:
            self.reuse.doubt(article.id)
            self.problems = tuple(sorted((*self.problems, problem)))
            log.warning("%s", problem)
        return html

    def _converted(self, identity: str) -> str:
        """Return the text of an article whose page stays as it is: a feed asks for it, and the cache has lost it."""
        article = self.planned.content.library.by_id[identity].article
        text = self._text.of(article, self._files, self._published_files)
        return self._with_report(article, text.html, text.problem)

    def _convert(self, files: Files) -> None:
        """Convert the texts of the pages that we make, those that are not remembered."""
        bodies = self.reuse.bodies
        articles = [page.article for page in self._printed if page.article and may_show_body(page.article)]
        missing = [article for article in articles if not bodies.ready(article.id)]
        published = self.planned.content.published
        anchors = Anchors(self._text, {a.path: a for a in published if may_show_body(a)}, files)
        convert = partial(self._text.of, files=files, published=self._published_files)
        for article, text in self._writer.texts(missing, convert):
            bodies.add(article.id, self._with_report(article, text.html, text.problem))
            anchors.take(article.path, text)
        anchors.tell()

    def _make_outputs(self, files: Files, grows: Path) -> None:
        """Write all that is no page and does not stay: feeds, OPML, the API, sitemap, pictures."""
        feeds = []
        for output in other_files(self.planned, self.reuse.bodies, self.reuse.data):
            self.options.pause()
            self._expected.add(output.address)
            if output.address in files.src_uris:
                files.remove(files.src_uris[output.address])
            if self.reuse.output(output, grows):
                continue
            if output.prepare:
                feeds.append(output)
            else:
                exchange.place(grows, self.site_dir, output.address, output.make())
        self.reuse.sweep(grows)
        self._writer.outputs(feeds)

    def _redirect(self, files: Files, config: MkDocsConfig) -> None:
        """Add a page for each old address that leads to the new one."""
        site = self.planned.content.project.site_url
        taken = self._expected | {file.dest_uri for file in files}
        redirects, refused = possible(self.planned.redirects, taken)
        for old in refused:
            log.warning("the old address '/%s' cannot redirect: a file of the site has its place", old)
        template = self.environment.get_template("redirect.html")
        for old, new in redirects.items():
            target = addresses.file_of(old)
            absolute = addresses.absolute(site, new) if site else ""
            relative = "../" * target.count("/") + new
            text = template.render(target=relative, canonical=absolute, lang=self.settings.language)
            files.append(generated(config, target, target, text.encode()))
            self._expected.add(target)

    def _body(self, page: Page) -> str:
        """Return the text of a page that we make; empty where there is none, or its owner does not allow it."""
        return Markup(self.reuse.bodies[page.article.id]) if page.article and may_show_body(page.article) else ""

    def _in_frame(self, context: Any, page: Page) -> Any:
        """Give the template of a page that we make its documented context."""
        context["briefing"] = replace(page.context, policy="") if self.serving else page.context
        return context

    # Parts of `publish` ----------------------------------------------------------------------------------------------

    def _index(self, config: MkDocsConfig) -> None:
        """Make the index for search, and say whether the site comes near the limits of its host."""
        grown = Path(config.site_dir)
        stays, made_of = self.options.search_stays, self.reuse.made_of
        for level, note in index(self.planned, grown, self.site_dir, stays=stays, made_of=made_of):
            log.log(level, "%s", note)
        if not self.serving:
            heavy = near_limits(self.planned.content.project, grown, self.reuse.unchanged_rows)
            self.problems = tuple(sorted((*self.problems, *heavy)))
            tell(heavy)


def notice(line: str) -> None:
    """Say something that is always shown, and is no warning."""
    log.log(NOTICE, "%s", line)


def tell(problems: Iterable[Problem]) -> None:
    """Say what a person should mend."""
    for problem in problems:
        log.log(logging.INFO if problem.severity == "notice" else logging.WARNING, "%s", problem)


def _warned() -> bool:
    """Return True when a warning was logged in this strict build (MkDocs counts them in a handler of its own)."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if hasattr(handler, "get_counts"))
