"""From an article's Markdown to the HTML of its page: by MkDocs' own converter, behind a fence and through the gate.

Foreign text reads no file and runs no code, so of the extensions that the project has switched on, articles get those
that only mark up (`SAFE`, and what the setting `article_extensions` adds). Whatever happens to one text costs no other:
it is shown without its markup, and told.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from .. import addresses
from ..errors import Problem
from ..model import Article
from ..settings.config import Project
from ..text import document
from ..text.deadline import Overdue, deadline
from ..text.markup import Excessive, numbered
from ..text.web_addresses import leads_out
from .page_writer import generated

SAFE = frozenset(
    """abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html nl2br
    sane_lists smarty tables toc wikilinks pymdownx.arithmatex pymdownx.betterem pymdownx.caret pymdownx.critic
    pymdownx.details pymdownx.emoji pymdownx.escapeall pymdownx.extra pymdownx.highlight pymdownx.inlinehilite
    pymdownx.keys pymdownx.magiclink pymdownx.mark pymdownx.progressbar pymdownx.saneheaders pymdownx.smartsymbols
    pymdownx.striphtml pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde""".split()
)
"""Markdown extensions that read no file, run no code and ask no server."""
_mkdocs_pages = logging.getLogger("mkdocs.structure.pages")
_SECONDS = 3.0
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def applied(names: Iterable[str], more: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the Markdown extensions that articles get, and those that they do not; `more` are allowed as well."""
    allowed = SAFE | set(more)
    accepted: list[str] = []
    dropped: list[str] = []
    for name in names:
        known = name.removeprefix("markdown.extensions.")
        (accepted if known in allowed or name in allowed else dropped).append(name)
    return accepted, dropped


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text, converted."""

    html: str
    """Safe HTML with numbered paragraphs."""
    problem: Problem | None
    """What was wrong with it."""
    anchors: frozenset[str]
    """Anchors that it has, as links to it name them."""
    links: tuple[tuple[str, str, str], ...]
    """Links to anchors: file, anchor, and the link as it was written."""


class ArticleText:
    """Renders the bodies of articles."""

    def __init__(self, config: MkDocsConfig, project: Project) -> None:
        """Take MkDocs' configuration, of which a copy with fewer Markdown extensions is used."""
        self.project = project
        accepted, self.dropped = applied(config.markdown_extensions, project.settings.article_extensions)
        self.config = copy.copy(config)
        self.config["markdown_extensions"] = accepted
        # A custom fence is code that runs on what stands in it, such as `markdown-exec`'s, which runs it as a program.
        settings = {name: dict(values or {}) for name, values in (config.mdx_configs or {}).items()}
        if "pymdownx.superfences" not in project.settings.article_extensions:
            settings.get("pymdownx.superfences", {}).pop("custom_fences", None)
        self.config["mdx_configs"] = settings

    def of(self, article: Article, files: Files, published: Container[str] | None = None) -> Text:
        """Return an article's text, its paragraphs numbered as the analyses number them."""
        page = Page(
            None, generated(self.config, article.path, addresses.file_of(addresses.article(article.slug))), self.config
        )
        html, problem = self.html(page, article, files, published)
        links = page.links_to_anchors or {}
        flat_links = (
            (to.src_uri, anchor, link) for to, by_anchor in links.items() for anchor, link in by_anchor.items()
        )
        return Text(str(html), problem, frozenset(page.present_anchor_ids or ()), tuple(flat_links))

    def html(
        self,
        page: Any,
        article: Article,
        files: Files,
        published: Container[str] | None = None,
        paragraphs: Sequence[str] | None = None,
    ) -> tuple[Markup, Problem | None]:
        """Return the article's text as safe HTML with numbered paragraphs, and what was wrong with it, if anything.

        `published` are the addresses at which the project's files will lie: of other pictures words stay. The
        paragraphs are those of the analyses if none are given.
        """

        def missing(address: str) -> bool:
            if published is None or leads_out(address) or address.startswith(("/", "data:")):
                return False
            return unquote(urlsplit(urljoin(page.file.url, address)).path) not in published

        settings = self.project.settings
        if paragraphs is None:
            paragraphs = [block.text for block in document.parse(article.title, article.body).prose]
        reason = ""
        try:
            with deadline(_SECONDS):
                page.markdown = article.body
                page.render(self.config, files)
                body, _ = numbered(
                    page.content, paragraphs, foreign=bool(article.source or article.canonical_url),
                    remote_pictures=settings.remote_pictures, missing=missing, max_nesting=settings.max_nesting,
                    max_links=settings.max_links,
                )  # fmt: skip
                return body, None
        except (Excessive, Overdue) as error:
            reason = str(error)
        except RecursionError:
            reason = "it is nested too deeply"
        except Exception as error:  # a converter that trips over one text must not cost the others
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        shown = self.project.shown(self.project.docs_dir / article.path)
        what = f"the text could not be converted: {reason}; it is shown without its markup"
        page.content = ""
        return plain(article.body), Problem(shown, article.body_line, what, "plain Markdown", code="text-failed")


def texts(config: MkDocsConfig, project: Project) -> Callable[[Article], str]:
    """Return what gives an article's text as safe HTML outside of a build; links to files stay as they were written."""
    made = ArticleText(config, project)
    log = logging.getLogger("mkdocs.structure.pages")
    config.plugins._current_plugin = "briefing"  # MkDocs has none outside of a build

    def text(article: Article) -> str:
        file = File.generated(config, article.path, content="")
        before = log.level
        log.setLevel(logging.CRITICAL)  # where files lie is what it would warn of
        try:
            body, _ = made.html(Page(None, file, config), article, Files([]), paragraphs=())
        finally:
            log.setLevel(before)
        return str(body)

    return text


def plain(body: str) -> Markup:
    """Return a text as paragraphs that show every character of it, markup included."""
    parts = (" ".join(part.split()) for part in _BLANK.split(body.strip("\n")))
    return Markup("".join(f"<p>{escape(part, quote=False)}</p>\n" for part in parts if part))


class Anchors:
    """Links from articles to anchors that are not there; MkDocs itself looks only at the pages that it builds."""

    def __init__(self, made: ArticleText, articles: Mapping[str, Article], files: Files) -> None:
        """Take what converts, and articles by path that may be linked to."""
        self._made, self._articles, self._files = made, articles, files
        self._texts: dict[str, frozenset[str]] = {}
        self._links: list[tuple[str, tuple[tuple[str, str, str], ...]]] = []

    def take(self, path: str, text: Text) -> None:
        """Note what a text has, and where it leads."""
        self._texts[path] = text.anchors
        if text.links:
            self._links.append((path, text.links))

    def tell(self) -> None:
        """Say which links lead nowhere, as MkDocs says it, and as loud as the project wants it."""
        level = self._made.config.validation.links.anchors
        for path, links in self._links:
            for to, anchor, link in links:
                there = self._of(to)
                if there is not None and anchor not in there:
                    where = "there is no such anchor on this page"
                    if to != path:
                        where = f"the doc '{to}' does not contain an anchor '#{anchor}'"
                    _mkdocs_pages.log(level, "Doc file '%s' contains a link '%s', but %s.", path, link, where)

    def _of(self, path: str) -> Set[str] | None:
        if path not in self._texts and path in self._articles:
            self._texts[path] = self._made.of(self._articles[path], self._files).anchors
        if path in self._texts:
            return self._texts[path]
        file = self._files.get_file_from_path(path)
        return file.page.present_anchor_ids if file is not None and file.page is not None else None
