"""`briefing build --forecast`: what the site would weigh, now and with more articles, by making a sample of it.

Pages are filled as a build fills them, and nothing is written: the site that readers have is not touched, and other
plugins are not asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import files as mkdocs_files
from mkdocs.structure.files import File, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from .. import addresses
from ..build import Briefing, Content, design, gather
from ..content.folders import guarded
from ..content.rights import may_show_body
from ..forecast import Forecast, Product, estimated, extrapolated
from ..growth import grown, halved
from ..pages import Page, Planner
from ..publishing.bodies import Bodies
from ..publishing.redirects import possible
from ..settings.config import Project
from ..settings.site_weight import SiteWeight
from ..templating.environment import prepare
from . import foreign_theme
from .adapter import project_of, selection_of
from .hooks import BriefingPlugin
from .page_writer import sheet
from .project_files import is_raw
from .rendering import ArticleText
from .session import Session

TIMES = (1, 2, 10)
"""How many times the articles a forecast is for."""
_MOST = 25_000  # articles of a plan that is made for a forecast only: about a gigabyte of memory


@dataclass(frozen=True, slots=True)
class Expected:
    """What a site of so many articles would weigh."""

    articles: int
    """Number of articles."""
    weight: SiteWeight
    """Files and bytes by kind."""
    project: Project
    """The project."""


def forecast(config: MkDocsConfig, plugin: BriefingPlugin, times: tuple[int, ...] = TIMES) -> Iterator[Expected]:
    """Yield what the site would weigh with so many times its articles; raises `BriefingError`."""
    project = project_of(config, plugin.settings)
    options = plugin.options
    content = gather(project, selection_of(project, options), options.progress, options.run)
    yield from forecast_of(config, plugin, content, times)


def forecast_of(
    config: MkDocsConfig, plugin: BriefingPlugin, content: Content, times: tuple[int, ...] = (1,)
) -> Iterator[Expected]:
    """Yield what a site of this content would weigh; `config` is as it was loaded."""
    Session(plugin.options, plugin.settings).choose_templates(config)
    config.plugins._current_plugin = "briefing"  # MkDocs has none outside of a build
    with TemporaryDirectory(prefix="briefing-forecast-") as cache:  # a forecast leaves nothing in the project's own
        settings = replace(content.project.settings, cache=cache)
        content = replace(content, project=replace(content.project, settings=settings))
        for number in times:
            yield _expected(config, content, number)


def _expected(config: MkDocsConfig, content: Content, times: int) -> Expected:
    """Return what the site would weigh with so many times its articles; very many are extrapolated."""
    count = len(content.library.entries)

    def weight(content: Content, times: int = 1) -> SiteWeight:
        return _Rehearsal(config, content).weight(times)

    if times == 1 or count * times <= _MOST:
        found = weight(content, times)
    elif count * 2 <= _MOST:
        found = extrapolated(weight(content), weight(content, 2), times / 2)
    else:
        found = extrapolated(weight(halved(content)), weight(content), times)
    return Expected(count * times, found, content.project)


class _Rehearsal:
    """Makes single files of a site that is not built."""

    def __init__(self, config: MkDocsConfig, content: Content) -> None:
        self.config, self.content = config, content
        self.is_framed = foreign_theme.is_framed(config)
        with guarded(mkdocs_files, Path(config.docs_dir)):
            self.files = get_files(config)
        self.environment: Any = config.theme.get_env()
        self.files.add_files_from_theme(self.environment, config)
        set_exclusions(self.files, config)
        reading = content.reading
        for file in list(self.files):
            refused = file.src_uri.startswith(tuple(f"{name}/" for name in reading.refused))
            if refused or file.src_uri in {*reading.paths, *reading.refused} or is_raw(file, config.docs_dir):
                self.files.remove(file)
        self.nav = get_navigation(self.files, config)
        self.text = ArticleText(config, content.project)

    def weight(self, times: int) -> SiteWeight:
        """Return what the site would weigh with so many times the articles."""
        content, origin = grown(self.content, times)
        published = frozenset(file.dest_uri for file in self._published())
        briefing = design(content, framed=self.is_framed, files=published)
        bodies = self._bodies(content, origin)
        made = Forecast(briefing, bodies, self._render(briefing, bodies))
        return made.weight(self._known(briefing).items())

    def _published(self) -> Iterator[File]:
        return (file for file in self.files if file.inclusion.value > InclusionLevel.DRAFT.value)

    def _bodies(self, content: Content, origin: Callable[[str], str]) -> Bodies:
        """Return the texts of articles, each converted when it is asked for."""
        articles = {entry.article.id: entry.article for entry in self.content.library.entries}
        converted: dict[str, str] = {}

        def convert(identity: str) -> str:
            first = origin(identity)
            if first not in converted:
                converted[first] = self.text.of(articles[first], self.files).html
            return converted[first]

        shown = (entry.article.id for entry in content.library.entries if may_show_body(entry.article))
        return Bodies(dict.fromkeys(shown, b""), convert, None)

    def _render(self, briefing: Briefing, bodies: Bodies) -> Callable[[Page], bytes]:
        """Return what makes a page."""
        frame, own = self.environment.get_template, None
        if self.is_framed:
            own = foreign_theme.environment(self.environment, briefing.folders, briefing.views.words)
            foreign_theme.with_sections(self.nav, briefing.views.site.sections)
        else:
            prepare(self.environment, briefing.folders, briefing.views.words)
        pages = [file for file in self._published() if file.is_documentation_page()]
        name = self.content.project.site_name

        def render(page: Page) -> bytes:
            shown = page.article is not None and may_show_body(page.article)
            body = Markup(bodies[page.article.id]) if page.article and shown else ""
            made = sheet(page, self.config, body, name)
            context: Any = get_context(self.nav, pages, self.config, made)
            context["briefing"] = page.context
            if own is not None:
                context["briefing_template"] = page.template
                made.title = foreign_theme.rendered(own, context, "title")
            template = foreign_theme.FRAME if own is not None else page.template
            return str(frame(template).render(context)).encode("utf-8", errors="xmlcharrefreplace")

        return render

    def _known(self, briefing: Briefing) -> dict[str, int]:
        """Return address and bytes of each file that is not planned: the project's own, the theme's, redirects."""
        empty = self._empty_page(briefing)
        sizes = dict.fromkeys(self.config.theme.static_templates, empty)
        for file in self._published():
            size = os.path.getsize(file.abs_src_path) if file.abs_src_path else len(file.content_bytes)
            sizes[file.dest_uri] = empty + size if file.is_documentation_page() else size
        planned = {addresses.file_of(page.address) for page in briefing.pages}
        old, _ = possible(briefing.redirects, planned | sizes.keys())
        template, site = self.environment.get_template("redirect.html"), self.content.project.site_url

        def redirect(target: str, new: str) -> bytes:
            canonical = addresses.absolute(site, new) if site else ""
            text: str = template.render(target="../" * target.count("/") + new, canonical=canonical, lang="en")
            return text.encode()

        redirects = [
            Product(target, 0, partial(redirect, target, new))
            for target, new in ((addresses.file_of(address), new) for address, new in old.items())
        ]
        return sizes | dict(zip((p.address for p in redirects), estimated(redirects), strict=True))

    def _empty_page(self, briefing: Briefing) -> int:
        """Return the bytes of a page with nothing in it but its frame."""
        context: Any = get_context(self.nav, [], self.config, base_url="/")
        context["briefing"] = Planner(briefing.views).frame("", "404.html")
        return len(str(self.environment.get_template("404.html").render(context)).encode())
