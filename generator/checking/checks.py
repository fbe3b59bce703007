"""`briefing check`: everything that an editor should know before publishing.

Faults of the front matter come from the reader; here is what only shows when the article is looked at as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote

import msgspec

from ..analysis.summary import doubt
from ..build import Content, design
from ..content import rights
from ..content.credit import licence
from ..content.trusted_pages import trusted_pages
from ..errors import ImportRefused, Problem
from ..ingest import source_memory
from ..ingest.losses import find_losses
from ..ingest.page_furniture import is_notice
from ..model import Article, Entry, Rights
from ..settings.conflicts import setting_conflicts
from ..settings.source_labels import unknown_labels
from ..text import document
from ..text.document import Block, Document
from ..text.near_duplicates import DuplicateIndex
from ..text.strings import clip, fold
from ..text.web_addresses import identity
from .anchors import dead_anchors
from .findings import number
from .watchlists import watchlist_problems

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>(?:[^\]\\]|\\.)*)\]\((?P<target><[^>]*>|[^\s()]+)[^)]*\)")
_QUIET = 45  # days
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")


def check_content(content: Content) -> tuple[Problem, ...]:
    """Return every problem of the project, by file and line."""
    problems = [*design(content).problems]
    for entry in content.library.entries:
        problems += _check(content, entry)
    problems += dead_anchors(content)
    problems += setting_conflicts(content.project)
    labels = content.settings
    problems += [problem for _, problem in unknown_labels(content.project, labels.regions, labels.themes)]
    problems += _beyond_source(content)
    problems += watchlist_problems(content)
    problems += _copies(content)
    problems += _quiet(content)
    problems += trusted_pages(content.project)
    if not content.project.site_url:
        text = "site_url is not set: no feeds and no sitemap"
        problems.append(Problem(content.project.config_file, 0, text, "site_url: https://…", "notice", "no-site-url"))
    return tuple(sorted(set(problems)))


def _check(content: Content, entry: Entry) -> list[Problem]:
    article = entry.article
    shown = content.project.shown(content.project.docs_dir / article.path)
    found = []

    def warn(line: int, message: str, remedy: str, code: str) -> None:
        found.append(Problem(shown, line, message, remedy, "warning", code))

    parsed = document.parse(article.title, article.body, entry.analysis.lang)
    blocks = parsed.blocks
    is_teaser = bool(article.canonical_url) and article.rights != "full"  # all that its source gave, and enough to show
    losses = [loss for loss in find_losses(blocks, article.title) if not (is_teaser and loss.is_marked)]
    found += [loss.problem(shown, article.body_line) for loss in losses]
    for block in blocks:
        mail = _EMAIL.search(block.text)
        if mail:
            remedy = "leave it out, or write it as the author wants it published"
            warn(article.body_line + block.line, f"e-mail address '{mail.group()}' in the text", remedy, "email")
    if article.image and not article.image_alt:
        warn(1, "the lead picture has no text alternative", "image_alt: what it shows", "missing-alt")
    if article.image and "://" not in article.image and not (content.project.docs_dir / article.image).is_file():
        warn(
            1,
            f"image: there is no file '{article.image}'",
            f"a path below {content.project.docs_dir.name}/",
            "no-image",
        )
    found += _text(article, blocks, shown)
    found += _targets(content, article, shown)
    found += _credit(article, shown)
    found += _summary(entry, parsed, shown)
    if not entry.regions and not entry.themes:
        warn(1, "no region and no theme was found", "regions: […], themes: […]", "no-labels")
    return found


def _credit(article: Article, shown: str) -> list[Problem]:
    if article.source and article.rights != "full" and not (article.canonical_url or article.source_url):
        text = f"nothing leads to the original at {article.source}"
        return [Problem(shown, 1, text, "canonical_url: https://…", "warning", "no-way-out")]
    found = []
    if article.canonical_url and not (article.source or article.attribution):
        text = "comes from another site and names no outlet"
        found.append(Problem(shown, 1, text, "source: who published it first", "notice", "no-credit"))
    stated = article.license
    if article.rights == "full" and "nc" in licence(stated):
        text = f"is shown whole, and its licence forbids commercial use ({stated})"
        found.append(
            Problem(shown, 1, text, "rights: excerpt if your site is commercial", "notice", "rights-too-broad")
        )
    return found


def _summary(entry: Entry, parsed: Document, shown: str) -> Iterator[Problem]:
    """Yield a notice for a standfirst that was found and is doubtful, where the editor has written none."""
    found = entry.analysis.standfirst
    if entry.article.summary or found is None or not rights.standfirst(entry):
        return
    if why := doubt(parsed, found):
        text = f"the sentence found as summary {why}: '{clip(found.text, 60)}'"
        yield Problem(shown, 1, text, "summary: a sentence of your own", "notice", "weak-summary")


def _beyond_source(content: Content) -> Iterator[Problem]:
    """Yield a warning for each article that shows more than the source's entry in the settings allows."""
    order = ("link", "excerpt", "full")
    allowed: dict[str, Rights] = {}
    for source in content.project.settings.sources:
        host = _host(source.url)
        if source.rights:
            allowed[host] = max(source.rights, allowed.get(host, "link"), key=order.index)
    for entry in content.library.entries:
        article = entry.article
        most = allowed.get(_host(article.canonical_url or article.source_url))
        if most and not article.license and order.index(article.rights) > order.index(most):
            shown = content.project.shown(content.project.docs_dir / article.path)
            text = (
                f"is shown with rights: {article.rights}, and sources allows {most} of {article.source or 'its outlet'}"
            )
            yield Problem(shown, 1, text, f"rights: {most}", "warning", "beyond-source")


