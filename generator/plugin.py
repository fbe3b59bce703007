"""The one module that knows MkDocs: takes its configuration, hands it our pages, passes foreign HTML through the gate.

Every hook takes MkDocs' objects, calls one function of ours and hands over the result. Under ProperDocs `mkdocs` is
that program's own alias, so nothing here changes.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from yaml import YAMLError

from . import addresses, document, publish
from .build import Briefing, design, gather, index, other_files
from .config import Project, Selection, Settings, current_time, key_line, parse_settings
from .contexts import Frame
from .errors import BriefingError, ConfigError, Problem, Severity, did_you_mean
from .markup import numbered, sanitise
from .pages import Page, Planner
from .rights import may_show_body
from .template_faults import template_problem
from .templating import folder, prepare

log = logging.getLogger("mkdocs.plugins.briefing")
CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml")
_OURS = "Plugin 'briefing' option 'briefing': "  # what MkDocs sets before what `load_config` says
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
    own_command: bool = False
    """True when it is not MkDocs' command line that runs."""


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
        self.oddities: tuple[Problem, ...] = ()
        self._root = Path()
        self._serving = False
        self._site_dir: Path | None = None
        self._staging: Path | None = None
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
        self._root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        own = self._root / "templates"
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
            target = Path(config.site_dir).resolve()  # a symlink stays, and what it leads to is exchanged
            with self._fenced():
                publish.check_target(target)
                self._staging, self._site_dir = publish.staging(target), target
            config.site_dir = str(self._staging)
        return config

    # Files and pages -------------------------------------------------------------------------------------------------

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Read, analyse and plan; replace the article files by planned pages, add all others."""
        with self._fenced():
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
            if file.src_uri in unwanted or file.src_uri.startswith(folders) or _is_raw(file):
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
        extra = planned.article.extra if planned.article else page.meta
        page.meta = {**extra, "template": planned.template, "title": title}
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
        return replace(frame, canonical="", url="", structured={}) if address == "404.html" else frame

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
            publish.place(Path(config.site_dir), self._site_dir, address, data)
        self._expected = frozenset(addresses.file_of(page.address) for page in self.briefing.pages)
        return env

    # Publication -----------------------------------------------------------------------------------------------------

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Exchange the finished site with the published one; with `--strict` only if nothing was wrong."""
        if self.briefing is not None:
            for level, note in index(self.briefing, Path(config.site_dir), self._site_dir):
                log.log(level, "%s", note)
        if self._staging is None or self._site_dir is None:
            return
        config.site_dir = str(self._site_dir)
        if config.strict and _warned():
            self.discard()
            return  # MkDocs itself refuses now, and says how many warnings there were
        with self._fenced():
            publish.verify(self._staging, self._expected)
            publish.exchange(self._staging, self._site_dir)
        self._staging = None

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was half built; the published site stands as it was."""
        self.discard()
        problem = None if self.options.own_command else template_problem(error, self._root)
        if problem:
            raise PluginError(str(problem)) from error

    def discard(self) -> None:
        """Remove the site that is growing, if there is one."""
        if self._staging is not None:
            shutil.rmtree(self._staging, ignore_errors=True)
        self._staging = None

    @contextmanager
    def _fenced(self) -> Iterator[None]:
        """Turn our errors into MkDocs' own, which it shows in one line, unless it is our command line that asks."""
        try:
            yield
        except BriefingError as error:
            if self.options.own_command:
                raise
            raise PluginError(str(error)) from error


def _generated(config: MkDocsConfig, source: str, target: str, content: str | bytes) -> File:
    file = File.generated(config, source, content=content)
    file.dest_uri = target
    for name in ("url", "abs_dest_path"):
        file.__dict__.pop(name, None)
    return file


def _is_raw(file: File) -> bool:
    """Return True for a file of a theme that is published in another form: our assets, MkDocs' sitemap template."""
    ours = ("assets/briefing.", "assets/feed.", "assets/search.", "assets/offline.")
    is_asset = file.src_uri.startswith(ours) and file.src_uri.count(".") == 1
    return is_asset or file.src_uri == "sitemap.xml"


def _warned() -> bool:
    """Return True when a warning was logged in this strict build (MkDocs counts them in a handler of its own)."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(handler.get_counts() for handler in handlers if hasattr(handler, "get_counts"))


def project_of(config: MkDocsConfig, settings: Settings) -> Project:
    """Return our project from MkDocs' configuration."""
    file = Path(config.config_file_path or "mkdocs.yml").absolute()
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
        excluded=lambda path: any(spec.match_file(path) for spec in (config.exclude_docs, config.draft_docs) if spec),
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
    raise ConfigError(Problem(name, 0, "the plugin 'briefing' is not named", "add 'plugins: [briefing]'"))


def load(config_file: str | None, options: Options, **overrides: Any) -> MkDocsConfig:
    """Return MkDocs' configuration with our plugin told what the command line says; raises `ConfigError`.

    MkDocs' own loader words faults without file and line, and writes every value to its log, which a few YAML aliases
    can make endless; so here are its steps. What is wrong but harmless is kept as the plugin's `oddities`.
    """
    path = Path(config_file or next((name for name in CONFIG_NAMES if Path(name).is_file()), CONFIG_NAMES[0]))
    config = MkDocsConfig(config_file_path=str(path.absolute()))
    try:
        text = path.read_text(encoding="utf-8-sig")
        with path.open("rb") as file:
            config.load_file(file)
        config.load_dict({key: value for key, value in overrides.items() if value is not None})
    except UnicodeDecodeError:
        raise ConfigError(Problem(path.name, 0, "is not UTF-8", "save it as UTF-8")) from None
    except OSError as error:
        raise ConfigError(Problem(path.name, 0, f"cannot be read: {error.strerror}")) from None
    except RecursionError:
        raise ConfigError(Problem(path.name, 0, "is nested too deeply", "plain keys and values")) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:  # `!!bool perhaps`, …
        raise ConfigError(Problem(path.name, 0, f"is not valid YAML: {error}")) from None
    except ConfigurationError as error:
        raise ConfigError(_unreadable(path, error)) from None
    with _in_our_words(config):
        errors, warnings = config.validate()
    faults = tuple(_config_problems(path, text, errors, "error"))
    oddities = tuple(_config_problems(path, text, warnings, "warning"))
    if faults or (config.strict and oddities):
        raise ConfigError(faults + oddities)
    plugin = plugin_of(config)
    plugin.options, plugin.oddities = replace(options, own_command=True), oddities
    return config


