"""From an article's Markdown to the HTML of its page: by MkDocs' own converter, behind a fence and through the gate.

Foreign text reads no file and runs no code, so of the extensions that the project has switched on, articles get those
that only mark up (`SAFE`, and what the setting `article_extensions` adds). Whatever happens to one text costs no other:
it is shown without its markup, and told.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Container, Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from ..config import Project
from ..deadline import Overdue, deadline
from ..errors import Problem
from ..markup import Excessive, numbered
from ..model import Article
from ..web_addresses import leads_out

SAFE = frozenset(
    """abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html nl2br
    sane_lists smarty tables toc wikilinks pymdownx.arithmatex pymdownx.betterem pymdownx.caret pymdownx.critic
    pymdownx.details pymdownx.emoji pymdownx.escapeall pymdownx.extra pymdownx.highlight pymdownx.inlinehilite
    pymdownx.keys pymdownx.magiclink pymdownx.mark pymdownx.progressbar pymdownx.saneheaders pymdownx.smartsymbols
    pymdownx.striphtml pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde""".split()
)
"""Markdown extensions that read no file, run no code and ask no server."""
_SECONDS = 3.0
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def applied(names: Iterable[str], more: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the Markdown extensions that articles get, and those that they do not; `more` are allowed as well."""
    allowed = SAFE | set(more)
    kept: list[str] = []
    dropped: list[str] = []
    for name in names:
        known = name.removeprefix("markdown.extensions.")
        (kept if known in allowed or name in allowed else dropped).append(name)
    return kept, dropped


class ArticleText:
    """Renders the bodies of articles."""

    def __init__(self, config: MkDocsConfig, project: Project) -> None:
        """Take MkDocs' configuration, of which a copy with fewer Markdown extensions is used."""
        self.project = project
        kept, self.dropped = applied(config.markdown_extensions, project.settings.article_extensions)
        self.config = copy.copy(config)
        self.config["markdown_extensions"] = kept
        # A custom fence is code that runs on what stands in it, such as `markdown-exec`'s, which runs it as a program.
        settings = {name: dict(values or {}) for name, values in (config.mdx_configs or {}).items()}
        if "pymdownx.superfences" not in project.settings.article_extensions:
            settings.get("pymdownx.superfences", {}).pop("custom_fences", None)
        self.config["mdx_configs"] = settings

    def html(
        self,
        page: Any,
        article: Article,
        files: Files,
        paragraphs: Sequence[str],
        published: Container[str] | None = None,
    ) -> tuple[Markup, Problem | None]:
        """Return the article's text as safe HTML with numbered paragraphs, and what was wrong with it, if anything.

        `published` are the addresses at which the project's files will lie: of other pictures words stay.
        """

        def missing(address: str) -> bool:
            if published is None or leads_out(address) or address.startswith(("/", "data:")):
                return False
            return unquote(urlsplit(urljoin(page.file.url, address)).path) not in published

        settings = self.project.settings
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
            body, _ = made.html(Page(None, file, config), article, Files([]), ())
        finally:
            log.setLevel(before)
        return str(body)

    return text


def plain(body: str) -> Markup:
    """Return a text as paragraphs that show every character of it, markup included."""
    parts = (" ".join(part.split()) for part in _BLANK.split(body.strip("\n")))
    return Markup("".join(f"<p>{escape(part, quote=False)}</p>\n" for part in parts if part))