def _host(address: str) -> str:
    return identity(address).partition("/")[0]


def _text(article: Article, blocks: Sequence[Block], shown: str) -> list[Problem]:
    """Return what is odd in the words: furniture of the original page, quotations that do not close."""
    found = []
    for at, block in enumerate(blocks):
        line = article.body_line + block.line
        if block.number and is_notice(block.text):
            text = f"'{block.text}' is a piece of the original page, not of the article"
            found.append(Problem(shown, line, text, "remove it", "warning", "furniture"))
        goes_on = at + 1 < len(blocks) and blocks[at + 1].text.startswith(("“", "«", "„"))
        for opening, closing in (("“", "”"), ("«", "»")):
            more = block.text.count(opening) - block.text.count(closing)
            german = "„" in block.text or "»" in block.text[: block.text.find("«") + 1]
            if block.number and more and not german and not (more == 1 and goes_on):
                text = f"{opening} and {closing} do not match: '{clip(block.text, 50)}'"
                found.append(Problem(shown, line, text, "compare with the original", "notice", "unbalanced-quotes"))
    return found


def _targets(content: Content, article: Article, shown: str) -> list[Problem]:
    """Return what is wrong with links to files and with pictures in the text."""
    found = []
    folder = (content.project.docs_dir / article.path).parent
    for row, line in enumerate(article.body.split("\n"), article.body_line):
        for link in _LINK.finditer(line):
            target, is_picture = link["target"].strip("<>"), bool(link["picture"])
            if is_picture and not link["text"].strip():
                message, remedy = f"the picture '{clip(target, 60)}' has no text alternative", "![what it shows](…)"
                found.append(Problem(shown, row, message, remedy, "warning", "missing-alt"))
            if is_picture and "://" in target:
                message, remedy = (
                    f"the picture loads from another site: {clip(target, 60)}",
                    "lay it beside the article",
                )
                found.append(Problem(shown, row, message, remedy, "notice", "remote-picture"))
            path = unquote(target.partition("#")[0].partition("?")[0])
            local = path and ":" not in path and not path.startswith(("/", "\\")) and PurePosixPath(path).suffix
            if local and not (folder / path).is_file():
                message = f"there is no file '{clip(path, 60)}'"
                found.append(Problem(shown, row, message, f"a path from {folder.name}/", "warning", "dead-link"))
    return found


def _copies(content: Content) -> Iterator[Problem]:
    """Yield a warning for each article with nearly the text of an earlier one of the same outlet."""
    index = DuplicateIndex()
    outlets: dict[str, str] = {}
    for entry in reversed(content.library.entries):
        article = entry.article
        shown = content.project.shown(content.project.docs_dir / article.path)
        copy = next((n for n, _ in index.alike(article.body) if outlets[n] == fold(article.source)), "")
        if copy:
            yield Problem(shown, 1, f"has nearly the same text as {copy}", "remove one", "notice", "near-duplicate")
        index.add(shown, article.body)
        outlets[shown] = fold(article.source)


def _quiet(content: Content) -> Iterator[Problem]:
    """Yield a notice for each watched source whose newest article is far older than the newest of all."""
    try:
        memory = source_memory.load(content.project.root)
    except ImportRefused as error:
        yield from error.problems
        return
    newest = {s.url: memory.of(s.url).newest for s in content.project.settings.sources}
    latest = max((moment for moment in newest.values() if moment), default="")
    for address, moment in newest.items():
        days = (datetime.fromisoformat(latest) - datetime.fromisoformat(moment)).days if moment else 0
        if days > _QUIET:
            text = f"sources: {address} has had nothing new for {days} days"
            yield Problem(content.project.config_file, 0, text, "look whether it moved", "notice", "source-quiet")


def _escaped(text: str, more: str = "") -> str:
    """Return text for a GitHub workflow command, in which `%0A` is a line break; `more` has a meaning, too."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def printed(problems: tuple[Problem, ...], form: str, articles: int) -> str:
    """Return the problems as text, JSON or GitHub annotations; for a clean project one line of text."""
    if form == "json":
        rows = [{"number": number(p), **msgspec.to_builtins(p)} for p in problems]
        return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()
    if form == "github":
        lines = []
        for p in problems:
            message = _escaped(str(Problem("", 0, p.message, p.remedy)))
            where = f"file={_escaped(p.path, ':,')}" + (f",line={p.line}" if p.line else "") if p.path else ""
            lines.append(
                f"::{p.severity} {where},title={number(p)} {p.code}::{message}"
                if where
                else f"::{p.severity}::{message}"
            )
        return "\n".join(lines)
    if not problems:
        return f"{articles} {'article' if articles == 1 else 'articles'}, nothing to mend"
    levels = {"error": "", "warning": ", warning", "notice": ", notice"}
    return "\n".join(f"{problem} [{number(problem)}{levels[problem.severity]}]" for problem in problems)
