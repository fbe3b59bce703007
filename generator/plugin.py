"""The one module that knows MkDocs: takes its configuration, hands it our pages, passes foreign HTML through the gate.

Every hook takes MkDocs' objects, calls one function of ours and hands over the result. Under ProperDocs `mkdocs` is
that program's own alias, so nothing here changes.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from . import addresses, document, publish
from .build import Briefing, design, gather, other_files
from .config import Project, Selection, Settings, current_time, parse_settings
from .contexts import Frame
from .errors import BriefingError, ConfigError, Problem
from .markup import numbered, sanitise
from .pages import Page, Planner
from .rights import may_show_body
from .templating import folder, prepare

log = logging.getLogger("mkdocs.plugins.briefing")
THEME = "briefing"


@dataclass(frozen=True)
class Options:
    """What the command line adds to `mkdocs.yml`."""

    now: str | None = None
    """The moment of the build; None for `SOURCE_DATE_EPOCH` or the clock."""
    drafts: bool = False
    """True to publish drafts."""
    future: bool = False
    """True to publish articles dated after now."""
    progress: Callable[[int, int], None] | None = None
    """Told (done, of) while articles are analysed."""


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
        self._serving = False
        self._site_dir: Path | None = None
        self._by_source: dict[str, Page] = {}
        self._bodies: dict[str, str] = {}

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
        """Remember whether this is the live preview, which publishes nothing."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our theme in place, and let the site grow beside the published one."""
        theme = config.theme
        own = Path(config.config_file_path or "mkdocs.yml").parent / "templates"
        first = [path for path in (theme.custom_dir, str(own) if own.is_dir() else None) if path]
        if theme.name == THEME or not any("theme" in given for given in config.user_configs):
            # The last folder is MkDocs' own, for what every theme must have.
            theme.dirs[:] = [*first, str(folder()), theme.dirs[-1]]
            theme.static_templates.add("404.html")
        else:  # somebody else's frame around our pages
            theme.dirs[:] = [*first, *(path for path in theme.dirs if path not in first), str(folder())]
        theme.static_templates.discard("sitemap.xml")
        if own.is_dir():
            config.watch.append(str(own))
        if not self._serving:
            self._site_dir = Path(config.site_dir)
            with _as_mkdocs_error():
                config.site_dir = str(publish.staging(self._site_dir))
        return config

    # Files and pages -------------------------------------------------------------------------------------------------

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Read, analyse and plan; replace the article files by planned pages, add all others."""
        with _as_mkdocs_error():
            project = project_of(config, self.settings)
            self._site = project.site_url
            briefing = self.briefing = design(
                gather(project, selection_of(project, self.options), self.options.progress)
            )
        self.problems = briefing.problems
        for problem in self.problems:
            log.log(logging.INFO if problem.severity == "notice" else logging.WARNING, "%s", problem)
        for note in briefing.content.notes:
            log.info("%s", note)
        if not project.site_url:
            log.info(
                "%s: site_url is not set: no feeds and no sitemap, for both need absolute addresses",
                project.config_file,
            )
        present = {file.dest_uri: file for file in files}
        unwanted = {*briefing.content.reading.paths, *briefing.content.reading.refused}
        folders = tuple(f"{name}/" for name in briefing.content.reading.refused)
        for file in list(files):
            if file.src_uri in unwanted or file.src_uri.startswith(folders) or _is_asset(file):
                files.remove(file)
                present.pop(file.dest_uri, None)
        self._by_source = {}
        for page in briefing.pages:
            target = addresses.file_of(page.address)
            introduction = present.get(target)
            if introduction is not None and introduction.is_documentation_page() and page.article is None:
                introduction.inclusion = InclusionLevel.NOT_IN_NAV
                self._by_source[introduction.src_uri] = page
                continue
            if introduction is not None:
                files.remove(introduction)
            made = _generated(config, page.source, target, "")
            made.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(made)
            self._by_source[made.src_uri] = page
        for address, data in briefing.assets.items():
            files.append(_generated(config, address, address, data))
        return files

    def on_page_markdown(self, markdown: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Give MkDocs an article's text (where its owner allows it), and name the template."""
        planned = self._by_source.get(page.file.src_uri)
        if planned is None:
            return markdown
        introduction = "" if planned.article else markdown
        title = planned.context.title or (self.briefing.content.project.site_name if self.briefing else "")
        page.meta = {**({} if planned.article else page.meta), "template": planned.template, "title": title}
        if planned.article and may_show_body(planned.article):
            return planned.article.body
        return introduction

    def on_page_content(self, html: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Pass the rendered text through the gate, after all Markdown extensions."""
        planned = self._by_source.get(page.file.src_uri)
        if planned is None or planned.article is None:
            return Markup(html) if page.meta.get("trusted") is True else sanitise(html)
        article = planned.article
        prose = document.parse(article.title, article.body).prose if html else ()
        body, _ = numbered(sanitise(html), [block.text for block in prose])
        self._bodies[article.id] = body
        return body

    def on_page_context(self, context: Any, /, *, page: Any, config: MkDocsConfig, nav: Any) -> Any:
        """Give the template its documented context."""
        planned = self._by_source.get(page.file.src_uri)
        context["briefing"] = planned.context if planned else self._frame(page.title or "", page.url, page.meta)
        return context

    def on_template_context(self, context: Any, /, *, template_name: str, config: MkDocsConfig) -> Any:
        """Give 404.html and its like the frame."""
        context["briefing"] = self._frame("Page not found" if template_name == "404.html" else "", template_name, {})
        return context

    def _frame(self, title: str, address: str, meta: Mapping[str, Any]) -> Frame:
        assert self.briefing is not None
        frame = Planner(self.briefing.views).frame(
            title, address.removeprefix("./"), (), str(meta.get("description") or "")
        )
        return replace(frame, canonical="") if address == "404.html" else frame

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Make our templates safe and findable; add everything that is no page, now that the bodies are known."""
        assert self.briefing is not None
        prepare(env, self.briefing.folders, self.settings.language)
        template = env.get_template("redirect.html")
        for old, new in sorted(self.briefing.redirects.items()):
            target = addresses.file_of(old)
            up = "../" * target.count("/")
            absolute = addresses.absolute(self._site, new) if self._site else ""
            text = template.render(target=up + new, canonical=absolute)
            files.append(_generated(config, target, target, text.encode()))
        for address, data in other_files(self.briefing, self._bodies):
            known = files.get_file_from_path(address)
            if known is not None:
                files.remove(known)
            files.append(_generated(config, address, address, data))
        self._expected = frozenset(addresses.file_of(page.address) for page in self.briefing.pages)
        return env

    # Publication -----------------------------------------------------------------------------------------------------

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Exchange the finished site with the published one; with `--strict` only if nothing was wrong."""
        if self._site_dir is None:
            return
        built, self_dir = Path(config.site_dir), self._site_dir
        config.site_dir = str(self_dir)
        self._site_dir = None
        if config.strict and _warned():
            shutil.rmtree(built, ignore_errors=True)
            return  # MkDocs itself refuses now, and says how many warnings there were
        with _as_mkdocs_error():
            publish.verify(built, self._expected)
            publish.exchange(built, self_dir)

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was half built; the published site stands as it was."""
        if self._site_dir is not None:
            shutil.rmtree(self._site_dir.parent / f".{self._site_dir.name}.staging", ignore_errors=True)
            self._site_dir = None


class _as_mkdocs_error:  # noqa: N801 - a context manager
    """Turns our errors into MkDocs' own, which it shows in one line and not as a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, BriefingError):
            raise PluginError(str(error)) from error


def _generated(config: MkDocsConfig, source: str, target: str, content: str | bytes) -> File:
    file = File.generated(config, source, content=content)
    file.dest_uri = target
    for name in ("url", "abs_dest_path"):
        file.__dict__.pop(name, None)
    return file


def _is_asset(file: File) -> bool:
    return file.src_uri.startswith("assets/briefing.") and file.src_uri.count(".") == 1


def _warned() -> bool:
    """Return True when a warning was logged in this strict build (MkDocs counts them in a handler of its own)."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if hasattr(handler, "get_counts"))


def project_of(config: MkDocsConfig, settings: Settings) -> Project:
    """Return our project from MkDocs' configuration."""
    file = Path(config.config_file_path or "mkdocs.yml").resolve()
    url = str(config.site_url or "")
    return Project(
        root=file.parent,
        config_file=file.name,
        docs_dir=Path(config.docs_dir),
        site_name=str(config.site_name),
        site_url=url if not url or url.endswith("/") else url + "/",
        site_description=str(config.site_description or ""),
        site_author=str(config.site_author or ""),
        copyright=str(config.copyright or ""),
        settings=settings,
    )


def selection_of(project: Project, options: Options) -> Selection:
    """Return which articles are published; raises `ConfigError` for a time that is none."""
    return Selection(current_time(options.now, project.zone), options.drafts, options.future)


def plugin_of(config: MkDocsConfig) -> BriefingPlugin:
    """Return the plugin of a loaded configuration; raises `ConfigError` when `mkdocs.yml` does not name it."""
    for plugin in config.plugins.values():
        if isinstance(plugin, BriefingPlugin):
            return plugin
    name = Path(config.config_file_path or "mkdocs.yml").name
    raise ConfigError(Problem(name, 0, "the plugin 'briefing' is not there", "add 'plugins: [briefing]'"))


def load(config_file: str | None, options: Options, **overrides: Any) -> MkDocsConfig:
    """Return MkDocs' configuration with our plugin told what the command line says; raises MkDocs' errors and ours."""
    from mkdocs.config import load_config

    config = load_config(config_file=config_file, **{k: v for k, v in overrides.items() if v is not None})
    plugin_of(config).options = options
    return config


def build(config: MkDocsConfig) -> Sequence[Problem]:
    """Build and publish the site; return what a person should mend. Raises MkDocs' errors."""
    from mkdocs.commands.build import build as mkdocs_build

    plugin = plugin_of(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    finally:
        config.plugins.on_shutdown()
    return plugin.problems


def serve(
    configure: Callable[..., MkDocsConfig], *, livereload: bool, open_in_browser: bool, say: Callable[[str], None]
) -> None:
    """Show the site on this machine and rebuild it whenever its content, templates or settings change.

    MkDocs' own `serve` cannot be told what the command line says (it loads the configuration anew for each build), and
    its default reload is lost with click > 8.2.1; so here is its loop, over its own server. `configure` loads the
    configuration. A build that fails is said, and the last good site stays.
    """
    import tempfile
    from urllib.parse import urlsplit

    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException
    from mkdocs.livereload import LiveReloadServer, _serve_url

    with tempfile.TemporaryDirectory(prefix="briefing-") as shown:

        def fresh() -> MkDocsConfig:
            config = configure(site_dir=shown)
            config.plugins.on_startup(command="serve", dirty=False)
            return config

        config = fresh()
        host, port = config.dev_addr
        mount = urlsplit(config.site_url or "/").path
        address = _serve_url(host, port, mount)

        def rebuild(made: MkDocsConfig | None = None) -> None:
            try:
                made = made or fresh()
                made.site_url = address
                mkdocs_build(made, serve_url=address)
                say(f"Built; see {address}")
            except (MkDocsException, BriefingError) as error:
                say(" ".join(str(error).split()) or "the build failed; mend it and save again")

        server = LiveReloadServer(builder=rebuild, host=host, port=port, root=shown, mount_path=mount)
        server.error_handler = lambda code: _error_page(Path(shown), code)
        rebuild(config)
        if livereload:
            watched = [config.docs_dir, config.config_file_path, *config.watch]
            own = Path(config.config_file_path or "mkdocs.yml").parent / "templates"
            for path in dict.fromkeys([*watched, *([str(own)] if own.is_dir() else []), str(folder())]):
                if path:
                    server.watch(path)
            server = config.plugins.on_serve(server, config=config, builder=rebuild)
        try:
            server.serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("Stopped")
        finally:
            server.shutdown()
            config.plugins.on_shutdown()


def _error_page(site: Path, code: int) -> bytes | None:
    page = site / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
