"""MkDocs' hooks: each takes MkDocs' objects, calls one step of the build (`session`), and hands over the result.

Under ProperDocs `mkdocs` is that program's own alias, so nothing here changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import get_toc

from ..errors import ConfigError, Problem
from ..settings.config import Settings, parse_settings
from ..settings.site_weight import Weight
from ..templating.faults import template_problem
from ..text.markup import sanitise
from . import foreign_theme
from .adapter import Options, project_of, refused_by_disk, selection_of
from .session import Session

_LAST = -1000  # after all other plugins


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Nothing here: `load_config` gives the settings to `config.parse_settings`."""


class BriefingPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """MkDocs' `briefing` plugin."""

    def __init__(self) -> None:
        """Start without a build; `on_config` begins one."""
        self.options = Options()
        self.settings = Settings()
        self.oddities: tuple[Problem, ...] = ()
        self.session = Session(self.options, self.settings)
        self._serving = False
        self.stands = False
        """True when the last build had nothing to do; `weight` is what the site weighs."""
        self.weight = Weight()

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
        """Begin a build."""
        self.session = Session(self.options, self.settings, serving=self._serving)
        self.session.begin(config)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Plan the site, and give MkDocs the pages that it makes."""
        return self.session.plan(files, config)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Lead to our pages in the frame of another theme too."""
        return self.session.navigation(nav)

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Make everything that MkDocs does not make itself."""
        self.session.make(env, files, config)
        return env

    @event_priority(_LAST)  # no other plugin, such as mkdocs-macros, sees or changes an article's text
    def on_page_markdown(self, markdown: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Name the template of a planned page; an article's text is not MkDocs' to convert, an introduction's is."""
        session, planned = self.session, self.session.by_source.get(page.file.src_uri)
        if planned is None:
            return markdown
        title = planned.title or session.planned.content.project.site_name
        extra = planned.article.extra if planned.article else page.meta
        if session.is_framed:  # until the page is rendered, others may show its title, in a theme that escapes nothing
            title = foreign_theme.harmless(title)
        template = foreign_theme.FRAME if session.is_framed else planned.template
        page.meta = {**extra, "template": template, "title": title}
        return "" if planned.article else markdown

    @event_priority(_LAST)
    def on_page_content(self, html: str, /, *, page: Any, config: MkDocsConfig, files: Files) -> str:
        """Render an article's text (where its owner allows it); pass all other HTML through the gate."""
        planned = self.session.by_source.get(page.file.src_uri)
        if planned is None or planned.article is None:
            return Markup(html) if page.meta.get("trusted") is True else sanitise(html, rel="noopener")
        page.toc = get_toc([])  # a page whose text is remembered has none
        return self.session.body(planned.article, page, files)

    def _with_frame(self, context: Any, /, *, page: Any, config: MkDocsConfig, nav: Any) -> Any:
        """Give the template its documented context."""
        planned = self.session.by_source.get(page.file.src_uri)
        frame = planned.context if planned else self.session.frame(page.title or "", page.url, page.meta)
        free = self._serving or (planned is None and page.meta.get("trusted") is True)  # the preview's script is inline
        context["briefing"] = replace(frame, policy="") if free else frame
        return context

    @event_priority(_LAST)  # the search plugin takes the title as it is
    def _in_foreign_frame(self, context: Any, /, *, page: Any, config: MkDocsConfig, nav: Any) -> Any:
        """Give another theme what it shows of our page by itself, as HTML: themes escape nothing."""
        if not self.session.is_framed:
            return context
        if self.options.now:  # themes print the moment of the build
            context["build_date_utc"] = selection_of(project_of(config, self.settings), self.options).now
        planned = self.session.by_source.get(page.file.src_uri)
        if planned is not None:
            context["briefing_template"] = planned.template
            page.canonical_url = escape(context["briefing"].canonical) or page.canonical_url
            page.title = foreign_theme.rendered(self.session.environment, context, "title")
        return context

    on_page_context = CombinedEvent(_with_frame, _in_foreign_frame)

    def on_post_page(self, output: str, /, *, page: Any, config: MkDocsConfig) -> str:
        """Let go of what a written page no longer needs: the texts of all pages do not go into memory."""
        if page.file.src_uri in self.session.by_source and not self.session.obstacle:
            page.content, page.markdown = "", ""
        return output

    def on_template_context(self, context: Any, /, *, template_name: str, config: MkDocsConfig) -> Any:
        """Give 404.html and its like the frame."""
        words = self.session.planned.views.words
        title = words.gettext("Page not found") if template_name == "404.html" else ""
        context["briefing"] = self.session.frame(title, template_name, {})
        return context

    @event_priority(_LAST)  # what other plugins write then is part of the site that is exchanged, or thrown away
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish."""
        self.session.publish(config)

    def on_build_error(self, *, error: Exception) -> None:
        """Remove what was half built; the published site stands as it was."""
        self.session.discard()
        if self.options.own_command:
            return
        problem = refused_by_disk(error) or template_problem(error, self.session.root)
        if problem:
            raise PluginError(str(problem)) from error
