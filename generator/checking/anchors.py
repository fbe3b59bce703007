"""Dead anchors: links to a heading, a paragraph or a note that is not there, within an article and between articles.

Anchors are counted as articles name them (pages set `user-` before each, and before what leads to it): headings as
Python-Markdown's `toc` names them, paragraphs by their numbers, what an editor has named in HTML or with `{#name}`. An
article whose text is not shown has none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from ..build import Content
from ..content.rights import may_show_body
from ..errors import Problem, did_you_mean
from ..model import Article
from ..text import document
from ..text.strings import clip

_NAMED = re.compile(r"\{[^{}]*#(?P<key>[\w:.-]+)[^{}]*\}|\b(?:id|name)\s*=\s*[\"']?(?P<html>[^\s\"'>]+)")
_NOTE = re.compile(r"^(?:fn|fnref)\d*:")  # Python-Markdown makes these, and leads to each of them itself
_OWN_NAME = re.compile(r"\s*\{[^{}]*\}\s*$")


def anchors_of(article: Article) -> frozenset[str]:
    """Return the anchors that the page of an article has; none when its text is not shown."""
    from markdown.extensions.toc import slugify, unique  # type: ignore[import-untyped]  # comes with MkDocs
    from markdown_it import MarkdownIt

    if not may_show_body(article):
        return frozenset()
    found = {f"p{block.number}" for block in document.parse(article.title, article.body).blocks if block.number}
    found |= {match["key"] or match["html"] for match in _NAMED.finditer(article.body)}
    headings: set[str] = set()
    heading = False
    for token in MarkdownIt("commonmark", {"maxNesting": 100}).parse(article.body):
        if heading and token.type == "inline":
            shown = "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
            unique(slugify(_OWN_NAME.sub("", shown), "-"), headings)
        heading = token.type == "heading_open"
    return frozenset(found | headings)


def dead_anchors(content: Content) -> Iterator[Problem]:
    """Yield a warning for each link of an article that is shown to an anchor that its own page or another has not."""
    project = content.project
    articles = {entry.article.path: entry.article for entry in content.library.entries}
    known: Callable[[str], frozenset[str]] = cache(lambda path: anchors_of(articles[path]))
    for path, article in articles.items():
        if "#" not in article.body or not may_show_body(article):
            continue
        for line, target in _links(article):
            place, _, anchor = target.partition("#")
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(place))) if place else path
            anchor = unquote(anchor)
            if not anchor or other not in articles or _NOTE.match(anchor) or anchor in known(other):
                continue
            where = "on this page" if other == path else f"in {other}"
            yield Problem(
                project.shown(project.docs_dir / path), line, f"there is no '#{clip(anchor, 50)}' {where}",
                _remedy(anchor, articles, other, known(other)), "warning", "dead-anchor",
            )  # fmt: skip


def _remedy(anchor: str, articles: Mapping[str, Article], other: str, known: frozenset[str]) -> str:
    if not may_show_body(articles[other]):
        return "its text is not shown: link to the article alone"
    return did_you_mean(anchor, sorted(known), "the heading's words in lower case, with hyphens between them")


def _links(article: Article) -> Iterator[tuple[int, str]]:
    """Yield the line and the target of each link with an anchor that stays within the project; code has none."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").parse(article.body):
        row = article.body_line + (token.map[0] if token.map else 0)
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                row += 1
            target = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
            if "#" in target and ":" not in target.partition("#")[0] and not target.startswith(("/", "\\")):
                yield row, target
