"""What an editor should know of watchlists: which find nothing or everything, and why an article is on one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..build import Content
from ..errors import Problem
from ..model import Entry, Evidence
from ..settings.config import key_line
from ..settings.watchlists import line_in


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is on a watchlist."""

    slug: str
    """The watchlist's slug."""
    name: str
    """Its name."""
    labels: tuple[str, ...]
    """Labels of the article that it asks for, as `regions: asia`."""
    words: tuple[Evidence, ...]
    """Every place where a word that it asks for stands."""


def watchlist_reasons(content: Content, entry: Entry) -> tuple[Reason, ...]:
    """Return why an article is on each of its watchlists, in the settings' order."""
    watch = content.library.watch
    on = content.library.watched.get(entry.article.id, {})
    return tuple(
        Reason(query.slug, query.watchlist.name, watch.because(entry, query), watch.evidence(entry, query))
        for query in watch.queries
        if query.slug in on
    )


def watchlist_problems(content: Content) -> Iterator[Problem]:
    """Yield a finding for each watchlist that contradicts itself, and for each that has no article, or all of them."""
    library, project = content.library, content.project
    if not library.watch.queries:
        return
    text = (project.root / project.config_file).read_text(encoding="utf-8", errors="replace")
    start = key_line(text, "plugins", "briefing", "watchlists")
    for query in library.watch.queries:
        name, group = query.watchlist.name, library.watchlists[query.slug]
        line = line_in(text, start, name)
        where = f"briefing: watchlists: {name}"
        if query.contradictions:
            what = ", ".join(f"'{value}'" for value in query.contradictions)
            message, remedy = f"{where}: asks for {what} and rules it out", "remove it from one of the two"
            yield Problem(project.config_file, line, message, remedy, "warning", "watchlist-contradicts")
        elif not group.entries:
            message, remedy = f"{where}: has no article", "fewer or other words, unless you wait for the first"
            yield Problem(project.config_file, line, message, remedy, "notice", "watchlist-empty")
        elif len(group.entries) == len(library.entries) > 1:
            message, remedy = f"{where}: has every article of the site", "more or narrower words"
            yield Problem(project.config_file, line, message, remedy, "notice", "watchlist-takes-all")
