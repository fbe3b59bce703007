"""`briefing check --links`: every address of another site that articles lead to, asked once, politely."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..build import Content
from ..errors import ImportRefused, Problem
from ..ingest.fetching import Fetcher, Request
from ..text.strings import clip

_ADDRESS = re.compile(
    r"(?:\]\(\s*<?|<|\]:\s*<?)(?P<address>https?://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)", re.IGNORECASE
)
_DEAD = ("status-404", "status-410", "unreachable", "redirects")


def links(content: Content) -> dict[str, list[tuple[str, int]]]:
    """Return every address of another site with the places (file, line) that lead there, in order."""
    found: dict[str, list[tuple[str, int]]] = {}
    for entry in content.library.entries:
        article = entry.article
        shown = content.project.shown(content.project.docs_dir / article.path)
        for address in (article.canonical_url, article.source_url):
            if address:
                found.setdefault(address, []).append((shown, 1))
        for row, line in enumerate(article.body.split("\n"), article.body_line):
            for link in _ADDRESS.finditer(line):
                found.setdefault(link["address"].partition("#")[0], []).append((shown, row))
    return found


def dead_links(content: Content, fetcher: Fetcher) -> Iterator[Problem]:
    """Yield a problem for each place that leads to an address which is gone; a notice where none could be asked."""
    places = links(content)
    answers = fetcher.get_all([Request(address) for address in places])
    for (address, where), answer in zip(places.items(), answers, strict=True):
        if not isinstance(answer, ImportRefused):
            continue
        fault = answer.problems[0]
        dead = fault.code in _DEAD
        remedy = "correct it, or lead to a copy in an archive" if dead else "open it in a browser"
        for shown, line in where:
            what = (
                f"{clip(address, 80)} {fault.message}"
                if fault.code.startswith("status")
                else (f"{clip(address, 80)}: {fault.message}")
            )
            yield Problem(
                shown,
                line,
                what,
                remedy,
                "warning" if dead else "notice",
                "dead-address" if dead else "unasked-address",
            )
