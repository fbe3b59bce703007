"""What a browser shows of a preview in which something is wrong: the fault with file and line, where its page was.

An article with a fault is left out of the site, so its address leads nowhere until it is mended; and a build that fails
leaves the last good site, which looks as if nothing had been saved. Both are said on the page that the editor has open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from pathlib import PurePosixPath

from .. import addresses
from ..content.articles import SUFFIXES
from ..errors import Problem
from ..text.strings import slugify
from .hooks import BriefingPlugin

_STYLE = (
    "font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fdf3f1;border-left:.4rem solid #a3261b;padding:1rem"
)
_BODY = re.compile(rb"<body[^>]*>", re.IGNORECASE)


class Faults:
    """The faults of the last build, by the address at which each is seen."""

    def __init__(self) -> None:
        """Begin with none."""
        self._addresses: dict[str, str] = {}
        self._by_address: dict[str, list[Problem]] = {}
        self._failure = ""

    def built(self, plugin: BriefingPlugin) -> None:
        """Take a build that has succeeded: each article's address, and the faults of those that it left out."""
        self._failure = ""
        briefing = plugin.session.briefing
        if briefing is None:
            return
        project = briefing.content.project
        for entry in briefing.content.library.entries:
            shown = project.shown(project.docs_dir / entry.article.path)
            self._addresses[shown] = addresses.article(entry.article.slug)
        self.take(briefing.problems)

    def take(self, problems: tuple[Problem, ...]) -> None:
        """Take what is wrong now. An article that was never sound is looked for where its file's name would put it."""
        found: dict[str, list[Problem]] = defaultdict(list)
        for problem in problems:
            path = PurePosixPath(problem.path)
            if problem.severity == "error" and path.suffix.lower() in SUFFIXES:
                address = self._addresses.get(problem.path) or addresses.article(slugify(path.stem))
                found[address].append(problem)
        self._by_address = dict(found)

    def failed(self, message: str) -> None:
        """Take the message of a build that has failed; it is shown above every page until a build succeeds."""
        self._failure = message

    def page(self, address: str) -> bytes | None:
        """Return what is shown at an address that leads nowhere, if a fault is the reason; else None."""
        problems = self._by_address.get(address.strip("/") + "/", ())
        lines = [str(problem) for problem in problems]
        if lines:
            head = "This article is not shown, because something in its file is wrong"
        elif self._failure:
            head, lines = "The site could not be built", [self._failure]
        else:
            return None
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(head)}</title>'
            f'<body style="margin:2rem auto;max-width:50rem">{_box(head, lines)}</body></html>'
        ).encode()

    def over(self, page: bytes) -> bytes:
        """Return a page with the failure of the last build above it; as it is when there was none."""
        body = _BODY.search(page)
        if not self._failure or not body:
            return page
        box = _box("The last build failed; this is the site before it", [self._failure])
        return page[: body.end()] + box.encode() + page[body.end() :]


def _box(head: str, lines: list[str]) -> str:
    items = "".join(f"<li><code>{escape(line)}</code></li>" for line in lines)
    return (
        f'<div role="alert" style="{_STYLE}"><strong>{escape(head)}.</strong><ul>{items}</ul>'
        "Mend it and save; this page then comes back by itself.</div>"
    )
