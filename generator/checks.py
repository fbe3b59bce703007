"""`briefing check`: everything that an editor should know before publishing.

Faults of the front matter come from the reader; here is what only shows when the article is looked at as a whole.
"""

from __future__ import annotations

import re

import msgspec

from . import document
from .build import Content, design
from .errors import Problem
from .losses import find_losses
from .model import Article, Entry

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")


def check_content(content: Content) -> tuple[Problem, ...]:
    """Return every problem of the project, by file and line."""
    problems = [*design(content).problems]
    for entry in content.library.entries:
        problems += _check(content, entry)
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

    blocks = document.parse(article.title, article.body).blocks
    found += [loss.problem(shown, article.body_line) for loss in find_losses(blocks)]
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
    found += _credit(article, shown)
    if not entry.regions and not entry.themes:
        warn(1, "no region and no theme was found", "regions: […], themes: […]", "no-labels")
    return found


def _credit(article: Article, shown: str) -> list[Problem]:
    if article.source and article.rights != "full" and not (article.canonical_url or article.source_url):
        text = f"nothing leads to the original at {article.source}"
        return [Problem(shown, 1, text, "canonical_url: https://…", "warning", "no-way-out")]
    return []


def _escaped(text: str, more: str = "") -> str:
    """Return text for a GitHub workflow command, in which `%0A` is a line break; `more` has a meaning, too."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)


def printed(problems: tuple[Problem, ...], form: str, articles: int) -> str:
    """Return the problems as text, JSON or GitHub annotations; for a clean project one line of text."""
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(problems), indent=1).decode()
    if form == "github":
        lines = []
        for p in problems:
            message = _escaped(str(Problem("", 0, p.message, p.remedy)))
            where = f"file={_escaped(p.path, ':,')}" + (f",line={p.line}" if p.line else "") if p.path else ""
            lines.append(f"::{p.severity} {where},title={p.code}::{message}" if where else f"::{p.severity}::{message}")
        return "\n".join(lines)
    if not problems:
        return f"{articles} {'article' if articles == 1 else 'articles'}, nothing to mend"
    return "\n".join(map(str, problems))