def _unreadable(path: Path, error: Exception) -> Problem:
    """Return what MkDocs says about a file that it cannot read, with the line that only YAML's own error knows."""
    cause = error.__context__
    mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
    if not isinstance(cause, YAMLError):
        odd = str(error).startswith("The configuration is invalid")
        return Problem(path.name, 0, "is no mapping of settings" if odd else str(error), "site_name: …" if odd else "")
    name = Path(getattr(mark, "name", "") or path).name  # perhaps a file that this one inherits from
    what = getattr(cause, "problem", None) or getattr(cause, "reason", None) or str(cause)
    remedy = "quote values that hold ': ' or '#'"
    return Problem(name, mark.line + 1 if mark else 0, f"is not valid YAML: {what}", remedy)


def _config_problems(path: Path, text: str, found: Sequence[tuple[str, Any]], severity: Severity) -> Iterator[Problem]:
    """Return what MkDocs found in its configuration, in our words where it is common, else in its own."""
    for key, fault in found:
        message = str(fault).replace(f"{path.absolute().parent}/", "")
        ours = [line.removeprefix(_OURS) for line in message.splitlines() if line.startswith(_OURS)]
        remedy = ""
        if ours:  # already with file and line
            yield from (Problem("", 0, line, severity=severity) for line in ours)
            continue
        if message.startswith("Unrecognised configuration name"):
            message, remedy = f"unknown key '{key}'", did_you_mean(key, MkDocsConfig().keys(), "see MkDocs' manual")
        elif message.startswith("Required configuration not provided"):
            message, remedy = f"{key} is missing", f"{key}: …"
        else:
            message = f"{key}: {message.rstrip('.')}"
        yield Problem(path.name, key_line(text, key), message, remedy, severity, "bad-config")


def build(config: MkDocsConfig) -> Sequence[Problem]:
    """Build and publish the site; return what a person should mend. Raises `BriefingError`."""
    from mkdocs.commands.build import build as mkdocs_build

    plugin = plugin_of(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with _in_our_words(config):
            mkdocs_build(config)
    finally:
        plugin.discard()  # interrupted
        config.plugins.on_shutdown()
    return plugin.problems


@contextmanager
def _in_our_words(config: MkDocsConfig) -> Iterator[None]:
    """Turn what MkDocs, a template or the disk refuse into `BriefingError`; a defect passes as it is."""
    try:
        yield
    except BriefingError:
        raise
    except OSError as error:
        raise publish.refused(Path(error.filename or "the new site"), error) from error
    except Exception as error:
        problem = template_problem(error, Path(config.config_file_path or "mkdocs.yml").absolute().parent)
        if problem is None and not isinstance(error, MkDocsException):
            raise
        text = " ".join(str(error).split())
        if text.startswith("Aborted with a BuildError"):  # logged already
            raise BriefingError(()) from error
        if text.startswith("Aborted with ") and text.endswith(" in strict mode!"):
            text = "nothing was published: --strict is on, and something is wrong"
        raise BriefingError(problem or text) from error


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
    from mkdocs.livereload import LiveReloadServer, _serve_url

    with tempfile.TemporaryDirectory(prefix="briefing-") as shown:

        def fresh() -> MkDocsConfig:
            config = configure(site_dir=shown)
            config.plugins.on_startup(command="serve", dirty=False)
            return config

        config = fresh()
        root = Path(config.config_file_path or "mkdocs.yml").absolute().parent
        host, port = config.dev_addr
        mount = urlsplit(config.site_url or "/").path
        address = _serve_url(host, port, mount)

        def rebuild(made: MkDocsConfig | None = None) -> None:
            try:
                made = made or fresh()
                made.site_url = address
                with _in_our_words(made):
                    mkdocs_build(made, serve_url=address)
                say(f"Built; see {address}")
            except Exception as error:  # whatever it is, the next save may mend it
                say(str(error) or "the build failed; mend it and save again")

        server = LiveReloadServer(builder=rebuild, host=host, port=port, root=shown, mount_path=mount)
        server.error_handler = lambda code: _error_page(Path(shown), code)
        rebuild(config)
        if livereload:
            watched = [config.docs_dir, config.config_file_path, *config.watch]
            own = root / "templates"
            for path in dict.fromkeys([*watched, *([str(own)] if own.is_dir() else []), str(folder())]):
                if path:
                    server.watch(path)
            server = config.plugins.on_serve(server, config=config, builder=rebuild)
        try:
            server.serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("Stopped")
        except OSError as error:
            problem = Problem("", 0, f"{host}:{port}: {error.strerror}", "-a names another address")
            raise BriefingError(problem) from error
        finally:
            server.shutdown()
            config.plugins.on_shutdown()


def _error_page(site: Path, code: int) -> bytes | None:
    page = site / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
