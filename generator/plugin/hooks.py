"""MkDocs' hooks: each takes MkDocs' objects, calls one function of ours and hands over the result.

Under ProperDocs `mkdocs` is that program's own alias, so nothing here changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure import files as mkdocs_files
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import get_toc

from .. import addresses
from ..build import Briefing, design, foreign_folders, gather, hooks_of, index, other_files
from ..content.folders import guarded
from ..content.rights import may_show_body
from ..contexts import Frame
from ..errors import BriefingError, ConfigError, Problem
from ..model import Article
from ..pages import Page, Planner
from ..publishing import exchange
from ..publishing.manifest import FileRecord
from ..publishing.redirects import possible
from ..settings.config import Settings, parse_settings
from ..settings.site_weight import Weight
from ..templating.environment import folder, prepare
from ..templating.faults import template_problem
from ..text.markup import sanitise
from . import foreign_theme
from .adapter import Options, project_of, refused_by_disk, selection_of
from .incremental import Unchanged
from .page_writer import Press, generated, source_of
from .project_files import WithOthers, is_raw, paths_of
from .rendering import Anchors, ArticleText
from .weighing import near_limits

log = logging.getLogger("mkdocs.plugins.briefing")
NOTICE = logging.INFO + 5  # always shown, and no warning: `--strict` does not mind it


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Nothing here: `load_config` gives the settings to `config.parse_settings`."""


class BriefingPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """MkDocs' `briefing` plugin."""

    def __init__(self) -> None:
        """Start without a project; `on_config` makes it."""
        self.options = Options()
        self.settings = Settings()
        self.briefing: Briefing | None = None
        self.problems: tuple[Problem, ...] = ()
        self.stands = False
        self.weight = Weight()
        self.oddities: tuple[Problem, ...] = ()
        self._root = Path()
        self._serving = False
        self._framed = False
        self._environment: Any = None
        self._site_dir: Path | None = None
        self._walking = ExitStack()
        self._publication: exchange.Publication | None = None
        self._expected: frozenset[str] = frozenset()
        self.published: Mapping[str, FileRecord] = {}
        self._by_source: dict[str, Page] = {}
        self._printed: list[Page] = []
        self._stay: Unchanged
        self._release: Callable[[Path], None] = lambda folder: None
        self._press: Press
        self._files: Files
        self._nav: Navigation

    # Configuration ---------------------------------------------------------------------------------------------------

    def load_config(
        self, options: Any, config_file_path: str | None = None
    ) -> tuple[list[tuple[str, Exception]], list[tuple[str, str]]]:
        """Check the settings ourselves, so that an unknown key is an error that names the nearest right one."""
        self.config = PluginConfig()
        path = Path(config_file_path) if config_file_path else None
        text = ""
        with suppress(OSError, UnicodeDecodeError):
            text = path.read_text(encoding="utf-8") if path else ""
        raw = {} if options is None else options
        where = path.name if path else "mkdocs.yml"
        if not isinstance(raw, Mapping):
            return [("briefing", Exception(f"{where}: briefing: is no mapping of settings"))], []
        try:
            self.settings = parse_settings(raw, where=where, text=text)
        except ConfigError as error:
            return [("briefing", Exception(str(problem))) for problem in error.problems], []
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is the live preview: MkDocs' own publishes nothing, ours into the cache."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our theme in place, and let the site grow beside the published one."""
        self.choose_templates(config)
        if self.options.own_command or not self._serving:
            target = Path(config.site_dir).resolve()  # a symlink stays, and what it leads to is exchanged
            with self._fenced():
                exchange.check_target(target)
                self._publication = exchange.begin(target, say=lambda line: log.log(NOTICE, "%s", line))
            for note in self._publication.notes:
                log.log(NOTICE, "%s", note)
            self._site_dir = target
            config.site_dir = str(self._publication.folder)
        self._walking.enter_context(guarded(mkdocs_files, Path(config.docs_dir)))
        return config

    def choose_templates(self, config: MkDocsConfig) -> None:
        """Put our templates, and the project's own, where the theme looks for its templates."""
        theme = config.theme
        self._root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        own = self._root / "templates"
        first = [path for path in (theme.custom_dir, str(own) if own.is_dir() else None) if path]
        with self._fenced():
            first += map(str, foreign_folders(project_of(config, self.settings)))
        self._framed = foreign_theme.is_framed(config)
        if not self._framed:
            # The last folder is MkDocs' own, for what every theme must have.
            theme.dirs[:] = [*first, str(folder()), theme.dirs[-1]]
            theme.static_templates.add("404.html")
        else:  # the project's templates are ours in other words; the theme's are overridden by its `custom_dir`
            theme.dirs[:] = [*dict.fromkeys([*theme.dirs, *first, str(folder())])]
        theme.static_templates.discard("sitemap.xml")
        config.watch += [str(path) for path in (own, self._root / "locale") if path.is_dir()]

    # Files and pages -------------------------------------------------------------------------------------------------

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Read, analyse and plan; replace the article files by planned pages, add all others."""
        self._walking.close()
        options = self.options
        with self._fenced():
            project = project_of(config, self.settings)
            self._site = project.site_url
            content = gather(project, selection_of(project, options), options.progress, options.run, options.pause)
            options.pause()
            briefing = self.briefing = design(
                content,
                framed=self._framed,
                files=frozenset(f.dest_uri for f in files if f.inclusion.value > InclusionLevel.DRAFT.value),
            )
        self.problems = briefing.problems
        tell(self.problems)
        self._text = ArticleText(config, project)
        self._warn_of_content_that_runs(config)
        for note in briefing.content.notes:
            log.log(NOTICE, "%s", note)
        for note in briefing.notes:
            log.log(logging.INFO if self._serving or config.strict else logging.WARNING, "%s", note)
        if not project.site_url:
            log.log(
                logging.INFO if self._serving or config.strict else logging.WARNING,
                "%s: site_url is not set: no feeds and no sitemap, for both need absolute addresses (site_url: https://…)",
                project.config_file,
            )
        present = {file.dest_uri: file for file in files}
        unwanted = {*briefing.content.reading.paths, *briefing.content.reading.refused}
        folders = tuple(f"{name}/" for name in briefing.content.reading.refused)
        for file in list(files):
            if file.src_uri in unwanted or file.src_uri.startswith(folders) or is_raw(file, config.docs_dir):
                files.remove(file)
                present.pop(file.dest_uri, None)
        introductions = self._introductions(present)
        growing = Path(config.site_dir)
        self._stay = Unchanged(config, briefing, files, introductions, self._site_dir, growing, self._converted)
        self._release = self._stay.release
        log.debug("%s", self._stay)
        self._by_source = {}
        self._printed = []
        elsewhere: dict[str, str] = {}
        in_nav = set(paths_of(config.nav))
        for page in briefing.pages:
            options.pause()
            target = addresses.file_of(page.address)
            if page.address in introductions:
                introduction = introductions[page.address]
                introduction.inclusion = InclusionLevel.NOT_IN_NAV
                self._by_source[introduction.src_uri] = page
                continue
            if target in present:
                files.remove(present[target])
            source = source_of(page)
            stays = source not in in_nav and self._stay.page(page, target, Path(config.site_dir))
            if source not in in_nav and not self._stay.obstacle:
                elsewhere[source] = target
                if not stays:
                    self._printed.append(page)
                continue
            made = generated(config, source, target)
            made.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(made)
            self._by_source[made.src_uri] = page
        making = (*self._by_source.values(), *self._printed)
        self._stay.bodies.load(page.article.id for page in making if page.article)
        for address, data in briefing.assets.items():
            files.append(generated(config, address, address, data))
        return WithOthers(files, lambda path: generated(config, path, elsewhere[path]) if path in elsewhere else None)

    def _introductions(self, present: Mapping[str, File]) -> dict[str, File]:
        """Return the editor's own pages that introduce planned ones, by address."""
        assert self.briefing is not None
        found = {}
        for page in self.briefing.pages:
            file = present.get(addresses.file_of(page.address)) if page.article is None else None
            if file is not None and file.is_documentation_page():
                found[page.address] = file
        return found

    @event_priority(-1000)  # the last word: no other plugin, such as mkdocs-macros, sees or changes an article's text
    def on_page_markdown(self, markdown: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Give MkDocs an article's text (where its owner allows it), and name the template."""
        planned = self._by_source.get(page.file.src_uri)
        if planned is None:
            return markdown
        introduction = "" if planned.article else markdown
        title = planned.title or (self.briefing.content.project.site_name if self.briefing else "")
        extra = planned.article.extra if planned.article else page.meta
        if self._framed:  # until the page is rendered, other pages may show its title, in a theme that escapes nothing
            title = foreign_theme.harmless(title)
        page.meta = {**extra, "template": foreign_theme.FRAME if self._framed else planned.template, "title": title}
        return introduction

    @event_priority(-1000)
    def on_page_content(self, html: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Render an article's text (where its owner allows it) and pass it through the gate, as all foreign HTML."""
        planned = self._by_source.get(page.file.src_uri)
        if planned is None or planned.article is None:
            return Markup(html) if page.meta.get("trusted") is True else sanitise(html, rel="noopener")
        article = planned.article
        if not may_show_body(article):
            return ""
        if not self._stay.bodies.ready(article.id):
            html, problem = self._text.html(page, article, files, self._published_files)
            self._stay.bodies.add(article.id, self._with_report(article, str(html), problem))
            page.toc = get_toc([])  # a page whose text is remembered has none
        return Markup(self._stay.bodies[article.id])

    @property
    def _published_files(self) -> Container[str] | None:
        assert self.briefing is not None
        return self.briefing.views.files

    def _with_report(self, article: Article, html: str, problem: Problem | None) -> str:
        """Return an article's text, having said what was wrong with it."""
        if problem:
            self._stay.doubt(article.id)
            self.problems = tuple(sorted((*self.problems, problem)))
            log.warning("%s", problem)
        return html

    def _converted(self, identity: str) -> str:
        """Return the text of an article whose page stays as it is: a feed asks for it, and the cache has lost it."""
        assert self.briefing is not None
        article = self.briefing.content.library.by_id[identity].article
        text = self._text.of(article, self._files, self._published_files)
        return self._with_report(article, text.html, text.problem)

    def _convert(self, press: Press, files: Files) -> None:
        """Convert the texts of the pages that are to be printed, those that nobody remembers."""
        bodies = self._stay.bodies
        articles = [page.article for page in self._printed if page.article and may_show_body(page.article)]
        missing = [article for article in articles if not bodies.ready(article.id)]
        assert self.briefing is not None
        published = self.briefing.content.published
        anchors = Anchors(self._text, {a.path: a for a in published if may_show_body(a)}, files)
        for article, text in press.texts(missing, partial(self._text.of, files=files, published=self._published_files)):
            bodies.add(article.id, self._with_report(article, text.html, text.problem))
            anchors.take(article.path, text)
        anchors.tell()

    def _warn_of_content_that_runs(self, config: MkDocsConfig) -> None:
        """Tell what the project has switched on that would read files or run code from what stands in a text."""
        name = Path(config.config_file_path or "mkdocs.yml").name
        for plugin in ("macros", "markdown-exec"):
            if plugin in config.plugins:
                log.log(NOTICE, "%s: plugins: %s is not applied to articles: foreign text runs nothing", name, plugin)
        for extension in self._text.dropped:
            what = "%s: markdown_extensions: %s is not applied to articles: it may read files or run code"
            log.log(NOTICE, f"{what} (article_extensions allows it)", name, extension)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Lead to our pages in the frame of another theme too."""
        assert self.briefing is not None
        self._nav = nav
        return foreign_theme.with_sections(nav, self.briefing.views.site.sections) if self._framed else nav

    def _with_frame(self, context: Any, /, *, page: Any, config: MkDocsConfig, nav: Any) -> Any:
        """Give the template its documented context."""
        planned = self._by_source.get(page.file.src_uri)
        frame = planned.context if planned else self._frame(page.title or "", page.url, page.meta)
        free = self._serving or (planned is None and page.meta.get("trusted") is True)  # the preview's script is inline
        context["briefing"] = replace(frame, policy="") if free else frame
        return context

    @event_priority(-1000)  # the search plugin takes the title as it is
    def _in_foreign_frame(self, context: Any, /, *, page: Any, config: MkDocsConfig, nav: Any) -> Any:
        """Give another theme what it shows of our page by itself, as HTML: themes escape nothing."""
        if not self._framed:
            return context
        if self.options.now:  # themes print the moment of the build
            context["build_date_utc"] = selection_of(project_of(config, self.settings), self.options).now
        planned = self._by_source.get(page.file.src_uri)
        if planned is not None:
            context["briefing_template"] = planned.template
            page.canonical_url = escape(context["briefing"].canonical) or page.canonical_url
            page.title = foreign_theme.rendered(self._environment, context, "title")
        return context

    on_page_context = CombinedEvent(_with_frame, _in_foreign_frame)

    def on_post_page(self, output: str, /, *, page: Any, config: MkDocsConfig) -> str:
        """Let go of what a written page no longer needs: the texts of all pages do not go into memory."""
        if page.file.src_uri in self._by_source and not self._stay.obstacle:
            page.content, page.markdown = "", ""
        return output

    def on_template_context(self, context: Any, /, *, template_name: str, config: MkDocsConfig) -> Any:
        """Give 404.html and its like the frame."""
        assert self.briefing is not None
        title = self.briefing.views.words.gettext("Page not found") if template_name == "404.html" else ""
        context["briefing"] = self._frame(title, template_name, {})
        return context

    def _frame(self, title: str, address: str, meta: Mapping[str, Any]) -> Frame:
        assert self.briefing is not None
        frame = Planner(self.briefing.views).frame(
            title, address.removeprefix("./"), (), str(meta.get("description") or "")
        )
        return replace(frame, canonical="", url="", structured={}) if address == "404.html" else frame

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Make our templates safe and findable; add everything that is no page, now that the bodies are known."""
        assert self.briefing is not None
        self._files = files  # all of them, our own pages too: texts link to these
        make = foreign_theme.environment if self._framed else prepare
        self._environment = make(env, self.briefing.folders, self.briefing.views.words)
        expected = {addresses.file_of(page.address) for page in self.briefing.pages}
        expected.update(self.briefing.assets)
        folder = Path(config.site_dir)
        name, pause = self.briefing.content.project.site_name, self.options.pause
        press = self._press = Press(config, name, self._site_dir, self.settings.jobs, pause)
        self._convert(press, files)
        feeds = []
        for output in other_files(self.briefing, self._stay.bodies, self._stay.data):
            pause()
            expected.add(output.address)
            if output.address in files.src_uris:
                files.remove(files.src_uris[output.address])
            if self._stay.output(output, folder):
                continue
            if output.prepare:
                feeds.append(output)
            else:
                exchange.place(folder, self._site_dir, output.address, output.make())
        self._stay.sweep(folder)
        press.outputs(feeds)
        redirects, refused = possible(self.briefing.redirects, expected | {file.dest_uri for file in files})
        for old in refused:
            log.warning("the old address '/%s' cannot redirect: a file of the site has its place", old)
        template = self._environment.get_template("redirect.html")
        for old, new in redirects.items():
            target = addresses.file_of(old)
            up = "../" * target.count("/")
            absolute = addresses.absolute(self._site, new) if self._site else ""
            text = template.render(target=up + new, canonical=absolute, lang=self.settings.language)
            files.append(generated(config, target, target, text.encode()))
            expected.add(target)
        self._expected = frozenset(expected)
        pages = files.documentation_pages(
            inclusion=InclusionLevel.is_in_serve if self._serving else InclusionLevel.is_included
        )
        press.set_up(self._environment, self._nav, pages, self._body, self._in_frame)
        press.pages(self._printed)
        return env

    def let_go(self) -> None:
        """Forget the plan of all pages, which was followed: what stays is what `page_now` needs."""
        if self.briefing is not None:
            self.briefing = replace(self.briefing, pages=(), redirects={})
        self._by_source, self._printed, self.published = {}, [], {}
        self._stay.let_go()

    def page_now(self, page: Page) -> bytes:
        """Return a page of ours after the build, an article's with its text as it is now.

        Not for a site on which others may change pages (`obstacle`).
        """
        article = page.article
        if article and may_show_body(article):
            self._stay.bodies.add(article.id, self._text.of(article, self._files, self._published_files).html)
        return self._press.page(page)

    @property
    def obstacle(self) -> str:
        """Return why pages are made by MkDocs alone; empty when we make ours."""
        return self._stay.obstacle

    def _body(self, page: Page) -> str:
        """Return the text of a printed page; empty for one that is no article's, or whose owner does not allow it."""
        return Markup(self._stay.bodies[page.article.id]) if page.article and may_show_body(page.article) else ""

    def _in_frame(self, context: Any, page: Page) -> Any:
        """Give the template of a printed page its documented context."""
        context["briefing"] = replace(page.context, policy="") if self._serving else page.context
        return context

    # Publication -----------------------------------------------------------------------------------------------------

    @event_priority(-1000)  # what other plugins write then is part of the site that is exchanged, or thrown away
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Exchange the finished site with the published one; with `--strict` only if nothing was wrong."""
        self._stay.done()
        if self.briefing is not None:
            stays = self.options.search_stays
            for level, note in index(
                self.briefing, Path(config.site_dir), self._site_dir, stays=stays, made_of=self._stay.made_of
            ):
                log.log(level, "%s", note)
            if not self._serving:
                heavy = near_limits(self.briefing.content.project, Path(config.site_dir), self._stay.unchanged_rows)
                self.problems = tuple(sorted((*self.problems, *heavy)))
                tell(heavy)
        publication = self._publication
        if publication is None:
            return
        config.site_dir = str(publication.site_dir)
        if config.strict and _warned():
            self.discard()
            return  # MkDocs itself refuses now, and says how many warnings there were
        with self._fenced():
            hooks = hooks_of(project_of(config, self.settings))
            hooks.before("publish", publication.folder)
            exchange.verify(publication.folder, self._expected - self._stay.unchanged_rows.keys())
            publication.exchange(self._stay.retire, self._stay.unchanged_rows)
            hooks.after("publish", publication.site_dir)
        self._publication = None
        self._stay.remember()
        self.published = self._stay.rows

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was half built; the published site stands as it was."""
        self.discard()
        if self.options.own_command:
            return
        problem = refused_by_disk(error) or template_problem(error, self._root)
        if problem:
            raise PluginError(str(problem)) from error

    def discard(self) -> None:
        """Remove the site that is growing, if there is one."""
        self._walking.close()
        if self._publication is not None:
            self._release(self._publication.folder)
            self._publication.discard()
        self._publication = None

    @contextmanager
    def _fenced(self) -> Iterator[None]:
        """Turn our errors into MkDocs' own, which it shows in one line, unless it is our command line that asks."""
        try:
            yield
        except BriefingError as error:
            if self.options.own_command:
                raise
            raise PluginError(str(error)) from error


def tell(problems: Iterable[Problem]) -> None:
    """Say what a person should mend."""
    for problem in problems:
        log.log(logging.INFO if problem.severity == "notice" else logging.WARNING, "%s", problem)


def _warned() -> bool:
    """Return True when a warning was logged in this strict build (MkDocs counts them in a handler of its own)."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if hasattr(handler, "get_counts"))
